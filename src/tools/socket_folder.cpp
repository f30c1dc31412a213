// SPDX-License-Identifier: Apache-2.0
#include "tools/socket_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>

namespace penstock::tools {
namespace {

constexpr int most_waiting = 16; // connections that nobody has taken yet

std::string socket_name(pid_t process) {
    return fmt::format("{}.sock", process);
}

// Nothing of what is none.
std::optional<pid_t> process_in(std::string_view name) {
    constexpr std::string_view ending = ".sock";
    if (!name.ends_with(ending))
        return std::nullopt;
    name.remove_suffix(ending.size());
    pid_t process = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), process);
    return error == std::errc{} && end == name.data() + name.size() && process > 0
               ? std::optional{process}
               : std::nullopt;
}

[[noreturn]] void refuse_folder(const std::string& path, const std::string& why) {
    throw std::runtime_error(fmt::format("{}: {}", path, why));
}

// Keeps errno.
int close_and_fail(int file) {
    const int error = errno;
    ::close(file);
    errno = error;
    return -1;
}

// Calls `act`, which is connect() or bind().
template <class Act> int with_address(const std::string& path, Act&& act) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    std::memcpy(address.sun_path, path.data(), path.size());
    return act(reinterpret_cast<const sockaddr*>(&address), socklen_t{sizeof address});
}

// Empty: there is none. One that is relative does not count, as the specification of XDG has it.
std::string absolute_path_in(const char* variable) {
    const char* value = std::getenv(variable); // NOLINT(concurrency-mt-unsafe): nobody sets any
    return value != nullptr && *value == '/' ? value : "";
}

// 0: there is no such file.
ino_t inode_in(int folder, const std::string& name) {
    struct stat found = {};
    return ::fstatat(folder, name.c_str(), &found, AT_SYMLINK_NOFOLLOW) == 0 ? found.st_ino : 0;
}

int new_socket() {
    return ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

} // namespace

std::vector<std::string> socket_folders(uid_t user) {
    std::vector<std::string> folders;
    if (user == ::geteuid()) {
        if (const std::string only = absolute_path_in("PENSTOCK_RUNTIME_DIR"); !only.empty())
            return {only};
        if (const std::string runtime = absolute_path_in("XDG_RUNTIME_DIR"); !runtime.empty())
            folders.push_back(fmt::format("{}/penstock", runtime));
    }
    for (const std::string& folder :
         {fmt::format("/run/user/{}/penstock", user), fmt::format("/tmp/penstock-{}", user)})
        if (std::ranges::find(folders, folder) == folders.end())
            folders.push_back(folder);
    return folders;
}

SocketFolder::SocketFolder(const std::string& path, uid_t owner, bool is_made) {
    if (is_made && ::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST)
        refuse_folder(path, std::generic_category().message(errno));
    folder_ = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder_ < 0)
        refuse_folder(path, std::generic_category().message(errno));
    struct stat found = {};
    const bool is_known = ::fstat(folder_, &found) == 0;
    constexpr mode_t of_others = 077;
    if (is_known && found.st_uid == owner && (found.st_mode & of_others) == 0)
        return;
    ::close(folder_);
    refuse_folder(path,
                  is_known && found.st_uid != owner
                      ? "this folder is another user's"
                      : fmt::format("this folder is open to others, mode {:o}; expected 700",
                                    found.st_mode & 07777U));
}

SocketFolder::~SocketFolder() {
    ::close(folder_);
}

std::vector<pid_t> SocketFolder::processes() const {
    std::vector<pid_t> processes;
    const int copy = ::openat(folder_, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR* entries = copy < 0 ? nullptr : ::fdopendir(copy);
    if (entries == nullptr) {
        if (copy >= 0)
            ::close(copy);
        return processes;
    }
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody else has this stream
    while (const dirent* entry = ::readdir(entries))
        if (const auto process = process_in(entry->d_name))
            processes.push_back(*process);
    ::closedir(entries);
    std::ranges::sort(processes);
    return processes;
}

// It gets its name when it listens: who finds it is not refused.
ListeningSocket SocketFolder::listen_as(pid_t process) const {
    // Containers that share this folder all have a process 1.
    if (const int other = connect_to(process); other >= 0 || errno == EAGAIN) {
        if (other >= 0)
            ::close(other);
        errno = EADDRINUSE;
        return {};
    }
    const std::string unready = fmt::format(".{}.new", process);
    const std::string name = socket_name(process);
    ::unlinkat(folder_, unready.c_str(), 0); // of a process of the same number, long ago
    const int socket = new_socket();
    if (socket < 0)
        return {};
    const auto bind = [socket](const sockaddr* address, socklen_t size) {
        return ::bind(socket, address, size);
    };
    if (with_address(address_of(unready), bind) != 0)
        return {.descriptor = close_and_fail(socket)};
    const ino_t inode = inode_in(folder_, unready);
    if (inode != 0 && ::listen(socket, most_waiting) == 0 &&
        ::renameat(folder_, unready.c_str(), folder_, name.c_str()) == 0)
        return {.descriptor = socket, .inode = inode};
    const int error = errno;
    ::unlinkat(folder_, unready.c_str(), 0);
    errno = error;
    return {.descriptor = close_and_fail(socket)};
}

int SocketFolder::connect_to(pid_t process) const {
    const int socket = new_socket();
    if (socket < 0)
        return -1;
    const auto connect = [socket](const sockaddr* address, socklen_t size) {
        return ::connect(socket, address, size);
    };
    return with_address(address_of(socket_name(process)), connect) == 0 ? socket
                                                                        : close_and_fail(socket);
}

ino_t SocketFolder::inode_of(pid_t process) const {
    return inode_in(folder_, socket_name(process));
}

void SocketFolder::remove(int descriptor, pid_t process, ino_t inode) {
    const std::string name = socket_name(process);
    if (inode != 0 && inode_in(descriptor, name) == inode)
        ::unlinkat(descriptor, name.c_str(), 0);
}

// Short, however long the path of the folder is.
std::string SocketFolder::address_of(const std::string& name) const {
    return fmt::format("/proc/self/fd/{}/{}", folder_, name);
}

} // namespace penstock::tools

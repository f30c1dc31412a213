// SPDX-License-Identifier: Apache-2.0
#include "storage/file_calls.hpp"

#include "storage/descriptor.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace penstock::storage {
namespace {

constexpr mode_t file_mode = 0666;   // the umask has its say
constexpr mode_t folder_mode = 0777; // likewise
constexpr int folder_flags = O_PATH | O_DIRECTORY | O_CLOEXEC;

bool is_symbolic_link(int folder, const char* name) {
    struct stat status {};
    return ::fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode);
}

int open_component(int folder, const std::string& name) {
    if (name == "..") {
        errno = EXDEV;
        return -1;
    }
    const int fd = ::openat(folder, name.c_str(), folder_flags | O_NOFOLLOW);
    // With O_PATH a symbolic link is "not a directory": say what it is, as openat2 does.
    if (fd < 0 && errno == ENOTDIR)
        errno = is_symbolic_link(folder, name.c_str()) ? ELOOP : ENOTDIR;
    return fd;
}

// File systems without RENAME_NOREPLACE: a hard link never replaces; where there are no hard links
// either, look first, and accept that another program may come in between.
int rename_if_absent_by_link(int folder, const char* from, const char* to) {
    if (::linkat(folder, from, folder, to, 0) == 0)
        return ::unlinkat(folder, from, 0);
    if (errno == EEXIST)
        return -1;
    struct stat status {};
    if (::fstatat(folder, to, &status, AT_SYMLINK_NOFOLLOW) == 0) {
        errno = EEXIST;
        return -1;
    }
    return ::renameat(folder, from, folder, to);
}

} // namespace

int open_folder_by_components(int root, const char* path) {
    if (*path == '/') {
        errno = EXDEV;
        return -1;
    }
    Descriptor folder{::openat(root, ".", folder_flags)};
    std::string_view rest = path;
    while (folder.is_open() && !rest.empty()) {
        const std::size_t end = rest.find('/');
        const std::string name{rest.substr(0, end)};
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
        if (!name.empty())
            folder = Descriptor{open_component(folder.get(), name)};
    }
    return folder.release();
}

int FileCalls::open_folder(int root, const char* path) const {
    open_how how{};
    how.flags = static_cast<decltype(how.flags)>(folder_flags);
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
    const long fd = ::syscall(SYS_openat2, root, path, &how, sizeof how);
    // ENOSYS: a kernel before 5.6. EPERM: a container whose filter does not know the call. EAGAIN:
    // a rename went on meanwhile, and the kernel could not be sure.
    if (fd < 0 && (errno == ENOSYS || errno == EPERM || errno == EAGAIN))
        return open_folder_by_components(root, path);
    return static_cast<int>(fd);
}

int FileCalls::create_file(int folder, const char* name) const {
    return ::openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, file_mode);
}

int FileCalls::reopen_file(int folder, const char* name) const {
    return ::openat(folder, name, O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC);
}

int FileCalls::make_folder(int folder, const char* name) const {
    return ::mkdirat(folder, name, folder_mode);
}

ssize_t FileCalls::write(int file, const void* bytes, std::size_t size) const {
    return ::write(file, bytes, size);
}

int FileCalls::sync_file(int file) const {
    return ::fsync(file);
}

int FileCalls::sync_folder(int folder) const {
    // The handle that names are resolved from cannot be synced itself.
    const Descriptor readable{::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    return readable.is_open() ? ::fsync(readable.get()) : -1;
}

int FileCalls::close(int file) const {
    return ::close(file);
}

int FileCalls::rename(int folder, const char* from, const char* to) const {
    return ::renameat(folder, from, folder, to);
}

int FileCalls::rename_if_absent(int folder, const char* from, const char* to) const {
    if (::renameat2(folder, from, folder, to, RENAME_NOREPLACE) == 0)
        return 0;
    if (errno != EINVAL && errno != ENOSYS)
        return -1;
    return rename_if_absent_by_link(folder, from, to);
}

} // namespace penstock::storage

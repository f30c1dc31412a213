// SPDX-License-Identifier: Apache-2.0
#include "tools/running_run.hpp"

#include "tools/usage_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace penstock::tools {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds patience{2};
constexpr std::chrono::milliseconds between_questions{10};
constexpr std::size_t longest_answer = std::size_t{64} << 20U;

// A connection, closed at the end; -1: none.
struct Connection {
    explicit Connection(int opened) : socket{opened} {}
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() {
        if (socket >= 0)
            ::close(socket);
    }
    int socket;
};

// Waits in the queue of those who ask until there is a place in it.
int connect_before(Clock::time_point end, const SocketFolder& folder, pid_t process) {
    for (;;) {
        const int socket = folder.connect_to(process);
        if (socket >= 0 || errno != EAGAIN || Clock::now() >= end)
            return socket;
        std::this_thread::sleep_for(between_questions);
    }
}

// Nothing: it did not come to its end in time.
std::optional<std::string> text_before(Clock::time_point end, int socket) {
    std::string text;
    std::array<char, 65536> buffer{};
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
        pollfd readable{socket, POLLIN, 0};
        if (left <= 0 || ::poll(&readable, 1, static_cast<int>(left)) == 0)
            return std::nullopt;
        const ssize_t count = ::recv(socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN))
            return text;
        text.append(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
        if (text.size() > longest_answer)
            return text; // of which nothing will be understood
    }
}

using Folders = std::vector<std::shared_ptr<const SocketFolder>>;

Folders folders_of(uid_t user) {
    Folders folders;
    for (const std::string& path : socket_folders(user))
        try {
            folders.push_back(std::make_shared<const SocketFolder>(path, user, false));
        } catch (const std::runtime_error&) {
            continue; // no run listens there
        }
    return folders;
}

// Somebody listens: then it is not removed.
bool is_alive(const SocketFolder& folder, pid_t process) {
    const ino_t asked = folder.inode_of(process);
    const Connection connection{folder.connect_to(process)};
    if (connection.socket >= 0 || errno != ECONNREFUSED)
        return true;
    folder.remove(process, asked);
    return false;
}

// Who listens there is dead, though somebody, such as a child of his, has the socket open. The name
// of the socket does not tell: it can be a number in another container. Of whom this process
// cannot see into the number is 0.
bool is_dead(const Connection& connection) {
    ucred peer{};
    socklen_t size = sizeof peer;
    return ::getsockopt(connection.socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
           peer.pid > 0 && ::kill(peer.pid, 0) != 0 && errno == ESRCH;
}

std::optional<uid_t> owner_of(pid_t process) {
    struct stat found = {};
    return ::stat(fmt::format("/proc/{}", process).c_str(), &found) == 0
               ? std::optional{found.st_uid}
               : std::nullopt;
}

Answer::Kind kind_without_connection(int error) {
    if (error == ECONNREFUSED || error == ENOENT)
        return Answer::Kind::ended;
    return error == EAGAIN ? Answer::Kind::silent : Answer::Kind::unreachable;
}

Answer understood(std::string text) {
    try {
        RunReport report = read_report(text);
        RunProgress progress = read_progress(text);
        return {.kind = Answer::Kind::snapshot,
                .snapshot = Snapshot{std::move(text), std::move(report), std::move(progress)}};
    } catch (const std::invalid_argument&) {
        return {.kind = Answer::Kind::strange};
    }
}

std::optional<RunningRun> run_among(const Folders& folders, pid_t process) {
    for (const auto& folder : folders)
        if (std::ranges::count(folder->processes(), process) > 0 && is_alive(*folder, process))
            return RunningRun{process, folder};
    return std::nullopt;
}

} // namespace

Answer RunningRun::ask() const {
    const auto end = Clock::now() + patience;
    for (;;) {
        const ino_t asked = folder_->inode_of(process_);
        const Connection connection{connect_before(end, *folder_, process_)};
        if (connection.socket < 0) {
            const int error = errno;
            if (error == ECONNREFUSED)
                folder_->remove(process_, asked);
            return {.kind = kind_without_connection(error), .snapshot = {}, .error = error};
        }
        std::optional<std::string> text = text_before(end, connection.socket);
        if (text && (text->ends_with('\n') || text->size() > longest_answer))
            return understood(*std::move(text));
        if (!text && is_dead(connection)) {
            folder_->remove(process_, asked);
            return {.kind = Answer::Kind::ended};
        }
        if (!text)
            return {.kind = Answer::Kind::silent};
        // The run has ended meanwhile, or had no memory for an answer: that is seen the next time.
        std::this_thread::sleep_for(between_questions);
    }
}

std::vector<RunningRun> running_runs() {
    std::vector<RunningRun> runs;
    for (const auto& folder : folders_of(::geteuid()))
        for (const pid_t process : folder->processes())
            if (is_alive(*folder, process))
                runs.emplace_back(process, folder);
    std::ranges::sort(runs, {}, &RunningRun::process);
    return runs;
}

RunningRun run_of(pid_t process) {
    if (const auto own = run_among(folders_of(::geteuid()), process)) // of any container
        return *own;
    const std::optional<uid_t> owner = owner_of(process);
    if (!owner)
        throw UsageError(fmt::format("top: {}: there is no such process", process));
    if (const auto theirs = run_among(folders_of(*owner), process))
        return *theirs;
    if (*owner != ::geteuid() && ::geteuid() != 0)
        throw UsageError(fmt::format(
            "top: {}: this process is another user's, who alone can look at it, and root",
            process));
    throw UsageError(fmt::format("top: {}: this process is no penstock run, or has ended its run, "
                                 "or had no folder to listen in; penstock top lists those that "
                                 "can be looked at",
                                 process));
}

} // namespace penstock::tools

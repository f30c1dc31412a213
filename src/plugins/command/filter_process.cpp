// SPDX-License-Identifier: Apache-2.0
#include "plugins/command/filter_process.hpp"

#include "penstock/failure.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <spawn.h>
#include <string_view>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace {

using penstock::ErrorClass;
using penstock::ItemError;

// How often the stop flag is looked at while the program has nothing to say.
constexpr int wait_ms = 20;
constexpr std::size_t most_kept_of_stderr = 4096;

[[noreturn]] void fail(const std::string& what, int error) {
    throw ItemError{ErrorClass::resource, what + ": " + std::generic_category().message(error)};
}

class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_{number} {}
    Descriptor(Descriptor&& other) noexcept : number_{std::exchange(other.number_, -1)} {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor() { close(); }

    [[nodiscard]] int get() const { return number_; }
    [[nodiscard]] bool is_open() const { return number_ >= 0; }
    void close() {
        if (is_open())
            ::close(std::exchange(number_, -1));
    }

private:
    int number_ = -1;
};

struct Pipe {
    Descriptor read;
    Descriptor write;
};

Pipe make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        fail("a pipe cannot be made", errno);
    return {Descriptor{ends[0]}, Descriptor{ends[1]}};
}

void set_nonblocking(const Descriptor& end) {
    ::fcntl(end.get(), F_SETFL, O_NONBLOCK);
}

// A process, killed and waited for where nobody waited for it.
class Process {
public:
    Process(const std::vector<std::string>& argv,
            const Pipe& in,
            const Pipe& out,
            const Pipe& err) {
        posix_spawn_file_actions_t actions;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_adddup2(&actions, in.read.get(), STDIN_FILENO);
        ::posix_spawn_file_actions_adddup2(&actions, out.write.get(), STDOUT_FILENO);
        ::posix_spawn_file_actions_adddup2(&actions, err.write.get(), STDERR_FILENO);
        std::vector<char*> words;
        for (const std::string& word : argv)
            words.push_back(const_cast<char*>(word.c_str()));
        words.push_back(nullptr);
        // No signal is blocked there. A group of its own: Ctrl-C stops the graph, which lets the
        // program finish its file.
        posix_spawnattr_t attributes;
        ::posix_spawnattr_init(&attributes);
        ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
        sigset_t none;
        ::sigemptyset(&none);
        ::posix_spawnattr_setsigmask(&attributes, &none);
        const int error =
            ::posix_spawnp(&id_, words.front(), &actions, &attributes, words.data(), environ);
        ::posix_spawnattr_destroy(&attributes);
        ::posix_spawn_file_actions_destroy(&actions);
        if (error == ENOENT)
            throw ItemError{ErrorClass::missing,
                            "the program \"" + argv.front() +
                                "\" is not there; install it, or correct \"argv\""};
        if (error != 0)
            fail("the program \"" + argv.front() + "\" cannot be started", error);
    }
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    ~Process() {
        if (is_running_) {
            ::kill(-id_, SIGKILL);
            while (::waitpid(id_, nullptr, 0) < 0 && errno == EINTR) {
            }
        }
    }

    // Its status, as waitpid gives it; nothing: it runs.
    [[nodiscard]] std::optional<int> status() {
        int status = 0;
        const pid_t ended = ::waitpid(id_, &status, WNOHANG);
        if (ended == 0 || (ended < 0 && errno == EINTR))
            return std::nullopt;
        is_running_ = false;
        if (ended < 0) // somebody ignores SIGCHLD
            fail("how the program ended cannot be asked for", errno);
        return status;
    }

private:
    pid_t id_ = 0;
    bool is_running_ = true;
};

// Writes what the pipe takes; closes it when all is written, or nobody reads any more.
void feed(Descriptor& pipe, std::span<const std::byte>& rest) {
    const ssize_t written = ::write(pipe.get(), rest.data(), rest.size());
    if (written >= 0)
        rest = rest.subspan(static_cast<std::size_t>(written));
    if (rest.empty() || (written < 0 && errno != EAGAIN && errno != EINTR))
        pipe.close();
}

// Reads what is there; closes the pipe at its end.
std::size_t drain(Descriptor& pipe, std::span<std::byte> target) {
    const ssize_t count = ::read(pipe.get(), target.data(), target.size());
    if (count > 0)
        return static_cast<std::size_t>(count);
    if (count == 0 || (errno != EAGAIN && errno != EINTR))
        pipe.close();
    return 0;
}

std::string last_line(std::string_view text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
        text.remove_suffix(1);
    return std::string{text.substr(text.rfind('\n') + 1)};
}

std::string end_of(int status) {
    return WIFSIGNALED(status) ? "was ended by signal " + std::to_string(WTERMSIG(status))
                               : "ended with exit code " + std::to_string(WEXITSTATUS(status));
}

// A program that stops reading must not end this one: SIGPIPE, for this thread alone.
class NoBrokenPipe {
public:
    NoBrokenPipe() {
        ::sigemptyset(&pipe_);
        ::sigaddset(&pipe_, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
    }
    NoBrokenPipe(const NoBrokenPipe&) = delete;
    NoBrokenPipe& operator=(const NoBrokenPipe&) = delete;
    ~NoBrokenPipe() {
        if (::sigismember(&before_, SIGPIPE) == 1)
            return;
        const timespec at_once{};
        while (::sigtimedwait(&pipe_, nullptr, &at_once) > 0) {
        }
        ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }

private:
    sigset_t pipe_{};
    sigset_t before_{};
};

} // namespace

std::size_t run_filter(const std::vector<std::string>& argv,
                       std::span<const std::byte> input,
                       std::span<std::byte> output,
                       penstock::Duration grace,
                       penstock::NodeContext& context) {
    const penstock::FileSlot slot{context};
    const NoBrokenPipe no_broken_pipe;
    Pipe in = make_pipe();
    Pipe out = make_pipe();
    Pipe err = make_pipe();
    Process process{argv, in, out, err};
    in.read.close();
    out.write.close();
    err.write.close();
    set_nonblocking(in.write);
    if (input.empty())
        in.write.close();
    std::size_t size = 0;
    std::string said;
    std::optional<std::chrono::steady_clock::time_point> end;
    std::optional<int> status;
    // It can close its output and go on.
    while (out.read.is_open() || err.read.is_open() || !(status = process.status())) {
        if (!end && context.stop_requested())
            end = std::chrono::steady_clock::now() + grace;
        if (end && std::chrono::steady_clock::now() >= *end)
            throw ItemError{ErrorClass::cancelled,
                            "the program \"" + argv.front() + "\" was ended: the run is stopped"};
        std::array<pollfd, 3> ends{{{in.write.get(), POLLOUT, 0},
                                    {out.read.get(), POLLIN, 0},
                                    {err.read.get(), POLLIN, 0}}};
        const bool is_about_to_end = !out.read.is_open() && !err.read.is_open();
        if (::poll(ends.data(), ends.size(), is_about_to_end ? 1 : wait_ms) <= 0)
            continue;
        if (ends[0].revents != 0)
            feed(in.write, input);
        if (ends[1].revents != 0) {
            std::array<std::byte, 1> beyond{};
            const bool is_full = size == output.size();
            const std::size_t count =
                drain(out.read, is_full ? std::span<std::byte>{beyond} : output.subspan(size));
            if (is_full && count > 0)
                throw ItemError{ErrorClass::limit,
                                "the program \"" + argv.front() + "\" printed more than " +
                                    std::to_string(output.size()) + " bytes; raise \"max_output\""};
            size += count;
        }
        if (ends[2].revents != 0) {
            std::array<std::byte, 1024> part{};
            const std::size_t count = drain(err.read, part);
            said.append(reinterpret_cast<const char*>(part.data()), count);
            if (said.size() > most_kept_of_stderr)
                said.erase(0, said.size() - most_kept_of_stderr);
        }
    }
    if (WIFEXITED(*status) && WEXITSTATUS(*status) == 0)
        return size;
    const std::string line = last_line(said);
    throw ItemError{ErrorClass::node,
                    "the program \"" + argv.front() + "\" " + end_of(*status) +
                        (line.empty() ? "" : ": " + line)};
}

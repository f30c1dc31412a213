// SPDX-License-Identifier: Apache-2.0
#include "tools/listener.hpp"

#include "support/catch.hpp"
#include "support/temp_dir.hpp"
#include "tools/running_run.hpp"
#include "tools/socket_folder.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <poll.h>
#include <string>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace penstock::test;
using namespace penstock::tools;

namespace {

/// A folder of the session, and what listens there.
struct Session {
    Session() {
        if (const char* was = std::getenv("XDG_RUNTIME_DIR"))
            before = was;
        ::unsetenv("PENSTOCK_RUNTIME_DIR");
        ::setenv("XDG_RUNTIME_DIR", place.path().c_str(), 1);
    }
    ~Session() {
        before ? ::setenv("XDG_RUNTIME_DIR", before->c_str(), 1) : ::unsetenv("XDG_RUNTIME_DIR");
    }
    [[nodiscard]] std::filesystem::path socket() const {
        return std::filesystem::path{place / "penstock"} / (std::to_string(::getpid()) + ".sock");
    }
    [[nodiscard]] bool has_socket() const { return std::filesystem::exists(socket()); }
    [[nodiscard]] int connect() const {
        const SocketFolder folder{place / "penstock", ::geteuid(), false};
        int socket = -1;
        do
            socket = folder.connect_to(::getpid());
        while (socket < 0 && errno == EAGAIN);
        return socket;
    }

    TempDir place;
    std::optional<std::string> before;
};

// Reads to the end, and closes.
std::string text_of(int socket) {
    if (socket < 0)
        return "no connection";
    std::string text;
    std::array<char, 4096> buffer{};
    for (;;) {
        pollfd readable{socket, POLLIN, 0};
        ::poll(&readable, 1, -1);
        const ssize_t count = ::recv(socket, buffer.data(), buffer.size(), 0);
        if (count <= 0)
            break;
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
    ::close(socket);
    return text;
}

void limit_memory(rlim_t bytes) {
    rlimit limit{};
    ::getrlimit(RLIMIT_AS, &limit);
    limit.rlim_cur = std::min(bytes, limit.rlim_max);
    ::setrlimit(RLIMIT_AS, &limit);
}

// All addresses of this process, as RLIMIT_AS counts them.
rlim_t memory_taken() {
    std::ifstream statm{"/proc/self/statm"};
    rlim_t pages = 0;
    statm >> pages;
    return pages * static_cast<rlim_t>(::sysconf(_SC_PAGESIZE));
}

} // namespace

TEST_CASE("whoever connects gets one snapshot, and the end", "[tools][listener]") {
    const Session session;
    std::atomic<int> asked{0};
    {
        const Listener listener{[&] {
            ++asked;
            return std::string{"{\"a\":1}\n"};
        }};
        CHECK(session.has_socket());
        CHECK(asked == 0); // it costs nothing until somebody comes
        for (int i = 0; i < 5; ++i)
            CHECK(text_of(session.connect()) == "{\"a\":1}\n");
        CHECK(asked >= 1);
    }
    CHECK_FALSE(session.has_socket());
}

TEST_CASE("fifty who ask at once are all answered", "[tools][listener]") {
    const Session session;
    const std::string snapshot(100'000, 's');
    const Listener listener{[&] { return snapshot; }};
    std::vector<int> sockets;
    for (int i = 0; i < 50; ++i)
        sockets.push_back(session.connect());
    int answered = 0;
    for (const int socket : sockets)
        answered += text_of(socket) == snapshot ? 1 : 0;
    CHECK(answered == 50);
}

TEST_CASE("who never reads, sends rubbish or hangs up does not keep others from an answer",
          "[tools][listener]") {
    const Session session;
    const std::string snapshot(std::size_t{4} << 20U, 's'); // more than a socket holds
    const Listener listener{[&] { return snapshot; }};
    std::vector<int> hanging;
    for (int i = 0; i < 16; ++i)
        hanging.push_back(session.connect());
    const int rude = session.connect();
    [[maybe_unused]] const ssize_t sent =
        ::send(rude, snapshot.data(), 1000, MSG_NOSIGNAL | MSG_DONTWAIT);
    ::close(rude);
    CHECK(text_of(session.connect()) == snapshot); // when those have had their time
    // The others may have some of their time left.
    CHECK(text_of(hanging.front()).size() < snapshot.size());
    for (std::size_t i = 1; i < hanging.size(); ++i)
        ::close(hanging[i]);
}

TEST_CASE("a snapshot that cannot be taken is no answer, and not the end", "[tools][listener]") {
    const Session session;
    const Listener listener{[]() -> std::string { throw std::bad_alloc{}; }};
    CHECK(text_of(session.connect()).empty());
    CHECK(text_of(session.connect()).empty());
}

TEST_CASE("no memory for an answer ends a client, not the run", "[tools][listener]") {
    const Session session;
    const pid_t run = ::fork(); // whose memory can be limited
    if (run == 0) {
        std::atomic<int> asked{0};
        int answered = 0;
        {
            const Listener listener{[&] {
                if (++asked > 1) {
                    limit_memory(RLIM_INFINITY);
                    return std::string{"\n"};
                }
                std::string large(std::size_t{64} << 20U, 's');
                limit_memory(memory_taken() + (1U << 20U)); // no room for a second one
                return large;
            }};
            const bool is_left_out = text_of(session.connect()).empty();
            while (is_left_out && asked < 2)
                answered += text_of(session.connect()) == "\n" ? 1 : 0;
        }
        ::_exit(answered == 1 && !session.has_socket() ? 0 : 1);
    }
    int status = 0;
    ::waitpid(run, &status, 0);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("who hangs does not hold up the end", "[tools][listener]") {
    const Session session;
    const std::string snapshot(std::size_t{4} << 20U, 's');
    int hanging = -1;
    {
        const Listener listener{[&] { return snapshot; }};
        hanging = session.connect();
    }
    CHECK(text_of(hanging).size() < snapshot.size());
}

TEST_CASE("the socket is taken away where the process is about to end, but not by its children",
          "[tools][listener]") {
    const Session session;
    const Listener listener{[] { return std::string{"\n"}; }};
    const pid_t child = ::fork();
    if (child == 0) {
        Listener::remove_socket();
        ::_exit(0);
    }
    ::waitpid(child, nullptr, 0);
    CHECK(session.has_socket());
    CHECK(text_of(session.connect()) == "\n");
    Listener::remove_socket();
    CHECK_FALSE(session.has_socket());
    Listener::remove_socket();
}

TEST_CASE("of two with one number the second leaves the first its socket", "[tools][listener]") {
    const Session session;
    const Listener first{[] { return std::string{"first\n"}; }};
    {
        const Listener second{[] { return std::string{"second\n"}; }};
        CHECK(text_of(session.connect()) == "first\n");
    }
    CHECK(text_of(session.connect()) == "first\n");
    Listener::remove_socket();
    CHECK_FALSE(session.has_socket());
}

TEST_CASE("who ends does not take away what has taken the place of his socket",
          "[tools][listener]") {
    const Session session;
    {
        const Listener first{[] { return std::string{"first\n"}; }};
        std::filesystem::rename(session.socket(), session.place / "kept");
        session.place.write("penstock/" + session.socket().filename().string(), "");
        Listener::remove_socket();
        CHECK(session.has_socket());
    }
    CHECK(session.has_socket());
}

TEST_CASE("a child that outlives a run that was killed is not taken for it", "[tools][listener]") {
    const Session session;
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    const pid_t run = ::fork();
    if (run == 0) {
        const Listener listener{[] { return std::string{"\n"}; }};
        const pid_t child = ::fork();
        if (child != 0) // whose number is told, so that it can be ended
            [[maybe_unused]]
            const ssize_t written = ::write(ends[1], &child, sizeof child);
        for (;;)
            ::pause();
    }
    pid_t child = 0;
    REQUIRE(::read(ends[0], &child, sizeof child) == sizeof child);
    ::kill(run, SIGKILL);
    ::waitpid(run, nullptr, 0);
    const auto folder =
        std::make_shared<const SocketFolder>(session.place / "penstock", ::geteuid(), false);
    CHECK(folder->processes() == std::vector<pid_t>{run});
    CHECK(RunningRun{run, folder}.ask().kind == Answer::Kind::ended);
    CHECK(folder->processes().empty());
    ::kill(child, SIGKILL);
    for (const int end : ends)
        ::close(end);
}

TEST_CASE("where it cannot listen it does not, and nothing happens", "[tools][listener]") {
    const Session session;
    const std::string folder = session.place / "penstock";
    std::filesystem::create_directory(folder);
    std::filesystem::permissions(folder, std::filesystem::perms::all);
    const Listener listener{[] { return std::string{"\n"}; }};
    CHECK_FALSE(session.has_socket()); // it has looked for another place
    CHECK(std::filesystem::is_empty(folder));
}

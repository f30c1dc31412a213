// SPDX-License-Identifier: Apache-2.0
#include "tools/running_run.hpp"

#include "profiling/made_up_run.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <memory>
#include <optional>
#include <poll.h>
#include <sched.h>
#include <string>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

using namespace penstock;
using namespace penstock::test;
using namespace penstock::tools;

namespace {

// No process of this system has it: numbers end at 4194304.
constexpr pid_t nobody = 5'000'000;

std::shared_ptr<const SocketFolder> folder_in(const TempDir& place) {
    return std::make_shared<const SocketFolder>(place / "sockets", ::geteuid(), true);
}

/// A process 1 of a new namespace of processes, as that of a container, until the end.
class Container {
public:
    /// What `act` returns is its exit code.
    template <class Act> explicit Container(Act act) {
        outer_ = ::fork();
        if (outer_ != 0)
            return;
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::unshare(CLONE_NEWPID) != 0)
            ::_exit(may_not);
        const pid_t inner = ::fork();
        if (inner == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            ::_exit(act());
        }
        int status = 0;
        ::waitpid(inner, &status, 0);
        ::_exit(WIFEXITED(status) ? WEXITSTATUS(status) : may_not);
    }
    Container(const Container&) = delete;
    Container& operator=(const Container&) = delete;
    ~Container() {
        if (outer_ <= 0)
            return;
        ::kill(outer_, SIGKILL);
        ::waitpid(outer_, nullptr, 0);
    }
    /// Waits. Nothing: such a namespace may not be made here.
    [[nodiscard]] std::optional<int> exit_code() {
        int status = 0;
        ::waitpid(std::exchange(outer_, 0), &status, 0);
        return WIFEXITED(status) && WEXITSTATUS(status) != may_not
                   ? std::optional{WEXITSTATUS(status)}
                   : std::nullopt;
    }

private:
    static constexpr int may_not = 99;
    pid_t outer_;
};

/// Gives each of those who ask the next answer, and lets nobody in after the last.
class Answerer {
public:
    Answerer(const SocketFolder& folder, std::vector<std::string> answers)
        : socket_{folder.listen_as(nobody).descriptor}, thread_{[this, answers] {
              for (const std::string& answer : answers)
                  give(answer);
              ::close(socket_);
          }} {}
    Answerer(const Answerer&) = delete;
    Answerer& operator=(const Answerer&) = delete;
    ~Answerer() { thread_.join(); }

private:
    void give(const std::string& answer) const {
        pollfd waiting{socket_, POLLIN, 0};
        ::poll(&waiting, 1, -1);
        const int client = ::accept(socket_, nullptr, nullptr);
        [[maybe_unused]] const ssize_t sent =
            ::send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
        ::close(client);
    }

    int socket_;
    std::thread thread_;
};

Answer::Kind kind_of(const std::vector<std::string>& answers) {
    const TempDir place;
    const auto folder = folder_in(place);
    const Answerer answerer{*folder, answers};
    return RunningRun{nobody, folder}.ask().kind;
}

const std::string whole = to_json(report_of_different_numbers(), RunProgress{}) + '\n';

} // namespace

TEST_CASE("an answer that is not whole is asked for again", "[tools][top]") {
    const std::string half = whole.substr(0, whole.size() / 2);
    CHECK(kind_of({whole}) == Answer::Kind::snapshot);
    CHECK(kind_of({"", whole}) == Answer::Kind::snapshot);
    CHECK(kind_of({half, half, "", whole}) == Answer::Kind::snapshot);
    CHECK(kind_of({"a word\n"}) == Answer::Kind::strange);
    CHECK(kind_of({half + '\n'}) == Answer::Kind::strange);
    // The run ends meanwhile.
    CHECK(kind_of({""}) == Answer::Kind::ended);
    CHECK(kind_of({half, half}) == Answer::Kind::ended);
}

TEST_CASE("who could not be asked has not ended", "[tools][top]") {
    const TempDir place;
    const auto folder = folder_in(place);
    const ListeningSocket listening = folder->listen_as(nobody);
    REQUIRE(listening.descriptor >= 0);
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    const rlimit none{.rlim_cur = 0, .rlim_max = before.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &none);
    const Answer answer = RunningRun{nobody, folder}.ask();
    ::setrlimit(RLIMIT_NOFILE, &before);
    CHECK(answer.kind == Answer::Kind::unreachable);
    CHECK(answer.error == EMFILE);
    CHECK(folder->processes() == std::vector<pid_t>{nobody});
    ::close(listening.descriptor);
    CHECK(RunningRun{nobody, folder}.ask().kind == Answer::Kind::ended);
    CHECK(folder->processes().empty());
    CHECK(RunningRun{nobody, folder}.ask().kind == Answer::Kind::ended);
}

TEST_CASE("a run of another container that is held up keeps its socket", "[tools][top]") {
    const TempDir place;
    const auto folder = folder_in(place);
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    const Container held_up{[&]() -> int {
        const bool listens = folder->listen_as(nobody).descriptor >= 0;
        [[maybe_unused]] const ssize_t written = ::write(ends[1], &listens, 1);
        for (;;)
            ::pause();
    }};
    ::close(ends[1]);
    bool listens = false;
    const bool is_made = ::read(ends[0], &listens, 1) == 1;
    ::close(ends[0]);
    if (!is_made) {
        WARN("not tested: this user may not make a namespace of processes");
        return;
    }
    REQUIRE(listens);
    const RunningRun run{nobody, folder};
    CHECK(run.ask().kind == Answer::Kind::silent); // of who sees its process by another number
    Container other{[&] { return static_cast<int>(run.ask().kind); }};
    CHECK(other.exit_code() == static_cast<int>(Answer::Kind::silent)); // and who does not see it
    CHECK(folder->processes() == std::vector<pid_t>{nobody});
}

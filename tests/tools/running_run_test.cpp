// SPDX-License-Identifier: Apache-2.0
#include "tools/running_run.hpp"

#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <array>
#include <csignal>
#include <memory>
#include <optional>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

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

} // namespace

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

// SPDX-License-Identifier: Apache-2.0
#include "tools/exit_guard.hpp"

#include "tools/exit_code.hpp"
#include "tools/listener.hpp"
#include "tools/talk.hpp"
#include "tools/temporaries.hpp"
#include "tools/terminal.hpp"

#include <atomic>
#include <cstdlib>
#include <string>
#include <unistd.h>

namespace penstock::tools {
namespace {

// The process that is not to end; 0 where none is. What the system calls at an exit is told
// nothing else.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): as said
std::atomic<pid_t> guarded{0};

// A child that could not become another program ends itself with exit(): that is its own affair.
bool is_guarded() {
    return guarded == ::getpid();
}

// Several threads can call exit(): the system gives each of them the functions that no other one
// has been given, and then lets it end the process. So each has to find one here.
constexpr int copies = 16;

void refuse_to_pass();

void ask_for_exits() {
    std::atexit(refuse_to_pass);
}

void ask_for_quick_exits() {
    std::at_quick_exit(refuse_to_pass);
}

void refuse_to_pass() {
    if (!is_guarded())
        return;
    ask_for_exits();
    ask_for_quick_exits();
    static std::atomic<bool> is_first{true};
    while (!is_first.exchange(false))
        ::pause();
    say(std::string{stderr_redraws() ? clear_line : ""} + coloured(Colour::red, "penstock: ") +
        "a node or plugin called exit(); nothing is known of what was not finished; expected it to "
        "return, or to throw ItemError where an item fails; correct it, or take it out");
    Listener::remove_socket();
    const auto nothing_opens = remove_temporaries();
    ::_exit(static_cast<int>(ExitCode::bug));
}

} // namespace

ExitGuard::ExitGuard() {
    guarded = ::getpid();
    for (int i = 0; i < copies; ++i)
        ask_for_quick_exits();
    come_first();
}

ExitGuard::~ExitGuard() {
    guarded = 0;
}

void ExitGuard::come_first() {
    for (int i = 0; i < copies && is_guarded(); ++i)
        ask_for_exits();
}

} // namespace penstock::tools

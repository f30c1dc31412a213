// SPDX-License-Identifier: Apache-2.0
#include "tools/top_screen.hpp"

#include "tools/output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include <utility>

namespace penstock::tools {
namespace {

sigset_t signals_of_screen() {
    sigset_t set;
    sigemptyset(&set);
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH})
        sigaddset(&set, number);
    return set;
}

winsize size_of_terminal() {
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return {.ws_row = 24, .ws_col = 80, .ws_xpixel = 0, .ws_ypixel = 0};
    return size;
}

// One that is in the background may not.
bool may_change_keyboard() {
    return ::isatty(STDIN_FILENO) == 1 && ::tcgetpgrp(STDIN_FILENO) == ::getpgrp();
}

} // namespace

TopScreen::TopScreen(Keyboard keyboard) {
    const sigset_t set = signals_of_screen();
    ::pthread_sigmask(SIG_BLOCK, &set, &signals_before_);
    signals_ = ::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    termios settings{};
    if (keyboard == Keyboard::left_alone || !may_change_keyboard() ||
        ::tcgetattr(STDIN_FILENO, &settings) != 0)
        return;
    before_ = settings;
    has_keys_ = true;
    settings.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    settings.c_cc[VMIN] = 0;
    settings.c_cc[VTIME] = 0;
    settings.c_cc[VSUSP] = _POSIX_VDISABLE; // it would leave the terminal like this
    ::tcsetattr(STDIN_FILENO, TCSANOW, &settings);
}

TopScreen::~TopScreen() {
    if (before_)
        ::tcsetattr(STDIN_FILENO, TCSANOW, &*before_);
    if (signals_ >= 0)
        ::close(signals_);
    ::pthread_sigmask(SIG_SETMASK, &signals_before_, nullptr);
}

std::size_t TopScreen::columns() {
    return size_of_terminal().ws_col;
}

void TopScreen::draw(const std::vector<std::string>& lines) {
    const std::size_t rows = std::max<std::size_t>(size_of_terminal().ws_row, 2);
    const std::size_t shown = std::min(lines.size(), rows - 1); // the cursor stands below them
    std::string text;
    if (std::exchange(is_resized_,
                      false)) // lines can have been broken: nobody knows where they are
        text = "\x1b[H\x1b[2J";
    else if (drawn_ > 0)
        text = fmt::format("\x1b[{}A\r", drawn_);
    for (std::size_t i = 0; i < shown; ++i)
        text += lines[i] + "\x1b[K\n";
    text += "\x1b[J";
    drawn_ = shown;
    print(text);
}

TopScreen::Event TopScreen::wait(Duration time) {
    const auto end = std::chrono::steady_clock::now() + time;
    for (;;) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now())
                .count();
        if (left <= 0)
            return Event::none;
        std::array<pollfd, 3> polled{{{has_keys_ ? STDIN_FILENO : -1, POLLIN, 0},
                                      {signals_, POLLIN, 0},
                                      {STDOUT_FILENO, 0, 0}}};
        ::poll(polled.data(), polled.size(), static_cast<int>(left));
        if ((polled[2].revents & (POLLERR | POLLHUP)) != 0)
            return Event::leave;
        for (const Event event : {polled[1].revents != 0 ? read_signals() : Event::none,
                                  polled[0].revents != 0 ? read_keys() : Event::none}) {
            is_resized_ = is_resized_ || event == Event::resized;
            if (event != Event::none)
                return event;
        }
    }
}

TopScreen::Event TopScreen::read_keys() {
    std::array<char, 64> keys{};
    const ssize_t count = ::read(STDIN_FILENO, keys.data(), keys.size());
    if (count <= 0) {
        has_keys_ = false; // none will come
        return Event::none;
    }
    return std::any_of(keys.begin(),
                       keys.begin() + count,
                       [](char key) { return key == 'q' || key == 'Q'; })
               ? Event::leave
               : Event::none;
}

TopScreen::Event TopScreen::read_signals() const {
    signalfd_siginfo signal{};
    Event event = Event::none;
    while (::read(signals_, &signal, sizeof signal) == sizeof signal) {
        if (signal.ssi_signo != SIGWINCH)
            return Event::leave;
        event = Event::resized;
    }
    return event;
}

} // namespace penstock::tools

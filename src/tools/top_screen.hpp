// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/units.hpp"

#include <csignal>
#include <cstddef>
#include <optional>
#include <string>
#include <termios.h>
#include <vector>

namespace penstock::tools {

/// Some lines at the end of the terminal behind standard output that are redrawn in place, and the
/// keys that are pressed meanwhile. The terminal is as before when it ends, also where a signal
/// asks for that. One lives at a time, and no other thread.
class TopScreen {
public:
    /// What becomes of keys.
    enum class Keyboard {
        read,       ///< at once, and not shown
        left_alone, ///< as they were: nothing is drawn
    };
    explicit TopScreen(Keyboard keyboard);
    TopScreen(const TopScreen&) = delete;
    TopScreen& operator=(const TopScreen&) = delete;
    ~TopScreen();

    /// Of the terminal at this moment; 80 where nobody knows.
    [[nodiscard]] static std::size_t columns();
    /// Instead of what was drawn before, in one piece. Lines below the last row are left out.
    void draw(const std::vector<std::string>& lines);

    enum class Event {
        none,    ///< the time has passed
        resized, ///< the terminal has another size
        leave,   ///< q, Ctrl-C, or nobody sees it any more
    };
    [[nodiscard]] Event wait(Duration time);

private:
    [[nodiscard]] Event read_keys();
    [[nodiscard]] Event read_signals() const;

    std::optional<termios> before_; // of standard input, where that is the terminal
    sigset_t signals_before_{};
    int signals_ = -1; // to be read
    bool has_keys_ = false;
    std::size_t drawn_ = 0; // lines
    bool is_resized_ = false;
};

} // namespace penstock::tools

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

namespace penstock::tools {

/// Answers whoever connects to the socket of this process with one snapshot, and closes. On a
/// thread of its own, which sleeps until somebody comes; who hangs is let go of after two seconds,
/// who comes while sixteen are being answered waits. Only the same user and root are answered.
/// Where it cannot listen, it does not: a run does not need it.
class Listener {
public:
    /// `snapshot` is called from its thread, at most ten times a second.
    explicit Listener(std::function<std::string()> snapshot);
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    /// The socket is gone then.
    ~Listener();

    /// Takes the socket of this process away, for when it ends in the middle of everything. Any
    /// thread; does nothing where there is none, and in a forked child.
    static void remove_socket();

private:
    class Answers;
    std::unique_ptr<Answers> answers_; // null: it could not listen
};

} // namespace penstock::tools

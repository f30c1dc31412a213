// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace penstock::test {

/// While it exists, calls of the node `held` wait until they are released. One at a time.
/// Thread-safe.
class Hold {
public:
    Hold();
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;
    ~Hold();

    /// Waits until so many calls have begun.
    void await(std::size_t calls);
    /// Lets go of all calls, also of those to come.
    void release();

    /// For the node.
    void wait();

private:
    std::mutex mutex_;
    std::condition_variable is_change_;
    std::size_t begun_ = 0;
    bool is_released_ = false;
};

} // namespace penstock::test

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <thread>

namespace penstock {

/// A lock for sections of a few instructions, which call nothing that could wait. Where nobody else
/// holds it, it costs half of what a `std::mutex` does, and an item takes such a lock a dozen
/// times. Who does not get it lets others run.
class SpinLock {
public:
    void lock() {
        while (is_held_.exchange(true, std::memory_order_acquire))
            std::this_thread::yield();
    }
    void unlock() { is_held_.store(false, std::memory_order_release); }

private:
    std::atomic<bool> is_held_{false};
};

} // namespace penstock

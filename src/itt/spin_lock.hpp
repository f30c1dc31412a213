// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <sched.h>

namespace penstock::itt {

/// For the few instructions that a track is touched for; nearly always by its own thread alone.
class SpinLock {
public:
    void lock() {
        while (is_held_.exchange(true, std::memory_order_acquire))
            ::sched_yield();
    }
    /// Gives up after a while: at the end of a program threads can be stopped anywhere.
    [[nodiscard]] bool lock_in_time() {
        for (int tries = 0; tries < 100'000; ++tries) {
            if (!is_held_.exchange(true, std::memory_order_acquire))
                return true;
            ::sched_yield();
        }
        return false;
    }
    void unlock() { is_held_.store(false, std::memory_order_release); }

private:
    std::atomic<bool> is_held_{false};
};

/// std::scoped_lock would bring libstdc++ in.
template <class Mutex> class Locked {
public:
    explicit Locked(Mutex& mutex) : mutex_{mutex} { mutex_.lock(); }
    Locked(const Locked&) = delete;
    Locked& operator=(const Locked&) = delete;
    ~Locked() { mutex_.unlock(); }

private:
    Mutex& mutex_;
};

} // namespace penstock::itt

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace penstock::graph {

/// Threads that are inside of something which somebody wants to destroy. Thread-safe.
class Visitors {
public:
    class Visit {
    public:
        explicit Visit(Visitors& visitors) : visitors_{visitors} {
            const std::scoped_lock lock{visitors_.mutex_};
            ++visitors_.inside_;
        }
        Visit(const Visit&) = delete;
        Visit& operator=(const Visit&) = delete;
        ~Visit() {
            const std::scoped_lock lock{visitors_.mutex_};
            if (--visitors_.inside_ == 0)
                visitors_.has_left_.notify_all(); // locked: nobody destroys it meanwhile
        }

    private:
        Visitors& visitors_;
    };

    /// Waits until nobody is inside.
    void await_all() {
        std::unique_lock lock{mutex_};
        has_left_.wait(lock, [this] { return inside_ == 0; });
    }

private:
    std::mutex mutex_;
    std::condition_variable has_left_;
    std::size_t inside_ = 0;
};

} // namespace penstock::graph

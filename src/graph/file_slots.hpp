// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace penstock::graph {

/// `limits.open_files`: how many files may be open at once. Waits, so only I/O threads may acquire.
class FileSlots {
public:
    explicit FileSlots(std::uint32_t slots) : free_{slots} {}

    void acquire() {
        std::unique_lock lock{mutex_};
        is_free_.wait(lock, [this] { return free_ > 0; });
        --free_;
        peak_ = std::max(peak_, ++taken_);
    }
    void release() {
        {
            const std::scoped_lock lock{mutex_};
            ++free_;
            --taken_;
        }
        is_free_.notify_one();
    }
    [[nodiscard]] std::uint32_t taken() const {
        const std::scoped_lock lock{mutex_};
        return taken_;
    }
    [[nodiscard]] std::uint32_t peak() const {
        const std::scoped_lock lock{mutex_};
        return peak_;
    }

private:
    mutable std::mutex mutex_;
    std::condition_variable is_free_;
    std::uint32_t free_;
    std::uint32_t taken_ = 0;
    std::uint32_t peak_ = 0;
};

} // namespace penstock::graph

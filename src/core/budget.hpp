// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/amount.hpp"
#include "core/block_pool.hpp"
#include "core/buffer_pool.hpp"
#include "core/spin_lock.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>

namespace penstock {

/// What one limiter may let exist, and what has been claimed of it. The sum of all claims never
/// exceeds the limit, but for one claim that was granted while there was no other (`claim_alone`).
/// Thread-safe.
class Budget {
public:
    explicit Budget(Amount limit);

    /// Claims that much if it fits. If not, `on_room` is called once when something has been given
    /// back.
    [[nodiscard]] bool try_claim(const Amount& claim);
    /// Claims more than the limit, if nothing at all is claimed. If not, likewise.
    [[nodiscard]] bool try_claim_alone(const Amount& claim);
    void give_back(const Amount& part);

    /// Called from the thread that gave something back, without a lock held. An empty function:
    /// nobody wants to know.
    void set_on_room(std::function<void()> on_room);

    [[nodiscard]] const Amount& limit() const { return limit_; }
    [[nodiscard]] Amount claimed() const;
    /// What was claimed, times how long: in a second all of the limit adds up to the limit. What is
    /// claimed now counts since it was.
    struct OverTime {
        double image_seconds = 0;
        double byte_seconds = 0;
    };
    [[nodiscard]] OverTime claimed_over_time() const;
    [[nodiscard]] BufferPool& pool() { return pool_; }
    [[nodiscard]] const BufferPool& pool() const { return pool_; }
    /// Where the handles of buffers come from.
    [[nodiscard]] BlockPool& handles() { return *handles_; }

private:
    void change_claimed(const Amount& claimed, std::chrono::steady_clock::time_point now);
    [[nodiscard]] OverTime over_time_until(std::chrono::steady_clock::time_point now) const;

    const Amount limit_;
    mutable SpinLock lock_;
    Amount claimed_;
    std::chrono::steady_clock::time_point changed_at_; // since when that much is claimed
    OverTime over_time_;                               // until then
    bool is_awaited_ = false;
    std::function<void()> on_room_;
    BufferPool pool_;
    BlockPool::Owner handles_ = BlockPool::make();
};

} // namespace penstock

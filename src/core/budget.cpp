// SPDX-License-Identifier: Apache-2.0
#include "core/budget.hpp"

#include "core/counting.hpp"

#include <cassert>
#include <utility>

namespace penstock {

Budget::Budget(Amount limit) : limit_{limit}, pool_{limit.bytes} {}

bool Budget::try_claim(const Amount& claim) {
    const auto now = counting_now();
    const std::scoped_lock lock{lock_};
    if ((claimed_ + claim).fits(limit_)) {
        change_claimed(claimed_ + claim, now);
        return true;
    }
    is_awaited_ = true;
    return false;
}

bool Budget::try_claim_alone(const Amount& claim) {
    const auto now = counting_now();
    const std::scoped_lock lock{lock_};
    if (claimed_.is_zero()) {
        change_claimed(claim, now);
        return true;
    }
    is_awaited_ = true;
    return false;
}

void Budget::give_back(const Amount& part) {
    if (part.is_zero())
        return;
    std::function<void()> call;
    const auto now = counting_now();
    {
        const std::scoped_lock lock{lock_};
        assert(part.fits(claimed_));
        change_claimed(claimed_ - part, now);
        if (std::exchange(is_awaited_, false))
            call = on_room_;
    }
    if (call)
        call();
}

void Budget::set_on_room(std::function<void()> on_room) {
    const std::scoped_lock lock{lock_};
    on_room_ = std::move(on_room);
}

Amount Budget::claimed() const {
    const std::scoped_lock lock{lock_};
    return claimed_;
}

Budget::OverTime Budget::claimed_over_time() const {
    const std::scoped_lock lock{lock_};
    return over_time_until(counting_now());
}

// With the lock held. The clock was read before: it is the lock that all threads meet at, and an
// earlier change that got it later only moves a moment from one amount to the other.
void Budget::change_claimed(const Amount& claimed, std::chrono::steady_clock::time_point now) {
    over_time_ = over_time_until(now);
    changed_at_ = now;
    claimed_ = claimed;
}

// Likewise.
Budget::OverTime Budget::over_time_until(std::chrono::steady_clock::time_point now) const {
    if (claimed_.is_zero())
        return over_time_;
    const double seconds = std::chrono::duration<double>{now - changed_at_}.count();
    return {over_time_.image_seconds + seconds * static_cast<double>(claimed_.images),
            over_time_.byte_seconds + seconds * static_cast<double>(claimed_.bytes)};
}

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#include "penstock/testing/concurrency_probe.hpp"

#include <algorithm>

namespace penstock::testing {

ConcurrencyProbe::ConcurrencyProbe(std::uint32_t held_until, std::chrono::milliseconds deadline)
    : held_until_{held_until}, deadline_{deadline} {}

std::uint32_t ConcurrencyProbe::peak() const {
    const std::lock_guard lock{mutex_};
    return peak_;
}

std::uint32_t ConcurrencyProbe::now() const {
    const std::lock_guard lock{mutex_};
    return inside_;
}

bool ConcurrencyProbe::has_given_up() const {
    const std::lock_guard lock{mutex_};
    return has_given_up_;
}

void ConcurrencyProbe::enter() {
    std::unique_lock lock{mutex_};
    peak_ = std::max(peak_, ++inside_);
    changed_.notify_all();
    const auto may_go_on = [this] { return peak_ >= held_until_ || has_given_up_; };
    if (!changed_.wait_for(lock, deadline_, may_go_on)) {
        has_given_up_ = true;
        changed_.notify_all();
    }
}

void ConcurrencyProbe::leave() {
    const std::lock_guard lock{mutex_};
    --inside_;
}

} // namespace penstock::testing

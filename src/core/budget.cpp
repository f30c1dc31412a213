// SPDX-License-Identifier: Apache-2.0
#include "core/budget.hpp"

#include <cassert>
#include <utility>

namespace penstock {

Budget::Budget(Amount limit) : limit_{limit}, pool_{limit.bytes} {}

bool Budget::try_claim(const Amount& claim) {
    const std::scoped_lock lock{lock_};
    if ((claimed_ + claim).fits(limit_)) {
        claimed_ += claim;
        return true;
    }
    is_awaited_ = true;
    return false;
}

bool Budget::try_claim_alone(const Amount& claim) {
    const std::scoped_lock lock{lock_};
    if (claimed_.is_zero()) {
        claimed_ = claim;
        return true;
    }
    is_awaited_ = true;
    return false;
}

void Budget::give_back(const Amount& part) {
    if (part.is_zero())
        return;
    std::function<void()> call;
    {
        const std::scoped_lock lock{lock_};
        assert(part.fits(claimed_));
        claimed_ -= part;
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

} // namespace penstock

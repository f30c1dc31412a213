// SPDX-License-Identifier: Apache-2.0
#include "graph/gate.hpp"

#include "penstock/param_binding.hpp"

#include <utility>

namespace penstock::graph {

void Gate::arrive(std::shared_ptr<Admission> admission) {
    const std::uint64_t ordinal = admission->ordinal;
    make_place_for(ordinal);
    count_waiting();
    place_of(ordinal) = std::move(admission);
    ++here_;
    admit_those_that_fit();
}

void Gate::admit_waiting() {
    count_waiting();
    admit_those_that_fit();
}

void Gate::admit_those_that_fit() {
    if (setup_.run.is_stopping()) {
        for (std::shared_ptr<Admission>& place : waiting_)
            if (std::exchange(place, nullptr)) {
                setup_.run.item_ended(profiling::ItemState::not_started);
                setup_.discard();
            }
        here_ = 0;
        is_without_room_ = false;
        return;
    }
    while (std::shared_ptr<Admission>& first = place_of(next_)) {
        if (!try_admit(first)) {
            if (!std::exchange(is_without_room_, true))
                counted_at_ = std::chrono::steady_clock::now();
            return;
        }
        --here_;
        ++next_;
    }
    is_without_room_ = false;
}

void Gate::count_waiting() {
    if (!is_without_room_)
        return;
    const auto now = std::chrono::steady_clock::now();
    const std::chrono::nanoseconds passed = now - std::exchange(counted_at_, now);
    shut_ns_.add(passed.count());
    waited_ns_.add(static_cast<std::int64_t>(here_) * passed.count());
}

void Gate::make_place_for(std::uint64_t ordinal) {
    if (ordinal - next_ < waiting_.size())
        return;
    std::vector<std::shared_ptr<Admission>> larger(2 * (ordinal - next_ + 1));
    for (std::shared_ptr<Admission>& place : waiting_)
        if (place) {
            const std::uint64_t its = place->ordinal;
            larger[its % larger.size()] = std::move(place);
        }
    waiting_ = std::move(larger);
}

// Takes what it admits.
bool Gate::try_admit(std::shared_ptr<Admission>& admission) {
    Amount claim = admission->amounts->claim(setup_.lineage.tree);
    const bool is_oversize = !claim.fits(setup_.largest_claim);
    if (is_oversize && setup_.oversize == Oversize::fail) {
        refuse_oversize(*admission, claim);
        claim = {};
    }
    const bool is_granted = is_oversize && setup_.oversize == Oversize::alone
                                ? setup_.budget->try_claim_alone(claim)
                                : setup_.budget->try_claim(claim);
    if (!is_granted)
        return false;
    setup_.admit(make_in_block<AdmittedFamily>(
        *families_, setup_.budget, claim, setup_.lineage, std::move(admission), setup_.notice));
    return true;
}

void Gate::refuse_oversize(Admission& admission, const Amount& claim) const {
    const Amount& limit = setup_.largest_claim;
    const bool is_bytes = claim.bytes > limit.bytes;
    const std::string what = is_bytes ? "max_bytes" : "max_images";
    const std::string room =
        is_bytes ? to_string(ByteSize{limit.bytes}) : std::to_string(limit.images);
    const std::string message =
        "the item needs up to " + std::to_string(is_bytes ? claim.bytes : claim.images) +
        (is_bytes ? " bytes" : " images") + " at once, and " + what + " of \"" +
        setup_.lineage.limiter + "\" " +
        (limit == setup_.budget->limit()
             ? "is " + room
             : "leaves " + room + " beside what waits to be gathered and what is made of it") +
        "; raise it" +
        (setup_.lineage.gatherings.empty() ? ", or set \"oversize\": \"alone\"" : "");
    for (std::optional<LoadRefusal>& refused : admission.refused)
        if (!refused)
            refused = LoadRefusal{ErrorClass::limit, message};
    admission.amounts = CallAmounts::nothing(setup_.lineage.tree);
}

} // namespace penstock::graph

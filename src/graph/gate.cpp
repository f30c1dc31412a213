// SPDX-License-Identifier: Apache-2.0
#include "graph/gate.hpp"

#include "penstock/param_binding.hpp"

#include <utility>

namespace penstock::graph {

void Gate::arrive(std::unique_ptr<Admission> admission) {
    const std::uint64_t ordinal = admission->ordinal;
    waiting_.emplace(ordinal, std::move(admission));
    admit_waiting();
}

void Gate::admit_waiting() {
    if (setup_.run.is_stopping()) {
        for (std::size_t i = waiting_.size(); i > 0; --i) {
            setup_.run.item_ended(profiling::ItemState::not_started);
            setup_.discard();
        }
        waiting_.clear();
        return;
    }
    while (!waiting_.empty() && waiting_.begin()->first == next_) {
        if (!try_admit(*waiting_.begin()->second))
            return;
        waiting_.erase(waiting_.begin());
        ++next_;
    }
}

bool Gate::try_admit(Admission& admission) {
    Amount claim = admission.amounts->claim(setup_.lineage.tree);
    const bool is_oversize = !claim.fits(setup_.largest_claim);
    if (is_oversize && setup_.oversize == Oversize::fail) {
        refuse_oversize(admission, claim);
        claim = {};
    }
    const bool is_granted = is_oversize && setup_.oversize == Oversize::alone
                                ? setup_.budget->try_claim_alone(claim)
                                : setup_.budget->try_claim(claim);
    if (!is_granted)
        return false;
    setup_.admit(std::make_shared<AdmittedFamily>(
        setup_.budget, claim, setup_.lineage, std::move(admission), setup_.notice));
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

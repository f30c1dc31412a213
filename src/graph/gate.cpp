// SPDX-License-Identifier: Apache-2.0
#include "graph/gate.hpp"

#include "penstock/param_binding.hpp"

#include <utility>

namespace penstock::graph {

void Gate::arrive(std::unique_ptr<Admission> admission) {
    const std::uint64_t sequence = admission->info.sequence;
    waiting_.emplace(sequence, std::move(admission));
    admit_waiting();
}

void Gate::admit_waiting() {
    if (setup_.run.is_stopping()) {
        for (std::size_t i = waiting_.size(); i > 0; --i) {
            setup_.run.ledger.ended(profiling::ItemState::not_started);
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
    Amount claim = admission.amounts->claim();
    const bool is_oversize = !claim.fits(setup_.budget->limit());
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
        setup_.budget, claim, setup_.tree, std::move(admission), setup_.notice));
    return true;
}

void Gate::refuse_oversize(Admission& admission, const Amount& claim) const {
    const Amount& limit = setup_.budget->limit();
    std::string message;
    if (claim.bytes > limit.bytes)
        message = "the item needs up to " + std::to_string(claim.bytes) +
                  " bytes at once, and max_bytes of \"" + setup_.limiter_name + "\" is " +
                  to_string(ByteSize{limit.bytes}) + "; raise it, or set \"oversize\": \"alone\"";
    else
        message = "the item needs up to " + std::to_string(claim.images) +
                  " images at once, and max_images of \"" + setup_.limiter_name + "\" is " +
                  std::to_string(limit.images) + "; raise it, or set \"oversize\": \"alone\"";
    for (std::optional<LoadRefusal>& refused : admission.refused)
        if (!refused)
            refused = LoadRefusal{ErrorClass::limit, message};
    admission.amounts = CallAmounts::nothing(setup_.tree);
}

} // namespace penstock::graph

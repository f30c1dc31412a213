// SPDX-License-Identifier: Apache-2.0
#include "graph/model/claim_formula.hpp"

#include <algorithm>

namespace penstock::test {

using Status = CallTreeWorld::Status;

bool ClaimFormula::may_be_shared(std::size_t value) const {
    if (tree[value].children.size() > 1)
        return true;
    return mistake != ClaimMistake::forgets_passed_on && value != 0 &&
           tree[value].treatment == Treatment::passes_on && may_be_shared(tree[value].parent);
}

std::uint64_t ClaimFormula::during(std::size_t call) const {
    const ModelCall& made = tree[call];
    const bool takes_ownership =
        made.treatment == Treatment::owns || made.treatment == Treatment::in_place;
    std::uint64_t sum = made.working + (made.treatment == Treatment::in_place ? 0 : made.output);
    if (call != 0 && takes_ownership && may_be_shared(made.parent) &&
        mistake != ClaimMistake::forgets_clones)
        sum += tree[made.parent].output;
    return sum;
}

std::uint64_t ClaimFormula::after(std::size_t value,
                                  const std::vector<std::size_t>& remaining) const {
    if (remaining.empty())
        return 0;
    std::uint64_t all_ended = 0;
    std::uint64_t most = 0;          // each receiver where it needs most
    std::uint64_t largest = 0;       // the receiver that needs most
    std::uint64_t loss = UINT64_MAX; // what it costs that at least one has not ended
    for (const std::size_t child : remaining) {
        const std::uint64_t before_end = during(child);
        const std::uint64_t after_end = after(child, tree[child].children);
        all_ended += after_end;
        most += std::max(before_end, after_end);
        largest = std::max({largest, before_end, after_end});
        loss = std::min(loss, std::max(before_end, after_end) - before_end);
    }
    if (mistake == ClaimMistake::lets_all_be_ended)
        return most;
    if (mistake == ClaimMistake::forgets_held_value)
        return std::max(all_ended, most - loss);
    if (mistake == ClaimMistake::serialises_branches)
        return tree[value].output + largest;
    return std::max(all_ended, tree[value].output + most - loss);
}

std::uint64_t ClaimFormula::claim() const {
    return std::max(during(0), after(0, tree[0].children));
}

std::uint64_t ClaimFormula::need(const CallTreeWorld::State& state) const {
    if (!CallTreeWorld::has_ended(state[0]))
        return claim();
    std::uint64_t sum = 0;
    for (std::size_t call = 0; call < tree.size(); ++call) {
        if (!CallTreeWorld::has_value(state[call]))
            continue;
        std::vector<std::size_t> remaining;
        for (const std::size_t child : tree[call].children)
            if (mistake == ClaimMistake::gives_back_at_begin
                    ? state[child] == Status::pending
                    : !CallTreeWorld::has_ended(state[child]))
                remaining.push_back(child);
        sum += after(call, remaining);
    }
    return sum;
}

} // namespace penstock::test

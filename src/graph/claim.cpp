// SPDX-License-Identifier: Apache-2.0
#include "graph/claim.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace penstock::graph {
namespace {

// One dimension of most_behind: images and bytes reach their maxima independently.
template <class Part>
std::uint64_t most_behind_in(Part part,
                             const CallTree& tree,
                             const CallAmounts& amounts,
                             CallIndex call,
                             const Amount& value,
                             const std::vector<std::uint8_t>& is_pending) {
    const CallTree::Call& shape = tree.calls[call];
    std::uint64_t all_ended = 0;
    std::uint64_t worst = 0;
    std::uint64_t least_loss = static_cast<std::uint64_t>(-1);
    bool is_alive = false;
    for (std::size_t i = 0; i < shape.children.size(); ++i) {
        const CallIndex child = shape.children[i];
        if (!shape.receives_value[i] || is_pending[child] == 0)
            continue;
        const std::uint64_t during = amounts.calls[child].during.*part;
        const std::uint64_t after = amounts.after[child].*part;
        is_alive = true;
        all_ended += after;
        worst += std::max(during, after);
        least_loss = std::min(least_loss, after > during ? after - during : 0);
    }
    return is_alive ? std::max(all_ended, value.*part + worst - least_loss) : 0;
}

} // namespace

Amount most_behind(const CallTree& tree,
                   const CallAmounts& amounts,
                   CallIndex call,
                   const Amount& value,
                   const std::vector<std::uint8_t>& is_pending) {
    return {most_behind_in(&Amount::images, tree, amounts, call, value, is_pending),
            most_behind_in(&Amount::bytes, tree, amounts, call, value, is_pending)};
}

std::shared_ptr<const CallAmounts> CallAmounts::nothing(const CallTree& tree) {
    CallAmounts amounts;
    amounts.calls.resize(tree.calls.size());
    amounts.after.resize(tree.calls.size());
    return std::make_shared<const CallAmounts>(std::move(amounts));
}

void CallAmounts::add_up(const CallTree& tree) {
    assert(calls.size() == tree.calls.size());
    after.assign(calls.size(), {});
    const std::vector<std::uint8_t> all(calls.size(), 1);
    for (std::size_t call = calls.size(); call-- > 0;)
        after[call] =
            most_behind(tree, *this, static_cast<CallIndex>(call), calls[call].value, all);
}

RunningNeed::RunningNeed(const CallTree& tree, std::shared_ptr<const CallAmounts> amounts)
    : tree_{tree}, amounts_{std::move(amounts)}, is_pending_(tree.calls.size(), 0),
      values_(tree.calls.size()), need_{amounts_->claim()} {
    for (const CallIndex loader : tree.calls[0].children)
        is_pending_[loader] = 1;
}

Amount RunningNeed::ended(CallIndex call, const Amount& value) {
    const std::scoped_lock lock{mutex_};
    end(call);
    values_[call] = min(value, amounts_->calls[call].value);
    const CallTree::Call& shape = tree_.calls[call];
    for (std::size_t i = 0; i < shape.children.size(); ++i)
        is_pending_[shape.children[i]] = shape.receives_value[i] ? 1 : 0;
    return need_ += behind(call);
}

Amount RunningNeed::ended_without_value(CallIndex call) {
    const std::scoped_lock lock{mutex_};
    end(call);
    return need_;
}

// Takes the call off its parent's value.
void RunningNeed::end(CallIndex call) {
    if (is_pending_[call] == 0)
        return;
    const CallIndex parent = tree_.calls[call].parent;
    const Amount before = behind(parent);
    is_pending_[call] = 0;
    need_ -= before - behind(parent);
}

Amount RunningNeed::behind(CallIndex call) const {
    return most_behind(tree_, *amounts_, call, values_[call], is_pending_);
}

} // namespace penstock::graph

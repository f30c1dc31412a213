// SPDX-License-Identifier: Apache-2.0
#include "graph/claim.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace penstock::graph {
namespace {

// One dimension of what is behind one port: images and bytes reach their maxima independently.
class BehindPort {
public:
    void add(std::uint64_t during, std::uint64_t after) {
        is_alive_ = true;
        all_ended_ += after;
        worst_ += std::max(during, after);
        least_loss_ = std::min(least_loss_, after > during ? after - during : 0);
    }
    [[nodiscard]] std::uint64_t most(std::uint64_t value) const {
        return is_alive_ ? std::max(all_ended_, value + worst_ - least_loss_) : 0;
    }

private:
    bool is_alive_ = false;
    std::uint64_t all_ended_ = 0;
    std::uint64_t worst_ = 0;
    std::uint64_t least_loss_ = static_cast<std::uint64_t>(-1);
};

Amount most_behind_port(const CallTree& tree,
                        const CallAmounts& amounts,
                        CallIndex call,
                        const CallTree::Child& first,
                        const Amount& value,
                        const std::vector<std::uint8_t>& is_pending) {
    BehindPort images;
    BehindPort bytes;
    for (const CallTree::Child& child : tree[call].children) {
        if (child.port != first.port || is_pending[child.call] == 0)
            continue;
        images.add(amounts.calls[child.call].during.images, amounts.after[child.call].images);
        bytes.add(amounts.calls[child.call].during.bytes, amounts.after[child.call].bytes);
    }
    const Amount sent = first.receives_value ? value : Amount{};
    return {images.most(sent.images), bytes.most(sent.bytes)};
}

} // namespace

Amount most_behind(const CallTree& tree,
                   const CallAmounts& amounts,
                   CallIndex call,
                   const Amount& value,
                   const std::vector<std::uint8_t>& is_pending) {
    const std::vector<CallTree::Child>& children = tree[call].children;
    if (children.size() == 1) { // as in a chain: what follows, said in one line
        const CallTree::Child& only = children.front();
        const Amount sent = only.receives_value ? value : Amount{};
        return is_pending[only.call] == 0
                   ? Amount{}
                   : max(amounts.after[only.call], sent + amounts.calls[only.call].during);
    }
    Amount most;
    for (std::size_t i = 0; i < children.size(); ++i) {
        const auto same_port = [&](const CallTree::Child& other) {
            return other.port == children[i].port;
        };
        if (std::none_of(
                children.begin(), children.begin() + static_cast<std::ptrdiff_t>(i), same_port))
            most = max(most, most_behind_port(tree, amounts, call, children[i], value, is_pending));
    }
    return most;
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

Amount CallAmounts::claim(const CallTree& tree) const {
    return metadata + most(tree);
}

Amount CallAmounts::most(const CallTree& tree) const {
    Amount sum = max(calls[0].during, after[0]);
    for (const CallIndex call : tree.joined)
        sum += joined(call);
    return sum;
}

void RunningNeed::begin(const CallTree& tree, std::shared_ptr<const CallAmounts> amounts) {
    tree_ = &tree;
    amounts_ = std::move(amounts);
    is_pending_.assign(tree.calls.size(), none);
    values_.assign(tree.calls.size(), {});
    need_ = amounts_->most(tree);
    is_pending_[0] = going;
    for (const CallIndex call : tree.joined)
        is_pending_[call] = going;
    going_ = 1 + tree.joined.size();
}

Amount
RunningNeed::ended(CallIndex call, const Amount& value, std::uint32_t port, std::uint32_t pieces) {
    const CallTree::Call& shape = (*tree_)[call];
    const std::size_t edges = shape.children.size() / shape.pieces;
    end(call);
    values_[call] = min(value, amounts_->calls[call].value);
    for (std::size_t i = 0; i < shape.children.size() && i < pieces * edges; ++i)
        if (shape.children[i].port == port) {
            is_pending_[shape.children[i].call] = going;
            ++going_;
        }
    need_ += behind(call);
    return now();
}

Amount RunningNeed::ended_without_value(CallIndex call) {
    end(call);
    return now();
}

Amount RunningNeed::kept(CallIndex call) {
    if (is_pending_[call] == going) {
        is_pending_[call] = is_kept;
        --going_;
    }
    return now();
}

// No call is left that could take more: what is there is in use, and so it counts.
Amount RunningNeed::now() {
    if (going_ == 0)
        need_ = {};
    return need_.is_zero() ? Amount{} : need_ + amounts_->metadata;
}

// Takes the call off its parent's value, where it has one parent.
void RunningNeed::end(CallIndex call) {
    if (is_pending_[call] == none)
        return;
    going_ -= is_pending_[call] == going ? 1 : 0;
    if (call == 0 || !(*tree_)[call].joins.empty()) {
        is_pending_[call] = none;
        need_ -= amounts_->joined(call);
        return;
    }
    const CallIndex parent = (*tree_)[call].parent;
    const Amount before = behind(parent);
    is_pending_[call] = none;
    need_ -= before - behind(parent);
}

Amount RunningNeed::behind(CallIndex call) const {
    return most_behind(*tree_, *amounts_, call, values_[call], is_pending_);
}

} // namespace penstock::graph

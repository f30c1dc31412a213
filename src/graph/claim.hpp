// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/failure.hpp"

#include "core/amount.hpp"
#include "graph/call_tree.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace penstock::graph {

/// What each call of one family needs at most.
struct CallAmounts {
    struct Of {
        Amount during; ///< allocated by the call while it runs, its result included
        Amount value;  ///< its result: exists from the end of the call until all receivers are done
        std::uint64_t codec = 0; ///< the part of `during` that libraries allocate by themselves
        std::string refusal; ///< not empty: the node said beforehand that it cannot take this item
        ErrorClass refusal_class = ErrorClass::unsupported;
    };
    std::vector<Of> calls; ///< like `CallTree::calls`
    /// What all images of the family share, their metadata: there for as long as anything is
    /// there.
    Amount metadata;
    std::vector<Amount>
        after; ///< for each call: the most that can exist of it and what follows, once it has ended

    /// For an item that will not be loaded.
    [[nodiscard]] static std::shared_ptr<const CallAmounts> nothing(const CallTree& tree);

    /// Computes `after`, children first.
    void add_up(const CallTree& tree);
    /// What a family needs at most, at any moment: its claim.
    [[nodiscard]] Amount claim(const CallTree& tree) const;
    /// The same without metadata.
    [[nodiscard]] Amount most(const CallTree& tree) const;
    /// What a call that makes a joined result needs at most, with all that follows. Joins are
    /// counted beside everything else: which of the ways into one ends last cannot be known.
    [[nodiscard]] Amount joined(CallIndex call) const {
        return max(calls[call].during, after[call]);
    }
};

/// The most that can exist of a value and of what follows it, while `pending` of its receivers have
/// not ended.
///
/// A receiver that has not ended uses at most `during`, one that has ended at most `after`; the
/// value lives as long as one has not ended. So the maximum is either that all have ended, or that
/// each does its worst and one that loses least by it has not. A result leaves by one port, so the
/// worst port counts. What leaves as a failure has no value.
[[nodiscard]] Amount most_behind(const CallTree& tree,
                                 const CallAmounts& amounts,
                                 CallIndex call,
                                 const Amount& value,
                                 const std::vector<std::uint8_t>& is_pending);

/// What one family can still need, while it runs. Never grows. One thread at a time: the family has
/// a lock.
class RunningNeed {
public:
    RunningNeed() = default;
    RunningNeed(const CallTree& tree, std::shared_ptr<const CallAmounts> amounts) {
        begin(tree, std::move(amounts));
    }

    /// Forgets everything; to be called before the others. `tree` outlives it.
    void begin(const CallTree& tree, std::shared_ptr<const CallAmounts> amounts);
    /// A call has ended with a result that takes that much, which leaves by that port as so many
    /// pieces; its receivers will be called.
    [[nodiscard]] Amount
    ended(CallIndex call, const Amount& value, std::uint32_t port, std::uint32_t pieces);
    /// A call has ended, or will not take place, and nothing follows from it.
    [[nodiscard]] Amount ended_without_value(CallIndex call);
    /// A call has ended, and what it got is kept: in a list, or in a group. It counts as long as
    /// other calls go on. When none does, nothing is needed but what exists.
    [[nodiscard]] Amount kept(CallIndex call);

private:
    enum State : std::uint8_t { none, going, is_kept };

    void end(CallIndex call);
    [[nodiscard]] Amount now();
    [[nodiscard]] Amount behind(CallIndex call) const;

    const CallTree* tree_ = nullptr; // of the region, which outlives its families
    std::shared_ptr<const CallAmounts>
        amounts_;                          // shared: items of equal measure have the same ones
    std::vector<std::uint8_t> is_pending_; // states; what is kept is pending too
    std::size_t going_ = 0;                // calls that will end by themselves
    std::vector<Amount> values_;           // of ended calls that have receivers
    Amount need_;                          // without metadata
};

} // namespace penstock::graph

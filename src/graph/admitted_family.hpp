// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/failure.hpp"
#include "penstock/item_info.hpp"

#include "core/family.hpp"
#include "graph/claim.hpp"
#include "graph/lineage.hpp"
#include "graph/planner.hpp"
#include "profiling/ledger.hpp"
#include "profiling/trace_event.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace penstock::graph {

/// What became of a request before it was admitted, for one loader: why it will not be loaded.
struct LoadRefusal {
    ErrorClass error_class = ErrorClass::node;
    std::string message;
    bool is_skip = false; ///< the loader does not want it, and nothing is wrong
};

/// Everything that is known of a request when it is admitted, and of a gathered result when it is
/// begun.
struct Admission {
    ItemInfo info;
    std::uint64_t ordinal = 0;                       ///< counted without gaps, in source order
    LoaderMeasures measures;                         ///< one for each loader
    std::vector<std::optional<LoadRefusal>> refused; ///< likewise
    std::optional<std::string> skip_reason;          ///< nobody wants this item
    std::shared_ptr<const CallAmounts> amounts;
    std::uint32_t measured = 0;  ///< how often it has been tried
    profiling::TracePlace place; ///< where a trace saw the request last
    bool is_read_ahead = false;  ///< its source runs ahead of the limiter, and counts how far
    RunningNeed need;            ///< from when it is admitted

    /// Of no request; ready for another, which finds the memory of this one.
    void clear() {
        const std::uint64_t sequence = info.sequence; // who it was is told a moment later
        info = {};
        info.sequence = sequence;
        measures.clear();
        refused.clear();
        skip_reason.reset();
        amounts.reset();
        measured = 0;
        place = {};
    }
};

/// Where families tell that they are gone, and leave what can be used again. Closed at the end of a
/// run: a program may hold on to an image for longer. Thread-safe.
class EndNotice {
public:
    using Call = std::function<void(profiling::ItemState, std::shared_ptr<Admission>)>;
    explicit EndNotice(Call call) : call_{std::move(call)} {}

    /// `admission` has been cleared.
    void tell(profiling::ItemState state, std::shared_ptr<Admission> admission) {
        // Before it looks, as `close` looks after it has closed: one of both sees the other.
        ++telling_;
        if (!is_closed_)
            call_(state, std::move(admission));
        --telling_;
    }
    /// Returns when the last call has.
    void close() {
        is_closed_ = true;
        while (telling_ != 0)
            std::this_thread::yield();
    }

private:
    const Call call_; // thread-safe
    std::atomic<std::uint32_t> telling_{0};
    std::atomic<bool> is_closed_{false};
};

/// A family with what the engine keeps about it.
class AdmittedFamily final : public Family {
public:
    /// `notice` is told how the item ended when everything of the family is gone, its claim too.
    AdmittedFamily(std::shared_ptr<Budget> budget,
                   const Amount& claim,
                   const Lineage& lineage,
                   std::shared_ptr<Admission> admission,
                   std::shared_ptr<EndNotice> notice)
        : Family{std::move(budget), claim}, lineage_{lineage},
          admission_{std::move(admission)}, notice_{std::move(notice)} {
        admission_->need.begin(lineage.tree, admission_->amounts);
    }
    AdmittedFamily(const AdmittedFamily&) = delete;
    AdmittedFamily& operator=(const AdmittedFamily&) = delete;
    ~AdmittedFamily() override;

    [[nodiscard]] const Lineage& lineage() const { return lineage_; }
    [[nodiscard]] const CallTree& tree() const { return lineage_.tree; }
    [[nodiscard]] const Admission& admission() const { return *admission_; }
    [[nodiscard]] const CallAmounts::Of& amounts_of(CallIndex call) const {
        return admission_->amounts->calls[call];
    }
    /// Of the source item, or of the first that was gathered: the number that the ledger knows.
    [[nodiscard]] std::uint64_t source_sequence() const;
    /// How many source items were gathered; 1 where none were.
    [[nodiscard]] std::uint64_t source_items() const;

    /// A call has ended with a result of that size, which leaves by that port in so many pieces.
    void call_ended(CallIndex call, const Amount& value, std::uint32_t port, std::uint32_t pieces) {
        change_need([&] { return admission_->need.ended(call, value, port, pieces); });
    }
    /// A call has ended, or will not take place, and nothing follows.
    void call_ended_without_value(CallIndex call) {
        change_need([&] { return admission_->need.ended_without_value(call); });
    }
    /// A call has ended, and what it got is kept for a list or a group.
    void call_kept(CallIndex call) {
        change_need([&] { return admission_->need.kept(call); });
    }

    /// Of a gathered family: one more that it is made of, and that ends as it does. One thread at a
    /// time, before anything else happens to the family.
    void add_member(std::shared_ptr<AdmittedFamily> member) {
        members_.push_back(std::move(member));
    }

    void note_failed() { is_failed_ = true; }
    void note_delivered() { is_delivered_ = true; }
    void note_skipped() { is_skipped_ = true; }

private:
    [[nodiscard]] profiling::ItemState state() const;

    const Lineage& lineage_; // of the region, which outlives its families
    std::shared_ptr<Admission> admission_;
    std::shared_ptr<EndNotice>
        notice_; // shared with all families of the region, and with what outlives the run
    std::vector<std::shared_ptr<AdmittedFamily>> members_; // shared with their last handles
    std::atomic<bool> is_failed_{false};
    std::atomic<bool> is_delivered_{false};
    std::atomic<bool> is_skipped_{false};
};

} // namespace penstock::graph

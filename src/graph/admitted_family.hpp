// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/failure.hpp"

#include "core/family.hpp"
#include "graph/claim.hpp"
#include "graph/planner.hpp"
#include "profiling/ledger.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace penstock::graph {

/// What became of a request before it was admitted, for one loader: why it will not be loaded.
struct LoadRefusal {
    ErrorClass error_class = ErrorClass::node;
    std::string message;
};

/// Everything that is known of a request when it is admitted.
struct Admission {
    ItemInfo info;
    LoaderMeasures measures;                         ///< one for each loader
    std::vector<std::optional<LoadRefusal>> refused; ///< likewise
    std::optional<std::string> skip_reason;          ///< nobody wants this item
    std::shared_ptr<const CallAmounts> amounts;
    bool is_read_ahead = false; ///< its source runs ahead of the limiter, and counts how far
};

/// Where families tell that they are gone. Closed at the end of a run: a program may hold on to an
/// image for longer.
class EndNotice {
public:
    explicit EndNotice(std::function<void(profiling::ItemState)> call) : call_{std::move(call)} {}

    void tell(profiling::ItemState state) {
        const std::scoped_lock lock{mutex_};
        if (call_)
            call_(state);
    }
    void close() {
        const std::scoped_lock lock{mutex_};
        call_ = nullptr;
    }

private:
    std::mutex mutex_;
    std::function<void(profiling::ItemState)> call_;
};

/// A family with what the engine keeps about it.
class AdmittedFamily final : public Family {
public:
    /// `notice` is told how the item ended when everything of the family is gone, its claim too.
    AdmittedFamily(std::shared_ptr<Budget> budget,
                   const Amount& claim,
                   const CallTree& tree,
                   Admission admission,
                   std::shared_ptr<EndNotice> notice)
        : Family{std::move(budget), claim}, admission_{std::move(admission)},
          need_{tree, admission_.amounts}, notice_{std::move(notice)} {}
    AdmittedFamily(const AdmittedFamily&) = delete;
    AdmittedFamily& operator=(const AdmittedFamily&) = delete;
    ~AdmittedFamily() override {
        release_claim();
        notice_->tell(state());
    }

    [[nodiscard]] const Admission& admission() const { return admission_; }
    [[nodiscard]] const CallAmounts::Of& amounts_of(CallIndex call) const {
        return admission_.amounts->calls[call];
    }

    /// A call has ended with a result of that size, which its receivers will get.
    void call_ended(CallIndex call, const Amount& value) { set_need(need_.ended(call, value)); }
    /// A call has ended, or will not take place, and nothing follows.
    void call_ended_without_value(CallIndex call) { set_need(need_.ended_without_value(call)); }

    void note_failed() { is_failed_ = true; }
    void note_delivered() { is_delivered_ = true; }
    void note_skipped() { is_skipped_ = true; }

private:
    [[nodiscard]] profiling::ItemState state() const {
        using profiling::ItemState;
        if (is_failed_)
            return ItemState::failed;
        if (is_delivered_)
            return ItemState::written;
        return is_skipped_ ? ItemState::skipped : ItemState::dropped;
    }

    Admission admission_;
    RunningNeed need_;
    std::shared_ptr<EndNotice>
        notice_; // shared with all families of the region, and with what outlives the run
    std::atomic<bool> is_failed_{false};
    std::atomic<bool> is_delivered_{false};
    std::atomic<bool> is_skipped_{false};
};

} // namespace penstock::graph

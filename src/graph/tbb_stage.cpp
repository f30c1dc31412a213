// SPDX-License-Identifier: Apache-2.0
#include "graph/tbb_stage.hpp"

#include "graph/declared.hpp"
#include "graph/payload_amount.hpp"
#include "graph/timed_call.hpp"
#include "profiling/probes.hpp"

#include <oneapi/tbb/profiling.h>
#include <oneapi/tbb/task_arena.h>

#include <atomic>
#include <optional>
#include <string>
#include <utility>

namespace penstock::graph {

// An item inside the subgraph, and everything that is known of it. The last handle of oneTBB ends
// it, where it has not come out.
class TbbStage::Visit final : public TbbItem {
public:
    Visit(TbbStage& stage, Item&& item, const Emit& emit)
        : stage_{stage}, emit_{emit}, hold_{std::in_place, stage.graph_}, item_{std::move(item)},
          context_{stage.run_,
                   {stage.outlet_.region(),
                    stage.described().name,
                    item_.family.get(),
                    item_.is_source_item},
                   item_.info} {
        payload_ = std::exchange(item_.payload, {});
        if (const auto* image = std::as_const(payload_).get<Image>())
            context_.set_metadata(image->metadata());
    }
    // oneTBB may hold a lock while it lets go: nothing is sent from here.
    ~Visit() override {
        if (has_ended_)
            return;
        CallOutcome outcome = std::move(outcome_);
        if (outcome.has_returned())
            outcome = {.kind = CallOutcome::Kind::failed,
                       .error_class = ErrorClass::node,
                       .message = "the oneTBB nodes inside the node let go of the item before it "
                                  "came to their exit; this is a fault of the node, not of the "
                                  "picture"};
        payload_ = {};
        trace_last(outcome);
        stage_.timer_.schedule(Duration{0},
                               io_task([&stage = stage_,
                                        &emit = emit_,
                                        outcome = std::move(outcome),
                                        item = std::move(item_),
                                        hold = std::move(hold_)]() mutable {
                                   stage.outlet_.end_without_result(
                                       Item{std::move(item)}, outcome, emit);
                               }));
    }

    void call(const std::function<void()>& body) noexcept override {
        if (has_ended_)
            return;
        stage_.announce(item_);
        if (!outcome_.has_returned())
            return;
        if (stage_.run_.is_cancelled()) {
            outcome_ = {.kind = CallOutcome::Kind::failed,
                        .error_class = ErrorClass::cancelled,
                        .message = "the run was cancelled before this call"};
            return;
        }
        bool was_called = false;
        profiling::CallRecorder::Times times;
        if (last_call_)
            trace_call(*std::exchange(last_call_, {}));
        outcome_ = guarded_call(stage_.run_, [&] {
            was_called = true;
            profiling::probes::call_begin(stage_.described().name, item_.info.sequence);
            const profiling::CallRecorder::Call timed{stage_.run_.calls,
                                                      stage_.index(),
                                                      item_.ready_at,
                                                      stage_.run_.trace ? &times : nullptr};
            const WorkingMemory working{*item_.family, item_.family->amounts_of(item_.call).codec};
            tbb::this_task_arena::isolate(body);
        });
        if (was_called)
            profiling::probes::call_end(
                stage_.described().name,
                item_.info.sequence,
                [&] { return amount_of(payload_).bytes; },
                static_cast<int>(outcome_.kind));
        outcome_.is_recorded = was_called;
        outcome_.times = times;
        if (stage_.run_.trace && was_called) {
            last_call_ = outcome_;
            last_thread_ = stage_.run_.trace->thread_of_caller();
        }
    }
    NodeContext& context() override { return context_; }

    /// Whether this is the first time that it comes out.
    [[nodiscard]] bool comes_out() { return !has_ended_.exchange(true); }
    /// What came out.
    void finish() {
        stage_.announce(item_);
        CallOutcome outcome = std::move(outcome_);
        item_.payload = std::exchange(payload_, {});
        if (outcome.has_returned() && item_.payload.is_empty())
            outcome.kind = CallOutcome::Kind::dropped;
        if (outcome.has_returned())
            outcome.become(outcome_within_declared(stage_.described(), item_, ListOrigin::made));
        trace_last(outcome);
        if (outcome.has_returned())
            stage_.outlet_.send_result(std::move(item_), 0, false, emit_);
        else
            stage_.outlet_.end_without_result(std::move(item_), outcome, emit_);
        item_.clear();
        hold_.reset(); // oneTBB may keep a handle for longer
    }

private:
    // What follows a call can be on another thread than that.
    void trace_call(const CallOutcome& call) {
        stage_.outlet_.trace(item_, call, {.thread = last_thread_}, profiling::TraceFlow::goes_on);
    }
    // The call after which there was no other, and how the item fared.
    void trace_last(const CallOutcome& outcome) {
        if (last_call_ && !outcome.is_recorded)
            trace_call(*last_call_);
        if (outcome.is_recorded || !outcome.has_returned())
            stage_.outlet_.trace_end(
                item_, outcome, 0, {.thread = outcome.is_recorded ? last_thread_ : 0});
    }

    TbbStage& stage_;               // outlives the graph's work
    const Emit& emit_;              // likewise
    std::optional<GraphHold> hold_; // goes after the item
    Item item_;
    CallContext context_;
    CallOutcome outcome_;
    std::optional<CallOutcome> last_call_; // that the trace has not got yet
    std::uint32_t last_thread_ = 0;        // which made it
    std::atomic<bool> has_ended_{false};
};

TbbStage::TbbStage(Run& run,
                   const ValidatedConfig& config,
                   const Topology& topology,
                   NodeIndex node,
                   std::uint32_t region,
                   TbbNode& object,
                   tbb::flow::graph& graph,
                   Timer& timer)
    : Stage{run, config, topology, node, region}, graph_{graph}, timer_{timer},
      subgraph_{object.build(graph)}, exit_{graph,
                                            tbb::flow::unlimited,
                                            [this](const TbbMessage& message) {
                                                auto& visit = static_cast<Visit&>(*message);
                                                if (visit.comes_out())
                                                    visit.finish();
                                                return tbb::flow::continue_msg{};
                                            }} {
    tbb::flow::make_edge(subgraph_->exit(), exit_);
    tbb::profiling::set_name(exit_, (described().name + "/exit").c_str());
}

TbbStage::~TbbStage() = default;

void TbbStage::work(Item&& item, const Emit& emit) {
    if (item.is_gone()) {
        outlet_.send_on_tombstone(item, emit);
        return;
    }
    if (item.state == Item::State::whole)
        if (const auto refused = refused_beforehand(item)) {
            outlet_.trace_end(item, *refused, 0, {});
            outlet_.end_without_result(std::move(item), *refused, emit);
            return;
        }
    // A handle that is refused goes here, and tells that the item was let go of.
    subgraph_->entry().try_put(std::make_shared<Visit>(*this, std::move(item), emit));
}

} // namespace penstock::graph

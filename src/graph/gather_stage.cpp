// SPDX-License-Identifier: Apache-2.0
#include "graph/gather_stage.hpp"

#include "penstock/param_binding.hpp"

#include "graph/declared.hpp"
#include "graph/payload_amount.hpp"
#include "graph/timed_call.hpp"

#include <oneapi/tbb/task_arena.h>

#include <string>
#include <utility>

namespace penstock::graph {
void GatherStage::work(Item&& item, const Emit& emit) {
    if (item.is_gone())
        return; // its place in the order is taken, and that was all
    waiting_.push_back(std::move(item));
    advance(emit);
}

void GatherStage::signal(const Message& message, const Emit& emit) {
    const bool is_due = message.signal == Message::Signal::flush ||
                        (message.signal == Message::Signal::timeout && message.group == groups_ &&
                         !run_.is_stopping()); // then timers hurry, and a flush is near
    if (is_due && group_)
        finish(emit);
    advance(emit);
}

void GatherStage::advance(const Emit& emit) {
    while (!waiting_.empty()) {
        if (!group_ && !try_begin(waiting_.front()))
            return; // there will be a signal
        Item item = std::move(waiting_.front());
        waiting_.pop_front();
        add(std::move(item), emit);
        if (group_ && group_->size == gatherer_.group_size())
            finish(emit);
    }
}

bool GatherStage::try_begin(const Item& first) {
    const Amount claim = setup_.lineage.amounts->claim(setup_.lineage.tree);
    if (!setup_.reserve->try_claim(claim))
        return false;
    auto admission = std::make_unique<Admission>();
    admission->info.sequence = groups_;
    admission->info.request = first.info.request;
    admission->ordinal = groups_++;
    admission->amounts = setup_.lineage.amounts;
    group_.emplace();
    group_->result.info = admission->info;
    group_->result.is_source_item = false;
    group_->result.family = std::make_shared<AdmittedFamily>(
        setup_.reserve, claim, setup_.lineage, std::move(admission), setup_.notice);
    Item& result = group_->result;
    announce(result);
    begun_ = timed_call(run_, outlet_, result, result, [&](CallContext& context) {
        tbb::this_task_arena::isolate([&] { gatherer_.begin(context); });
    });
    if (run_.trace)
        outlet_.trace(result, begun_, {}, profiling::TraceFlow::begins);
    if (const std::optional<Duration> longest = gatherer_.longest_wait())
        setup_.remind(*longest, groups_);
    has_open_group_ = true;
    return true;
}

// What is allocated counts for the result; what goes wrong is the member's misfortune.
void GatherStage::add(Item item, const Emit& emit) {
    CallOutcome outcome = begun_.has_returned() ? check_size(item) : begun_;
    bool is_in = false;
    if (outcome.has_returned())
        outcome = timed_call(run_, outlet_, group_->result, item, [&](CallContext& context) {
            tbb::this_task_arena::isolate(
                [&] { gatherer_.add(std::exchange(item.payload, {}), group_->size, context); });
            is_in = true;
        });
    if (run_.trace)
        trace_member(item, outcome, is_in);
    if (is_in && !outcome.has_returned())
        outlet_.note_failure(item, outcome); // late, and nobody can take it out again
    else if (!outcome.has_returned()) {
        outlet_.end_without_result(std::move(item), outcome, emit);
        if (group_->size == 0 && !begun_.has_returned())
            abandon(emit);
        return;
    }
    item.payload = {};
    if (traits().retains)
        item.family->call_kept(item.call);
    else
        item.family->call_ended_without_value(item.call);
    group_->source_items.push_back(item.family->source_sequence());
    group_->result.family->add_member(std::move(item.family));
    ++group_->size;
}

// The arrows of a member end in those of what it goes into.
void GatherStage::trace_member(Item& item, CallOutcome outcome, bool is_in) const {
    using profiling::TraceFlow;
    const bool is_of_group = !begun_.has_returned(); // no call with this item
    outcome.is_recorded = outcome.is_recorded && !is_of_group;
    const Outlet::Traced traced{.bytes = 0, .tries = 0, .counts_as_nothing = is_of_group};
    if (!is_in) {
        outlet_.trace_end(item, outcome, 0, traced);
        return;
    }
    outlet_.trace(item, outcome, traced, TraceFlow::ends);
    run_.trace->meet(group_->result.place.flow, item.place, TraceFlow::goes_on);
}

GatherStage::Group GatherStage::close_group() {
    Group group = std::move(*group_);
    group_.reset();
    has_open_group_ = false;
    return group;
}

// The group has a number, and who works in order waits for it.
void GatherStage::abandon(const Emit& emit) {
    const CallOutcome outcome{
        .kind = CallOutcome::Kind::dropped, .error_class = ErrorClass::node, .message = {}};
    Group group = close_group();
    outlet_.trace_end(group.result, outcome, 0, {});
    outlet_.end_without_result(std::move(group.result), outcome, emit);
}

void GatherStage::finish(const Emit& emit) {
    Group group = close_group();
    Item& result = group.result;
    announce(result);
    run_.gathered(setup_.lineage, result.info.sequence, group.source_items);
    result.info.attributes.set("members", static_cast<std::int64_t>(group.size));
    result.ready_at = profiling::CallRecorder::nowhere; // it has waited for nobody
    CallOutcome outcome = timed_call(run_, outlet_, result, result, [&](CallContext& context) {
        tbb::this_task_arena::isolate([&] { result.payload = gatherer_.finish(context); });
        // Those of a member are its family's memory, of which nothing is left then.
        if (auto* image = result.payload.get<Image>(); image != nullptr && !traits().retains)
            image->set_metadata(nullptr);
    });
    if (outcome.has_returned()) // a list keeps what it was given
        outcome.become(outcome_within_declared(described(), result, ListOrigin::passed));
    if (group.size == 0) // all members failed to get in
        outcome.kind = CallOutcome::Kind::dropped;
    outlet_.trace_end(result, outcome, 0, {});
    if (outcome.has_returned())
        outlet_.send_result(std::move(result), 0, false, emit);
    else
        outlet_.end_without_result(std::move(result), outcome, emit);
}

CallOutcome GatherStage::check_size(const Item& item) const {
    const Amount amount = item.family->admission().amounts->metadata + amount_of(item.payload);
    if (!traits().retains || amount.fits(setup_.retained))
        return {};
    return {.kind = CallOutcome::Kind::failed,
            .error_class = ErrorClass::limit,
            .message = "it takes " + std::to_string(amount.bytes) +
                       " bytes, and room was set aside for members of up to " +
                       std::to_string(setup_.retained.bytes) +
                       "; put a resize before, or raise limits.largest_item"};
}

} // namespace penstock::graph

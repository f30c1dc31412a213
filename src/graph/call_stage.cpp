// SPDX-License-Identifier: Apache-2.0
#include "graph/call_stage.hpp"

#include "penstock/list_member.hpp"

#include "graph/declared.hpp"
#include "graph/payload_amount.hpp"
#include "graph/retry_delay.hpp"
#include "graph/timed_call.hpp"

#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <string>
#include <utility>

namespace penstock::graph {
namespace {

std::size_t ordinal_of(const CallTree& tree, CallIndex loader_call) {
    const auto& loaders = tree[0].children;
    return static_cast<std::size_t>(
        std::ranges::find(loaders, loader_call, &CallTree::Child::call) - loaders.begin());
}

} // namespace

CallStage::CallStage(Run& run,
                     const ValidatedConfig& config,
                     const Topology& topology,
                     NodeIndex node,
                     std::uint32_t region,
                     Node& object)
    : Stage{run, config, topology, node, region}, loader_{dynamic_cast<LoaderNode*>(&object)},
      worker_{dynamic_cast<WorkNode*>(&object)}, may_retry_{described().on_error.uses_retry()},
      outputs_{described().type->outputs(described().params).size()} {}

void CallStage::read(Item& item) {
    const Admission& admission = item.family->admission();
    const auto& measure = admission.measures[ordinal_of(item.family->tree(), item.call)];
    if (item.state != Item::State::whole || item.refusal || admission.skip_reason || !measure ||
        measure->file_bytes == 0 || run_.is_cancelled())
        return;
    profiling::CallRecorder::Times times;
    const CallOutcome outcome =
        watched_call(run_,
                     described(),
                     {outlet_.region(), described().name, item.family.get()},
                     item.info,
                     [&](CallContext& context) {
                         const profiling::CallRecorder::Read timed{
                             run_.calls, index(), item.ready_at, run_.trace ? &times : nullptr};
                         item.file = loader_->read(item.info.request, *measure, context);
                     });
    if (run_.trace && times.end != profiling::CallRecorder::nowhere)
        run_.trace->add({.what = profiling::TraceWhat::read,
                         .node = static_cast<std::uint32_t>(index()),
                         .item = item.info.request.name,
                         .sequence = item.info.sequence,
                         .bytes = item.file.size(),
                         .tries = item.tries + 1,
                         .end = static_cast<profiling::TraceEnd>(outcome.kind),
                         .error_class = outcome.error_class,
                         .begin = times.begin,
                         .finish = times.end},
                        item.place,
                        profiling::TraceFlow::goes_on);
    if (!outcome.has_returned()) {
        item.file = {};
        item.refusal = refusal_of(outcome);
    }
}

void CallStage::work(Item&& item, const Emit& emit) {
    if (item.is_gone()) {
        outlet_.send_on_tombstone(item, emit);
        return;
    }
    Payload input;
    if (may_retry_)
        input = item.payload;
    const bool is_list = item.payload.get<List>() != nullptr;
    Outlet::Traced traced;
    if (run_.trace)
        traced = {.bytes = kind() == NodeKind::sink ? amount_of(item.payload).bytes : 0,
                  .tries = item.tries + 1};
    std::size_t output = 0;
    CallOutcome outcome = loader_ != nullptr ? load(item, output) : process(item, output);
    if (outcome.has_returned())
        outcome.become(settle(item, output, is_list ? ListOrigin::passed : ListOrigin::made));
    if (retry(item, outcome, input, traced))
        return;
    input = {};
    outlet_.trace_end(item, outcome, output, traced);
    if (outcome.has_returned())
        outlet_.send_result(std::move(item), output, is_list, emit);
    else
        outlet_.end_without_result(std::move(item), outcome, emit);
}

CallOutcome CallStage::load(Item& item, std::size_t& output) {
    const Admission& admission = item.family->admission();
    if (admission.skip_reason)
        return {.kind = CallOutcome::Kind::skipped,
                .error_class = ErrorClass::node,
                .message = *admission.skip_reason};
    if (item.refusal)
        return {.kind =
                    item.refusal->is_skip ? CallOutcome::Kind::skipped : CallOutcome::Kind::failed,
                .error_class = item.refusal->error_class,
                .message = item.refusal->message};
    const Measure& measure = *admission.measures[ordinal_of(item.family->tree(), item.call)];
    return timed_call(run_, outlet_, item, item, [&](CallContext& context) {
        if (!measure.format.empty()) // before the loader makes items of this one
            context.set_attribute("format", measure.format);
        tbb::this_task_arena::isolate([&] {
            item.payload = loader_->load(item.info.request, measure, std::move(item.file), context);
        });
        item.file = {};
        output = context.output();
    });
}

CallOutcome CallStage::process(Item& item, std::size_t& output) {
    if (item.state == Item::State::whole)
        if (const auto refused = refused_beforehand(item))
            return *refused;
    const bool is_sink = kind() == NodeKind::sink;
    CallOutcome outcome = timed_call(run_, outlet_, item, item, [&](CallContext& context) {
        take_own_pixels(item);
        if (const auto* image = item.payload.get<Image>())
            context.set_metadata(image->metadata());
        const auto call = [&] {
            item.payload = worker_->process(std::exchange(item.payload, {}), context);
        };
        // A body that waits inside oneTBB must not pick up another item on this thread
        // meanwhile. I/O threads are none of oneTBB's, and have nothing to pick up.
        if (traits().blocks)
            call();
        else
            tbb::this_task_arena::isolate(call);
        if (is_sink && context.delivered() == 0)
            context.output_delivered({});
        output = context.output();
    });
    if (outcome.has_returned() && !is_sink && item.payload.is_empty())
        outcome.kind = CallOutcome::Kind::dropped;
    return outcome;
}

// A node that takes its image by value writes into it. Where others can still see the pixels, it
// gets a copy.
void CallStage::take_own_pixels(Item& item) const {
    auto* image = item.payload.get<Image>();
    if (image == nullptr || !traits().takes_ownership || image->is_unique())
        return;
    Image own = item.family->allocate_image(image->spec());
    image->clone_into(own);
    own.set_metadata(image->metadata());
    *image = std::move(own);
}

// Ways were counted for what the node declared, too.
CallOutcome CallStage::settle(const Item& item, std::size_t output, ListOrigin origin) const {
    if (output >= outputs_ && kind() != NodeKind::sink)
        return {.kind = CallOutcome::Kind::failed,
                .error_class = ErrorClass::node,
                .message = "the node left by its output number " + std::to_string(output + 1) +
                           ", and has " + std::to_string(outputs_) +
                           "; this is a fault of the node, not of the picture"};
    const auto* pieces = traits().splits ? item.payload.get<List>() : nullptr;
    if (pieces != nullptr && pieces->members.size() > item.shape().pieces)
        return {.kind = CallOutcome::Kind::failed,
                .error_class = ErrorClass::limit,
                .message = "the result has " + std::to_string(pieces->members.size()) +
                           " pieces, and the node declared at most " +
                           std::to_string(item.shape().pieces)};
    return outcome_within_declared(described(), item, origin);
}

// Whether the item has been handed over to be tried again.
bool CallStage::retry(Item& item,
                      const CallOutcome& outcome,
                      Payload& input,
                      const Outlet::Traced& traced) {
    if (outcome.kind != CallOutcome::Kind::failed || !again_ || run_.is_stopping() ||
        outcome.error_class == ErrorClass::cancelled || item.state != Item::State::whole)
        return false;
    // What was refused before it was let in has no memory to be tried again with.
    if (loader_ != nullptr &&
        item.family->admission().refused[ordinal_of(item.family->tree(), item.call)])
        return false;
    const std::optional<Retry>& policy = described().on_error.of(outcome.error_class).retry;
    if (!policy || ++item.tries >= policy->attempts)
        return false;
    if (run_.trace)
        outlet_.trace(item,
                      outcome,
                      {.bytes = 0, .tries = traced.tries, .counts_as_nothing = true},
                      profiling::TraceFlow::goes_on);
    item.payload = std::move(input);
    item.file = {};
    item.refusal.reset(); // the file is read anew
    const Duration delay = retry_delay(*policy, item.tries, item.info.sequence, item.info.path);
    again_(std::move(item), delay);
    return true;
}

} // namespace penstock::graph

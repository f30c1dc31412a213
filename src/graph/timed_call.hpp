// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/message.hpp"
#include "graph/outlet.hpp"
#include "graph/payload_amount.hpp"
#include "graph/watched_call.hpp"
#include "profiling/call_recorder.hpp"
#include "profiling/probes.hpp"

#include <utility>

namespace penstock::graph {

/// Memory that libraries take during a call, counted while it lasts.
class WorkingMemory {
public:
    WorkingMemory(AdmittedFamily& family, std::uint64_t bytes) : family_{family}, bytes_{bytes} {
        family_.begin_working(bytes_);
    }
    WorkingMemory(const WorkingMemory&) = delete;
    WorkingMemory& operator=(const WorkingMemory&) = delete;
    ~WorkingMemory() { family_.end_working(bytes_); }

private:
    AdmittedFamily& family_;
    std::uint64_t bytes_;
};

/// The one wrapper around every call of a node's verb that works on an item: as `watched_call`, and
/// it measures the call and counts the memory that its libraries take. What comes of the item is
/// ready from its end on. `charged`: the item whose family and call that memory is declared for.
template <class Call>
[[nodiscard]] CallOutcome
timed_call(Run& run, Outlet& outlet, const Item& charged, Item& item, Call&& call) {
    AdmittedFamily& family = *charged.family;
    bool was_called = false;
    profiling::CallRecorder::Times times;
    CallOutcome outcome =
        watched_call(run,
                     outlet.described(),
                     {outlet.region(), outlet.described().name, &family, item.is_source_item},
                     item.info,
                     [&](CallContext& context) {
                         was_called = true;
                         profiling::probes::call_begin(outlet.described().name, item.info.sequence);
                         const profiling::CallRecorder::Call timed{
                             run.calls, outlet.node(), item.ready_at, run.trace ? &times : nullptr};
                         const WorkingMemory working{family, family.amounts_of(charged.call).codec};
                         std::forward<Call>(call)(context);
                         for (std::uint64_t i = 0; i < context.displaced(); ++i)
                             run.calls.failed(outlet.node());
                     });
    if (was_called)
        profiling::probes::call_end(
            outlet.described().name,
            item.info.sequence,
            [&] { return amount_of(item.payload).bytes; },
            static_cast<int>(outcome.kind));
    outcome.is_recorded = was_called;
    outcome.times = times;
    return outcome;
}

} // namespace penstock::graph

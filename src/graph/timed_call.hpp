// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/param_binding.hpp"

#include "graph/call_context.hpp"
#include "graph/guarded_call.hpp"
#include "graph/message.hpp"
#include "graph/outlet.hpp"
#include "graph/running_calls.hpp"
#include "profiling/call_meter.hpp"

#include <chrono>
#include <optional>
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

/// The one wrapper around every call of a node's verb with an item: measures it, counts the memory
/// that its libraries take, watches its time, and catches what it throws. `call` gets the context.
template <class Call>
[[nodiscard]] CallOutcome
timed_call(Run& run, Outlet& outlet, AdmittedFamily& family, Item& item, Call&& call) {
    if (run.is_cancelled())
        return {.kind = CallOutcome::Kind::failed,
                .error_class = ErrorClass::cancelled,
                .message = "the run was cancelled before this call"};
    const std::optional<Duration>& timeout = outlet.described().timeout;
    CallContext::Deadline deadline;
    if (timeout)
        deadline = std::chrono::steady_clock::now() + *timeout;
    CallContext context{
        run,
        {outlet.region(), outlet.described().name, &family, item.is_source_item, deadline},
        item.info};
    CallOutcome outcome = guarded_call(run, [&] {
        std::optional<RunningCalls::Entry> entry;
        if (run.watches_calls())
            entry.emplace(run.running_calls, outlet.described().name, item.info);
        const profiling::CallMeter::Call timed{outlet.meter()};
        const WorkingMemory working{family, family.amounts_of(item.call).codec};
        std::forward<Call>(call)(context);
    });
    if (context.is_late())
        return {.kind = CallOutcome::Kind::failed,
                .error_class = ErrorClass::limit,
                .message = "the call took longer than the node's timeout, " + to_string(*timeout)};
    return outcome;
}

} // namespace penstock::graph

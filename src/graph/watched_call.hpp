// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/param_binding.hpp"

#include "graph/admitted_family.hpp"
#include "graph/call_context.hpp"
#include "graph/guarded_call.hpp"
#include "graph/running_calls.hpp"

#include <chrono>
#include <functional>
#include <optional>

namespace penstock::graph {

/// A call of a node with an item, whichever of its verbs: watches its time, tells those who want to
/// know that it is going on, and catches what it throws. `call` gets the context. `where` needs no
/// deadline. All arguments outlive the call.
template <class Call>
[[nodiscard]] CallOutcome watched_call(
    Run& run, const ValidatedNode& node, CallContext::Where where, ItemInfo& info, Call&& call) {
    if (run.is_cancelled())
        return {.kind = CallOutcome::Kind::failed,
                .error_class = ErrorClass::cancelled,
                .message = "the run was cancelled before this call"};
    if (node.timeout)
        where.deadline = std::chrono::steady_clock::now() + *node.timeout;
    CallContext context{run, where, info};
    CallOutcome outcome = guarded_call(run, [&] {
        std::optional<RunningCalls::Entry> entry;
        if (run.watches_calls())
            entry.emplace(run.running_calls, node.name, info);
        std::invoke(call, context);
    });
    if (context.is_late())
        return {.kind = CallOutcome::Kind::failed,
                .error_class = ErrorClass::limit,
                .message =
                    "the call took longer than the node's timeout, " + to_string(*node.timeout)};
    return outcome;
}

/// Of a loader's call before it loads, which did not return.
[[nodiscard]] inline LoadRefusal refusal_of(const CallOutcome& outcome) {
    return {.error_class = outcome.error_class,
            .message = outcome.message,
            .is_skip = outcome.kind == CallOutcome::Kind::skipped};
}

} // namespace penstock::graph

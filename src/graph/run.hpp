// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pipeline.hpp"

#include "graph/file_slots.hpp"
#include "graph/item_events.hpp"
#include "graph/lineage.hpp"
#include "graph/running_calls.hpp"
#include "profiling/call_recorder.hpp"
#include "profiling/edge_tally.hpp"
#include "profiling/ledger.hpp"
#include "profiling/trace.hpp"

#include <oneapi/tbb/task_group.h>

#include <atomic>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::graph {

/// What all regions of one run share. Thread-safe.
class Run {
public:
    Run(const ValidatedConfig& config, const PipelineOptions& options);

    profiling::Ledger ledger;
    profiling::CallRecorder calls;
    std::unique_ptr<profiling::Trace> trace;          ///< null: nobody asked for one
    std::unique_ptr<profiling::EdgeTally> edge_tally; ///< likewise
    FileSlots file_slots;
    RunningCalls running_calls;
    ItemEvents item_events; ///< for bodies of oneTBB nodes
    /// That of the oneTBB graph, which cancels it when something is thrown out of the body of a
    /// node.
    mutable tbb::task_group_context flow_context;

    void request_stop() { is_stopping_ = true; }
    void cancel();
    /// Both are called, from any thread, when the run stops of itself or is cancelled: the first
    /// before anybody can see that it does. Empty: nobody wants to know.
    void set_on_stop(std::function<void()> before_stop, std::function<void()> on_stop);
    /// Nothing more is to be admitted.
    [[nodiscard]] bool is_stopping() const { return is_stopping_ || is_broken(); }
    /// What is on its way has been lost: something was thrown out of the body of a node of oneTBB.
    [[nodiscard]] bool is_broken() const { return flow_context.is_group_execution_cancelled(); }
    /// No node is to be called any more.
    [[nodiscard]] bool is_cancelled() const { return is_cancelled_; }
    [[nodiscard]] bool watches_calls() const { return watches_calls_; }

    /// A node found that going on is pointless. The first reason counts.
    void exhausted(const std::string& reason) { stop_because(RunEnd::exhausted, reason); }
    /// The same when the run is over: what stopped it before does not make that unsaid.
    void exhausted_at_end(const std::string& reason);
    /// An item has ended. Stops the run where too many have failed.
    void item_ended(profiling::ItemState state);
    void delivered(std::string_view item, std::string_view output);
    /// What an observer of the program threw. It has stopped the run, and none is called again.
    [[nodiscard]] std::exception_ptr observer_error() const;

    /// A result was gathered from these items of the sources.
    void gathered(const Lineage& lineage,
                  std::uint64_t result,
                  const std::vector<std::uint64_t>& members);
    [[nodiscard]] std::vector<std::uint64_t> members_of(const Lineage& lineage,
                                                        std::uint64_t result) const;

    /// Why the run ended, as far as it is known.
    [[nodiscard]] RunEnd end() const;
    /// Empty: nothing special happened.
    [[nodiscard]] std::string end_reason() const;

private:
    void stop_because(RunEnd end, const std::string& reason);
    template <class Observer> void observe(const Observer& observer);

    std::optional<ErrorBudget> budget_;
    bool watches_calls_;
    std::atomic<bool> is_stopping_{false};
    std::atomic<bool> is_cancelled_{false};
    mutable std::mutex mutex_;
    RunEnd end_ = RunEnd::finished;
    std::string end_reason_;
    std::function<void()> before_stop_;
    std::function<void()> on_stop_;
    std::atomic<bool> has_observer_error_{false};
    std::exception_ptr observer_error_;
    std::map<std::pair<const Lineage*, std::uint64_t>, std::vector<std::uint64_t>> members_;
    std::mutex output_mutex_;
    std::function<void(std::string_view, std::string_view)> on_output_;
};

} // namespace penstock::graph

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pipeline.hpp"
#include "penstock/run_history.hpp"

#include "graph/run.hpp"
#include "graph/sampler.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace penstock::graph {

/// What is recorded of one run where somebody asked for it: its trace, its history, or both.
class Recording {
public:
    /// Has the run record from now on. Throws `std::invalid_argument` where the options make no
    /// sense, and `ResourceExhausted` where the trace cannot be begun. The arguments outlive it.
    Recording(const ValidatedConfig& config, const PipelineOptions& options, Run& run);

    /// Items come from `now` on. `look`, where a history is kept, is called from time to time, from
    /// one thread at a time, with the time since then. Throws `ResourceExhausted`.
    void begin(std::chrono::steady_clock::time_point now,
               const std::function<RunSample(double seconds)>& look);
    /// No more of them: it looks a last time.
    void end_looking();
    /// What a report has of it.
    struct Outcome {
        std::vector<std::string> notes = {};
        std::string trace_error = {};
        std::shared_ptr<const RunHistory> history = {};
    };
    /// Nothing more happens. Once.
    [[nodiscard]] Outcome finish();

private:
    void begin_trace(const ValidatedConfig& config);
    void note_trace(Outcome& outcome, const profiling::Trace::Outcome& traced) const;

    const PipelineOptions& options_;
    Run& run_;
    std::shared_ptr<RunHistory> history_; // null: nobody asked for one
    std::chrono::steady_clock::time_point begin_{};
    std::optional<Sampler> sampler_;
};

} // namespace penstock::graph

// SPDX-License-Identifier: Apache-2.0
#include "graph/recording.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

namespace penstock::graph {
namespace {

// Of 64 KiB, where the end of a trace waits in memory.
constexpr std::size_t chunks_to_keep = 4096;

// What a history has at most of what threads did, and how many chunks it may take for that.
constexpr std::size_t slices_of_history = 50'000;
constexpr std::size_t chunks_of_history = 512;

constexpr std::chrono::milliseconds first_period{10};

std::int64_t seconds_since_1970() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

} // namespace

Recording::Recording(const ValidatedConfig& config, const PipelineOptions& options, Run& run)
    : options_{options}, run_{run} {
    if (options.trace_last && (options.trace_file.empty() || *options.trace_last <= Duration{}))
        throw std::invalid_argument{"trace_last says how much of trace_file is wanted; expected "
                                    "both, and more than nothing"};
    if (options.keeps_history) {
        run.edge_tally = std::make_unique<profiling::EdgeTally>(config.edges().size());
        history_ = std::make_shared<RunHistory>();
        history_->began_at = seconds_since_1970();
    }
    if (history_ || !options.trace_file.empty())
        begin_trace(config);
}

void Recording::begin_trace(const ValidatedConfig& config) {
    profiling::Trace::Setup setup;
    setup.last = options_.trace_last;
    if (setup.last)
        setup.most_chunks = chunks_to_keep;
    if (history_) {
        setup.kept_slices = slices_of_history;
        setup.most_chunks =
            (options_.trace_file.empty() ? 0 : setup.most_chunks) + chunks_of_history;
    }
    setup.file = options_.trace_file;
    setup.name = config.content().name;
    for (const ValidatedNode& node : config.nodes())
        setup.nodes.push_back(node.name);
    try {
        run_.trace = std::make_unique<profiling::Trace>(setup);
    } catch (const std::exception& error) {
        throw ResourceExhausted{std::string{"the trace: "} + error.what()};
    }
}

void Recording::begin(std::chrono::steady_clock::time_point now,
                      const std::function<RunSample(double seconds)>& look) {
    begin_ = now;
    if (!history_)
        return;
    sampler_.emplace(
        [this, look] {
            const auto now = std::chrono::steady_clock::now();
            return look(std::chrono::duration<double>(now - begin_).count());
        },
        first_period);
}

void Recording::end_looking() {
    if (!sampler_)
        return;
    Sampler::Samples samples = sampler_->finish();
    history_->samples = std::move(samples.samples);
    history_->period_seconds = samples.period_seconds;
}

Recording::Outcome Recording::finish() {
    sampler_.reset();
    Outcome outcome;
    if (!run_.trace)
        return outcome;
    profiling::Trace::Outcome traced = run_.trace->finish();
    if (!options_.trace_file.empty())
        note_trace(outcome, traced);
    if (history_) {
        const double before = std::chrono::duration<double>(begin_ - run_.trace->start()).count();
        for (RunSlice& slice : traced.slices)
            slice.begin_seconds -= before;
        history_->threads = std::move(traced.threads);
        history_->slices = std::move(traced.slices);
        history_->slices_left_out = traced.slices_left_out;
        history_->slices_from_seconds = std::max(traced.slices_from_seconds - before, 0.0);
        history_->edges = run_.edge_tally->traffic();
        outcome.history = std::move(history_);
    }
    run_.trace.reset();
    return outcome;
}

void Recording::note_trace(Outcome& outcome, const profiling::Trace::Outcome& traced) const {
    if (traced.dropped > 0)
        outcome.notes.push_back("the trace lacks " + std::to_string(traced.dropped) + " events: " +
                                (options_.trace_last
                                     ? "there were more of them in that time than 256 MiB hold"
                                     : "they came faster than they could be written"));
    outcome.trace_error = traced.error;
    if (!traced.error.empty())
        outcome.notes.push_back("there is no trace: " + traced.error);
}

} // namespace penstock::graph

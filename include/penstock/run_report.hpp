// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/export.hpp"
#include "penstock/failure.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace penstock {

/// Source items by how they ended. Each is in exactly one of these.
struct ItemCounts {
    std::uint64_t discovered = 0; ///< yielded by sources; a stopped run does not ask for the rest
    std::uint64_t written = 0;
    std::uint64_t failed = 0;
    std::uint64_t skipped = 0;
    std::uint64_t dropped = 0;
    std::uint64_t not_started = 0; ///< yielded before a stop, and not admitted after it

    [[nodiscard]] std::uint64_t ended() const {
        return written + failed + skipped + dropped + not_started;
    }
};

/// Calls that took about as long.
struct LatencyBucket {
    double from_ms = 0; ///< as long, or longer
    double to_ms = 0;   ///< shorter
    std::uint64_t count = 0;
};

/// What one node did.
struct NodeReport {
    std::string name;
    std::string type;
    std::string concurrency;
    bool may_be_concurrent = false; ///< its type and its order allow several calls at once
    /// Calls that worked on items, one for each try; of a gathering node one for each member,
    /// beside two for each result. An item that is refused without one, such as a file that cannot
    /// be looked at or read, counts as a call that took no time. Looking and reading are not
    /// counted.
    std::uint64_t count = 0;
    /// Of those, the calls that failed their item: not those that are tried again, nor items that a
    /// cancelled run never brought to the node.
    std::uint64_t failed = 0;
    double busy_seconds = 0; ///< wall time inside calls, added up
    double cpu_seconds = 0;  ///< CPU time of the calling threads inside calls
    /// What items spent between being sent to the node and the begin of its call, added up: for a
    /// thread, for the node's concurrency, for their turn in the order, or for the other parts of
    /// what it joins. Of items without a call nothing; of a retry what follows its delay.
    double waiting_seconds = 0;
    bool on_io_threads = false; ///< its calls run there; the reading of a loader does in any case
    std::uint64_t reads = 0;    ///< of a loader of files: how often it read one
    double read_seconds = 0;    ///< wall time inside that, added up; no part of `busy_seconds`
    std::uint32_t peak_concurrency = 0;
    double p50_ms = 0; ///< of the wall time of a call
    double p99_ms = 0;
    std::vector<std::string> sends_to = {}; ///< nodes, in config order; empty: a sink
    /// Calls by their wall time, shortest first, without those that there are none of: eight
    /// buckets between a duration and its double.
    std::vector<LatencyBucket> latencies = {};
};

/// What one limiter allowed and what was used of it.
struct LimiterReport {
    std::string name;
    std::uint64_t max_images = 0;
    std::uint64_t max_bytes = 0;
    std::uint64_t peak_images = 0;
    std::uint64_t peak_bytes = 0;
    std::uint64_t family_images = 0; ///< images that one item needs
    std::uint64_t items_at_once = 0; ///< most items that were in flight
    /// The share of the room for admitted items that was claimed, on average over the run, 0 to 1.
    double image_room_used = 0;
    double byte_room_used = 0;
    /// What requests whose needs were known waited for room in memory, added up: while one waits,
    /// those behind it do.
    double waiting_seconds = 0;
    double shut_seconds = 0;                ///< how long one waited so: the gate was shut
    double source_seconds = 0;              ///< wall time inside the calls of its sources
    double computing_source_seconds = 0;    ///< of that, on threads that compute
    std::vector<std::string> sends_to = {}; ///< nodes, in config order
};

/// Why a run ended.
enum class RunEnd : std::uint8_t {
    finished,    ///< every source was read to its end
    interrupted, ///< `request_stop`
    exhausted,   ///< a node threw `ResourceExhausted`
    over_budget, ///< more items failed than the error budget allows
    cancelled,   ///< `cancel`
};

/// "finished", "interrupted", ...
[[nodiscard]] PENSTOCK_API std::string_view to_string(RunEnd end);

struct RunHistory;

/// What `Pipeline::run` returns.
struct RunReport {
    std::string version;              ///< of the penstock that ran it
    std::string name;                 ///< of the config
    std::string fingerprint;          ///< of the config: `ValidatedConfig::fingerprint`
    std::vector<std::string> plugins; ///< files of those whose nodes ran, sorted
    RunEnd end = RunEnd::finished;
    std::string end_reason; ///< of `exhausted` and `over_budget`: the message
    ItemCounts items;
    std::uint64_t outputs = 0;            ///< delivered by sinks
    std::uint64_t claims_outstanding = 0; ///< of memory, after the run: not 0 is a bug
    std::uint64_t peak_images = 0;        ///< sum over limiters of their peaks
    std::uint64_t peak_bytes = 0;
    std::uint64_t peak_open_files = 0;
    std::uint64_t peak_rss_bytes = 0;
    std::uint64_t rss_start_bytes = 0; ///< modules loaded, nothing admitted yet
    std::uint32_t threads = 0;
    std::uint32_t io_threads = 0;
    std::uint32_t processors = 0; ///< that the process may keep busy
    std::uint32_t open_files = 0;
    double wall_seconds = 0;
    double cpu_seconds = 0;
    std::vector<LimiterReport> limiters;
    std::vector<NodeReport> nodes;
    std::vector<Failure> failures;  ///< by sequence number
    std::vector<std::string> notes; ///< what nodes had to say: "3 names without a known extension"
    /// Why there is no trace though one was asked for, which does not stop a run. It is a note,
    /// too, and so is what a trace had to leave out.
    std::string trace_error;
    /// How it went over time; null without `PipelineOptions::keeps_history`. Declared in
    /// run_history.hpp.
    std::shared_ptr<const RunHistory> history = {};

    /// Every item ended in one state, and no claim is outstanding.
    [[nodiscard]] PENSTOCK_API bool is_balanced() const;
};

/// What happened between two reports of one run, `earlier` and `later`: what is added up over the
/// run is the difference of both, and is nothing where there is none; peaks, percentiles, limits
/// and words are those of the later one. An earlier report that is empty is that of the begin.
[[nodiscard]] PENSTOCK_API RunReport report_between(const RunReport& earlier,
                                                    const RunReport& later);

/// The report as one JSON object; its keys are stable from version to version. Names that are not
/// UTF-8 come out with replacement characters.
[[nodiscard]] PENSTOCK_API std::string to_json(const RunReport& report);

/// Reads what `to_json` wrote, at most 1 GiB, but for failures and notes; latencies and history are
/// not in it. Throws `std::invalid_argument`, with one sentence, where the text is no such summary.
[[nodiscard]] PENSTOCK_API RunReport read_report(std::string_view summary);

/// What a summary says of the items that failed.
struct RecordedFailures {
    std::string fingerprint; ///< of the config that ran
    std::vector<Failure> failures;
};

/// Reads what `to_json` wrote, as far as it tells of failures: at most 1 GiB. Names that were not
/// UTF-8 keep their replacement characters. Throws `std::invalid_argument`, with one sentence,
/// where the text is no such summary.
[[nodiscard]] PENSTOCK_API RecordedFailures read_failures(std::string_view summary);

} // namespace penstock

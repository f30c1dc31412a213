// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/export.hpp"
#include "penstock/failure.hpp"
#include "penstock/run_report.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace penstock {

/// What a thread did with an item.
enum class SliceKind : std::uint8_t {
    call,    ///< of a node's verb, as reports count them
    read,    ///< of a file, by a loader
    measure, ///< a loader was asked what a request will need
    source,  ///< a source was asked for a request
    refusal, ///< no call, and the item failed: reports count it as one
    passing, ///< no call, and none is counted: it is skipped, or a retry follows
};

/// How that ended.
enum class SliceEnd : std::uint8_t { returned, failed, skipped, dropped };

/// "call", "read", ...
[[nodiscard]] PENSTOCK_API std::string_view to_string(SliceKind kind);
/// "returned", "failed", ...
[[nodiscard]] PENSTOCK_API std::string_view to_string(SliceEnd end);

/// Something that one thread did, from a moment on and for some time.
struct RunSlice {
    std::size_t thread = 0; ///< index into `RunHistory::threads`
    std::size_t node = 0;   ///< index into `ValidatedConfig::nodes`
    SliceKind kind = SliceKind::call;
    std::string item; ///< its name; of a source that yielded nothing, empty
    std::uint64_t sequence = 0;
    double begin_seconds = 0; ///< since the run began
    double seconds = 0;
    std::uint64_t bytes = 0; ///< what came of it holds so many; of a sink, what it was given
    std::uint32_t tries = 0; ///< which try it was; 0: it does not say
    SliceEnd end = SliceEnd::returned;
    ErrorClass error_class = ErrorClass::node; ///< where it failed
};

/// The use of one limiter: of several looks the most.
struct LimiterSample {
    std::uint64_t images = 0; ///< that existed
    std::uint64_t bytes = 0;
    std::uint64_t claimed_images = 0; ///< what admitted items may come to
    std::uint64_t claimed_bytes = 0;
};

/// A look at a run. Where several looks were made into one, sizes are the most of all of them, and
/// counts those of the last.
struct RunSample {
    double seconds = 0; ///< since the run began
    ItemCounts items;
    std::uint64_t in_flight = 0;              ///< items that were admitted and have not ended
    std::uint64_t rss_bytes = 0;              ///< resident memory of the process
    std::vector<LimiterSample> limiters = {}; ///< as `RunReport::limiters`
};

/// What went over one edge.
struct EdgeTraffic {
    std::uint64_t items = 0;
    std::uint64_t bytes = 0; ///< of their pixels or data; before a loader there are none
};

/// How a run went, over time: what `PipelineOptions::keeps_history` asks for.
struct RunHistory {
    std::int64_t began_at = 0; ///< seconds since the beginning of 1970, UTC
    /// The first at the beginning, the last at the end, and about as far apart as `period_seconds`.
    /// A look for which there was no memory is missing.
    std::vector<RunSample> samples;
    double period_seconds = 0;
    std::vector<EdgeTraffic> edges;    ///< as `ValidatedConfig::edges`
    std::vector<std::string> threads;  ///< names: "compute 0", "io1"
    std::vector<RunSlice> slices;      ///< by thread, and by their beginning
    std::uint64_t slices_left_out = 0; ///< mostly earlier ones
    /// What ended until then, seconds after the run began, is left out, of every thread. What ended
    /// later is there, but for what a trace could not take, too. 0: nothing earlier is left out.
    double slices_from_seconds = 0;
};

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/export.hpp"
#include "penstock/run_report.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace penstock {

/// What is behind one limiter at this moment.
struct LimiterProgress {
    std::string name;
    std::uint64_t in_flight = 0; ///< families
    std::uint64_t images = 0;    ///< pixel buffers that exist
    std::uint64_t bytes = 0;
};

/// What one node does at this moment.
struct NodeProgress {
    std::string name;
    std::uint32_t calls = 0; ///< that have begun, and have not returned
};

/// What a running pipeline has done so far.
struct RunProgress {
    std::optional<std::uint64_t> total; ///< source items, where the sources know
    ItemCounts items;
    std::uint64_t in_flight = 0; ///< families
    std::uint64_t images = 0;    ///< pixel buffers that exist
    std::uint64_t bytes = 0;
    bool is_source_exhausted = false;
    std::uint32_t open_files = 0; ///< of those that `limits.open_files` bounds
    /// Of which those above are the sums. Empty before the run, and after it.
    std::vector<LimiterProgress> limiters;
    std::vector<NodeProgress> nodes; ///< of calls with items; likewise
};

/// The report of a run that goes on, and how far it is, as one JSON object on one line: as
/// `to_json` of the report, with one member more, `progress`. `read_report` reads it too.
[[nodiscard]] PENSTOCK_API std::string to_json(const RunReport& report,
                                               const RunProgress& progress);

/// Reads the progress of such an object, at most 1 GiB. Throws `std::invalid_argument`, with one
/// sentence, where the text is none.
[[nodiscard]] PENSTOCK_API RunProgress read_progress(std::string_view text);

} // namespace penstock

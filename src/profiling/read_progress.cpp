// SPDX-License-Identifier: Apache-2.0
#include "penstock/run_progress.hpp"
#include "penstock/value.hpp"

#include "profiling/summary_reading.hpp"

#include <fmt/format.h>

#include <string>

namespace penstock {
namespace {

using profiling::count_in;
using profiling::small_count_in;

LimiterProgress progress_of_limiter(const std::string& name, const Value& limiter) {
    const std::string where = fmt::format("progress.limiters.{}", name);
    return {.name = name,
            .in_flight = count_in(limiter, "in_flight", where),
            .images = count_in(limiter, "images", where),
            .bytes = count_in(limiter, "bytes", where)};
}

} // namespace

RunProgress read_progress(std::string_view text) {
    const Value snapshot = profiling::parsed_summary(text);
    const std::string where = "progress";
    const Value& read = profiling::member_in(snapshot, where, "it");
    RunProgress progress;
    if (!profiling::member_in(read, "total", where).is_null())
        progress.total = count_in(read, "total", where);
    progress.items = profiling::items_in(snapshot);
    progress.in_flight = count_in(read, "in_flight", where);
    progress.images = count_in(read, "images", where);
    progress.bytes = count_in(read, "bytes", where);
    progress.is_source_exhausted = profiling::flag_in(read, "source_exhausted", where);
    progress.open_files = small_count_in(read, "open_files", where);
    for (const auto& [name, limiter] : profiling::object_in(read, "limiters", where))
        progress.limiters.push_back(progress_of_limiter(name, limiter));
    for (const auto& [name, node] : profiling::object_in(read, "nodes", where))
        progress.nodes.push_back(
            {.name = name,
             .calls = small_count_in(node, "calls", fmt::format("progress.nodes.{}", name))});
    return progress;
}

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#include "penstock/run_report.hpp"
#include "penstock/value.hpp"

#include "profiling/summary_reading.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace penstock {
namespace {

using profiling::amount_in;
using profiling::count_in;
using profiling::flag_in;
using profiling::object_in;
using profiling::small_count_in;
using profiling::text_in;

void read_peaks(RunReport& report, const Value& summary) {
    const Value& peak = profiling::member_in(summary, "peak", "it");
    report.peak_images = count_in(peak, "images", "peak");
    report.peak_bytes = count_in(peak, "bytes", "peak");
    report.peak_rss_bytes = count_in(peak, "rss_bytes", "peak");
    report.peak_open_files = count_in(peak, "open_files", "peak");
    report.rss_start_bytes = count_in(summary, "rss_start_bytes", "it");
}

NodeReport node_in(const std::string& name, const Value& node) {
    const std::string where = fmt::format("nodes.{}", name);
    return {.name = name,
            .type = text_in(node, "type", where),
            .concurrency = text_in(node, "concurrency", where),
            .may_be_concurrent = flag_in(node, "may_be_concurrent", where),
            .count = count_in(node, "count", where),
            .failed = count_in(node, "failed", where),
            .busy_seconds = amount_in(node, "busy_seconds", where),
            .cpu_seconds = amount_in(node, "cpu_seconds", where),
            .waiting_seconds = amount_in(node, "waiting_seconds", where),
            .on_io_threads = flag_in(node, "on_io_threads", where),
            .reads = count_in(node, "reads", where),
            .read_seconds = amount_in(node, "read_seconds", where),
            .peak_concurrency = small_count_in(node, "peak_concurrency", where),
            .p50_ms = amount_in(node, "p50_ms", where),
            .p99_ms = amount_in(node, "p99_ms", where),
            .sends_to = profiling::texts_in(node, "sends_to", where)};
}

LimiterReport limiter_in(const std::string& name, const Value& limiter) {
    const std::string where = fmt::format("limits.limiters.{}", name);
    return {.name = name,
            .max_images = count_in(limiter, "max_images", where),
            .max_bytes = count_in(limiter, "max_bytes", where),
            .peak_images = count_in(limiter, "peak_images", where),
            .peak_bytes = count_in(limiter, "peak_bytes", where),
            .family_images = count_in(limiter, "family_images", where),
            .items_at_once = count_in(limiter, "items_at_once", where),
            .image_room_used = amount_in(limiter, "image_room_used", where),
            .byte_room_used = amount_in(limiter, "byte_room_used", where),
            .waiting_seconds = amount_in(limiter, "waiting_seconds", where),
            .shut_seconds = amount_in(limiter, "shut_seconds", where),
            .source_seconds = amount_in(limiter, "source_seconds", where),
            .computing_source_seconds = amount_in(limiter, "computing_source_seconds", where),
            .sends_to = profiling::texts_in(limiter, "sends_to", where)};
}

} // namespace

RunReport read_report(std::string_view text) {
    const Value summary = profiling::parsed_summary(text);
    RunReport report;
    report.name = text_in(summary, "name", "it");
    report.version = text_in(summary, "penstock", "it");
    report.plugins = profiling::texts_in(summary, "plugins", "it");
    report.fingerprint = text_in(summary, "config", "it");
    report.end = profiling::word_in(summary, "end", "it", RunEnd::cancelled);
    report.end_reason = text_in(summary, "end_reason", "it");
    report.items = profiling::items_in(summary);
    report.outputs = count_in(summary, "outputs", "it");
    report.claims_outstanding = count_in(summary, "claims_outstanding", "it");
    read_peaks(report, summary);
    report.wall_seconds = amount_in(summary, "wall_seconds", "it");
    report.cpu_seconds = amount_in(summary, "cpu_seconds", "it");
    const Value& limits = profiling::member_in(summary, "limits", "it");
    report.threads = small_count_in(limits, "threads", "limits");
    report.io_threads = small_count_in(limits, "io_threads", "limits");
    report.processors = small_count_in(limits, "processors", "limits");
    report.open_files = small_count_in(limits, "open_files", "limits");
    for (const auto& [name, limiter] : object_in(limits, "limiters", "limits"))
        report.limiters.push_back(limiter_in(name, limiter));
    for (const auto& [name, node] : object_in(summary, "nodes", "it"))
        report.nodes.push_back(node_in(name, node));
    return report;
}

} // namespace penstock

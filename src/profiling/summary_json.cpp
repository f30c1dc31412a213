// SPDX-License-Identifier: Apache-2.0
#include "penstock/bottleneck.hpp"
#include "penstock/node_times.hpp"
#include "penstock/run_progress.hpp"
#include "penstock/run_report.hpp"
#include "penstock/value.hpp"
#include "penstock/version.hpp"

#include "core/base64.hpp"
#include "json/utf8.hpp"
#include "json/write.hpp"

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace penstock {
namespace {

Value number(std::uint64_t value) {
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return static_cast<std::int64_t>(value < most ? value : most);
}

Value words(const std::vector<std::string>& texts) {
    return Value::Array(texts.begin(), texts.end());
}

Value items_of(const ItemCounts& items) {
    return Value::Object{{"discovered", number(items.discovered)},
                         {"written", number(items.written)},
                         {"failed", number(items.failed)},
                         {"skipped", number(items.skipped)},
                         {"dropped", number(items.dropped)},
                         {"not_started", number(items.not_started)}};
}

Value peak_of(const RunReport& report) {
    return Value::Object{{"images", number(report.peak_images)},
                         {"bytes", number(report.peak_bytes)},
                         {"rss_bytes", number(report.peak_rss_bytes)},
                         {"open_files", number(report.peak_open_files)}};
}

Value limits_of(const RunReport& report) {
    Value::Object limiters;
    for (const LimiterReport& limiter : report.limiters)
        limiters.emplace_back(
            limiter.name,
            Value::Object{{"max_images", number(limiter.max_images)},
                          {"max_bytes", number(limiter.max_bytes)},
                          {"peak_images", number(limiter.peak_images)},
                          {"peak_bytes", number(limiter.peak_bytes)},
                          {"family_images", number(limiter.family_images)},
                          {"items_at_once", number(limiter.items_at_once)},
                          {"image_room_used", limiter.image_room_used},
                          {"byte_room_used", limiter.byte_room_used},
                          {"waiting_seconds", limiter.waiting_seconds},
                          {"shut_seconds", limiter.shut_seconds},
                          {"source_seconds", limiter.source_seconds},
                          {"computing_source_seconds", limiter.computing_source_seconds},
                          {"sends_to", words(limiter.sends_to)}});
    return Value::Object{{"threads", number(report.threads)},
                         {"io_threads", number(report.io_threads)},
                         {"processors", number(report.processors)},
                         {"open_files", number(report.open_files)},
                         {"limiters", std::move(limiters)}};
}

Value times_of(const NodeTimes& times) {
    return Value::Object{{"cpu", times.cpu},
                         {"io", times.io},
                         {"thread", times.thread},
                         {"room", times.room},
                         {"downstream", times.downstream},
                         {"starved", times.starved}};
}

Value nodes_of(const RunReport& report) {
    const std::vector<NodeTimes> times = node_times(report);
    Value::Object nodes;
    for (std::size_t i = 0; i < report.nodes.size(); ++i) {
        const NodeReport& node = report.nodes[i];
        nodes.emplace_back(node.name,
                           Value::Object{{"type", node.type},
                                         {"concurrency", node.concurrency},
                                         {"may_be_concurrent", node.may_be_concurrent},
                                         {"count", number(node.count)},
                                         {"failed", number(node.failed)},
                                         {"busy_seconds", node.busy_seconds},
                                         {"cpu_seconds", node.cpu_seconds},
                                         {"waiting_seconds", node.waiting_seconds},
                                         {"on_io_threads", node.on_io_threads},
                                         {"reads", number(node.reads)},
                                         {"read_seconds", node.read_seconds},
                                         {"peak_concurrency", number(node.peak_concurrency)},
                                         {"p50_ms", node.p50_ms},
                                         {"p99_ms", node.p99_ms},
                                         {"times", times_of(times[i])},
                                         {"sends_to", words(node.sends_to)}});
    }
    return nodes;
}

Value limited_by(const RunReport& report) {
    const Bottleneck bottleneck = find_bottleneck(report);
    return Value::Object{{"resource", to_string(bottleneck.use.resource)},
                         {"name", bottleneck.use.name},
                         {"node", bottleneck.node},
                         {"utilisation", bottleneck.use.utilisation},
                         {"sentence", bottleneck.sentence},
                         {"remedy", bottleneck.remedy}};
}

Value failures_of(const RunReport& report) {
    Value::Array failures;
    for (const Failure& failure : report.failures) {
        Value::Object entry{{"seq", number(failure.sequence)},
                            {"limiter", failure.limiter},
                            {"name", failure.name},
                            {"node", failure.node},
                            {"class", to_string(failure.error_class)},
                            {"message", failure.message}};
        // The readable name has replacement characters then; this one finds the file.
        if (json::find_invalid_utf8(failure.name) != std::string_view::npos)
            entry.emplace_back("name_base64", base64(failure.name));
        failures.emplace_back(std::move(entry));
    }
    return failures;
}

Value progress_of(const RunProgress& progress) {
    Value::Object limiters;
    for (const LimiterProgress& limiter : progress.limiters)
        limiters.emplace_back(limiter.name,
                              Value::Object{{"in_flight", number(limiter.in_flight)},
                                            {"images", number(limiter.images)},
                                            {"bytes", number(limiter.bytes)}});
    Value::Object nodes;
    for (const NodeProgress& node : progress.nodes)
        nodes.emplace_back(node.name, Value::Object{{"calls", number(node.calls)}});
    return Value::Object{{"total", progress.total ? number(*progress.total) : Value{}},
                         {"in_flight", number(progress.in_flight)},
                         {"images", number(progress.images)},
                         {"bytes", number(progress.bytes)},
                         {"source_exhausted", progress.is_source_exhausted},
                         {"open_files", number(progress.open_files)},
                         {"limiters", std::move(limiters)},
                         {"nodes", std::move(nodes)}};
}

Value::Object summary_of(const RunReport& report) {
    return Value::Object{{"penstock", report.version.empty() ? version() : report.version},
                         {"name", report.name},
                         {"config", report.fingerprint},
                         {"plugins", words(report.plugins)},
                         {"end", to_string(report.end)},
                         {"end_reason", report.end_reason},
                         {"items", items_of(report.items)},
                         {"outputs", number(report.outputs)},
                         {"balanced", report.is_balanced()},
                         {"claims_outstanding", number(report.claims_outstanding)},
                         {"peak", peak_of(report)},
                         {"rss_start_bytes", number(report.rss_start_bytes)},
                         {"limits", limits_of(report)},
                         {"wall_seconds", report.wall_seconds},
                         {"cpu_seconds", report.cpu_seconds},
                         {"nodes", nodes_of(report)},
                         {"limited_by", limited_by(report)},
                         {"failures", failures_of(report)},
                         {"notes", words(report.notes)}};
}

} // namespace

std::string to_json(const RunReport& report) {
    return json::to_text(summary_of(report), json::Layout::indented);
}

std::string to_json(const RunReport& report, const RunProgress& progress) {
    Value::Object snapshot = summary_of(report);
    snapshot.emplace_back("progress", progress_of(progress));
    return json::to_text(snapshot, json::Layout::compact);
}

} // namespace penstock

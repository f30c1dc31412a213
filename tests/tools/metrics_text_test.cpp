// SPDX-License-Identifier: Apache-2.0
#include "tools/metrics_text.hpp"

#include "penstock/version.hpp"

#include "profiling/made_up_run.hpp"
#include "support/catch.hpp"
#include "tools/tool.hpp"

#include <fmt/format.h>

#include <set>
#include <string>

using namespace penstock;
using namespace penstock::test;
using namespace penstock::tools;
using Catch::Matchers::Contains;

namespace {

MetricsView view_of_a_run() {
    MetricsView view;
    view.report = report_of_different_numbers();
    view.report.name = "thumbnails";
    view.report.fingerprint = "0011";
    view.report.items = {
        .discovered = 21, .written = 6, .failed = 5, .skipped = 4, .dropped = 3, .not_started = 2};
    view.report.outputs = 7;
    view.report.peak_rss_bytes = 9000;
    view.progress.total = 99;
    view.progress.open_files = 8;
    view.progress.limiters = {{.name = "gate", .in_flight = 5, .images = 9, .bytes = 1234}};
    view.progress.nodes = {{.name = "encode", .calls = 2}};
    view.rss_bytes = 8000;
    view.start = 1000.5;
    view.now = 1002;
    return view;
}

// Of a sample without labels but the pipeline's, and those that are named.
bool has(const std::string& text,
         const std::string& name,
         const std::string& labels,
         const std::string& value) {
    const std::string line = "\n" + name + "{pipeline=\"thumbnails\"" +
                             (labels.empty() ? "" : "," + labels) + "} " + value + "\n";
    return text.find(line) != std::string::npos;
}

// Of the first look.
std::string text_of(const MetricsView& view) {
    LastCounters last;
    return metrics_text(view, last);
}

} // namespace

TEST_CASE("each number of the run is in a metric of its own", "[tools][metrics]") {
    const std::string text = text_of(view_of_a_run());
    INFO(text);
    const std::string gate = R"(limiter="gate")";
    const std::string encode = R"(node="encode")";
    CHECK(has(
        text, "penstock_info", "version=\"" + std::string{version()} + "\",config=\"0011\"", "1"));
    CHECK(has(text, "penstock_run_start_time_seconds", "", "1000.5"));
    CHECK(has(text, "penstock_last_update_timestamp_seconds", "", "1002"));
    CHECK(has(text, "penstock_run_ended", "", "0"));
    CHECK(has(text, "penstock_run_seconds", "", "1.5"));
    CHECK(has(text, "penstock_cpu_seconds_total", "", "2.25"));
    CHECK(has(text, "penstock_items_expected", "", "99"));
    CHECK(has(text, "penstock_items_discovered_total", "", "21"));
    CHECK(has(text, "penstock_items_total", R"(state="written")", "6"));
    CHECK(has(text, "penstock_items_total", R"(state="failed")", "5"));
    CHECK(has(text, "penstock_items_total", R"(state="skipped")", "4"));
    CHECK(has(text, "penstock_items_total", R"(state="dropped")", "3"));
    CHECK(has(text, "penstock_items_total", R"(state="not_started")", "2"));
    CHECK(has(text, "penstock_outputs_total", "", "7"));
    CHECK(has(text, "penstock_items_in_flight", gate, "5"));
    CHECK(has(text, "penstock_images", gate, "9"));
    CHECK(has(text, "penstock_images_limit", gate, "16"));
    CHECK(has(text, "penstock_images_peak", gate, "15"));
    CHECK(has(text, "penstock_memory_bytes", gate, "1234"));
    CHECK(has(text, "penstock_memory_limit_bytes", gate, "4096"));
    CHECK(has(text, "penstock_memory_peak_bytes", gate, "4000"));
    CHECK(has(text, "penstock_limiter_waiting_seconds_total", gate, "4.5"));
    CHECK(has(text, "penstock_source_seconds_total", gate, "0.125"));
    CHECK(has(text, "penstock_node_call_seconds", encode + R"(,quantile="0.5")", "0.0105"));
    CHECK(has(text, "penstock_node_call_seconds", encode + R"(,quantile="0.99")", "0.0205"));
    CHECK(has(text, "penstock_node_call_seconds_sum", encode, "0.5"));
    CHECK(has(text, "penstock_node_call_seconds_count", encode, "12"));
    CHECK(has(text, "penstock_node_running_calls", encode, "2"));
    CHECK(has(text, "penstock_node_failed_calls_total", encode, "3"));
    CHECK(has(text, "penstock_node_cpu_seconds_total", encode, "0.25"));
    CHECK(has(text, "penstock_node_waiting_seconds_total", encode, "3.5"));
    CHECK(has(text, "penstock_node_reads_total", encode, "11"));
    CHECK(has(text, "penstock_node_read_seconds_total", encode, "0.75"));
    CHECK(has(text, "penstock_threads", R"(kind="compute")", "2"));
    CHECK(has(text, "penstock_threads", R"(kind="io")", "4"));
    CHECK(has(text, "penstock_resident_memory_bytes", "", "8000"));
    CHECK(has(text, "penstock_resident_memory_peak_bytes", "", "9000"));
    CHECK(has(text, "penstock_open_files", "", "8"));
    CHECK(has(text, "penstock_open_files_limit", "", "64"));
}

TEST_CASE("a family is in one piece, with what it is before it", "[tools][metrics]") {
    std::set<std::string> families;
    std::string family;
    for (const std::string& line : lines_of(text_of(view_of_a_run()))) {
        if (line.starts_with("# HELP ")) {
            family = line.substr(7, line.find(' ', 7) - 7);
            CHECK(families.insert(family).second);
        } else if (line.starts_with("# TYPE ")) {
            CHECK(line.substr(7, line.find(' ', 7) - 7) == family);
            const bool is_total = family.ends_with("_total");
            CHECK(is_total == line.ends_with(" counter"));
        } else {
            CHECK(line.starts_with(family));
        }
    }
    CHECK(families.size() > 25);
}

TEST_CASE("names in labels are escaped", "[tools][metrics]") {
    MetricsView view = view_of_a_run();
    view.report.name = "a \"b\" \\ c\nd \xE6\xB0\xB4 \xFF";
    CHECK_THAT(text_of(view), Contains("{pipeline=\"a \\\"b\\\" \\\\ c\\nd \xE6\xB0\xB4 ?\"} "));
}

TEST_CASE("what is not known is left out, or no number", "[tools][metrics]") {
    MetricsView view = view_of_a_run();
    view.progress = {};
    view.report.nodes.front().count = 0;
    view.report.nodes.front().p50_ms = view.report.nodes.front().p99_ms = 0;
    const std::string text = text_of(view);
    CHECK_THAT(text, !Contains("penstock_items_expected{"));
    CHECK_THAT(text, !Contains("penstock_limited_by_ratio{"));
    CHECK(has(text, "penstock_node_call_seconds", R"(node="encode",quantile="0.5")", "NaN"));
    CHECK(has(text, "penstock_node_call_seconds_count", R"(node="encode")", "0"));
    CHECK(has(text, "penstock_images", R"(limiter="gate")", "0"));
    CHECK(has(text, "penstock_node_running_calls", R"(node="encode")", "0"));
}

TEST_CASE("what limits the run is a metric, too, and its end", "[tools][metrics]") {
    MetricsView view = view_of_a_run();
    view.report.nodes.front().concurrency = "serial";
    view.report.nodes.front().busy_seconds = 1.5;
    view.is_over = true;
    const std::string text = text_of(view);
    CHECK(has(
        text, "penstock_limited_by_ratio", R"(resource="node",name="encode",node="encode")", "1"));
    CHECK(has(text, "penstock_run_ended", "", "1"));
}

TEST_CASE("what is counted never becomes less", "[tools][metrics]") {
    LastCounters last;
    MetricsView view = view_of_a_run();
    CHECK(metrics_text(view, last) == text_of(view));
    view.report.items.written = 4; // two files were overwritten
    view.report.items.failed = 7;
    view.report.outputs = 5;
    view.report.nodes.front().count -= 1;
    view.report.nodes.front().busy_seconds /= 2;
    view.report.nodes.front().cpu_seconds /= 2;
    view.progress.limiters.front().images = 3;
    const MetricsView before = view_of_a_run();
    for (int i = 0; i < 2; ++i) {
        const std::string text = metrics_text(view, last);
        INFO(text);
        const std::string encode = R"(node="encode")";
        CHECK(has(text, "penstock_items_total", R"(state="written")", "6"));
        CHECK(has(text, "penstock_items_total", R"(state="failed")", "7"));
        CHECK(has(text, "penstock_outputs_total", "", "7"));
        CHECK(has(text, "penstock_node_call_seconds_count", encode, "12"));
        CHECK(has(text, "penstock_node_call_seconds_sum", encode, "0.5"));
        CHECK(has(text,
                  "penstock_node_cpu_seconds_total",
                  encode,
                  fmt::format("{}", before.report.nodes.front().cpu_seconds)));
        CHECK(has(text, "penstock_images", R"(limiter="gate")", "3")); // a gauge
    }
    view.report.outputs = 8;
    CHECK(has(metrics_text(view, last), "penstock_outputs_total", "", "8"));
}

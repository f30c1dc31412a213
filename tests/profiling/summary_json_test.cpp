// SPDX-License-Identifier: Apache-2.0
#include "penstock/node_times.hpp"
#include "penstock/run_report.hpp"
#include "penstock/version.hpp"

#include "profiling/made_up_run.hpp"
#include "profiling/traces.hpp"
#include "support/catch.hpp"

#include <set>
#include <string>
#include <vector>

using namespace penstock;
using namespace penstock::test;

namespace {

RunReport sample() {
    RunReport report = report_of_different_numbers();
    report.name = "quickstart";
    report.fingerprint = "0123456789abcdef";
    report.plugins = {"/opt/libtint.so"};
    report.items = {
        .discovered = 15, .written = 5, .failed = 4, .skipped = 3, .dropped = 2, .not_started = 1};
    report.outputs = 6;
    report.peak_images = 16;
    report.peak_bytes = 1'000'000;
    report.peak_open_files = 7;
    report.peak_rss_bytes = 2'000'000;
    report.rss_start_bytes = 500'000;
    report.failures = {{.sequence = 9,
                        .name = "a.jpg",
                        .node = "decode",
                        .error_class = ErrorClass::truncated,
                        .message = "ends \"early\"\n",
                        .limiter = "gate"}};
    return report;
}

std::vector<std::string> keys(const Value& object) {
    std::vector<std::string> result;
    for (const auto& [key, value] : object.as_object())
        result.push_back(key);
    return result;
}

} // namespace

TEST_CASE("the summary has these keys, in this order", "[profiling][summary]") {
    const Value summary = parsed(to_json(sample()));
    CHECK(keys(summary) == std::vector<std::string>{"penstock",
                                                    "name",
                                                    "config",
                                                    "plugins",
                                                    "end",
                                                    "end_reason",
                                                    "items",
                                                    "outputs",
                                                    "balanced",
                                                    "claims_outstanding",
                                                    "peak",
                                                    "rss_start_bytes",
                                                    "limits",
                                                    "wall_seconds",
                                                    "cpu_seconds",
                                                    "nodes",
                                                    "limited_by",
                                                    "failures",
                                                    "notes"});
    CHECK(keys(*summary.find("items")) ==
          std::vector<std::string>{
              "discovered", "written", "failed", "skipped", "dropped", "not_started"});
    CHECK(keys(*summary.find("peak")) ==
          std::vector<std::string>{"images", "bytes", "rss_bytes", "open_files"});
    CHECK(keys(*summary.find("nodes")->find("encode")) ==
          std::vector<std::string>{"type",
                                   "concurrency",
                                   "may_be_concurrent",
                                   "count",
                                   "failed",
                                   "busy_seconds",
                                   "cpu_seconds",
                                   "waiting_seconds",
                                   "on_io_threads",
                                   "reads",
                                   "read_seconds",
                                   "peak_concurrency",
                                   "p50_ms",
                                   "p99_ms",
                                   "times",
                                   "sends_to"});
    CHECK(
        keys(*summary.find("limited_by")) ==
        std::vector<std::string>{"resource", "name", "node", "utilisation", "sentence", "remedy"});
    CHECK(keys(summary.find("failures")->as_array().front()) ==
          std::vector<std::string>{"seq", "limiter", "name", "node", "class", "message"});
}

TEST_CASE("the times of a node stand under their own keys", "[profiling][summary]") {
    MadeUpRun run{100, 10};
    run.report.threads = 4;
    run.limiter().shut_seconds = 8;
    run.limiter().sends_to = {"work"};
    NodeReport& work = run.node("work", "unlimited", 0.1);
    work.cpu_seconds = 3;
    work.sends_to = {"more"};
    run.node("more", "unlimited", 0.06).waiting_seconds = 6;
    const Value summary = parsed(to_json(run.report));
    const Value& times = *summary.find("nodes")->find("work")->find("times");
    const NodeTimes expected = node_times(run.report).front();
    CHECK(keys(times) ==
          std::vector<std::string>{"cpu", "io", "thread", "room", "downstream", "starved"});
    CHECK(*times.find("cpu") == Value{expected.cpu});
    CHECK(*times.find("io") == Value{expected.io});
    CHECK(*times.find("thread") == Value{expected.thread});
    CHECK(*times.find("room") == Value{expected.room});
    CHECK(*times.find("downstream") == Value{expected.downstream});
    CHECK(*times.find("starved") == Value{expected.starved});
    const std::set<double> different{expected.cpu,
                                     expected.io,
                                     expected.thread,
                                     expected.room,
                                     expected.downstream,
                                     expected.starved,
                                     0};
    CHECK(different.size() == 7);
}

TEST_CASE("each number of the report stands under its own key", "[profiling][summary]") {
    const Value summary = parsed(to_json(sample()));
    CHECK(*summary.find("penstock") == Value{version()});
    CHECK(*summary.find("name") == Value{"quickstart"});
    CHECK(*summary.find("config") == Value{"0123456789abcdef"});
    CHECK(*summary.find("plugins") == Value{Value::Array{"/opt/libtint.so"}});
    CHECK(*summary.find("end") == Value{"finished"});
    CHECK(*summary.find("items") == Value{Value::Object{{"discovered", 15},
                                                        {"written", 5},
                                                        {"failed", 4},
                                                        {"skipped", 3},
                                                        {"dropped", 2},
                                                        {"not_started", 1}}});
    CHECK(*summary.find("outputs") == Value{6});
    CHECK(*summary.find("balanced") == Value{true});
    CHECK(*summary.find("peak") ==
          Value{Value::Object{
              {"images", 16}, {"bytes", 1'000'000}, {"rss_bytes", 2'000'000}, {"open_files", 7}}});
    CHECK(*summary.find("rss_start_bytes") == Value{500'000});
    CHECK(*summary.find("wall_seconds") == Value{1.5});
    CHECK(*summary.find("cpu_seconds") == Value{2.25});
    const Value& limits = *summary.find("limits");
    CHECK(*limits.find("threads") == Value{2});
    CHECK(*limits.find("io_threads") == Value{4});
    CHECK(*limits.find("processors") == Value{3});
    CHECK(*limits.find("open_files") == Value{64});
    CHECK(*limits.find("limiters")->find("gate") ==
          Value{Value::Object{{"max_images", 16},
                              {"max_bytes", 4096},
                              {"peak_images", 15},
                              {"peak_bytes", 4000},
                              {"family_images", 2},
                              {"items_at_once", 8},
                              {"image_room_used", 0.75},
                              {"byte_room_used", 0.5},
                              {"waiting_seconds", 4.5},
                              {"shut_seconds", 1.25},
                              {"source_seconds", 0.125},
                              {"computing_source_seconds", 0.0625},
                              {"sends_to", Value::Array{"encode"}}}});
    Value::Object encode = summary.find("nodes")->find("encode")->as_object();
    std::erase_if(encode, [](const auto& member) { return member.first == "times"; });
    CHECK(Value{encode} == Value{Value::Object{{"type", "encode_type"},
                                               {"concurrency", "unlimited"},
                                               {"may_be_concurrent", true},
                                               {"count", 12},
                                               {"failed", 3},
                                               {"busy_seconds", 0.5},
                                               {"cpu_seconds", 0.25},
                                               {"waiting_seconds", 3.5},
                                               {"on_io_threads", true},
                                               {"reads", 11},
                                               {"read_seconds", 0.75},
                                               {"peak_concurrency", 2},
                                               {"p50_ms", 10.5},
                                               {"p99_ms", 20.5},
                                               {"sends_to", Value::Array{"write", "report"}}}});
    CHECK(summary.find("failures")->as_array().front() ==
          Value{Value::Object{{"seq", 9},
                              {"limiter", "gate"},
                              {"name", "a.jpg"},
                              {"node", "decode"},
                              {"class", "truncated"},
                              {"message", "ends \"early\"\n"}}});
}

TEST_CASE("the summary says what limited the run", "[profiling][summary]") {
    RunReport report = sample();
    report.nodes.front().concurrency = "serial";
    report.nodes.front().busy_seconds = 1.5;
    CHECK(*parsed(to_json(report)).find("limited_by") ==
          Value{Value::Object{
              {"resource", "node"},
              {"name", "encode"},
              {"node", "encode"},
              {"utilisation", 1.0},
              {"sentence", "encode takes one item at a time and is busy 100 % of the run"},
              {"remedy", "concurrency 2 of encode: about 2.0 times as fast"}}});
    CHECK(*parsed(to_json(RunReport{})).find("limited_by") ==
          Value{Value::Object{{"resource", "none"},
                              {"name", ""},
                              {"node", ""},
                              {"utilisation", 0.0},
                              {"sentence", "too few items to say"},
                              {"remedy", ""}}});
}

TEST_CASE("the summary of a run whose sums do not add up says so", "[profiling][summary]") {
    RunReport report = sample();
    ++report.items.discovered;
    CHECK(*parsed(to_json(report)).find("balanced") == Value{false});
    report = sample();
    report.claims_outstanding = 1;
    CHECK(*parsed(to_json(report)).find("balanced") == Value{false});
    CHECK(*parsed(to_json(report)).find("claims_outstanding") == Value{1});
}

TEST_CASE("the summary says why a run ended", "[profiling][summary]") {
    RunReport report = sample();
    report.end = RunEnd::interrupted;
    CHECK(*parsed(to_json(report)).find("end") == Value{"interrupted"});
    report.end = RunEnd::exhausted;
    report.end_reason = "the disk is full";
    CHECK(*parsed(to_json(report)).find("end") == Value{"exhausted"});
    CHECK(*parsed(to_json(report)).find("end_reason") == Value{"the disk is full"});
    report.end = RunEnd::over_budget;
    CHECK(*parsed(to_json(report)).find("end") == Value{"over_budget"});
    report.end = RunEnd::cancelled;
    CHECK(*parsed(to_json(report)).find("end") == Value{"cancelled"});
}

TEST_CASE("a name that is not UTF-8 is readable, and whole in base64", "[profiling][summary]") {
    const auto failure_named = [](const std::string& name) {
        RunReport report = sample();
        report.failures.front().name = name;
        return parsed(to_json(report)).find("failures")->as_array().front();
    };
    const Value odd = failure_named("caf\xE9.jpg");
    CHECK(*odd.find("name") == Value{"caf\xEF\xBF\xBD.jpg"});
    CHECK(*odd.find("name_base64") == Value{"Y2Fm6S5qcGc="});
    CHECK(*failure_named("\xFF").find("name_base64") == Value{"/w=="});
    CHECK(*failure_named("\xFF\xFE").find("name_base64") == Value{"//4="});
    CHECK(*failure_named("\xFF\xFE\xFD").find("name_base64") == Value{"//79"});
    CHECK(failure_named("caf\xC3\xA9.jpg").find("name_base64") == nullptr);
}

TEST_CASE("numbers that JSON has no word for do not spoil the summary", "[profiling][summary]") {
    RunReport report = sample();
    report.limiters.front().max_bytes = ~std::uint64_t{0};
    report.nodes.front().p50_ms = std::numeric_limits<double>::quiet_NaN();
    const Value summary = parsed(to_json(report));
    CHECK(summary.find("nodes")->find("encode")->find("p50_ms")->is_null());
    CHECK(*summary.find("limits")->find("limiters")->find("gate")->find("max_bytes") ==
          Value{std::numeric_limits<std::int64_t>::max()});
}

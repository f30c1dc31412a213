// SPDX-License-Identifier: Apache-2.0
#include "penstock/report_page.hpp"

#include "penstock/run_history.hpp"

#include "config/sample_nodes.hpp"
#include "json/write.hpp"
#include "profiling/made_up_run.hpp"
#include "profiling/traces.hpp"
#include "support/catch.hpp"

#include <memory>
#include <regex>
#include <string>

using namespace penstock;
using namespace penstock::test;
using Catch::Matchers::Contains;

namespace {

const std::string hostile = "</script><img src=x onerror=alert(1)><!--\"'&\n\x01\xFF\u202Egnp.jpg";

ValidatedConfig config_of(const std::string& description = "A test.") {
    std::string text = R"({"penstock": "1.0", "name": "one", "description": )";
    text += json::to_text(Value{description}, json::Layout::compact);
    text += R"(, "nodes": {"n": {"type": "numbers"}, "gate": {"type": "limiter"},
        "encode_1": {"type": "paint"}, "out": {"type": "null"}}, "edges": ["n -> gate -> encode_1 -> out"]})";
    return validate(parse_config(text, "graph.json"), sample_nodes());
}

// What stands between two texts, of which each must be there.
std::string between(const std::string& text, const std::string& begin, const std::string& end) {
    const std::size_t from = text.find(begin);
    REQUIRE(from != std::string::npos);
    const std::size_t to = text.find(end, from + begin.size());
    REQUIRE(to != std::string::npos);
    return text.substr(from + begin.size(), to - from - begin.size());
}

// What the page's script reads.
Value data_of(const std::string& page) {
    return parsed(between(page, R"(<script type="application/json" id="data">)", "</script>"));
}

RunReport report_with_history() {
    RunReport report = report_of_different_numbers();
    report.name = "one";
    RunHistory history;
    history.began_at = 1'700'000'000;
    history.period_seconds = 0.5;
    for (std::uint64_t i = 0; i < 3; ++i)
        history.samples.push_back(
            {.seconds = 0.5 * static_cast<double>(i),
             .items = {.discovered = 10 * i, .written = 6 * i, .failed = i, .not_started = i},
             .in_flight = i + 1,
             .rss_bytes = 1000 + i,
             .limiters = {
                 {.images = i, .bytes = 2 * i, .claimed_images = 3 * i, .claimed_bytes = 4 * i}}});
    history.edges = {{.items = 20}, {.items = 20}, {.items = 19, .bytes = 512}};
    history.threads = {"compute 0", "io0"};
    history.slices = {
        {.thread = 0,
         .node = 2,
         .item = "a.jpg",
         .sequence = 7,
         .begin_seconds = 0.25,
         .seconds = 1.5e-6,
         .bytes = 42,
         .tries = 2,
         .end = SliceEnd::failed,
         .error_class = ErrorClass::corrupt},
        {.thread = 1, .node = 2, .kind = SliceKind::read, .item = "a.jpg", .sequence = 7},
        {.thread = 1, .node = 0, .kind = SliceKind::source, .item = "b.jpg"}};
    history.slices_left_out = 3;
    history.slices_from_seconds = 0.125;
    report.history = std::make_shared<RunHistory>(history);
    return report;
}

Value numbers(const Value& object, const std::string& key) {
    const Value* found = object.find(key);
    REQUIRE(found != nullptr);
    return *found;
}

} // namespace

TEST_CASE("the page of a report has its data", "[profiling][report_page]") {
    RunReport report = report_with_history();
    report.nodes[0].latencies = {{.from_ms = 1, .to_ms = 1.125, .count = 9}};
    const Value data = data_of(to_html(report, config_of(), "{ } // nothing"));
    CHECK(*data.find("summary")->find("name") == Value{"one"});
    CHECK(*data.find("config") == Value{"{ } // nothing"});
    CHECK(*data.find("graph")->find("description") == Value{"A test."});
    CHECK(*data.find("graph")->find("nodes") ==
          Value{Value::Array{"n", "gate", "encode_1", "out"}});
    const Value& node = data.find("nodes")->as_array().at(0);
    CHECK(*node.find("name") == Value{"encode"});
    CHECK(node.find("busy")->as_real() == Approx(0.5 / (4 * 1.5)));
    CHECK(node.find("latencies")->as_array().at(0) == Value{Value::Array{1.0, 1.125, 9}});
}

TEST_CASE("the page of a report has the history of the run", "[profiling][report_page]") {
    const Value data = data_of(to_html(report_with_history(), config_of()));
    const Value& history = *data.find("history");
    CHECK(*history.find("began_at") == Value{1'700'000'000});
    const Value& samples = *history.find("samples");
    CHECK(numbers(samples, "ns") == Value{Value::Array{0, 500'000'000, 1'000'000'000}});
    CHECK(numbers(samples, "written") == Value{Value::Array{0, 6, 12}});
    CHECK(numbers(samples, "failed") == Value{Value::Array{0, 1, 2}});
    CHECK(numbers(samples, "ended") == Value{Value::Array{0, 7, 14}});
    CHECK(numbers(samples, "in_flight") == Value{Value::Array{1, 2, 3}});
    CHECK(numbers(samples, "rss") == Value{Value::Array{1000, 1001, 1002}});
    const Value& limiter = samples.find("limiters")->as_array().at(0);
    CHECK(*limiter.find("name") == Value{report_with_history().limiters.at(0).name});
    CHECK(numbers(limiter, "images") == Value{Value::Array{0, 1, 2}});
    CHECK(numbers(limiter, "bytes") == Value{Value::Array{0, 2, 4}});
    CHECK(numbers(limiter, "claimed_images") == Value{Value::Array{0, 3, 6}});
    CHECK(numbers(limiter, "claimed_bytes") == Value{Value::Array{0, 4, 8}});
    CHECK(*history.find("threads") == Value{Value::Array{"compute 0", "io0"}});
    const Value& slices = *history.find("slices");
    CHECK(numbers(slices, "thread") == Value{Value::Array{0, 1, 1}});
    CHECK(numbers(slices, "node") == Value{Value::Array{2, 2, 0}});
    CHECK(numbers(slices, "kind") == Value{Value::Array{0, 1, 3}});
    CHECK(numbers(slices, "end") == Value{Value::Array{1, 0, 0}});
    CHECK(numbers(slices, "begin_ns") == Value{Value::Array{250'000'000, 0, 0}});
    CHECK(numbers(slices, "ns") == Value{Value::Array{1500, 0, 0}});
    CHECK(numbers(slices, "seq") == Value{Value::Array{7, 7, 0}});
    CHECK(numbers(slices, "bytes") == Value{Value::Array{42, 0, 0}});
    CHECK(numbers(slices, "tries") == Value{Value::Array{2, 0, 0}});
    CHECK(numbers(slices, "item") == Value{Value::Array{0, 0, 1}});
    CHECK(numbers(slices, "names") == Value{Value::Array{"a.jpg", "b.jpg"}});
    CHECK(*slices.find("left_out") == Value{3});
    CHECK(*slices.find("from_ns") == Value{125'000'000});
    CHECK(history.find("kinds")->as_array().at(3) == Value{"source"});
    CHECK(history.find("ends")->as_array().at(1) == Value{"failed"});
    CHECK(history.find("classes")->as_array().at(static_cast<std::size_t>(
              numbers(slices, "class").as_array().at(0).as_integer())) == Value{"corrupt"});
}

TEST_CASE("the drawing of a report has what was measured", "[profiling][report_page]") {
    RunReport report = report_with_history();
    report.nodes[0].name = "encode_1";
    const std::string page = to_html(report, config_of());
    CHECK_THAT(page, Contains("12 calls, busy 8 %") && Contains("3 failed"));
    CHECK_THAT(page, Contains("peak 15 of 16 images"));
    CHECK_THAT(page, Contains("as wide as what went over them; the widest: 20 items"));
    const Value data = data_of(page);
    CHECK(numbers(*data.find("graph"), "from") == Value{Value::Array{0, 1, 2}});
    CHECK(numbers(*data.find("graph"), "to") == Value{Value::Array{1, 2, 3}});
    const Value& edges = *data.find("history")->find("edges");
    CHECK(numbers(edges, "items") == Value{Value::Array{20, 20, 19}});
    CHECK(numbers(edges, "bytes") == Value{Value::Array{0, 0, 512}});
    CHECK_THAT(page, !Contains(">limits the run<"));
}

TEST_CASE("the drawing of a report marks the node that limits", "[profiling][report_page]") {
    MadeUpRun run{100, 1};
    run.node("encode_1", "serial", 0.0099);
    CHECK_THAT(to_html(run.report, config_of()), Contains(">limits the run<"));
}

TEST_CASE("a report without a history, of nothing, is a page too", "[profiling][report_page]") {
    const Value data = data_of(to_html(RunReport{}, config_of()));
    CHECK(data.find("history")->is_null());
    CHECK(*data.find("config") == Value{""});
}

TEST_CASE("nothing that names and messages hold ends the data or becomes markup",
          "[profiling][report_page]") {
    RunReport report = report_with_history();
    report.name = hostile;
    report.end_reason = hostile;
    report.notes = {hostile};
    report.failures = {{.sequence = 1, .name = hostile, .node = hostile, .message = hostile}};
    RunHistory history = *report.history;
    history.threads = {hostile, "io0"};
    history.slices[0].item = hostile;
    report.history = std::make_shared<RunHistory>(history);
    const std::string page = to_html(report, config_of(hostile), hostile);
    const std::string plain = to_html(report_with_history(), config_of());
    const auto count = [](const std::string& text, const std::string& part) {
        std::size_t found = 0;
        for (std::size_t at = text.find(part); at != std::string::npos;
             at = text.find(part, at + 1))
            ++found;
        return found;
    };
    CHECK(count(page, "<img") == 0);
    CHECK(count(page, "</script") == count(plain, "</script"));
    CHECK(count(page, "<!--") == count(plain, "<!--"));
    const std::string in_json = between(page, R"(id="data">)", "</script>");
    CHECK(in_json.find_first_of("<>&\n\x01\xFF") == in_json.find('\n')); // the summary's own lines
    const std::string shown =
        "</script><img src=x onerror=alert(1)><!--\"'&\n\x01\uFFFD\u202Egnp.jpg";
    const Value data = data_of(page);
    CHECK(data.find("summary")->find("failures")->as_array().at(0).find("message")->as_string() ==
          shown);
    CHECK(data.find("history")->find("slices")->find("names")->as_array().at(0).as_string() ==
          shown);
    CHECK(data.find("history")->find("threads")->as_array().at(0).as_string() == shown);
}

TEST_CASE("the page of a report asks for nothing, and says that it must not",
          "[profiling][report_page]") {
    const std::string page = to_html(report_with_history(), config_of());
    CHECK_THAT(page, Contains("default-src 'none'; script-src 'sha256-"));
    CHECK_FALSE(std::regex_search(page, std::regex{R"((src|href)="(?!data:,))"}));
    CHECK_FALSE(std::regex_search(page, std::regex{R"(url\(|@import|fetch\(|XMLHttpRequest)"}));
    std::string without_name = page;
    const std::string svg = "http://www.w3.org/2000/svg"; // a name, from which nothing is fetched
    for (std::size_t at = without_name.find(svg); at != std::string::npos;
         at = without_name.find(svg))
        without_name.erase(at, svg.size());
    CHECK_THAT(without_name, !Contains("http:") && !Contains("https:"));
    CHECK_THAT(page, Contains("<svg") && Contains("encode_1"));
}

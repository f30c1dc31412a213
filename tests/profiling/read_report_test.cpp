// SPDX-License-Identifier: Apache-2.0
#include "penstock/run_report.hpp"

#include "profiling/made_up_run.hpp"
#include "support/catch.hpp"

#include <stdexcept>
#include <string>
#include <vector>

using namespace penstock;
using namespace penstock::test;

namespace {

RunReport sample() {
    RunReport report = report_of_different_numbers();
    report.name = "thumbnails";
    report.fingerprint = "00112233445566ff";
    report.end = RunEnd::exhausted;
    report.end_reason = "the disk is full";
    report.items = {
        .discovered = 21, .written = 6, .failed = 5, .skipped = 4, .dropped = 3, .not_started = 3};
    report.outputs = 7;
    report.version = "0.0.1";
    report.plugins = {"a.so", "b.so"};
    report.claims_outstanding = 9;
    report.peak_images = 14;
    report.peak_bytes = 3999;
    report.peak_rss_bytes = 5000;
    report.peak_open_files = 13;
    report.rss_start_bytes = 2000;
    report.nodes.front().waiting_seconds = 0.375;
    report.nodes.front().read_seconds = 0.875;
    return report;
}

std::string without(const std::string& key) {
    std::string text = to_json(sample());
    const std::size_t at = text.find('"' + key + '"');
    REQUIRE(at != std::string::npos);
    return text.replace(at + 1, key.size(), "other");
}

std::string with(const std::string& key, const std::string& value) {
    std::string text = to_json(sample());
    const std::size_t at = text.find('"' + key + "\": ");
    REQUIRE(at != std::string::npos);
    const std::size_t begin = at + key.size() + 4;
    return text.replace(begin, text.find_first_of(",\n", begin) - begin, value);
}

std::string refusal_of(const std::string& text) {
    try {
        (void)read_report(text);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "none";
}

const std::string end = "; expected what penstock run --summary has written";

} // namespace

TEST_CASE("a report comes back from its summary as it went in", "[profiling][summary]") {
    const RunReport report = read_report(to_json(sample()));
    CHECK(to_json(report) == to_json(sample()));
    REQUIRE(report.nodes.size() == 1);
    CHECK(report.nodes.front().may_be_concurrent);
    CHECK(report.nodes.front().waiting_seconds == 0.375);
    CHECK(report.nodes.front().read_seconds == 0.875);
    REQUIRE(report.limiters.size() == 1);
    CHECK(report.limiters.front().image_room_used == 0.75);
    CHECK(report.limiters.front().shut_seconds == 1.25);
    CHECK(report.limiters.front().computing_source_seconds == 0.0625);
    CHECK(report.limiters.front().sends_to == std::vector<std::string>{"encode"});
    CHECK(report.nodes.front().sends_to == std::vector<std::string>{"write", "report"});
    CHECK(report.processors == 3);
    CHECK(report.version == "0.0.1");
    CHECK(report.plugins == std::vector<std::string>{"a.so", "b.so"});
    CHECK(report.claims_outstanding == 9);
    CHECK(report.peak_images == 14);
    CHECK(report.peak_rss_bytes == 5000);
    CHECK(report.rss_start_bytes == 2000);
}

TEST_CASE("a number that is missing from a summary is named with its place",
          "[profiling][summary]") {
    CHECK(refusal_of(without("processors")) == "limits has no \"processors\"" + end);
    CHECK(refusal_of(without("image_room_used")) ==
          "limits.limiters.gate has no \"image_room_used\"" + end);
    CHECK(refusal_of(without("cpu_seconds")) == "it has no \"cpu_seconds\"" + end);
    CHECK(refusal_of(without("busy_seconds")) == "nodes.encode has no \"busy_seconds\"" + end);
    CHECK(refusal_of(without("discovered")) == "items has no \"discovered\"" + end);
    CHECK(refusal_of(without("rss_bytes")) == "peak has no \"rss_bytes\"" + end);
    CHECK(refusal_of(without("plugins")) == "it has no \"plugins\"" + end);
    CHECK(refusal_of(without("nodes")) == "it has no \"nodes\"" + end);
}

TEST_CASE("a number that cannot be is refused", "[profiling][summary]") {
    const std::string amount = "\"wall_seconds\" that is no number of 0 or more";
    CHECK(refusal_of(with("wall_seconds", "-1.0")) == "it has a " + amount + end);
    CHECK(refusal_of(with("wall_seconds", "null")) == "it has a " + amount + end);
    const std::string count =
        "limits has a \"threads\" that is no whole number from 0 to 4294967295";
    CHECK(refusal_of(with("threads", "5000000000")) == count + end);
    CHECK(refusal_of(with("threads", "2.5")) == count + end);
    CHECK(refusal_of(with("on_io_threads", "1")) ==
          "nodes.encode has a \"on_io_threads\" that is no true or false" + end);
    CHECK(refusal_of(with("concurrency", "1")) ==
          "nodes.encode has a \"concurrency\" that is no text" + end);
    CHECK(refusal_of(with("end", "\"odd\"")) == "it has the end \"odd\", which there is not" + end);
    CHECK(refusal_of(with("plugins", "[3], \"x\": [")) ==
          "it has a \"plugins\" that is no list of texts" + end);
    CHECK(refusal_of(with("limiters", "[], \"x\": {")) ==
          "limits has a \"limiters\" that is no object" + end);
}

TEST_CASE("what is no summary is no report", "[profiling][summary]") {
    CHECK(refusal_of("[]") == "this is no JSON object" + end);
    CHECK(refusal_of("{}") == "it has no \"name\"" + end);
    CHECK(refusal_of("{\"name\": 3}") == "it has a \"name\" that is no text" + end);
    CHECK(refusal_of("no JSON").ends_with(end));
    const std::string text = to_json(sample());
    CHECK(refusal_of(text.substr(0, text.size() / 2)).ends_with(end));
}

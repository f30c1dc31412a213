// SPDX-License-Identifier: Apache-2.0
#include "penstock/run_progress.hpp"

#include "profiling/made_up_run.hpp"
#include "support/catch.hpp"

#include <stdexcept>
#include <string>

using namespace penstock;
using namespace penstock::test;

namespace {

RunProgress sample() {
    RunProgress progress;
    progress.total = 99;
    progress.items = {
        .discovered = 21, .written = 6, .failed = 5, .skipped = 4, .dropped = 3, .not_started = 2};
    progress.in_flight = 8;
    progress.images = 12;
    progress.bytes = 4097;
    progress.is_source_exhausted = true;
    progress.open_files = 7;
    progress.limiters = {
        {.name = "gate \"1\"", .in_flight = 5, .images = 9, .bytes = 4000},
        {.name = "zweite Schleuse \xE6\xB0\xB4", .in_flight = 3, .images = 4, .bytes = 97}};
    progress.nodes = {{.name = "encode", .calls = 2}, {.name = "write", .calls = 1}};
    return progress;
}

RunReport report() {
    RunReport report = report_of_different_numbers();
    report.items = sample().items;
    return report;
}

std::string refusal_of(const std::string& text) {
    try {
        (void)read_progress(text);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "none";
}

} // namespace

TEST_CASE("progress comes back from a snapshot as it went in", "[profiling][progress]") {
    const std::string text = to_json(report(), sample());
    const RunProgress progress = read_progress(text);
    CHECK(to_json(report(), progress) == text);
    CHECK(progress.total == 99);
    CHECK(progress.items.written == 6);
    CHECK(progress.in_flight == 8);
    CHECK(progress.images == 12);
    CHECK(progress.bytes == 4097);
    CHECK(progress.is_source_exhausted);
    CHECK(progress.open_files == 7);
    REQUIRE(progress.limiters.size() == 2);
    CHECK(progress.limiters[0].name == "gate \"1\"");
    CHECK(progress.limiters[0].in_flight == 5);
    CHECK(progress.limiters[1].images == 4);
    CHECK(progress.limiters[1].bytes == 97);
    REQUIRE(progress.nodes.size() == 2);
    CHECK(progress.nodes[1].name == "write");
    CHECK(progress.nodes[1].calls == 1);
}

TEST_CASE("a total that nobody knows stays unknown", "[profiling][progress]") {
    RunProgress progress = sample();
    progress.total.reset();
    CHECK(!read_progress(to_json(report(), progress)).total);
}

TEST_CASE("a snapshot is one line, and a summary for those who want one", "[profiling][progress]") {
    const std::string text = to_json(report(), sample());
    CHECK(text.find('\n') == std::string::npos);
    CHECK(to_json(read_report(text)) == to_json(read_report(to_json(report()))));
}

TEST_CASE("what is no snapshot is refused with one sentence", "[profiling][progress]") {
    CHECK(refusal_of(to_json(report())) ==
          "it has no \"progress\"; expected what penstock run --summary has written");
    std::string text = to_json(report(), sample());
    text.replace(text.find("\"calls\":2"), 9, "\"calls\":-2");
    CHECK_THAT(refusal_of(text),
               Catch::Matchers::StartsWith("progress.nodes.encode has a \"calls\" that is no"));
    CHECK(refusal_of("[]") != "none");
    CHECK(refusal_of("") != "none");
}

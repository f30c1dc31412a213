// SPDX-License-Identifier: Apache-2.0
#include "penstock/run_report.hpp"

#include "support/catch.hpp"
#include "tools/tool.hpp"

#include <string>

using namespace penstock;
using namespace penstock::test;
using Catch::Matchers::Contains;

namespace {

// 100 items in ten seconds, in which a serial writer was busy for nine.
RunReport sample() {
    RunReport report;
    report.items = {.discovered = 100, .written = 100};
    report.wall_seconds = 10;
    report.threads = 2;
    report.io_threads = 4;
    report.processors = 2;
    report.limiters.push_back(
        {.name = "gate", .max_images = 8, .max_bytes = 1 << 30, .family_images = 1});
    report.nodes.push_back({.name = "encode",
                            .type = "encode",
                            .concurrency = "unlimited",
                            .may_be_concurrent = true,
                            .count = 100,
                            .busy_seconds = 12,
                            .cpu_seconds = 12});
    report.nodes.push_back({.name = "write",
                            .type = "write",
                            .concurrency = "serial",
                            .may_be_concurrent = true,
                            .count = 100,
                            .busy_seconds = 9,
                            .on_io_threads = true});
    return report;
}

struct Workplace {
    Workplace() { folder.write("s.json", to_json(sample())); }

    [[nodiscard]] ToolOutcome what_if(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {"what-if", "s.json"});
        return run_tool(arguments, {.folder = folder.path()});
    }
    TempDir folder;
};

} // namespace

TEST_CASE("what-if says what was measured, what limits, and what comes of a change",
          "[tools][what_if]") {
    const ToolOutcome outcome = Workplace{}.what_if({"--set", "nodes.write.concurrency=4"});
    CHECK(outcome.code == 0);
    CHECK(outcome.errors.empty());
    CHECK(outcome.output ==
          "measured: 10.0 items/s\n"
          "  node write 90 %\n"
          "  threads 60 %\n"
          "  processors 60 %\n"
          "  I/O threads 22 %\n"
          "limited by: write takes one item at a time and is busy 90 % of the run\n"
          "would help: concurrency 2 of write: about 1.5 times as fast\n"
          "\n"
          "predicted: 15.0 items/s, 1.50 times as fast\n"
          "limited by: both processors are computing 90 % of the run, in encode\n"
          "would help: encode at twice the speed: about 2.0 times as fast\n");
}

TEST_CASE("several changes can be made at once", "[tools][what_if]") {
    const ToolOutcome outcome = Workplace{}.what_if({"--set",
                                                     "nodes.write.concurrency=4",
                                                     "--faster",
                                                     "encode=2",
                                                     "--faster",
                                                     "write=3",
                                                     "-j",
                                                     "1"});
    // One thread for 6 of 10 seconds; then it was busy 90 % of the time, too.
    CHECK_THAT(outcome.output, Contains("predicted: 15.0 items/s, 1.50 times as fast"));
    CHECK_THAT(outcome.output, Contains("limited by: the one thread is busy 90 % of the run"));
}

TEST_CASE("what-if without a change says what was", "[tools][what_if]") {
    CHECK_THAT(Workplace{}.what_if({}).output,
               Contains("predicted: 10.0 items/s, 1.00 times as fast"));
}

TEST_CASE("what-if speaks JSON", "[tools][what_if]") {
    const ToolOutcome outcome =
        Workplace{}.what_if({"--json", "--set", "nodes.write.concurrency=2"});
    const Value answer = parsed_json(outcome.output);
    const Value& measured = *answer.find("measured");
    CHECK(measured.find("items_per_second")->as_real() == Approx(10));
    CHECK(*measured.find("limited_by")->find("resource") == Value{"node"});
    CHECK(*measured.find("limited_by")->find("name") == Value{"write"});
    CHECK(measured.find("limited_by")->find("utilisation")->as_real() == Approx(0.9));
    const Value& first = measured.find("uses")->as_array().front();
    CHECK(*first.find("resource") == Value{"node"});
    CHECK(*first.find("name") == Value{"write"});
    CHECK(first.find("utilisation")->as_real() == Approx(0.9));
    CHECK(measured.find("uses")->as_array().size() == 6);
    const Value& predicted = *answer.find("predicted");
    CHECK(predicted.find("items_per_second")->as_real() == Approx(15));
    CHECK(*predicted.find("limited_by")->find("resource") == Value{"processors"});
    CHECK(predicted.find("limited_by")
              ->find("remedy")
              ->as_string()
              .starts_with("encode at twice the speed"));
}

TEST_CASE("what-if refuses what is no summary, or is none any more", "[tools][what_if]") {
    const Workplace place;
    place.folder.write("odd.json", "{\"penstock\": \"1.0\"}");
    place.folder.write("half.json", to_json(sample()).substr(0, 300));
    const auto refusal = [&](const std::string& file) {
        const ToolOutcome outcome = run_tool({"what-if", file}, {.folder = place.folder.path()});
        CHECK(outcome.code == 2);
        CHECK(outcome.output.empty());
        return outcome.errors;
    };
    CHECK_THAT(refusal("none.json"),
               Contains("what-if: none.json: cannot read it: No such file or directory; expected a "
                        "summary that penstock run --summary has written"));
    CHECK_THAT(refusal("odd.json"), Contains("what-if: odd.json: it has no \"name\"; expected"));
    CHECK_THAT(refusal("half.json"), Contains("what-if: half.json: "));
    const ToolOutcome change = place.what_if({"--set", "nodes.wriet.concurrency=2"});
    CHECK(change.code == 2);
    CHECK_THAT(change.errors, Contains("did you mean \"write\"?"));
    CHECK(place.what_if({"-j", "0"}).code == 2);
    CHECK(run_tool({"what-if"}, {}).code == 2);
}

TEST_CASE("what-if reads what run has written", "[tools][what_if]") {
    const TempDir folder;
    folder.write("small.json", small_graph(4));
    CHECK(run_tool({"run", "small.json", "--progress", "none", "--summary", "s.json"},
                   {.folder = folder.path()})
              .code == 0);
    const ToolOutcome outcome =
        run_tool({"what-if", "s.json", "-j", "4"}, {.folder = folder.path()});
    CHECK(outcome.code == 0);
    CHECK_THAT(outcome.output, Contains("predicted: "));
}

// SPDX-License-Identifier: Apache-2.0
#include "penstock/run_report.hpp"

#include "profiling/made_up_run.hpp"
#include "support/catch.hpp"
#include "tools/tool.hpp"

#include <string>
#include <vector>

using namespace penstock;
using namespace penstock::test;
using Catch::Matchers::Contains;

namespace {

std::string summary_of(double seconds) {
    MadeUpRun run{100, seconds};
    run.report.cpu_seconds = 12;
    run.report.version = "1.0";
    run.node("encode", "4", 0.1);
    return to_json(run.report);
}

struct Workplace {
    Workplace() {
        folder.write("a.json", summary_of(10));
        folder.write("b.json", summary_of(8));
        for (int i = 0; i < 4; ++i) {
            folder.write("a" + std::to_string(i) + ".json", summary_of(10 + i * 0.1));
            folder.write("b" + std::to_string(i) + ".json", summary_of(9 - i * 0.1));
        }
    }

    [[nodiscard]] ToolOutcome compare(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), "compare");
        return run_tool(arguments, {.folder = folder.path()});
    }
    TempDir folder;
};

} // namespace

TEST_CASE("compare says what changed from one run to another", "[tools][compare]") {
    const ToolOutcome outcome = Workplace{}.compare({"a.json", "b.json"});
    CHECK(outcome.code == 0);
    CHECK(outcome.errors.empty());
    CHECK(outcome.output ==
          R"(before: 1 run; after: 1 run; up to 5 % are taken for noise
limited by: nothing was busy for half of the run

                       before    after     change
items                     100      100             same
outputs                     0        0             same
items/s                 10.00    12.50      +25 %  better
wall time             10.00 s  8.000 s      -20 %  better
CPU time of an item    120 ms   120 ms             same
processors busy         1.200    1.500      +25 %  more
peak of images              0        0             same
peak of their memory      0 B      0 B             same
peak of the process       0 B      0 B             same
gate
  peak of images            0        0             same
  peak of memory          0 B      0 B             same
  images in use           0 %      0 %             same
  memory in use           0 %      0 %             same
encode
  calls                   100      100             same
  mean of a call       100 ms   100 ms             same
  p50                 0.00 ms  0.00 ms             same
  p99                 0.00 ms  0.00 ms             same
  CPU time of a call  0.00 ms  0.00 ms             same
  wait before a call  0.00 ms  0.00 ms             same
  busy                   25 %     31 %  +6 points  more

faster: +25 % items/s, more than the noise that is assumed (5 %)
an item took as much CPU time as before: what changed is how long it waited, or what else the machine did
)");
}

TEST_CASE("compare takes several runs on each side", "[tools][compare]") {
    const ToolOutcome outcome = Workplace{}.compare({"--before",
                                                     "a0.json",
                                                     "a1.json",
                                                     "a2.json",
                                                     "a3.json",
                                                     "--after",
                                                     "b0.json",
                                                     "b1.json",
                                                     "b2.json",
                                                     "b3.json"});
    CHECK(outcome.code == 0);
    CHECK_THAT(outcome.output, Contains("before: 4 runs; after: 4 runs; medians of them; p is"));
    CHECK_THAT(outcome.output, Contains("p 0.029"));
    CHECK_THAT(outcome.output, Contains("items/s, hardly by chance (p 0.029)"));
    const ToolOutcome one =
        Workplace{}.compare({"--before", "a0.json", "a1.json", "--after", "b.json"});
    CHECK(one.code == 0);
    CHECK_THAT(one.output, Contains("before: 2 runs; after: 1 run; medians of them, too few"));
}

TEST_CASE("compare takes the noise that it is told", "[tools][compare]") {
    const Workplace place;
    CHECK_THAT(place.compare({"a.json", "b.json", "--noise", "30%"}).output,
               Contains("up to 30 % are taken for noise") && Contains("no difference that counts"));
    CHECK_THAT(place.compare({"a.json", "b.json", "--noise", "2.5%"}).output,
               Contains("up to 2.5 %"));
    for (const char* odd : {"5", "5 %", "-1%", "101%", "x%", "nan%"}) {
        const ToolOutcome outcome =
            place.compare({"a.json", "b.json", "--noise=" + std::string{odd}});
        CHECK(outcome.code == 2);
        CHECK_THAT(outcome.errors, Contains("expected a share from 0% to 100%"));
    }
}

TEST_CASE("compare speaks JSON", "[tools][compare]") {
    const Value answer =
        parsed_json(Workplace{}.compare({"a.json", "b.json", "--json", "--noise", "10%"}).output);
    CHECK(*answer.find("runs_before") == Value{1});
    CHECK(answer.find("noise")->as_real() == Approx(0.1));
    CHECK(*answer.find("tested") == Value{false});
    CHECK(answer.find("differences")->as_array().empty());
    CHECK(answer.find("only_before")->as_array().empty());
    CHECK_THAT(answer.find("limited_before")->as_string(), Contains("nothing was busy"));
    const Value::Array& measures = answer.find("measures")->as_array();
    bool is_found = false;
    for (const Value& measure : measures) {
        if (*measure.find("name") != Value{"items/s"})
            continue;
        is_found = true;
        CHECK(*measure.find("of") == Value{""});
        CHECK(*measure.find("unit") == Value{"number"});
        CHECK(measure.find("before")->find("median")->as_real() == Approx(10));
        CHECK(measure.find("after")->find("values")->as_array().front().as_real() == Approx(12.5));
        CHECK(measure.find("change")->as_real() == Approx(0.25));
        CHECK(measure.find("p")->is_null());
        CHECK(*measure.find("verdict") == Value{"differs"});
    }
    CHECK(is_found);
}

TEST_CASE("compare refuses what it cannot compare", "[tools][compare]") {
    const Workplace place;
    place.folder.write("half.json", summary_of(10).substr(0, 300));
    const auto refusal = [&](const std::vector<std::string>& arguments) {
        const ToolOutcome outcome = place.compare(arguments);
        CHECK(outcome.code == 2);
        CHECK(outcome.output.empty());
        return outcome.errors;
    };
    CHECK_THAT(refusal({"a.json", "none.json"}),
               Contains("compare: none.json: cannot read it: No such file or directory"));
    CHECK_THAT(refusal({"half.json", "a.json"}), Contains("compare: half.json: "));
    const std::string expected = "expected two summaries, or --before and --after, and not both";
    CHECK_THAT(refusal({}), Contains(expected));
    CHECK_THAT(refusal({"a.json"}), Contains(expected));
    CHECK_THAT(refusal({"a.json", "b.json", "a.json"}), Contains(expected));
    CHECK_THAT(refusal({"--before", "a.json"}), Contains(expected));
    CHECK_THAT(refusal({"a.json", "--before", "a.json", "--after", "b.json"}), Contains(expected));
    std::vector<std::string> many{"--before"};
    many.insert(many.end(), 31, "a.json");
    many.insert(many.end(), {"--after", "b.json"});
    CHECK_THAT(refusal(many), Contains("31 summaries before; expected at most 30"));
    CHECK_THAT(refusal({"--before", "a.json", "--after", "b.json", "a.json", "b.json"}),
               Contains("b.json twice after; expected another run in each file"));
}

TEST_CASE("compare reads what run has written", "[tools][compare]") {
    const TempDir folder;
    const ToolOptions here{.folder = folder.path()};
    folder.write("small.json", small_graph(4));
    for (const char* file : {"a.json", "b.json"})
        REQUIRE(
            run_tool({"run", "small.json", "--progress", "none", "--summary", file}, here).code ==
            0);
    const ToolOutcome outcome = run_tool({"compare", "a.json", "b.json"}, here);
    CHECK(outcome.code == 0);
    CHECK_THAT(outcome.output, !Contains("not the same:"));
    CHECK_THAT(outcome.output, Contains("encode") && Contains("CPU time of an item"));
}

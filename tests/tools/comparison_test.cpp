// SPDX-License-Identifier: Apache-2.0
#include "tools/comparison.hpp"

#include "profiling/made_up_run.hpp"
#include "support/catch.hpp"
#include "tools/comparison_text.hpp"
#include "tools/tool.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

using namespace penstock;
using namespace penstock::test;
using namespace penstock::tools;
using Catch::Matchers::Contains;

namespace {

// 100 items; an encoder whose calls take so long.
RunReport run_of(double seconds, double call = 0.1) {
    MadeUpRun run{100, seconds};
    run.report.version = "1.0";
    run.report.cpu_seconds = 12;
    run.node("encode", "4", call);
    run.report.nodes.back().p50_ms = call * 1e3;
    run.report.nodes.back().p99_ms = call * 2e3;
    return run.report;
}

std::vector<RunReport> runs_of(const std::vector<double>& seconds) {
    std::vector<RunReport> runs;
    for (const double one : seconds)
        runs.push_back(run_of(one));
    return runs;
}

const ComparedMeasure&
measure(const Comparison& comparison, const std::string& of, const std::string& name) {
    const ComparedMeasure* found = comparison.find(of, name);
    REQUIRE(found != nullptr);
    return *found;
}

Verdict of_rate(const Comparison& comparison) {
    return measure(comparison, "", "items/s").verdict;
}

} // namespace

TEST_CASE("a run is the same as itself", "[tools][compare]") {
    const Comparison comparison = compared({run_of(10)}, {run_of(10)});
    CHECK(comparison.differences.empty());
    CHECK(comparison.only_before.empty());
    CHECK(comparison.only_after.empty());
    CHECK(comparison.limited_before == comparison.limited_after);
    CHECK(comparison.measures.size() > 10);
    for (const ComparedMeasure& one : comparison.measures)
        CHECK(one.verdict == Verdict::same);
    CHECK_THAT(comparison_text(comparison), Contains("\nas fast as before\n"));
}

TEST_CASE("of one run each, what exceeds the noise that is assumed is a difference",
          "[tools][compare]") {
    CHECK(of_rate(compared({run_of(10)}, {run_of(10.4)})) == Verdict::within_noise);
    CHECK(of_rate(compared({run_of(10)}, {run_of(9)})) == Verdict::differs);
    CHECK(of_rate(compared({run_of(10)}, {run_of(9)}, 0.2)) == Verdict::within_noise);
    CHECK(of_rate(compared({run_of(10)}, {run_of(10.1)}, 0.0)) == Verdict::differs);
    const Comparison comparison = compared({run_of(10)}, {run_of(8)});
    const ComparedMeasure& rate = measure(comparison, "", "items/s");
    REQUIRE(rate.change);
    CHECK(*rate.change == Approx(0.25));
    CHECK_FALSE(rate.p);
    CHECK_FALSE(comparison.is_tested);
    CHECK(comparison.noise == 0.05);
}

TEST_CASE("of enough runs ranks decide, whatever the sizes of the changes", "[tools][compare]") {
    const Comparison small =
        compared(runs_of({10, 10.1, 10.2, 10.3}), runs_of({9.9, 9.8, 9.85, 9.7}));
    CHECK(small.is_tested);
    CHECK(small.noise == 0);
    CHECK(of_rate(small) == Verdict::differs);
    CHECK(*measure(small, "", "items/s").p == Approx(2.0 / 70));
    const Comparison large = compared(runs_of({10, 20, 11, 30}), runs_of({9, 19, 12, 15}));
    CHECK(of_rate(large) == Verdict::within_noise);
    CHECK(*measure(large, "", "items/s").p > 0.3);
    // Noise that is asked for counts, too.
    CHECK(of_rate(compared(runs_of({10, 10.1, 10.2, 10.3}), runs_of({9.9, 9.8, 9.85, 9.7}), 0.1)) ==
          Verdict::within_noise);
}

TEST_CASE("of too few runs the medians count", "[tools][compare]") {
    const Comparison comparison = compared(runs_of({10, 10.2, 30}), {run_of(10.1)});
    CHECK_FALSE(comparison.is_tested);
    CHECK(of_rate(comparison) == Verdict::within_noise);
    CHECK(measure(comparison, "", "wall time").before.size() == 3);
    CHECK_THAT(comparison_text(comparison), Contains("too few to test (4 and 4 are enough)"));
}

TEST_CASE("counts are not subject to noise", "[tools][compare]") {
    RunReport other = run_of(10);
    other.nodes[0].count = 101;
    other.items.failed = 1;
    other.items.written = 99;
    const Comparison comparison = compared({run_of(10)}, {other});
    CHECK(measure(comparison, "encode", "calls").verdict == Verdict::differs);
    CHECK(measure(comparison, "", "failed").verdict == Verdict::differs);
    CHECK_FALSE(measure(comparison, "", "failed").change); // it was 0
    CHECK(comparison.find("", "skipped") == nullptr);      // neither has any
    CHECK_THAT(comparison_text(comparison), Contains("from 0"));
}

TEST_CASE("counts that vary among runs of the same are measured like the rest",
          "[tools][compare]") {
    std::vector<RunReport> before = runs_of({10, 10});
    before[1].nodes[0].count = 103;
    CHECK(measure(compared(before, {run_of(10)}), "encode", "calls").verdict ==
          Verdict::within_noise);
}

TEST_CASE("percentiles that differ by one step of theirs are not different", "[tools][compare]") {
    const Comparison step = compared({run_of(10, 0.008)}, {run_of(10, 0.009)});
    CHECK(measure(step, "encode", "p50").verdict == Verdict::within_noise);
    CHECK(measure(step, "encode", "mean of a call").verdict == Verdict::differs);
    CHECK_THAT(comparison_text(step), Contains("8.00 ms  9.00 ms     +12 %  one step"));
    CHECK(measure(compared({run_of(10, 0.008)}, {run_of(10, 0.01)}), "encode", "p50").verdict ==
          Verdict::differs);
}

TEST_CASE("what held for the runs is compared, too", "[tools][compare]") {
    RunReport other = run_of(10);
    other.version = "1.1";
    other.fingerprint = "00112233445566ff";
    other.plugins = {"median.so"};
    other.threads = 4;
    other.nodes[0].concurrency = "serial";
    other.limiters[0].max_images = 2;
    other.limiters[0].max_bytes += 1;
    const Comparison comparison = compared({run_of(10), run_of(10)}, {other, run_of(10)});
    std::string text;
    for (const Difference& difference : comparison.differences)
        text += difference.what + ": " + difference.before + " | " + difference.after + "\n";
    CHECK(text == "penstock: 1.0 | 1.0, 1.1\n"
                  "config: none | 00112233445566ff, none\n"
                  "plugins: none | median.so, none\n"
                  "threads: 1000 | 1000, 4\n"
                  "max_images of gate: 1000 | 1000, 2\n"
                  "concurrency of encode: 4 | 4, serial\n");
}

TEST_CASE("nodes that only one side has are listed, and not compared", "[tools][compare]") {
    RunReport other = run_of(10);
    other.nodes[0].name = "save";
    other.limiters[0].name = "door";
    const Comparison comparison = compared({run_of(10)}, {other});
    CHECK(comparison.only_before == std::vector<std::string>{"gate", "encode"});
    CHECK(comparison.only_after == std::vector<std::string>{"door", "save"});
    CHECK(comparison.find("encode", "calls") == nullptr);
    CHECK(comparison.find("save", "calls") == nullptr);
    CHECK(of_rate(comparison) == Verdict::same);
    CHECK_THAT(comparison_text(comparison),
               Contains("only before: gate, encode\n") && Contains("only after: door, save\n") &&
                   Contains("the graphs have not the same nodes"));
}

TEST_CASE("runs of nothing are compared without a word on speed", "[tools][compare]") {
    const Comparison comparison = compared({RunReport{}}, {RunReport{}});
    CHECK(measure(comparison, "", "items").verdict == Verdict::same);
    CHECK_THAT(comparison_text(comparison), Contains("nothing can be said of the speed"));
    const Comparison half = compared({RunReport{}}, {run_of(10)});
    CHECK(of_rate(half) == Verdict::unknown);
    CHECK_THAT(comparison_text(half), Contains("nothing can be said of the speed"));
}

TEST_CASE("the text says whether it was the work or the waiting that changed", "[tools][compare]") {
    CHECK_THAT(comparison_text(compared({run_of(10)}, {run_of(8)})),
               Contains("faster: +25 % items/s, more than the noise that is assumed (5 %)\n"
                        "an item took as much CPU time as before"));
    RunReport other = run_of(20);
    other.cpu_seconds = 24;
    CHECK_THAT(comparison_text(compared({run_of(10)}, {other})),
               Contains("slower: -50 % items/s") && Contains("an item took 100 % more CPU time\n"));
    CHECK_THAT(
        comparison_text(compared({run_of(10)}, {run_of(10.1)})),
        Contains(
            "no difference that counts: -1.0 % items/s, within the noise that is assumed (5 %)"));
    CHECK_THAT(comparison_text(compared(runs_of({10, 20, 11, 30}), runs_of({9, 19, 12, 15}))),
               Contains("items/s, which may be chance (p "));
    RunReport more = run_of(10);
    more.items.written = 200;
    CHECK_THAT(comparison_text(compared({run_of(10)}, {more})),
               Contains("the numbers of items are not the same"));
}

TEST_CASE("odd numbers of a file are compared as far as they can be", "[tools][compare]") {
    RunReport odd = run_of(1e-300);
    odd.nodes[0].busy_seconds = 1e308;
    odd.nodes[0].p50_ms = 1e300;
    odd.limiters[0].image_room_used = 1e308;
    odd.peak_rss_bytes = INT64_MAX;
    for (const auto& comparison : {compared({odd}, {run_of(10)}), compared({run_of(10)}, {odd})}) {
        CHECK_THAT(comparison_text(comparison), Contains("encode"));
        CHECK(comparison.find("encode", "mean of a call")->verdict == Verdict::unknown);
        const Value answer = parsed_json(comparison_json(comparison));
        CHECK(answer.find("measures")->as_array().size() > 10);
    }
}

TEST_CASE("what limits most of the runs of a side is named", "[tools][compare]") {
    const std::vector<RunReport> before{run_of(2.6), run_of(10), run_of(2.7)};
    const Comparison comparison = compared(before, {run_of(10)});
    CHECK_THAT(comparison.limited_before, Contains("encode"));
    CHECK_THAT(comparison.limited_after, Contains("nothing was busy"));
    CHECK_THAT(comparison_text(comparison), Contains("limited before by: encode"));
}

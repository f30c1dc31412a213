// SPDX-License-Identifier: Apache-2.0
#include "graph/run_config.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <string>
#include <vector>

using namespace penstock;
using namespace penstock::test;

namespace {

using Only = std::map<std::string, std::set<std::uint64_t>>;

RunReport run_only(const std::string& text, const Only& only, Seen& seen) {
    collect_in(&seen);
    PipelineOptions options;
    options.threads = 2;
    options.only = only;
    Pipeline pipeline{validated(text), options};
    RunReport report = pipeline.run();
    collect_in(nullptr);
    return report;
}

std::vector<std::uint64_t> sequences(const Seen& seen) {
    std::vector<std::uint64_t> result;
    for (const Seen::Entry& entry : seen.entries)
        result.push_back(entry.sequence);
    std::ranges::sort(result);
    return result;
}

} // namespace

TEST_CASE("some of the items can be run alone, under the numbers that they have", "[graph][only]") {
    const auto source = GENERATE(as<std::string>{}, "numbers", "slow_numbers");
    Seen seen;
    const RunReport report =
        run_only(config_text(R"("n": {"type": ")" + source + R"(", "params": {"count": 30}},
                                "g": {"type": "limiter"}, "b": {"type": "blank"},
                                "f": {"type": "fault", "params": {"every": 8}},
                                "e": {"type": "collect", "params": {"order": "source"}})",
                             R"("n -> g -> b -> f -> e")"),
                 {{"g", {1, 7, 11, 29, 1000}}},
                 seen);
    CHECK(report.is_balanced());
    CHECK(report.items.discovered == 4);
    CHECK(report.items.written == 3);
    CHECK(sequences(seen) == std::vector<std::uint64_t>{1, 11, 29});
    for (const Seen::Entry& entry : seen.entries)
        CHECK(entry.first_byte == static_cast<int>(entry.sequence));
    REQUIRE(report.failures.size() == 1);
    CHECK(report.failures[0].sequence == 7);
    CHECK(report.failures[0].name == "7");
}

TEST_CASE("numbers go on from source to source when some items are run alone", "[graph][only]") {
    Seen seen;
    const RunReport report =
        run_only(config_text(R"("m": {"type": "numbers", "params": {"count": 5}},
                                "n": {"type": "slow_numbers", "params": {"count": 5}},
                                "g": {"type": "limiter"}, "b": {"type": "blank"},
                                "e": {"type": "collect"})",
                             R"("m -> g", "n -> g -> b -> e")"),
                 {{"g", {4, 6}}},
                 seen);
    CHECK(report.items.discovered == 2);
    CHECK(sequences(seen) == std::vector<std::uint64_t>{4, 6});
    for (const Seen::Entry& entry : seen.entries)
        CHECK(entry.first_byte == (entry.sequence == 4 ? 4 : 1));
}

TEST_CASE("a limiter that is not named runs nothing when some items are run alone",
          "[graph][only]") {
    Seen seen;
    const RunReport report =
        run_only(config_text(R"("n": {"type": "numbers"}, "g": {"type": "limiter"},
                                "b": {"type": "blank"}, "e": {"type": "collect"},
                                "m": {"type": "numbers"}, "h": {"type": "limiter"},
                                "c": {"type": "blank"}, "f": {"type": "collect"})",
                             R"("n -> g -> b -> e", "m -> h -> c -> f")"),
                 {{"h", {2}}},
                 seen);
    CHECK(report.is_balanced());
    CHECK(report.items.discovered == 1);
    CHECK(sequences(seen) == std::vector<std::uint64_t>{2});
}

TEST_CASE("items that are gathered cannot be run alone", "[graph][only]") {
    PipelineOptions options;
    options.only = {{"g", {1}}};
    const ValidatedConfig config = validated(config_text(
        R"("n": {"type": "numbers"}, "g": {"type": "limiter"}, "b": {"type": "blank"},
           "u": {"type": "sheet"}, "e": {"type": "collect"})",
        R"("n -> g -> b -> u -> e")"));
    CHECK_NOTHROW(Pipeline{config});
    CHECK_THROWS_WITH((Pipeline{config, options}),
                      Catch::Contains("\"u\" would gather other items than before; run all"));
}

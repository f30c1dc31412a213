// SPDX-License-Identifier: Apache-2.0
#include "graph/run_config.hpp"
#include "support/catch.hpp"

using namespace penstock;
using namespace penstock::test;

TEST_CASE("an ordered sink gets source order behind parallel nodes and failures",
          "[graph][order]") {
    const auto threads = GENERATE(1U, 2U, 8U);
    const auto sink = GENERATE(as<std::string>{}, "collect", "collect_blocking");
    Seen seen;
    const RunReport report =
        run_config(config_text(R"("n": {"type": "numbers", "params": {"count": 300}},
                       "g": {"type": "limiter", "params": {"max_images": 6}},
                       "b": {"type": "blank", "params": {"growth": 40, "fail_measure_every": 11}},
                       "c": {"type": "copy"}, "f": {"type": "fault", "params": {"every": 7}},
                       "s": {"type": "fault", "params": {"every": 5, "kind": "skip"}},
                       "e": {"type": ")" +
                                   sink + R"(", "params": {"order": "source"}})",
                               R"("n -> g -> b -> c -> f -> s -> e")"),
                   threads,
                   &seen);
    CHECK(report.is_balanced());
    std::uint64_t expected = 0;
    for (std::uint64_t i = 0; i < 300; ++i)
        if (i % 11 != 10 && i % 7 != 6 && i % 5 != 4) {
            REQUIRE(expected < seen.entries.size());
            CHECK(seen.entries[expected++].sequence == i);
        }
    CHECK(seen.entries.size() == expected);
}

TEST_CASE("members of a family arrive in the order of the ways that they took", "[graph][order]") {
    const auto threads = GENERATE(1U, 8U);
    Seen seen;
    const RunReport report =
        run_config(config_text(R"("n": {"type": "numbers", "params": {"count": 100}},
                       "g": {"type": "limiter", "params": {"max_images": 12}}, "b": {"type": "blank"},
                       "x": {"type": "copy"}, "f": {"type": "fault", "params": {"every": 3}},
                       "y": {"type": "increment"}, "e": {"type": "collect", "params": {"order": "source"}})",
                               R"("n -> g -> b -> [x, f, y] -> e", "b -> e")"),
                   threads,
                   &seen);
    CHECK(report.is_balanced());
    for (std::size_t i = 1; i < seen.entries.size(); ++i) {
        const auto& before = seen.entries[i - 1];
        const auto& after = seen.entries[i];
        CHECK(std::pair{before.sequence, before.path} < std::pair{after.sequence, after.path});
    }
    CHECK(seen.entries.size() == 100 + 67 + 100 + 100);
}

TEST_CASE("order source with concurrency is refused", "[graph][order]") {
    const ValidatedConfig config = validated(config_text(
        R"("n": {"type": "numbers"}, "g": {"type": "limiter"}, "b": {"type": "blank"},
           "e": {"type": "collect", "concurrency": 4, "params": {"order": "source"}})",
        R"("n -> g -> b -> e")"));
    CHECK_THROWS_WITH((Pipeline{config}),
                      Catch::Contains("\"order\": \"source\" with concurrency 4"));
}

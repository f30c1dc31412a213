// SPDX-License-Identifier: Apache-2.0
#include "graph/run_config.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <string>
#include <vector>

using namespace penstock;
using namespace penstock::test;

namespace {

std::string joining(const std::string& nodes, const std::string& edges) {
    return config_text(R"("n": {"type": "numbers", "params": {"count": 24}},
                          "g": {"type": "limiter"}, "b": {"type": "blank"}, )" +
                           nodes,
                       R"("n -> g -> b -> )" + edges);
}

std::vector<int> bytes_in_order(Seen& seen) {
    std::ranges::sort(seen.entries, {}, &Seen::Entry::sequence);
    std::vector<int> bytes;
    for (const Seen::Entry& entry : seen.entries)
        bytes.push_back(entry.first_byte);
    return bytes;
}

} // namespace

TEST_CASE("what meets in a join is of one item, in the order of the inputs", "[graph][join]") {
    const auto threads = GENERATE(1U, 2U, 4U, 8U);
    Seen seen;
    const RunReport report = run_config(
        joining(R"("x": {"type": "noise"}, "i": {"type": "increment"}, "p": {"type": "pair"},
                   "l": {"type": "blend"}, "e": {"type": "collect"})",
                R"([x, i]", "x -> p.in0", "i -> p.in1", "p -> l -> e")"),
        threads,
        &seen);
    CHECK(report.is_balanced());
    CHECK(report.items.written == 24);
    CHECK(report.outputs == 24);
    std::vector<int> expected;
    for (int i = 0; i < 24; ++i)
        expected.push_back(3 * i + (i + 1));
    CHECK(bytes_in_order(seen) == expected);
}

TEST_CASE("an item of which a part was dropped fails in the join, or is dropped there",
          "[graph][join]") {
    const auto nodes = [](const std::string& params) {
        return R"("d": {"type": "drop", "params": {"every": 4}}, "c": {"type": "copy"},
                  "p": {"type": "pair", "params": {)" +
               params + R"(}}, "e": {"type": "collect"})";
    };
    const std::string edges = R"([d, c]", "d -> p.in0", "c -> p.in1", "p -> e")";
    const RunReport failed = run_config(joining(nodes(""), edges));
    CHECK(failed.is_balanced());
    CHECK(failed.items.failed == 6);
    CHECK(failed.items.written == 18);
    REQUIRE(failed.failures.size() == 6);
    CHECK(failed.failures[1].sequence == 4);
    CHECK(failed.failures[1].node == "p");
    CHECK_THAT(failed.failures[1].message, Catch::StartsWith("1 of 2 parts did not arrive"));

    const RunReport dropped = run_config(joining(nodes(R"("drop": true)"), edges));
    CHECK(dropped.is_balanced());
    CHECK(dropped.items.failed == 0);
    CHECK(dropped.items.dropped == 6);
    CHECK(dropped.items.written == 18);
}

TEST_CASE("an item of which no part arrives is no failure of the join", "[graph][join]") {
    const RunReport report =
        run_config(joining(R"("d": {"type": "drop", "params": {"every": 4}}, "c": {"type": "copy"},
                   "x": {"type": "noise"}, "p": {"type": "pair"}, "e": {"type": "collect"})",
                           R"(d -> [c, x]", "c -> p.in0", "x -> p.in1", "p -> e")"));
    CHECK(report.is_balanced());
    CHECK(report.items.dropped == 6);
    CHECK(report.items.written == 18);
}

TEST_CASE("an item of which a part failed is one failed item", "[graph][join]") {
    const RunReport report =
        run_config(joining(R"("f": {"type": "fault", "params": {"every": 6}}, "c": {"type": "copy"},
                   "p": {"type": "pair", "params": {"drop": true}}, "e": {"type": "collect"})",
                           R"([f, c]", "f -> p.in0", "c -> p.in1", "p -> e")"));
    CHECK(report.is_balanced());
    CHECK(report.items.failed == 4);
    CHECK(report.items.written == 20);
    REQUIRE(report.failures.size() == 4);
    CHECK(report.failures[0].node == "f");
}

TEST_CASE("ways of which an item takes one may share an input of a join", "[graph][join]") {
    const auto threads = GENERATE(1U, 4U);
    Seen seen;
    const RunReport report = run_config(
        joining(R"("o": {"type": "choose"}, "i": {"type": "increment"}, "x": {"type": "noise"},
                   "p": {"type": "pair"}, "l": {"type": "blend"}, "e": {"type": "collect"})",
                R"([o, p.in1]", "o.way0 -> i -> p.in0", "o.way1 -> x -> p.in0", "p -> l -> e")"),
        threads,
        &seen);
    CHECK(report.is_balanced());
    CHECK(report.items.written == 24);
    std::vector<int> expected;
    for (int i = 0; i < 24; ++i)
        expected.push_back((3 * (i % 2 == 0 ? i + 1 : i) + i) & 0xFF);
    CHECK(bytes_in_order(seen) == expected);
}

TEST_CASE("attributes of all parts are on the joined item, those of the first input first",
          "[graph][join]") {
    Seen seen;
    const RunReport report =
        run_config(joining(R"("x": {"type": "pass", "set": {"both": "x", "x": 1}},
                   "y": {"type": "pass", "set": {"both": "y", "y": 2}}, "p": {"type": "pair"},
                   "e": {"type": "collect"})",
                           R"([y, x]", "y -> p.in1", "x -> p.in0", "p -> e")"),
                   4,
                   &seen);
    CHECK(report.is_balanced());
    REQUIRE(seen.entries.size() == 24);
    for (const Seen::Entry& entry : seen.entries) {
        REQUIRE(entry.attributes.find("both") != nullptr);
        CHECK(*entry.attributes.find("both") == Value{"x"});
        REQUIRE(entry.attributes.find("x") != nullptr);
        REQUIRE(entry.attributes.find("y") != nullptr);
    }
}

TEST_CASE("pieces are put together again, however many there are", "[graph][join]") {
    const auto threads = GENERATE(1U, 2U, 4U, 8U);
    Seen seen;
    const RunReport report = run_config(
        joining(R"("s": {"type": "pieces", "params": {"most": 3}}, "x": {"type": "noise"},
                   "i": {"type": "increment"}, "w": {"type": "whole"}, "e": {"type": "collect"})",
                R"(s -> x -> i -> w -> e")"),
        threads,
        &seen);
    CHECK(report.is_balanced());
    CHECK(report.items.written == 24);
    CHECK(report.outputs == 24);
    std::vector<int> expected;
    for (int i = 0; i < 24; ++i) {
        const int count = 1 + i % 3;
        int sum = count;
        for (int piece = 0; piece < count; ++piece)
            sum = 5 * sum + (i + piece + 1);
        expected.push_back(sum & 0xFF);
    }
    CHECK(bytes_in_order(seen) == expected);
}

namespace {

/// Drops the second piece of every item.
struct Hole {
    struct Params {};
    static Description<Hole> describe() {
        return Description<Hole>{"hole", "Drops the second piece."}.passes_on();
    }
    std::optional<Payload> process(Payload payload, const Params&, NodeContext& context) const {
        if (context.item().path == 1)
            return std::nullopt;
        return payload;
    }
    NodeBound bound(const PayloadBound& input, const Params&) const {
        NodeBound bound;
        bound.output = input;
        return bound;
    }
};

RunReport run_with_hole(const std::string& params) {
    NodeRegistry registry = engine_nodes();
    registry.add<Hole>();
    const std::string text =
        joining(R"("s": {"type": "pieces", "params": {"most": 3}}, "h": {"type": "hole"},
                   "w": {"type": "whole", "params": {)" +
                    params + R"(}}, "e": {"type": "collect"})",
                R"(s -> h -> w -> e")");
    Pipeline pipeline{validate(parse_config(text, "test.json"), registry)};
    return pipeline.run();
}

} // namespace

TEST_CASE("a whole of which a piece is missing fails, or is dropped", "[graph][join]") {
    // Items 0, 3, 6, ... are of one piece: they miss nothing.
    const RunReport failed = run_with_hole("");
    CHECK(failed.is_balanced());
    CHECK(failed.items.failed == 16);
    CHECK(failed.items.written == 8);
    REQUIRE(failed.failures.size() == 16);
    CHECK(failed.failures[0].sequence == 1);
    CHECK(failed.failures[0].node == "w");
    CHECK_THAT(failed.failures[0].message, Catch::StartsWith("1 of 2 parts did not arrive"));
    CHECK_THAT(failed.failures[1].message, Catch::StartsWith("1 of 3 parts did not arrive"));

    const RunReport dropped = run_with_hole(R"("drop": true)");
    CHECK(dropped.is_balanced());
    CHECK(dropped.items.dropped == 16);
    CHECK(dropped.items.written == 8);
}

TEST_CASE("after a cancel what waits in a join is let go", "[graph][join][stop]") {
    Pipeline* running = nullptr;
    PipelineOptions options;
    options.threads = 2;
    std::uint64_t outputs = 0;
    options.on_output = [&](std::string_view, std::string_view) {
        if (++outputs == 3)
            running->cancel();
    };
    Pipeline pipeline{
        validated(joining(R"("x": {"type": "noise"}, "c": {"type": "copy"}, "p": {"type": "pair"},
                             "e": {"type": "collect"})",
                          R"([x, c]", "x -> p.in0", "c -> p.in1", "p -> e")")),
        options};
    running = &pipeline;
    const RunReport report = pipeline.run();
    CHECK(report.is_balanced());
    CHECK(report.end == RunEnd::cancelled);
    CHECK(report.items.written == 3);
}

TEST_CASE("joined results exclude each other where the ways into them do", "[graph][join]") {
    const RunReport report = run_config(config_text(
        R"("n": {"type": "numbers", "params": {"count": 20}}, "g": {"type": "limiter"},
           "b": {"type": "blank"}, "s": {"type": "choose"},
           "m": {"type": "noise", "params": {"most_microseconds": 0}},
           "p": {"type": "pieces"}, "w": {"type": "whole"}, "c": {"type": "copy"},
           "z": {"type": "pair"}, "l": {"type": "blend"}, "e": {"type": "collect"})",
        R"("n -> g -> b -> s", "s.way0 -> m", "s.way1 -> m", "m -> p -> w", "w -> z.in0",
           "w -> c", "c -> z.in1", "z -> l -> e")"));
    CHECK(report.is_balanced());
    CHECK(report.items.written == 20);
    CHECK(report.outputs == 20);
}

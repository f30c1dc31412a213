// SPDX-License-Identifier: Apache-2.0
#include "graph/run_config.hpp"
#include "support/catch.hpp"

using namespace penstock;
using namespace penstock::test;

namespace {

// One item of 64x64 takes one buffer of 4096 bytes.
struct Shape {
    std::string name;
    std::string nodes; // between the loader "blank" and the sinks
    std::string edges;
    std::uint64_t images; // that one item needs
};

std::string limited(const Shape& shape, std::uint64_t max_images, const std::string& max_bytes) {
    return config_text(R"("n": {"type": "numbers", "params": {"count": 60}},
                          "gate": {"type": "limiter", "params": {"max_images": )" +
                           std::to_string(max_images) + R"(, "max_bytes": ")" + max_bytes + R"("}},
                          "blank": {"type": "blank"},)" +
                           shape.nodes,
                       shape.edges);
}

const std::vector<Shape> shapes = {
    {"load and drop", R"("e": {"type": "collect"})", R"("n -> gate -> blank -> e")", 1},
    {"three in place",
     R"("a": {"type": "increment"}, "b": {"type": "increment"}, "c": {"type": "increment"},
        "e": {"type": "collect"})",
     R"("n -> gate -> blank -> a -> b -> c -> e")",
     1},
    {"three copies in a chain",
     R"("a": {"type": "copy"}, "b": {"type": "copy"}, "c": {"type": "copy"}, "e": {"type": "collect"})",
     R"("n -> gate -> blank -> a -> b -> c -> e")",
     2},
    {"three readers of one image",
     R"("e": {"type": "collect"}, "f": {"type": "collect"}, "g": {"type": "collect_blocking"})",
     R"("n -> gate -> blank -> [e, f, g]")",
     1},
    {"three writers of one image",
     R"("a": {"type": "increment"}, "b": {"type": "increment"}, "c": {"type": "increment"},
        "e": {"type": "collect"})",
     R"("n -> gate -> blank -> [a, b, c] -> e")",
     4}, // all three may copy before one of them lets go of the original
    {"a copy beside a reader",
     R"("a": {"type": "copy"}, "e": {"type": "collect"})",
     R"("n -> gate -> blank -> [a, e]", "a -> e")",
     2},
    {"encoding frees the picture",
     R"("a": {"type": "copy"}, "p": {"type": "pack"}, "e": {"type": "collect_blocking"})",
     R"("n -> gate -> blank -> a -> p -> e")",
     2},
};

} // namespace

TEST_CASE("what one item needs suffices, and is reached", "[graph][bound]") {
    const auto threads = GENERATE(1U, 2U, 8U);
    for (const Shape& shape : shapes) {
        INFO(shape.name << " at " << threads << " threads");
        const RunReport report = run_config(limited(shape, shape.images, "64MiB"), threads);
        CHECK(report.is_balanced());
        CHECK(report.items.written == 60);
        CHECK(report.failures.empty());
        CHECK(report.limiters[0].family_images == shape.images);
        CHECK(report.peak_images <= shape.images);
    }
}

TEST_CASE("the peak of a shape with one thread is what one item needs", "[graph][bound]") {
    // Where branches run at the same moment depends on the schedule; chains and single readers
    // leave no choice.
    for (const std::size_t i : {0U, 1U, 2U, 6U}) {
        INFO(shapes[i].name);
        const RunReport report = run_config(limited(shapes[i], shapes[i].images, "64MiB"), 1);
        CHECK(report.peak_images == shapes[i].images);
    }
}

TEST_CASE("a limiter below what one item needs is refused with the minimum", "[graph][bound]") {
    for (const Shape& shape : shapes) {
        if (shape.images == 1)
            continue;
        INFO(shape.name);
        const ValidatedConfig config = validated(limited(shape, shape.images - 1, "64MiB"));
        CHECK_THROWS_WITH(
            (Pipeline{config}),
            Catch::Contains("set max_images to at least " + std::to_string(shape.images)));
    }
}

TEST_CASE("bytes below what one item needs are refused with the minimum", "[graph][bound]") {
    const ValidatedConfig config = validated(limited(shapes[2], 8, "4KiB"));
    CHECK_THROWS_WITH((Pipeline{config}), Catch::Contains("set max_bytes to at least \"8KiB\""));
}

TEST_CASE("images and bytes never exceed the limiter, and reach it", "[graph][bound]") {
    const auto threads = GENERATE(1U, 2U, 8U);
    for (const Shape& shape : shapes) {
        for (const std::uint64_t families : {2U, 5U}) {
            INFO(shape.name << " at " << threads << " threads");
            const RunReport by_images =
                run_config(limited(shape, shape.images * families, "64MiB"), threads);
            CHECK(by_images.peak_images <= shape.images * families);
            CHECK(by_images.is_balanced());
            const RunReport by_bytes = run_config(
                limited(shape, 1000, std::to_string(8 * families * shape.images) + "KiB"), threads);
            CHECK(by_bytes.peak_bytes <= 8192 * families * shape.images);
            CHECK(by_bytes.items.written == 60);
        }
    }
}

TEST_CASE("a slow writer fills the limiter and no more", "[graph][bound]") {
    const RunReport report =
        run_config(config_text(R"("n": {"type": "numbers", "params": {"count": 40}},
                       "gate": {"type": "limiter", "params": {"max_images": 7}},
                       "blank": {"type": "blank"},
                       "e": {"type": "collect_blocking", "params": {"milliseconds": 2}})",
                               R"("n -> gate -> blank -> e")"));
    CHECK(report.peak_images == 7);
    CHECK(report.items.written == 40);
}

TEST_CASE("encoded items wait for a slow writer without holding images", "[graph][bound]") {
    const RunReport report =
        run_config(config_text(R"("n": {"type": "numbers", "params": {"count": 60}},
                       "gate": {"type": "limiter", "params": {"max_images": 2, "max_bytes": "64MiB"}},
                       "blank": {"type": "blank"}, "p": {"type": "pack"},
                       "e": {"type": "collect_blocking", "params": {"milliseconds": 2}})",
                               R"("n -> gate -> blank -> p -> e")"));
    CHECK(report.peak_images <= 2);
    CHECK(report.limiters[0].items_at_once > 4);
}

TEST_CASE("a node that takes more than it declared fails its item", "[graph][bound]") {
    const RunReport report =
        run_config(config_text(R"("n": {"type": "numbers", "params": {"count": 5}},
                       "gate": {"type": "limiter", "params": {"max_images": 9}},
                       "blank": {"type": "blank"}, "g": {"type": "greedy"}, "e": {"type": "collect"})",
                               R"("n -> gate -> blank -> g -> e")"));
    CHECK(report.is_balanced());
    CHECK(report.items.failed == 5);
    REQUIRE(report.failures.size() == 5);
    CHECK(report.failures[0].error_class == ErrorClass::limit);
    CHECK(report.failures[0].node == "g");
}

TEST_CASE("an item larger than the whole budget fails, or runs alone", "[graph][bound]") {
    const auto nodes = [](const std::string& oversize) {
        return R"("n": {"type": "numbers", "params": {"count": 24}},
                  "gate": {"type": "limiter", "params": {"max_images": 8, "max_bytes": "64KiB",
                                                         "oversize": ")" +
               oversize + R"("}},
                  "blank": {"type": "blank", "params": {"side": 64, "growth": 64}},
                  "e": {"type": "collect"})";
    };
    const std::string edges = R"("n -> gate -> blank -> e")";
    // Sides go from 64 to 512: the budget has room for 256x256.
    const RunReport failing = run_config(config_text(nodes("fail"), edges));
    CHECK(failing.items.failed == 12);
    CHECK(failing.items.written == 12);
    CHECK(failing.peak_bytes <= 64 * 1024);
    CHECK(failing.failures[0].error_class == ErrorClass::limit);
    CHECK_THAT(failing.failures[0].message, Catch::Contains("max_bytes of \"gate\" is 64KiB"));

    const RunReport alone = run_config(config_text(nodes("alone"), edges));
    CHECK(alone.is_balanced());
    CHECK(alone.items.written == 24);
    CHECK(alone.peak_bytes <= 512 * 512);
}

TEST_CASE("a file that is too large for the budget is not read, and the message says why",
          "[graph][bound]") {
    const RunReport report =
        run_config(config_text(R"("n": {"type": "numbers", "params": {"count": 8}},
                       "gate": {"type": "limiter", "params": {"max_bytes": "128KiB"}},
                       "blank": {"type": "blank_file", "params": {"side": 64, "growth": 64}},
                       "e": {"type": "collect"})",
                               R"("n -> gate -> blank -> e")"));
    CHECK(report.is_balanced());
    CHECK(report.items.written == 4);
    REQUIRE(report.failures.size() == 4);
    CHECK_THAT(report.failures[0].message, Catch::Contains("max_bytes of \"gate\" is 128KiB"));
}

TEST_CASE("explicit budgets above limits.memory are refused", "[graph][bound]") {
    const ValidatedConfig config = validated(config_text(
        R"("n": {"type": "numbers"}, "g": {"type": "limiter", "params": {"max_bytes": "2MiB"}},
           "b": {"type": "blank"}, "e": {"type": "collect"})",
        R"("n -> g -> b -> e")",
        R"({"memory": "1MiB"})"));
    CHECK_THROWS_WITH((Pipeline{config}), Catch::Contains("limits.memory is 1MiB"));
}

TEST_CASE("a limiter for which the others leave nothing is refused", "[graph][bound]") {
    const auto two_limiters = [](const std::string& limits) {
        return validated(config_text(
            R"("n": {"type": "numbers"}, "g": {"type": "limiter", "params": {"max_bytes": "2MiB"}},
               "b": {"type": "blank"}, "e": {"type": "collect"},
               "n2": {"type": "numbers"}, "g2": {"type": "limiter"},
               "b2": {"type": "blank_file"}, "e2": {"type": "collect"})",
            R"("n -> g -> b -> e", "n2 -> g2 -> b2 -> e2")",
            limits));
    };
    const ValidatedConfig all_taken = two_limiters(R"({"memory": "2MiB"})");
    CHECK_THROWS_WITH((Pipeline{all_taken}), Catch::Contains("nothing is left for this one"));
    CHECK_THROWS_WITH((Pipeline{all_taken}), Catch::Contains("nodes.g2"));
    const Pipeline some_left{two_limiters(R"({"memory": "3MiB"})")};
    CHECK(some_left.plan().at(1).max_bytes == 1U << 20);
}

TEST_CASE("a limiter without max_bytes gets limits.memory", "[graph][bound]") {
    Pipeline pipeline{validated(config_text(
        R"("n": {"type": "numbers"}, "g": {"type": "limiter"}, "b": {"type": "blank"},
           "e": {"type": "collect"})",
        R"("n -> g -> b -> e")",
        R"({"memory": "3MiB", "threads": 3})"))};
    CHECK(pipeline.plan().at(0).max_bytes == 3U << 20);
    CHECK(pipeline.plan().at(0).max_images == 6);
}

TEST_CASE("a node that works in place gets room for another size of the same size class",
          "[graph][bound]") {
    const RunReport report =
        run_config(config_text(R"("n": {"type": "numbers", "params": {"count": 5}},
                       "gate": {"type": "limiter", "params": {"max_images": 2}},
                       "blank": {"type": "blank", "params": {"side": 32}}, "p": {"type": "pass"},
                       "w": {"type": "widen"}, "e": {"type": "collect"})",
                               R"("n -> gate -> blank -> p -> w -> e")"));
    CHECK(report.failures.empty());
    CHECK(report.items.written == 5);
}

TEST_CASE("what a receiver of a part lets go of is gone, and another one can have its place",
          "[graph][bound][parts]") {
    // By "whole" nothing is kept; by "part" all is needed that the claim has for it.
    const RunReport report = run_config(
        config_text(R"("n": {"type": "numbers", "params": {"count": 40000}},
                       "g": {"type": "limiter", "params": {"max_images": 100}},
                       "b": {"type": "blank"}, "f": {"type": "fork"},
                       "w": {"type": "collect", "concurrency": "unlimited"},
                       "p": {"type": "pieces", "params": {"most": 4}},
                       "i": {"type": "increment"}, "c": {"type": "increment"},
                       "e": {"type": "collect", "concurrency": "unlimited"})",
                    R"("n -> g -> b -> f", "f.whole -> w", "f.part -> p -> [i, c] -> e")"),
        8);
    CHECK(report.is_balanced());
    CHECK(report.failures.empty());
    CHECK(report.items.written == 40000);
}

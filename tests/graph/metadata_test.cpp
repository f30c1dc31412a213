// SPDX-License-Identifier: Apache-2.0
// Metadata go with their image through every node, and count against the budget.
#include "graph/run_config.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

using namespace penstock;
using namespace penstock::test;

namespace {

constexpr std::uint64_t metadata_bytes = 10'000; // a buffer of 12 KiB

std::string graph(const std::string& nodes,
                  const std::string& edges,
                  std::uint64_t max_bytes = 64 * 1024 * 1024,
                  const std::string& loader = "blank",
                  std::uint64_t metadata = metadata_bytes) {
    return config_text(R"("n": {"type": "numbers", "params": {"count": 60}},
                          "gate": {"type": "limiter", "params": {"max_bytes": ")" +
                           std::to_string(max_bytes) + R"(B"}}, "blank": {"type": ")" + loader +
                           R"(", "params": {"metadata": )" + std::to_string(metadata) + "}}, " +
                           nodes,
                       R"("n -> gate -> blank -> )" + edges + "\"",
                       R"({"largest_item": "4096px"})");
}

void check_all_have_their_own(const std::string& text, std::uint32_t threads = 2) {
    Seen seen;
    const RunReport report = run_config(text, threads, &seen);
    CHECK(report.is_balanced());
    CHECK(report.failures.empty());
    REQUIRE_FALSE(seen.entries.empty());
    for (const Seen::Entry& entry : seen.entries) {
        CHECK(entry.metadata_bytes == metadata_bytes);
        CHECK(entry.metadata_byte == static_cast<int>(entry.sequence));
    }
}

} // namespace

TEST_CASE("nodes hand on metadata without doing anything", "[graph][metadata]") {
    for (const std::string type : {"copy", "increment", "pass", "widen", "pieces"}) {
        INFO(type);
        check_all_have_their_own(
            graph(R"("t": {"type": ")" + type + R"("}, "e": {"type": "collect"})", "t -> e"));
    }
}

TEST_CASE("a copy that the engine makes has the metadata, too", "[graph][metadata]") {
    check_all_have_their_own(graph(R"("a": {"type": "increment"}, "b": {"type": "increment"},
                                      "e": {"type": "collect"})",
                                   "[a, b] -> e"));
}

TEST_CASE("what is joined has the metadata of its parts", "[graph][metadata]") {
    check_all_have_their_own(
        graph(R"("p": {"type": "pieces"}, "w": {"type": "whole"}, "e": {"type": "collect"})",
              "p -> w -> e"));
}

TEST_CASE("members of lists keep their metadata", "[graph][metadata]") {
    Seen seen;
    const RunReport report = run_config(
        graph(R"("u": {"type": "bunch"}, "m": {"type": "members"}, "e": {"type": "collect"})",
              "u -> m -> e"),
        2,
        &seen);
    CHECK(report.failures.empty());
    REQUIRE(seen.entries.size() == 60);
    for (const Seen::Entry& entry : seen.entries)
        CHECK(entry.metadata_byte == entry.first_byte);
}

TEST_CASE("what is made of several items has no metadata", "[graph][metadata]") {
    for (const std::string gatherer : {R"("u": {"type": "sheet"}, "l": {"type": "copy"})",
                                       R"("u": {"type": "bunch"}, "l": {"type": "blend"})"}) {
        INFO(gatherer);
        Seen seen;
        const RunReport report =
            run_config(graph(gatherer + R"(, "e": {"type": "collect"})", "u -> l -> e"), 2, &seen);
        CHECK(report.is_balanced());
        REQUIRE_FALSE(seen.entries.empty());
        for (const Seen::Entry& entry : seen.entries)
            CHECK(entry.metadata_bytes == 0);
    }
}

TEST_CASE("a node can take metadata off", "[graph][metadata]") {
    Seen seen;
    static_cast<void>(run_config(
        graph(R"("s": {"type": "strip"}, "c": {"type": "copy"}, "e": {"type": "collect"})",
              "s -> c -> e"),
        2,
        &seen));
    REQUIRE(seen.entries.size() == 60);
    for (const Seen::Entry& entry : seen.entries)
        CHECK(entry.metadata_bytes == 0);
}

TEST_CASE("bytes for an item with its metadata suffice, and one less does not",
          "[graph][metadata]") {
    struct Case {
        std::string nodes;
        std::string edges;
        std::uint64_t images; // of 4 KiB
        std::uint64_t others = 0;
    };
    const std::uint64_t kept = buffer_capacity(metadata_bytes);
    for (const Case& tried :
         {Case{R"("e": {"type": "collect"})", "e", 1},
          Case{R"("c": {"type": "copy"}, "e": {"type": "collect"})", "c -> e", 2},
          Case{R"("a": {"type": "increment"}, "b": {"type": "increment"},
                  "e": {"type": "collect"})",
               "[a, b] -> e",
               3},
          Case{R"("p": {"type": "pack", "params": {"keeps_metadata": true}},
                  "e": {"type": "collect"})",
               "p -> e",
               1,
               kept}}) {
        INFO(tried.nodes);
        const std::uint64_t needed = tried.images * 4096 + tried.others + kept;
        for (const std::uint32_t threads : {1U, 4U}) {
            const RunReport report = run_config(graph(tried.nodes, tried.edges, needed), threads);
            CHECK(report.items.written == 60);
            CHECK(report.peak_bytes <= needed);
            if (threads == 1 && tried.edges.front() != '[')
                CHECK(report.peak_bytes == needed);
        }
        CHECK_THROWS_WITH((Pipeline{validated(graph(tried.nodes, tried.edges, needed - 1))}),
                          Catch::Contains("set max_bytes to at least"));
    }
}

TEST_CASE("metadata that a node makes count as long as anything lives", "[graph][metadata]") {
    const std::string nodes = R"("x": {"type": "extend", "params": {"by": 9000}},
                                 "e": {"type": "collect"})";
    const std::string pack = R"(, "p": {"type": "pack", "params": {"keeps_metadata": true}})";
    const std::string copy = R"(, "c": {"type": "copy"})";
    const std::uint64_t both = buffer_capacity(metadata_bytes) + buffer_capacity(19'000);
    struct Case {
        std::string nodes;
        std::string edges;
        std::uint64_t others;
    };
    for (const auto& [more, edges, others] :
         {Case{"", "x -> e", 4096},
          Case{copy, "x -> c -> e", 8192},
          Case{pack, "x -> p -> e", 4096 + buffer_capacity(19'000)}}) {
        INFO(edges);
        const std::uint64_t needed = both + others;
        for (const std::uint32_t threads : {1U, 4U}) {
            Seen seen;
            const RunReport report = run_config(graph(nodes + more, edges, needed), threads, &seen);
            CHECK(report.is_balanced());
            CHECK(report.items.written == 60);
            CHECK(report.peak_bytes <= needed);
            for (const Seen::Entry& entry : seen.entries)
                if (edges[5] != 'p')
                    CHECK(entry.metadata_bytes == 19'000);
        }
        CHECK_THROWS_WITH((Pipeline{validated(graph(nodes + more, edges, needed - 1))}),
                          Catch::Contains("set max_bytes to at least"));
    }
}

TEST_CASE("metadata that a node makes count for what is gathered, too", "[graph][metadata]") {
    // A sheet has none; it gets some, which wait in lists with it.
    const auto plan = [&](int by) {
        return Pipeline{validated(graph(R"("s": {"type": "sheet"},
                                           "x": {"type": "extend", "params": {"by": )" +
                                            std::to_string(by) + R"(}},
                                           "u": {"type": "bunch", "params": {"size": 2}},
                                           "l": {"type": "blend"}, "e": {"type": "collect"})",
                                        "s -> x -> u -> l -> e"))}
            .plan()
            .at(0)
            .least_bytes;
    };
    CHECK(plan(9000) >= plan(0) + 2 * buffer_capacity(9000));
    const std::uint64_t least = plan(9000);
    const RunReport report = run_config(graph(R"("s": {"type": "sheet"},
                                                 "x": {"type": "extend", "params": {"by": 9000}},
                                                 "u": {"type": "bunch", "params": {"size": 2}},
                                                 "l": {"type": "blend"},
                                                 "e": {"type": "collect"})",
                                              "s -> x -> u -> l -> e",
                                              least),
                                        4);
    CHECK(report.is_balanced());
    for (const Failure& failure : report.failures)
        CHECK(failure.message == "planned"); // by the sheet, and not for want of room
    CHECK(report.peak_bytes <= least);
}

TEST_CASE("items whose size a file tells need room for their metadata", "[graph][metadata]") {
    // The file, the picture, the metadata.
    const std::uint64_t needed = 4096 + 4096 + buffer_capacity(metadata_bytes);
    const auto written = [](std::uint64_t bytes) {
        return run_config(graph(R"("e": {"type": "collect"})", "e", bytes, "blank_file"))
            .items.written;
    };
    CHECK(written(needed) == 60);
    CHECK(written(needed - 1) == 0);
}

TEST_CASE("lists wait with the metadata of their members", "[graph][metadata]") {
    const std::string nodes =
        R"("u": {"type": "bunch", "params": {"size": 4}}, "l": {"type": "blend"},
           "e": {"type": "collect"})";
    const auto plan = [&](std::uint64_t metadata) {
        return Pipeline{validated(graph(nodes, "u -> l -> e", 64 << 20, "blank_file", metadata))}
            .plan()
            .at(0);
    };
    const std::uint64_t without = plan(0).least_bytes;
    // Three that wait, and one that the list is complete with.
    CHECK(plan(metadata_bytes).least_bytes == without + 4 * buffer_capacity(metadata_bytes));
    for (const std::uint32_t threads : {1U, 2U, 8U}) {
        const std::uint64_t least = plan(metadata_bytes).least_bytes;
        const RunReport report =
            run_config(graph(nodes, "u -> l -> e", least, "blank_file"), threads);
        CHECK(report.is_balanced());
        CHECK(report.items.written == 60);
        CHECK(report.peak_bytes <= least);
    }
}

TEST_CASE("what a program pushes keeps its metadata, which count", "[graph][metadata]") {
    Image image = Image::allocate({.width = 64, .height = 64, .channels = 1});
    Buffer buffer = Buffer::allocate(metadata_bytes);
    std::ranges::fill(buffer.bytes(), std::byte{9});
    image.set_metadata(std::make_shared<const Metadata>(
        std::move(buffer), Metadata::Sizes{.icc = metadata_bytes}, Resolution{}));
    const std::uint64_t needed = 4096 + buffer_capacity(metadata_bytes);
    for (const std::uint64_t max_bytes : {needed, needed - 1}) {
        Seen seen;
        collect_in(&seen);
        Pipeline pipeline{validated(config_text(
            R"("p": {"type": "push"}, "r": {"type": "receive"}, "e": {"type": "collect"},
               "g": {"type": "limiter", "params": {"max_bytes": ")" +
                std::to_string(max_bytes) + "B\"}}",
            R"("p -> g -> r -> e")"))};
        pipeline.start();
        Pushed pushed;
        pushed.payload = image;
        static_cast<void>(pipeline.push("p", pushed));
        pipeline.close_source("p");
        const RunReport report = pipeline.wait();
        collect_in(nullptr);
        CHECK(report.is_balanced());
        REQUIRE(report.items.written == (max_bytes == needed ? 1 : 0));
        if (report.items.written == 0)
            continue;
        CHECK(seen.entries.at(0).metadata_byte == 9);
        CHECK(report.peak_bytes == needed);
    }
}

// SPDX-License-Identifier: Apache-2.0
// Each way to write a node of one's own, in a graph.
#include "penstock/list_member.hpp"

#include "graph/run_config.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <numeric>
#include <set>
#include <string>
#include <tuple>
#include <vector>

using namespace penstock;
using namespace penstock::test;

namespace {

/// A payload type of one's own.
struct Table {
    static constexpr const char* payload_name = "table";
    [[nodiscard]] std::uint64_t byte_size() const { return cells.capacity() * sizeof(int); }
    std::vector<int> cells;
};

/// An image in, a table out: as many cells as it has bytes, or more than it said.
struct Tabulate {
    struct Params {
        bool lie = false;
    };
    static Description<Tabulate> describe() {
        return Description<Tabulate>{"tabulate", "Makes a table."}.param(
            "lie", &Params::lie, {.doc = "Makes a table that is larger than declared."});
    }
    NodeBound bound(const PayloadBound& input, const Params&) const {
        NodeBound bound;
        bound.output.bytes = input.spec.bytes() * sizeof(int);
        return bound;
    }
    Table process(const Image& image, const Params& params, NodeContext&) const {
        Table table;
        table.cells.reserve(image.pixels().size() * (params.lie ? 2 : 1));
        for (const std::byte byte : image.pixels())
            table.cells.push_back(std::to_integer<int>(byte));
        return table;
    }
};

/// Two typed inputs, in a call with scratch, and an error by value.
struct Weigh {
    struct Params {
        std::uint64_t fail_at = 1000;
    };
    struct Scratch {
        std::atomic<int> users{0};
        std::vector<int> sums;
    };
    static Description<Weigh> describe() {
        return Description<Weigh>{"weigh", "Fills an image with the mean of a table."}
            .inputs({{"image", "the size"}, {"table", "the values"}})
            .param("fail_at", &Params::fail_at, {.doc = "An item that fails."});
    }
    NodeBound bound(const std::vector<PayloadBound>& inputs, const Params&) const {
        NodeBound bound;
        bound.output = inputs.at(0);
        return bound;
    }
    Result<Image> process(const Image& image,
                          const Table& table,
                          const Params& params,
                          Scratch& scratch,
                          NodeContext& context) const {
        REQUIRE(++scratch.users == 1);
        scratch.sums.assign(table.cells.begin(), table.cells.end());
        const int mean = std::accumulate(scratch.sums.begin(), scratch.sums.end(), 0) /
                         static_cast<int>(scratch.sums.size());
        --scratch.users;
        if (context.item().sequence == params.fail_at)
            return Failed{ErrorClass::unsupported, "not this one"};
        if (context.item().sequence == params.fail_at + 1)
            return Skipped{"nothing to do"};
        Image result = context.allocate_image(image.spec());
        std::memset(result.pixels().data(), mean + 1, result.pixels().size());
        context.note("weighed");
        return result;
    }
};

/// Two outputs, of two types; the second has nothing for every third item.
struct Part {
    struct Params {
        bool same = false;
    };
    static Description<Part> describe() {
        return Description<Part>{"part", "Gives an image and a few bytes."}
            .outputs({{"image", "the image, half as large"}, {"bytes", "its first ones"}})
            .param("same", &Params::same, {.doc = "Gives its input, too."});
    }
    static ImageSpec half(ImageSpec spec) {
        spec.height = std::max(spec.height / 2, 1U);
        return spec;
    }
    NodeBound bound(const PayloadBound& input, const Params& params) const {
        NodeBound bound;
        bound.output =
            PayloadBound::list({params.same ? input : PayloadBound::image(half(input.spec)),
                                PayloadBound::encoded(8)});
        return bound;
    }
    std::tuple<Image, std::optional<Encoded>>
    process(const Image& image, const Params& params, NodeContext& context) const {
        std::optional<Encoded> encoded;
        if (context.item().sequence % 3 != 2) {
            encoded.emplace();
            encoded->buffer = context.allocate_bytes(8);
            encoded->format = "raw";
            encoded->extension = "raw";
            std::memcpy(encoded->buffer.bytes().data(), image.pixels().data(), 8);
        }
        if (params.same)
            return {image, std::move(encoded)};
        Image result = context.allocate_image(half(image.spec()));
        std::memset(result.pixels().data(),
                    std::to_integer<int>(image.pixels()[0]),
                    result.pixels().size());
        return {std::move(result), std::move(encoded)};
    }
};

constexpr std::uint64_t declared_cells = 4;

Table table_of(std::uint64_t cells) {
    Table table;
    table.cells.resize(cells, 1);
    return table;
}
PayloadBound declared_table() {
    PayloadBound bound;
    bound.bytes = declared_cells * sizeof(int);
    return bound;
}

/// What makes tables in the other ways, of so many cells; four are declared.
struct CellParams {
    std::uint64_t cells = declared_cells;
};
template <class T> Description<T> described_with_cells(const char* type) {
    return Description<T>{type, "Makes tables."}.param(
        "cells", &CellParams::cells, {.doc = "Of each table."});
}

/// As one of two parts.
struct TablePart {
    using Params = CellParams;
    static Description<TablePart> describe() {
        return described_with_cells<TablePart>("table_part")
            .outputs({{"image", "what it got"}, {"table", "a table"}});
    }
    NodeBound bound(const PayloadBound& input, const Params&) const {
        NodeBound bound;
        bound.output = PayloadBound::list({input, declared_table()});
        return bound;
    }
    std::tuple<Image, Table> process(const Image& image, const Params& params, NodeContext&) const {
        return {image, table_of(params.cells)};
    }
};

/// Of two images.
struct TableJoin {
    using Params = CellParams;
    static Description<TableJoin> describe() {
        return described_with_cells<TableJoin>("table_join").inputs({{"a", "one"}, {"b", "two"}});
    }
    NodeBound bound(const std::vector<PayloadBound>&, const Params&) const {
        NodeBound bound;
        bound.output = declared_table();
        return bound;
    }
    Table process(const Image&, const Image&, const Params& params, NodeContext&) const {
        return table_of(params.cells);
    }
};

/// Two of each image.
struct TableSplit {
    using Params = CellParams;
    static Description<TableSplit> describe() {
        return described_with_cells<TableSplit>("table_split").splits_into("table");
    }
    NodeBound bound(const PayloadBound&, const Params&) const {
        NodeBound bound;
        bound.output = PayloadBound::list({declared_table(), declared_table()});
        return bound;
    }
    std::uint32_t most_results(const Params&) const { return 2; }
    List process(const Image&, const Params& params, NodeContext&) const {
        List list;
        for (int i = 0; i < 2; ++i)
            list.members.push_back({{}, table_of(params.cells)});
        return list;
    }
};

/// Of six images.
struct TableGather {
    using Params = CellParams;
    static Description<TableGather> describe() {
        return described_with_cells<TableGather>("table_gather");
    }
    std::uint64_t group_size(const Params&) const { return 6; }
    NodeBound bound(const PayloadBound&, const Params&) const {
        NodeBound bound;
        bound.output = declared_table();
        return bound;
    }
    void add(const Image&, std::uint64_t, const Params&, NodeContext&) {}
    Table finish(const Params& params, NodeContext&) { return table_of(params.cells); }
};

/// Takes tables.
struct TableSink {
    struct Params {};
    static Description<TableSink> describe() { return {"table_sink", "Takes tables."}; }
    Result<void> process(const Table& table, const Params&, NodeContext&) const noexcept {
        if (table.cells.empty())
            return Skipped{"there is nothing in it"};
        return {};
    }
};

/// Another bound than it has outputs.
struct Misdeclared : Part {
    static Description<Misdeclared> describe() {
        return Description<Misdeclared>{"misdeclared", "Declares one of two."}.outputs(
            {{"image", "the image"}, {"bytes", "its first ones"}});
    }
    NodeBound bound(const PayloadBound& input, const Params&) const {
        NodeBound bound;
        bound.output = input;
        return bound;
    }
};

NodeRegistry own_nodes() {
    NodeRegistry registry = engine_nodes();
    registry.add<Tabulate>();
    registry.add<Weigh>();
    registry.add<Part>();
    registry.add<Misdeclared>();
    registry.add<TablePart>();
    registry.add<TableJoin>();
    registry.add<TableSplit>();
    registry.add<TableGather>();
    registry.add<TableSink>();
    registry.add_function("brighter", "Adds ten.", [](Image image) noexcept {
        for (std::byte& byte : image.pixels())
            byte = static_cast<std::byte>(std::to_integer<int>(byte) + 10);
        return image;
    });
    registry.add_function(
        "twice",
        "Doubles, and drops what is odd.",
        [factor = 2](const Image& image, NodeContext& context) -> std::optional<Image> {
            if (context.item().sequence % 2 == 1)
                return std::nullopt;
            Image result = context.allocate_image(image.spec());
            std::ranges::transform(image.pixels(), result.pixels().begin(), [&](std::byte byte) {
                return static_cast<std::byte>(factor * std::to_integer<int>(byte));
            });
            return result;
        });
    registry.add_function(
        "count", "Sets how many came before.", [n = 0](Image image, NodeContext& context) mutable {
            context.set_attribute("n", n++);
            return image;
        });
    return registry;
}

RunReport run(const std::string& nodes,
              const std::string& edges,
              Seen& seen,
              std::uint32_t threads = 4,
              const std::string& limiter = "") {
    const std::string text = config_text(
        R"("n": {"type": "numbers", "params": {"count": 24}}, "g": {"type": "limiter")" + limiter +
            R"(}, "b": {"type": "blank"}, )" + nodes,
        "\"n -> g -> b -> " + edges);
    collect_in(&seen);
    PipelineOptions options;
    options.threads = threads;
    Pipeline pipeline{validate(parse_config(text, "test.json"), own_nodes()), options};
    RunReport report = pipeline.run();
    collect_in(nullptr);
    CHECK(report.is_balanced());
    return report;
}

std::vector<int> bytes_in_order(Seen& seen) {
    std::ranges::sort(seen.entries, {}, &Seen::Entry::sequence);
    std::vector<int> bytes;
    for (const Seen::Entry& entry : seen.entries)
        bytes.push_back(entry.first_byte);
    return bytes;
}

} // namespace

TEST_CASE(
    "a function is a node: by value, by reference with a context, and with a state of its own",
    "[graph][tiers]") {
    Seen seen;
    const RunReport report = run(R"("x": {"type": "brighter"}, "y": {"type": "twice"},
                                    "z": {"type": "count"}, "e": {"type": "collect"})",
                                 R"(x -> y -> z -> e")",
                                 seen);
    CHECK(report.items.dropped == 12);
    std::vector<int> expected;
    for (int i = 0; i < 24; i += 2)
        expected.push_back(2 * (i + 10));
    CHECK(bytes_in_order(seen) == expected);
    std::set<std::int64_t> counted;
    for (const Seen::Entry& entry : seen.entries)
        counted.insert(entry.attributes.find("n")->as_integer());
    CHECK(counted.size() == 12);
    const NodeRegistry registry = own_nodes();
    CHECK(registry.find("brighter")->descriptor.traits.takes_ownership);
    CHECK(registry.find("twice")->descriptor.traits.may_drop);
    CHECK(registry.find("twice")->descriptor.traits.is_concurrent);
    CHECK_FALSE(registry.find("count")->descriptor.traits.is_concurrent);
}

TEST_CASE("a payload of one's own travels, is joined with an image, and is charged",
          "[graph][tiers]") {
    const auto threads = GENERATE(1U, 2U, 8U);
    Seen seen;
    const RunReport report =
        run(R"("t": {"type": "tabulate"}, "w": {"type": "weigh", "params": {"fail_at": 5}},
               "e": {"type": "collect"})",
            R"([t, w.image]", "t -> w.table", "w -> e")",
            seen,
            threads,
            R"(, "params": {"max_images": 4})");
    CHECK(report.items.written == 22);
    CHECK(report.items.failed == 1);
    CHECK(report.items.skipped == 1);
    REQUIRE(report.failures.size() == 1);
    CHECK(report.failures[0].sequence == 5);
    CHECK(report.failures[0].error_class == ErrorClass::unsupported);
    CHECK(report.failures[0].message == "not this one");
    std::vector<int> expected;
    for (int i = 0; i < 24; ++i)
        if (i != 5 && i != 6)
            expected.push_back(i + 1);
    CHECK(bytes_in_order(seen) == expected);
    CHECK(*seen.entries[0].attributes.find("provenance") == Value::Array{"w: weighed"});
}

TEST_CASE("a payload that is larger than declared fails its item", "[graph][tiers]") {
    Seen seen;
    const RunReport report =
        run(R"("t": {"type": "tabulate", "params": {"lie": true}}, "e": {"type": "collect"})",
            R"(t -> e")",
            seen);
    CHECK(report.items.failed == 24);
    REQUIRE(!report.failures.empty());
    CHECK(report.failures[0].error_class == ErrorClass::limit);
    CHECK_THAT(report.failures[0].message, Catch::Contains("and the node declared at most"));
}

TEST_CASE("what a node declared holds for parts, joined, split and gathered payloads, too",
          "[graph][tiers]") {
    struct Way {
        const char* node;
        const char* edges;
        std::uint64_t failures;
    };
    const auto way =
        GENERATE(Way{"table_part", R"([t, x]", "x -> e", "t.image -> e", "t.table -> k")", 24},
                 Way{"table_join", R"([t.a, x]", "x -> t.b", "t -> k", "x -> e")", 24},
                 Way{"table_split", R"([t, x]", "x -> e", "t -> k")", 24},
                 Way{"table_gather", R"([t, x]", "x -> e", "t -> k")", 4});
    const auto run_with = [&](const char* cells) {
        Seen seen;
        return run(R"("x": {"type": "copy"}, "e": {"type": "collect"}, "k": {"type": "table_sink"},
                      "t": {"type": ")" +
                       std::string{way.node} + R"(", "params": {"cells": )" + cells + "}}",
                   way.edges,
                   seen);
    };
    INFO(way.node);
    CHECK(run_with("4").failures.empty());
    const RunReport report = run_with("5");
    REQUIRE(report.failures.size() == way.failures);
    CHECK(report.failures[0].node == "t");
    CHECK(report.failures[0].error_class == ErrorClass::limit);
    CHECK_THAT(report.failures[0].message, Catch::Contains("and the node declared at most"));
}

TEST_CASE("a sink can say by value that there is nothing to do", "[graph][tiers]") {
    Seen seen;
    const RunReport report = run(R"("x": {"type": "copy"}, "k": {"type": "table_sink"},
               "t": {"type": "table_join", "params": {"cells": 0}})",
                                 R"([t.a, x]", "x -> t.b", "t -> k")",
                                 seen);
    CHECK(report.items.skipped == 24);
    CHECK(report.items.failed == 0);
}

TEST_CASE("a node that takes a type says so where another arrives", "[graph][tiers]") {
    CHECK_THROWS_WITH(
        validate(parse_config(config_text(R"("n": {"type": "numbers"}, "g": {"type": "limiter"},
                                             "b": {"type": "blank"}, "t": {"type": "tabulate"},
                                             "i": {"type": "increment"}, "e": {"type": "collect"})",
                                          R"("n -> g -> b -> t -> i -> e")"),
                              "test.json"),
                 own_nodes()),
        Catch::Contains("table"));
}

TEST_CASE("each output of a node with several gives its own", "[graph][tiers]") {
    const auto threads = GENERATE(1U, 2U, 8U);
    const auto same = GENERATE(false, true);
    Seen seen;
    const std::string params = same ? R"(, "params": {"same": true})" : "";
    const RunReport report = run(R"("p": {"type": "part")" + params +
                                     R"(}, "i": {"type": "increment"}, "e": {"type": "collect"},
                                        "f": {"type": "collect"})",
                                 R"(p", "p.image -> i -> e", "p.bytes -> f")",
                                 seen,
                                 threads,
                                 R"(, "params": {"max_images": 6})");
    CHECK(report.items.written == 24);
    CHECK(report.items.failed == 0);
    std::vector<int> expected;
    for (int i = 0; i < 24; ++i) {
        if (i % 3 != 2)
            expected.push_back(i);
        expected.push_back(i + 1);
    }
    std::vector<int> bytes = bytes_in_order(seen);
    std::ranges::sort(bytes);
    std::ranges::sort(expected);
    CHECK(bytes == expected);
}

TEST_CASE(
    "what a node gives by several outputs can be joined again; what is missing fails there, or "
    "is dropped",
    "[graph][tiers]") {
    const auto threads = GENERATE(1U, 2U, 8U);
    const auto drop = GENERATE(false, true);
    Seen seen;
    const std::string params = drop ? R"(, "params": {"drop": true})" : "";
    const RunReport report = run(R"("p": {"type": "part"}, "z": {"type": "pair")" + params + R"(},
               "e": {"type": "collect"})",
                                 R"(p", "p.image -> z.in0", "p.bytes -> z.in1", "z -> e")",
                                 seen,
                                 threads,
                                 R"(, "params": {"max_images": 4})");
    CHECK(report.items.written == 16);
    CHECK(report.items.failed == (drop ? 0 : 8));
    CHECK(report.items.dropped == (drop ? 8 : 0));
    CHECK(seen.entries.size() == 16);
}

TEST_CASE("a node that declares fewer outputs than it has is told so", "[graph][tiers]") {
    Seen seen;
    const RunReport report =
        run(R"("p": {"type": "misdeclared"}, "e": {"type": "collect"}, "f": {"type": "collect"})",
            R"(p", "p.bytes -> e", "p.image -> f")",
            seen);
    CHECK(report.items.failed == 24);
    CHECK_THAT(report.failures.at(0).message,
               Catch::StartsWith("the node has 2 outputs and declares a bound for 0"));
}

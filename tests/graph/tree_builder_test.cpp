// SPDX-License-Identifier: Apache-2.0
#include "graph/tree_builder.hpp"

#include "penstock/list_member.hpp"

#include "graph/run_config.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

using namespace penstock;
using namespace penstock::graph;
using namespace penstock::test;

namespace {

/// Makes lists, and does not say how long they are.
struct Vague {
    struct Params {};
    static Description<Vague> describe() { return {"vague", "Makes lists of some length."}; }
    NodeBound bound(const PayloadBound& input, const Params&) const {
        NodeBound bound;
        bound.output = PayloadBound::list({input, input});
        return bound;
    }
    List process(const Image& image, const Params&, NodeContext& context) const {
        List list;
        list.members.push_back({context.item(), Payload{image}});
        return list;
    }
};

ValidatedConfig config_of(const std::string& nodes, const std::string& edges) {
    NodeRegistry registry = engine_nodes();
    registry.add<Vague>();
    return validate(parse_config(config_text(R"("n": {"type": "numbers"}, "g": {"type": "limiter"},
                                                "b": {"type": "blank"}, )" +
                                                 nodes,
                                             R"("n -> g -> b -> )" + edges),
                                 "test.json"),
                    registry);
}

/// The ways through a graph, by the names of its nodes.
struct Tree {
    explicit Tree(ValidatedConfig validated_config,
                  const std::string& root = "g",
                  std::uint32_t list_size = 0)
        : config{std::move(validated_config)}, topology{config}, nodes{config},
          tree{TreeBuilder{config, topology, nodes}.build(number_of(root), list_size)} {}

    [[nodiscard]] NodeIndex number_of(const std::string& name) const {
        return static_cast<NodeIndex>(
            std::ranges::find(config.nodes(), name, &ValidatedNode::name) - config.nodes().begin());
    }
    [[nodiscard]] std::vector<CallTree::Call> calls_of(const std::string& name) const {
        std::vector<CallTree::Call> result;
        std::ranges::copy_if(
            tree.calls, std::back_inserter(result), [node = number_of(name)](const auto& call) {
                return call.node == node;
            });
        return result;
    }

    ValidatedConfig config;
    Topology topology;
    NodeTable nodes;
    CallTree tree;
};

// By which rule the engine or the validation refuses a graph.
std::string rule_of(const std::string& nodes, const std::string& edges) {
    try {
        const Pipeline pipeline{config_of(nodes, edges)};
    } catch (const ConfigError& error) {
        return error.issues().at(0).rule;
    }
    return "none";
}

} // namespace

TEST_CASE("each way to a node is a call of it, numbered in the order of the config",
          "[graph][tree]") {
    const Tree tree{config_of(R"("c": {"type": "copy"}, "d": {"type": "copy"},
                                 "e": {"type": "collect"})",
                              R"([c, d] -> e", "b -> e")")};
    CHECK(tree.calls_of("b").size() == 1);
    const auto sinks = tree.calls_of("e");
    REQUIRE(sinks.size() == 3);
    CHECK(tree.tree.paths[tree.number_of("e")] == 3);
    for (std::uint32_t path = 0; path < 3; ++path)
        CHECK(std::ranges::count(sinks, path, &CallTree::Call::path) == 1);
    CHECK(tree.tree.joined.empty());
    for (CallIndex call = 1; call < tree.tree.calls.size(); ++call)
        CHECK(tree.tree[call].parent < call);
}

TEST_CASE("what a join makes is a call that stands for all that lead to it", "[graph][tree]") {
    const Tree tree{config_of(R"("c": {"type": "copy"}, "p": {"type": "pair"},
                                 "e": {"type": "collect"})",
                              R"([c, p.in1]", "c -> p.in0", "p -> e")")};
    REQUIRE(tree.tree.joined.size() == 1);
    const CallIndex joined = tree.tree.joined[0];
    REQUIRE(tree.tree[joined].joins.size() == 2);
    std::vector<std::uint32_t> members;
    for (const CallIndex arrival : tree.tree[joined].joins) {
        CHECK(tree.tree[arrival].joined_by == joined);
        members.push_back(tree.tree[arrival].member);
    }
    std::ranges::sort(members);
    CHECK(members == std::vector<std::uint32_t>{0, 1});
    REQUIRE(tree.calls_of("e").size() == 1);
    CHECK(tree.calls_of("e")[0].parent == joined);
}

TEST_CASE("each piece that there may be goes a way of its own, until they are one again",
          "[graph][tree]") {
    const Tree tree{config_of(R"("s": {"type": "pieces", "params": {"most": 5}},
                                 "c": {"type": "copy"}, "w": {"type": "whole"},
                                 "e": {"type": "collect"})",
                              R"(s -> c -> w -> e")")};
    CHECK(tree.calls_of("s").at(0).pieces == 5);
    CHECK(tree.calls_of("c").size() == 5);
    CHECK(tree.calls_of("e").size() == 1);
    REQUIRE(tree.tree.joined.size() == 1);
    CHECK(tree.tree[tree.tree.joined[0]].joins.size() == 5);
}

TEST_CASE("pieces of pieces are put together in two steps", "[graph][tree]") {
    const Tree tree{config_of(R"("s": {"type": "pieces", "params": {"most": 3}},
                                 "t": {"type": "pieces", "params": {"most": 2}},
                                 "w": {"type": "whole"}, "v": {"type": "whole"},
                                 "e": {"type": "collect"})",
                              R"(s -> t -> w -> v -> e")")};
    CHECK(tree.calls_of("t").size() == 3);
    CHECK(tree.tree.joined.size() == 3 + 1);
    CHECK(tree.calls_of("e").size() == 1);
}

TEST_CASE("a gathering node ends the ways of its members, and begins those of its result",
          "[graph][tree]") {
    const ValidatedConfig config = config_of(
        R"("u": {"type": "bunch", "params": {"size": 4}}, "m": {"type": "members"},
           "e": {"type": "collect"})",
        R"(u -> m -> e")");
    const Tree members{config};
    CHECK(members.calls_of("u").size() == 1);
    CHECK(members.calls_of("m").empty());
    const Tree result{config, "u", 4};
    CHECK(result.calls_of("m").at(0).pieces == 4);
    CHECK(result.calls_of("e").size() == 4);
}

TEST_CASE("ways through a graph that do not fit together are refused", "[graph][tree]") {
    const std::string e = R"(, "e": {"type": "collect"})";
    const std::string pair = R"("p": {"type": "pair"}, "c": {"type": "copy"})";
    const std::string whole = R"("w": {"type": "whole"}, "c": {"type": "copy"})";
    CHECK(rule_of(pair + e, R"([c, p.in1]", "c -> p.in0", "p -> e")") == "none");
    CHECK(rule_of(R"("v": {"type": "vague"}, "m": {"type": "members"})" + e, R"(v -> m -> e")") ==
          "F28");
    CHECK(rule_of(pair + R"(, "s": {"type": "pieces"})" + e,
                  R"([s, c]", "s -> p.in0", "c -> p.in1", "p -> e")") == "F29");
    CHECK(rule_of(pair + R"(, "d": {"type": "copy"})" + e,
                  R"([c, d, p.in1]", "c -> p.in0", "d -> p.in0", "p -> e")") == "F30");
    CHECK(rule_of(pair + R"(, "u": {"type": "bunch"})" + e,
                  R"([u, c]", "u -> p.in0", "c -> p.in1", "p -> e")") == "F31");
    CHECK(rule_of(pair + e, R"(c -> p.in0", "p -> e")") == "F32");
    CHECK(rule_of(whole + e, R"(c -> w -> e")") == "F33");
    CHECK(rule_of(R"("u": {"type": "bunch"},
                     "e": {"type": "collect", "params": {"order": "source"}})",
                  R"([u, e]", "u -> e")") == "F34");
}

TEST_CASE("pieces of different splits do not meet", "[graph][tree]") {
    const std::string nodes = R"("s": {"type": "pieces", "params": {"most": 3}},
                                 "t": {"type": "pieces", "params": {"most": 4}},
                                 "p": {"type": "pair"}, "e": {"type": "collect"})";
    CHECK(rule_of(nodes, R"([s, t]", "s -> p.in0", "t -> p.in1", "p -> e")") == "F29");
}

TEST_CASE("a graph of more ways than anybody means is refused", "[graph][tree]") {
    std::string nodes;
    std::string edges = "l0";
    for (int layer = 0; layer < 14; ++layer) {
        const std::string number = std::to_string(layer);
        nodes += R"("l)" + number + R"(": {"type": "pass"}, "r)" + number +
                 R"(": {"type": "pass"}, "j)" + number + R"(": {"type": "pass"}, )";
        edges = layer == 0 ? "[l0, r0] -> j0"
                           : edges + " -> [l" + number + ", r" + number + "] -> j" + number;
    }
    CHECK(rule_of(nodes + R"("e": {"type": "collect"})", edges + R"( -> e")") == "F22");
}

// SPDX-License-Identifier: Apache-2.0
#include "graph/tree_builder.hpp"

#include "config/rules.hpp"
#include "graph/thrown.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace penstock::graph {
namespace {

// Beyond this many ways through a graph, something else than a pipeline was meant.
constexpr std::size_t most_calls = 10'000;

} // namespace

TreeBuilder::TreeBuilder(const ValidatedConfig& config,
                         const Topology& topology,
                         const NodeTable& nodes)
    : config_{config}, topology_{topology}, nodes_{nodes} {}

CallTree TreeBuilder::build(NodeIndex root, std::uint32_t list_size) {
    tree_ = {};
    ways_.clear();
    arrivals_.clear();
    tree_.paths.assign(config_.nodes().size(), 0);
    tree_.calls.push_back({.node = root,
                           .path = 0,
                           .parent = 0,
                           .children = {},
                           .pieces = 1,
                           .member = 0,
                           .joined_by = 0,
                           .joins = {}});
    ways_.emplace_back();
    add_children(0, {.pieces = {}, .list_size = list_size});
    add_joins();
    return std::move(tree_);
}

// What becomes of the result of a call: piece by piece, edge by edge.
void TreeBuilder::add_children(CallIndex call, const Way& result) {
    const std::vector<Topology::Edge>& edges = topology_.edges_from(tree_[call].node);
    const std::uint32_t pieces = tree_[call].pieces;
    // What comes of a member that was gathered is another family's; it can only fail.
    const bool is_gathered =
        call != 0 && config_.nodes()[tree_[call].node].type->descriptor.kind == NodeKind::gather;
    for (std::uint32_t piece = 0; piece < pieces; ++piece) {
        Way way = result;
        if (pieces > 1)
            way.pieces.push_back({.split = call, .piece = piece, .pieces = pieces});
        for (std::uint32_t edge = 0; edge < edges.size(); ++edge)
            if (edges[edge].is_dead_letter || !is_gathered)
                add_call(call, edges[edge], edge, way);
    }
}

void TreeBuilder::add_call(CallIndex parent,
                           const Topology::Edge& edge,
                           std::uint32_t number,
                           Way way) {
    if (tree_.calls.size() >= most_calls)
        refuse(edge.to,
               config::rule::too_many_ways,
               "there are more than " + std::to_string(most_calls) +
                   " ways through the graph to this node; split the graph, let fewer edges meet, "
                   "or make fewer pieces");
    const auto call = static_cast<CallIndex>(tree_.calls.size());
    tree_.calls.push_back({.node = edge.to,
                           .path = tree_.paths[edge.to]++,
                           .parent = parent,
                           .children = {},
                           .pieces = 1,
                           .member = 0,
                           .joined_by = 0,
                           .joins = {}});
    ways_.push_back(std::move(way));
    const bool is_part = gives_several(tree_[parent].node) && !edge.is_dead_letter;
    tree_.calls[parent].children.push_back({.call = call,
                                            .edge = number,
                                            .port = is_part ? 0 : edge.port,
                                            .part = is_part ? edge.port : 0,
                                            .receives_value = !edge.is_dead_letter});
    add_behind(call);
}

void TreeBuilder::add_behind(CallIndex call) {
    const NodeIndex node = tree_[call].node;
    const NodeDescriptor& type = config_.nodes()[node].type->descriptor;
    if (type.kind == NodeKind::join) {
        const std::vector<CallTree::Child>& siblings = tree_[tree_[call].parent].children;
        const Topology::Edge& edge =
            topology_.edges_from(tree_[tree_[call].parent].node)[siblings.back().edge];
        arrivals_.push_back({.call = call, .join = node, .input = edge.to_port});
        return;
    }
    Way result = ways_[call];
    if (type.traits.splits) {
        tree_.calls[call].pieces = pieces_of(call);
        result.list_size = 0;
    } else if (!type.traits.passes_on) {
        result.list_size = 0;
    }
    add_children(call, result);
}

std::uint32_t TreeBuilder::pieces_of(CallIndex call) const {
    const NodeIndex node = tree_[call].node;
    if (config_.nodes()[node].type->descriptor.kind == NodeKind::loader)
        return asked(config_, config_.nodes()[node], "most_results", [&] {
            return nodes_.loader(node).most_results();
        });
    const std::uint32_t declared = asked(config_, config_.nodes()[node], "most_results", [&] {
        return nodes_.work(node).most_results();
    });
    if (declared > 1)
        return declared;
    if (ways_[call].list_size == 0)
        refuse(node,
               config::rule::unbounded_split,
               "how many members the lists have that arrive here cannot be told beforehand; take "
               "them from a batch or a zip");
    return ways_[call].list_size;
}

// Joins whose ways are all known, those that others wait for first.
void TreeBuilder::add_joins() {
    while (!arrivals_.empty())
        join(next_join());
}

NodeIndex TreeBuilder::next_join() const {
    for (const Arrival& candidate : arrivals_)
        if (std::ranges::none_of(arrivals_, [&](const Arrival& other) {
                return other.join != candidate.join &&
                       topology_.leads_to(other.join, candidate.join);
            }))
            return candidate.join;
    return arrivals_.front().join;
}

void TreeBuilder::join(NodeIndex node) {
    std::vector<Arrival> arrived;
    std::erase_if(arrivals_, [&](const Arrival& arrival) {
        if (arrival.join == node)
            arrived.push_back(arrival);
        return arrival.join == node;
    });
    const bool is_split = joins_split(node);
    for (std::uint32_t input = 0; input < topology_.inputs(node); ++input)
        if (std::ranges::none_of(arrived,
                                 [&](const Arrival& arrival) { return arrival.input == input; }))
            refuse(node,
                   config::rule::different_origins,
                   "what arrives at its input number " + std::to_string(input + 1) +
                       " does not come from where the others come from: one was gathered, or "
                       "gathered elsewhere, and so has no item in common with the others; join "
                       "before you gather");
    // What belongs together came as the same pieces of what has been split before.
    std::map<std::vector<std::pair<std::uint32_t, std::uint32_t>>, std::vector<Arrival>> groups;
    for (const Arrival& arrival : arrived) {
        const std::vector<Piece>& pieces = ways_[arrival.call].pieces;
        if (is_split && pieces.empty())
            refuse(node,
                   config::rule::untile_without_split,
                   "what arrives here has not been split, so there is nothing to put together; "
                   "put a node that splits before it, such as tile");
        std::vector<std::pair<std::uint32_t, std::uint32_t>> key;
        for (std::size_t i = 0; i < pieces.size() - (is_split ? 1 : 0); ++i)
            key.emplace_back(pieces[i].piece, pieces[i].pieces);
        if (is_split)
            key.emplace_back(pieces.back().split, 0);
        groups[key].push_back(arrival);
    }
    for (const auto& [key, group] : groups) {
        Way result = ways_[group.front().call];
        if (is_split)
            result.pieces.pop_back();
        result.list_size = static_cast<std::uint32_t>(topology_.inputs(node));
        join_group(node, group, result);
    }
}

void TreeBuilder::join_group(NodeIndex node, const std::vector<Arrival>& group, const Way& result) {
    std::set<std::uint32_t> members;
    for (const Arrival& arrival : group) {
        tree_.calls[arrival.call].member = member_of(arrival);
        members.insert(member_of(arrival));
        for (const Arrival& other : group)
            if (other.call < arrival.call && member_of(other) == member_of(arrival) &&
                !exclude_each_other(other.call, arrival.call))
                refuse(node,
                       config::rule::several_at_one_input,
                       "two things of one item arrive at one input, by \"" +
                           config_.nodes()[tree_[tree_[other.call].parent].node].name +
                           "\" and by \"" +
                           config_.nodes()[tree_[tree_[arrival.call].parent].node].name +
                           "\"; give each an input of its own");
    }
    if (!joins_split(node) && members.size() != topology_.inputs(node))
        refuse(node,
               config::rule::unequal_pieces,
               "what arrives at its inputs has not been split into equally many pieces, so there "
               "is nothing to join some of them with; split before the ways part, or put the "
               "pieces together again before they meet");
    const auto joined = static_cast<CallIndex>(tree_.calls.size());
    tree_.calls.push_back({.node = node,
                           .path = tree_[group.front().call].path,
                           .parent = 0,
                           .children = {},
                           .pieces = 1,
                           .member = 0,
                           .joined_by = 0,
                           .joins = {}});
    ways_.push_back(result);
    tree_.joined.push_back(joined);
    for (const Arrival& arrival : group) {
        tree_.calls[arrival.call].joined_by = joined;
        tree_.calls[joined].joins.push_back(arrival.call);
    }
    add_children(joined, result);
}

std::uint32_t TreeBuilder::member_of(const Arrival& arrival) const {
    return joins_split(arrival.join) ? ways_[arrival.call].pieces.back().piece : arrival.input;
}

// They left the last call that both come from by different ports, and a result leaves by one.
bool TreeBuilder::exclude_each_other(CallIndex left, CallIndex right) const {
    const std::vector<CallIndex> of_left = ancestry(left);
    const std::vector<CallIndex> of_right = ancestry(right);
    std::size_t common = 0;
    while (of_left[common + 1] == of_right[common + 1])
        ++common;
    const auto port_to = [&](CallIndex child) {
        for (const CallTree::Child& one : tree_[of_left[common]].children)
            if (one.call == child)
                return one.port;
        return 0U;
    };
    return port_to(of_left[common + 1]) != port_to(of_right[common + 1]);
}

// From call 0 to the call itself; through a join by one of the ways into it.
std::vector<CallIndex> TreeBuilder::ancestry(CallIndex call) const {
    std::vector<CallIndex> result{call};
    while (result.back() != 0) {
        const CallTree::Call& shape = tree_[result.back()];
        result.push_back(shape.joins.empty() ? shape.parent : shape.joins.front());
    }
    std::ranges::reverse(result);
    return result;
}

bool TreeBuilder::gives_several(NodeIndex node) const {
    return config_.nodes()[node].type->descriptor.traits.gives_several;
}

bool TreeBuilder::joins_split(NodeIndex node) const {
    return config_.nodes()[node].type->descriptor.traits.joins_split;
}

void TreeBuilder::refuse(NodeIndex node, std::string_view rule, std::string message) const {
    if (topology_.rules_off().contains(rule))
        return;
    const ValidatedNode& described = config_.nodes()[node];
    ConfigIssue issue =
        config_.issue_at(described.origin, "nodes." + described.name, std::move(message));
    issue.rule = rule;
    throw ConfigError{{std::move(issue)}};
}

} // namespace penstock::graph

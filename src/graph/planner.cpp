// SPDX-License-Identifier: Apache-2.0
#include "graph/planner.hpp"

#include "penstock/failure.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace penstock::graph {
namespace {

// Beyond this many ways through a graph, something else than a pipeline was meant.
constexpr std::size_t most_calls = 10'000;
constexpr PixelCount default_largest_item{64'000'000};

Amount amount_of(const PayloadBound& bound) {
    return {bound.images, bound.bytes};
}

} // namespace

Planner::Planner(const ValidatedConfig& config,
                 const Topology& topology,
                 const Region& region,
                 const NodeTable& nodes)
    : config_{config}, topology_{topology}, nodes_{nodes} {
    tree_.paths.assign(config.nodes().size(), 0);
    tree_.calls.push_back(
        {.node = region.limiter, .path = 0, .parent = 0, .children = {}, .receives_value = {}});
    for (const Topology::Edge& edge : topology.edges_from(region.limiter)) {
        tree_.calls[0].receives_value.push_back(true);
        add_calls(0, edge.to);
    }
}

void Planner::add_calls(CallIndex parent, NodeIndex node) {
    if (tree_.calls.size() >= most_calls)
        throw ConfigError{{config_.issue_at(config_.nodes()[node].origin,
                                            "nodes." + config_.nodes()[node].name,
                                            "there are more than " + std::to_string(most_calls) +
                                                " ways through the graph to this node; "
                                                "split the graph, or let fewer edges meet")}};
    const auto call = static_cast<CallIndex>(tree_.calls.size());
    tree_.calls.push_back({.node = node,
                           .path = tree_.paths[node]++,
                           .parent = parent,
                           .children = {},
                           .receives_value = {}});
    tree_.calls[parent].children.push_back(call);
    for (const Topology::Edge& edge : topology_.edges_from(node)) {
        tree_.calls[call].receives_value.push_back(!edge.is_dead_letter);
        add_calls(call, edge.to);
    }
}

std::shared_ptr<const CallAmounts> Planner::amounts(const LoaderMeasures& measures) const {
    return std::make_shared<const CallAmounts>(compute(measures, nullptr));
}

CallAmounts Planner::compute(const LoaderMeasures& measures,
                             std::vector<PayloadBound>* inputs) const {
    CallAmounts amounts;
    amounts.calls.resize(tree_.calls.size());
    for (std::size_t i = 0; i < measures.size(); ++i) {
        if (!measures[i])
            continue;
        const CallIndex call = tree_.calls[0].children[i];
        const Measure measure = known(*measures[i]);
        CallAmounts::Of& of = amounts.calls[call];
        of.value = amount_of(measure.output);
        of.during =
            of.value + Amount{0, measure.working_bytes + buffer_capacity(measure.file_bytes)};
        of.codec = measure.codec_bytes;
        bound_children(call, measure.output, false, amounts, inputs);
    }
    amounts.add_up(tree_);
    return amounts;
}

// A loader that cannot tell sizes gets what `limits.largest_item` says: RGBA of 16 bits.
Measure Planner::known(const Measure& measure) const {
    if (measure.output.bytes != 0)
        return measure;
    const std::uint64_t pixels =
        config_.limits().largest_item.value_or(default_largest_item).pixels;
    const auto side = static_cast<std::uint32_t>(std::ceil(std::sqrt(static_cast<double>(pixels))));
    Measure result = measure;
    result.output = PayloadBound::image({.width = side,
                                         .height = side,
                                         .channels = 4,
                                         .pixel_type = PixelType::u16,
                                         .colour_space = ColourSpace::unspecified});
    return result;
}

void Planner::bound_children(CallIndex call,
                             const PayloadBound& value,
                             bool may_be_shared,
                             CallAmounts& amounts,
                             std::vector<PayloadBound>* inputs) const {
    const CallTree::Call& shape = tree_.calls[call];
    const auto receivers = std::ranges::count(shape.receives_value, true);
    for (std::size_t i = 0; i < shape.children.size(); ++i)
        bound_call(shape.children[i],
                   shape.receives_value[i] ? value : PayloadBound{},
                   may_be_shared || receivers > 1,
                   amounts,
                   inputs);
}

void Planner::bound_call(CallIndex call,
                         const PayloadBound& input,
                         bool may_be_shared,
                         CallAmounts& amounts,
                         std::vector<PayloadBound>* inputs) const {
    const std::size_t node = tree_.calls[call].node;
    const NodeTraits& traits = config_.nodes()[node].type->descriptor.traits;
    if (inputs != nullptr)
        (*inputs)[call] = input;
    CallAmounts::Of& of = amounts.calls[call];
    NodeBound bound;
    try {
        bound = nodes_.work(node).bound(input);
    } catch (const ItemError& error) {
        of.refusal = error.what();
        of.refusal_class = error.error_class();
        return;
    }
    // Of pixels, not of capacity: two sizes can share a size class, and then the node makes a new
    // buffer.
    const bool is_in_place = traits.works_in_place && bound.output.images == input.images &&
                             bound.output.spec.bytes() == input.spec.bytes();
    const bool is_cloned = traits.takes_ownership && may_be_shared;
    of.value = amount_of(bound.output);
    of.codec = bound.codec_bytes;
    of.during = {0, bound.working_bytes};
    if (!is_in_place)
        of.during += of.value;
    if (is_cloned)
        of.during += amount_of(input);
    // A node that reads its input may hand on another handle to it: then its result is shared like
    // the input.
    const bool can_pass_on = !traits.takes_ownership && input.images > 0 && bound.output.images > 0;
    bound_children(call, bound.output, can_pass_on && may_be_shared, amounts, inputs);
}

LoaderMeasures Planner::nominal_measures() const {
    const Measure ordinary{.output = PayloadBound::image({.width = 64,
                                                          .height = 64,
                                                          .channels = 3,
                                                          .pixel_type = PixelType::u8,
                                                          .colour_space = ColourSpace::srgb}),
                           .file_bytes = 0,
                           .working_bytes = 0,
                           .codec_bytes = 0,
                           .format = {}};
    LoaderMeasures measures;
    for (const CallIndex call : tree_.calls[0].children) {
        const NodeDescriptor& loader = config_.nodes()[tree_.calls[call].node].type->descriptor;
        Measure measure = ordinary;
        if (loader.outputs.at(0).payload != Image::payload_name)
            measure.output = PayloadBound::encoded(4096);
        measures.emplace_back(measure);
    }
    return measures;
}

std::vector<PayloadBound> Planner::nominal_inputs() const {
    std::vector<PayloadBound> inputs(tree_.calls.size());
    (void)compute(nominal_measures(), &inputs);
    return inputs;
}

Amount Planner::nominal_claim() const {
    return compute(nominal_measures(), nullptr).claim();
}

} // namespace penstock::graph

// SPDX-License-Identifier: Apache-2.0
#include "graph/planner.hpp"

#include "penstock/failure.hpp"
#include "penstock/list.hpp"

#include "config/rules.hpp"
#include "graph/measuring.hpp"
#include "graph/metadata_bound.hpp"
#include "graph/thrown.hpp"
#include "graph/tree_builder.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

namespace penstock::graph {
namespace {

constexpr PixelCount default_largest_item{64'000'000};
// Items come in few sizes, or in ever new ones.
constexpr std::size_t most_remembered = 256;

Amount amount_of(const PayloadBound& bound) {
    return {bound.images, bound.bytes};
}

bool is_list(const PayloadBound& bound) {
    return !bound.members.empty();
}

// Of what is split; of as many pieces as there can be.
void make_list(PayloadBound& bound, std::uint32_t pieces, bool has_all) {
    std::vector<PayloadBound> members = std::move(bound.members);
    if (members.empty())
        members.push_back(bound);
    if (has_all)
        members.resize(pieces, PayloadBound{members.back()});
    bound = PayloadBound::list(std::move(members));
}

} // namespace

Planner::Planner(const ValidatedConfig& config,
                 const Topology& topology,
                 const Region& region,
                 const NodeTable& nodes)
    : config_{config}, topology_{topology}, nodes_{nodes} {
    find_lineages(region);
    nominal_ = started(*lineages_.front());
    (void)compute_admitted(nominal_measures(), nominal_);
}

const Lineage& Planner::lineage_of(NodeIndex gathering_node) const {
    return **std::ranges::find_if(
        lineages_, [&](const auto& lineage) { return lineage->node == gathering_node; });
}

Amount Planner::held_by(const Lineage& lineage) const {
    Amount sum;
    for (const Lineage::Gathering& gathering : lineage.gatherings) {
        const std::uint64_t members =
            gathering.group_size - 1 + gathering.group_size * waiting_results(gathering.node);
        sum += Amount{members * gathering.retained.images, members * gathering.retained.bytes};
    }
    return sum;
}

// Those that wait to be gathered again. Each keeps what it was made of.
std::uint64_t Planner::waiting_results(NodeIndex gathering_node) const {
    std::uint64_t sum = 0;
    for (const Lineage::Gathering& gathering : lineage_of(gathering_node).gatherings)
        sum += gathering.group_size - 1 + gathering.group_size * waiting_results(gathering.node);
    return sum;
}

std::shared_ptr<const CallAmounts> Planner::amounts(const LoaderMeasures& measures) const {
    {
        const std::scoped_lock lock{mutex_};
        if (latest_ != remembered_.end() && is_key_of(latest_->first, measures))
            return latest_->second;
    }
    std::vector<std::uint64_t> key = key_of(measures);
    {
        const std::scoped_lock lock{mutex_};
        const auto found = remembered_.find(key);
        if (found != remembered_.end()) {
            latest_ = found;
            return found->second;
        }
    }
    Flow flow = started(*lineages_.front());
    flow.is_of_item = true;
    auto result = std::make_shared<const CallAmounts>(compute_admitted(measures, flow));
    const std::scoped_lock lock{mutex_};
    if (remembered_.size() >= most_remembered)
        remembered_.clear();
    latest_ = remembered_.insert_or_assign(std::move(key), std::move(result)).first;
    return latest_->second;
}

void Planner::find_lineages(const Region& region) {
    lineages_.push_back(std::make_unique<Lineage>());
    lineages_[0]->node = region.limiter;
    lineages_[0]->limiter = config_.nodes()[region.limiter].name;
    lineages_[0]->tree = TreeBuilder{config_, topology_, nodes_}.build(region.limiter, 0);
    Flow flow = started(*lineages_[0]);
    flow.is_most = true;
    const CallAmounts largest = compute_admitted(largest_measures(), flow);
    largest_claim_ = largest.claim(tree());
    add_gatherings(*lineages_[0], flow, largest.metadata);
    for (std::size_t i = 1; i < lineages_.size(); ++i) {
        Lineage& lineage = *lineages_[i];
        Flow behind = started(lineage);
        behind.is_most = true;
        const auto& gatherer = nodes_.gather(lineage.node);
        const PayloadBound& member = gathered_inputs_[lineage.node].front();
        NodeBound bound = asked(config_, config_.nodes()[lineage.node], "bound", [&] {
            return gatherer.bound(member);
        });
        CallAmounts amounts;
        amounts.calls.resize(lineage.tree.calls.size());
        CallAmounts::Of& result = amounts.calls[0];
        const bool retains = type_of(lineage.node).traits.retains;
        if (!retains)
            result.value = amount_of(bound.output); // else it is charged to the members
        hand_on_metadata(retains ? most_metadata(member) : 0, bound.output);
        result.during = result.value + Amount{0, bound.working_bytes};
        result.codec = bound.codec_bytes;
        behind.values[0] = bound.output;
        behind.is_reached[0] = 1;
        behind.gives_shared[0] = retains ? 1 : 0;
        compute(lineage, behind, amounts);
        for (CallIndex call = 1; call < lineage.tree.calls.size(); ++call)
            gathered_inputs_[lineage.tree[call].node].push_back(behind.inputs[call]);
        lineage.amounts = std::make_shared<const CallAmounts>(std::move(amounts));
        add_gatherings(lineage, behind, lineage.amounts->metadata);
    }
}

// Nodes that gather members of these families; each begins a lineage.
void Planner::add_gatherings(Lineage& lineage, const Flow& flow, const Amount& metadata) {
    for (CallIndex call = 1; call < lineage.tree.calls.size(); ++call) {
        const NodeIndex node = lineage.tree[call].node;
        if (type_of(node).kind != NodeKind::gather || flow.is_reached[call] == 0)
            continue;
        const Amount retained =
            type_of(node).traits.retains ? metadata + amount_of(flow.inputs[call]) : Amount{};
        const auto known = std::ranges::find(lineage.gatherings, node, &Lineage::Gathering::node);
        if (known != lineage.gatherings.end()) {
            known->retained = max(known->retained, retained);
            continue;
        }
        lineage.gatherings.push_back(
            {.node = node, .group_size = nodes_.gather(node).group_size(), .retained = retained});
        add_lineage(node, flow.inputs[call]);
    }
}

void Planner::add_lineage(NodeIndex gathering_node, const PayloadBound& largest_member) {
    const ValidatedNode& described = config_.nodes()[gathering_node];
    if (std::ranges::any_of(lineages_,
                            [&](const auto& known) { return known->node == gathering_node; })) {
        if (topology_.rules_off().contains(config::rule::mixed_order))
            return;
        ConfigIssue issue =
            config_.issue_at(described.origin,
                             "nodes." + described.name,
                             "items come here that were gathered and items that were not, so there "
                             "is no one order to gather them in; give each a node of its own");
        issue.rule = config::rule::mixed_order;
        throw ConfigError{{std::move(issue)}};
    }
    auto lineage = std::make_unique<Lineage>();
    lineage->number = static_cast<std::uint32_t>(lineages_.size());
    lineage->node = gathering_node;
    lineage->limiter = lineages_.front()->limiter;
    const bool makes_lists = type_of(gathering_node).outputs.at(0).payload == List::payload_name;
    const auto size = static_cast<std::uint32_t>(nodes_.gather(gathering_node).group_size());
    lineage->tree =
        TreeBuilder{config_, topology_, nodes_}.build(gathering_node, makes_lists ? size : 0);
    gathered_inputs_[gathering_node].assign(1, largest_member);
    lineages_.push_back(std::move(lineage));
}

Planner::Flow Planner::started(const Lineage& lineage) const {
    const std::size_t calls = lineage.tree.calls.size();
    Flow flow;
    flow.inputs.resize(calls);
    flow.values.resize(calls);
    flow.is_reached.resize(calls);
    flow.is_shared.resize(calls);
    flow.gives_shared.resize(calls);
    return flow;
}

CallAmounts Planner::compute_admitted(const LoaderMeasures& measures, Flow& flow) const {
    const Lineage& lineage = *lineages_.front();
    CallAmounts amounts;
    amounts.calls.resize(lineage.tree.calls.size());
    for (std::size_t i = 0; i < measures.size(); ++i) {
        if (!measures[i])
            continue;
        const CallIndex call = lineage.tree[0].children[i].call;
        Measure measure = known(*measures[i]);
        if (lineage.tree[call].pieces > 1)
            make_list(measure.output, lineage.tree[call].pieces, flow.is_most);
        CallAmounts::Of& of = amounts.calls[call];
        of.value = amount_of(measure.output);
        of.during =
            of.value + Amount{0, measure.working_bytes + buffer_capacity(measure.file_bytes)};
        of.codec = measure.codec_bytes;
        amounts.metadata += Amount{0, buffer_capacity(most_metadata(measure.output))};
        flow.values[call] = measure.output;
        flow.is_reached[call] = 1;
    }
    compute(lineage, flow, amounts);
    return amounts;
}

// Parents come before children, and what a join takes before the join.
void Planner::compute(const Lineage& lineage, Flow& flow, CallAmounts& amounts) const {
    for (CallIndex call = 1; call < lineage.tree.calls.size(); ++call) {
        const CallTree::Call& shape = lineage.tree[call];
        for (const CallIndex arrival : shape.joins)
            flow.is_reached[call] |= flow.is_reached[arrival];
        if (shape.joins.empty()) {
            if (lineage.number == 0 && shape.parent == 0)
                continue; // a loader
            take_input(lineage, call, flow);
        }
        if (flow.is_reached[call] != 0)
            bound_call(lineage, call, flow, amounts);
    }
    amounts.add_up(lineage.tree);
}

void Planner::take_input(const Lineage& lineage, CallIndex call, Flow& flow) const {
    const CallIndex parent = lineage.tree[call].parent;
    const CallTree::Call& shape = lineage.tree[parent];
    if (flow.is_reached[parent] == 0)
        return;
    const auto mine = std::ranges::find(shape.children, call, &CallTree::Child::call);
    flow.is_reached[call] = 1;
    if (!mine->receives_value)
        return;
    const auto receivers = std::ranges::count_if(shape.children, [&](const auto& other) {
        return other.port == mine->port && other.part == mine->part && other.receives_value;
    });
    const auto edges = shape.children.size() / shape.pieces;
    const auto piece = static_cast<std::size_t>(mine - shape.children.begin()) / edges;
    flow.is_shared[call] =
        flow.gives_shared[parent] != 0 || receivers > static_cast<long>(shape.pieces) ? 1 : 0;
    const PayloadBound& value = flow.values[parent];
    if (type_of(shape.node).traits.gives_several)
        flow.inputs[call] = value.members.at(mine->part);
    else if (!type_of(shape.node).traits.splits || (shape.pieces == 1 && !is_list(value)))
        flow.inputs[call] = value;
    else if (piece < value.members.size())
        flow.inputs[call] = value.members[piece];
    else
        flow.is_reached[call] = 0; // this picture makes fewer pieces
}

void Planner::bound_call(const Lineage& lineage,
                         CallIndex call,
                         Flow& flow,
                         CallAmounts& amounts) const {
    const CallTree::Call& shape = lineage.tree[call];
    const NodeKind kind = type_of(shape.node).kind;
    CallAmounts::Of& of = amounts.calls[call];
    if (kind == NodeKind::gather || (kind == NodeKind::join && shape.joins.empty()))
        return;
    try {
        if (kind == NodeKind::join)
            bound_join(lineage, call, flow, of);
        else
            bound_work(lineage, call, flow, amounts);
    } catch (const ItemError& error) {
        of.refusal = error.what();
        of.refusal_class = error.error_class();
        flow.is_reached[call] = 0;
    } catch (...) {
        const ValidatedNode& node = config_.nodes()[shape.node];
        if (!flow.is_of_item)
            throw ConfigError{
                {config_.issue_at(node.origin, "nodes." + node.name, thrown_by("bound"))}};
        of.refusal = thrown_by("bound");
        of.refusal_class = ErrorClass::node;
        flow.is_reached[call] = 0;
    }
}

void Planner::bound_work(const Lineage& lineage,
                         CallIndex call,
                         Flow& flow,
                         CallAmounts& all) const {
    CallAmounts::Of& amounts = all.calls[call];
    const NodeIndex node = lineage.tree[call].node;
    const NodeTraits& traits = type_of(node).traits;
    const PayloadBound& input = flow.inputs[call];
    NodeBound bound = nodes_.work(node).bound(input);
    check_parts(node, bound.output);
    if (flow.is_most && traits.splits && is_list(bound.output))
        make_list(bound.output, lineage.tree[call].pieces, true);
    hand_on_metadata(std::max(most_metadata(input), bound.metadata_bytes), bound.output);
    if (bound.metadata_bytes > 0)
        all.metadata += Amount{0, buffer_capacity(bound.metadata_bytes)};
    flow.values[call] = bound.output;
    flow.gives_shared[call] = flow.is_shared[call];
    amounts.value = amount_of(bound.output);
    amounts.codec = bound.codec_bytes;
    amounts.during = {0, bound.working_bytes};
    if (traits.passes_on)
        return;
    if (traits.splits && is_list(input)) { // which is charged to those who brought its members
        amounts.value = {};
        flow.gives_shared[call] = 1;
        return;
    }
    // Of pixels, not of capacity: two sizes can share a size class, and then the node makes a new
    // buffer.
    const bool is_in_place = (traits.works_in_place || bound.in_place) &&
                             bound.output.images == input.images &&
                             bound.output.spec.bytes() == input.spec.bytes();
    const bool is_retried = config_.nodes()[node].on_error.uses_retry();
    if (!is_in_place)
        amounts.during += amounts.value;
    if (traits.takes_ownership && (flow.is_shared[call] != 0 || is_retried))
        amounts.during += amount_of(input);
    // A node that reads its input may hand on another handle to it: then its result is shared like
    // the input.
    const bool can_pass_on = !traits.takes_ownership && input.images > 0 && bound.output.images > 0;
    if (traits.gives_several) // two parts may be one image
        flow.gives_shared[call] = 1;
    else if (!can_pass_on)
        flow.gives_shared[call] = 0;
}

// A list keeps what it holds, which stays charged to the calls that brought it.
void Planner::bound_join(const Lineage& lineage,
                         CallIndex call,
                         Flow& flow,
                         CallAmounts::Of& amounts) const {
    const CallTree::Call& shape = lineage.tree[call];
    std::vector<PayloadBound> inputs;
    for (const CallIndex arrival : shape.joins) {
        const std::size_t member = lineage.tree[arrival].member;
        if (inputs.size() <= member)
            inputs.resize(member + 1);
        if (flow.inputs[arrival].bytes > inputs[member].bytes)
            inputs[member] = flow.inputs[arrival];
    }
    NodeBound bound = nodes_.join(shape.node).bound(inputs);
    check_parts(shape.node, bound.output);
    std::uint64_t metadata = 0;
    for (const PayloadBound& input : inputs)
        metadata = std::max(metadata, most_metadata(input));
    hand_on_metadata(metadata, bound.output);
    flow.values[call] = bound.output;
    flow.gives_shared[call] = 1;
    amounts.codec = bound.codec_bytes;
    amounts.during = {0, bound.working_bytes};
    const bool gives_several = type_of(shape.node).traits.gives_several;
    if (is_list(bound.output) && !gives_several)
        return;
    amounts.value = amount_of(bound.output);
    amounts.during += amounts.value;
    flow.gives_shared[call] = gives_several ? 1 : 0;
}

// A node with several outputs declares something for each.
void Planner::check_parts(NodeIndex node, const PayloadBound& output) const {
    const NodeDescriptor& type = type_of(node);
    if (type.traits.gives_several && output.members.size() != type.outputs.size())
        throw ItemError{ErrorClass::node,
                        "the node has " + std::to_string(type.outputs.size()) +
                            " outputs and declares a bound for " +
                            std::to_string(output.members.size()) +
                            "; its bound() is to give PayloadBound::list with one for each; this "
                            "is a fault of the node, not of the picture"};
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

LoaderMeasures Planner::nominal_measures() const {
    Measure ordinary;
    ordinary.output = PayloadBound::image({.width = 64,
                                           .height = 64,
                                           .channels = 3,
                                           .pixel_type = PixelType::u8,
                                           .colour_space = ColourSpace::srgb});
    LoaderMeasures measures;
    for (const CallTree::Child& loader : tree()[0].children) {
        Measure measure = ordinary;
        const NodeIndex node = tree()[loader.call].node;
        const auto spec = asked(config_, config_.nodes()[node], "ordinary_image", [&] {
            return nodes_.loader(node).ordinary_image();
        });
        if (spec)
            measure.output = PayloadBound::image(*spec);
        if (type_of(node).outputs.at(0).payload == Encoded::payload_name)
            measure.output = PayloadBound::encoded(4096);
        measures.emplace_back(measure);
    }
    return measures;
}

// Where no loader has to look at a file, all items are as large as the first.
LoaderMeasures Planner::largest_measures() const {
    LoaderMeasures measures;
    for (const CallTree::Child& loader : tree()[0].children) {
        const NodeIndex node = tree()[loader.call].node;
        std::optional<Measure> measure;
        if (!type_of(node).traits.blocks)
            measure = measured_beforehand(config_, nodes_, node);
        if (!measure) {
            measure = known({});
            measure->output.metadata_bytes =
                asked(config_, config_.nodes()[node], "most_metadata_bytes", [&] {
                    return nodes_.loader(node).most_metadata_bytes();
                });
        }
        measures.push_back(measure);
    }
    return measures;
}

std::vector<PayloadBound> Planner::nominal_inputs(NodeIndex node) const {
    std::vector<PayloadBound> result;
    for (CallIndex call = 1; call < tree().calls.size(); ++call)
        if (tree()[call].node == node)
            result.push_back(nominal_.inputs[call]);
    const auto gathered = gathered_inputs_.find(node);
    if (gathered != gathered_inputs_.end() && type_of(node).kind != NodeKind::gather)
        result.insert(result.end(), gathered->second.begin(), gathered->second.end());
    return result;
}

Amount Planner::nominal_claim() const {
    Flow flow = started(*lineages_.front());
    flow.is_most = true;
    return compute_admitted(nominal_measures(), flow).claim(tree());
}

} // namespace penstock::graph

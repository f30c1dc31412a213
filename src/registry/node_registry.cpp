// SPDX-License-Identifier: Apache-2.0
#include "penstock/node_registry.hpp"

#include "registry/check_description.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

namespace penstock {

NodeType::Ports NodeType::inputs(const Value::Object& params) const {
    return inputs_of ? inputs_of(params) : descriptor.inputs;
}

NodeType::Ports NodeType::outputs(const Value::Object& params) const {
    return outputs_of ? outputs_of(params) : descriptor.outputs;
}

bool NodeType::consults_clock(const Value::Object& params) const {
    return descriptor.traits.consults_clock || (clock_of && clock_of(params));
}

void NodeRegistry::add(NodeType type) {
    registry::check_description(type.descriptor);
    const bool is_made_by_engine = type.descriptor.kind == NodeKind::limiter;
    if (!is_made_by_engine && !type.make)
        throw std::invalid_argument(
            fmt::format("node type \"{}\" cannot be made: `make` is empty", type.descriptor.type));
    std::string name = type.descriptor.type;
    const auto [place, is_new] = types_.try_emplace(std::move(name), std::move(type));
    if (!is_new)
        throw std::invalid_argument(
            fmt::format("there is a node type \"{}\" already; choose another name", place->first));
}

const NodeType* NodeRegistry::find(std::string_view type) const {
    const auto found = types_.find(type);
    return found == types_.end() ? nullptr : &found->second;
}

std::vector<std::string> NodeRegistry::names() const {
    std::vector<std::string> result;
    result.reserve(types_.size());
    for (const auto& [name, type] : types_)
        result.push_back(name);
    return result;
}

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#include "penstock/node_descriptor.hpp"

#include <algorithm>

namespace penstock {
namespace {

template <class Described>
const Described* named(const std::vector<Described>& all, std::string_view name) {
    const auto found = std::find_if(
        all.begin(), all.end(), [name](const Described& one) { return one.name == name; });
    return found == all.end() ? nullptr : &*found;
}

} // namespace

std::string_view to_string(NodeKind kind) {
    static constexpr std::string_view names[] = {
        "source", "limiter", "loader", "transform", "join", "gather", "sink"};
    return names[static_cast<std::size_t>(kind)];
}

std::string_view to_string(ParamType type) {
    static constexpr std::string_view names[] = {"boolean",
                                                 "integer",
                                                 "number",
                                                 "string",
                                                 "size",
                                                 "pixel count",
                                                 "duration",
                                                 "choice",
                                                 "list of strings",
                                                 "list of numbers",
                                                 "condition",
                                                 "conditions by name",
                                                 "attributes by name",
                                                 "object",
                                                 "list of objects"};
    return names[static_cast<std::size_t>(type)];
}

const ParamDescriptor* NodeDescriptor::find_param(std::string_view name) const {
    return named(params, name);
}
const PortDescriptor* NodeDescriptor::find_input(std::string_view name) const {
    return named(inputs, name);
}
const PortDescriptor* NodeDescriptor::find_output(std::string_view name) const {
    return named(outputs, name);
}

} // namespace penstock

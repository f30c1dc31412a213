// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/export.hpp"
#include "penstock/node.hpp"
#include "penstock/node_descriptor.hpp"
#include "penstock/value.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace penstock {

/// A node type: its description, and how to make one. `make` gets normalised parameters; it is
/// empty for the limiter, which is part of the engine.
struct NodeType {
    using Ports = std::vector<PortDescriptor>;

    NodeDescriptor descriptor;
    std::function<std::unique_ptr<Node>(const Value::Object& params)> make;
    /// Ports that normalised parameters name, instead of those of the descriptor. Empty: they do
    /// not. They may throw `std::invalid_argument`.
    std::function<Ports(const Value::Object& params)> inputs_of = {};
    std::function<Ports(const Value::Object& params)> outputs_of = {};
    /// Whether normalised parameters make its output depend on time, where the trait
    /// `consults_clock` does not say so for all of them. May be empty.
    std::function<bool(const Value::Object& params)> clock_of = {};
    /// Normalised parameters as its class understands them, written for a config again. May be
    /// empty: nobody can tell.
    std::function<Value::Object(const Value::Object& params)> rewritten = {};
    /// The file of the plugin that brought it; empty: it is part of the program.
    std::string plugin = {};

    /// The ports that a node with these normalised parameters has.
    [[nodiscard]] PENSTOCK_API Ports inputs(const Value::Object& params) const;
    [[nodiscard]] PENSTOCK_API Ports outputs(const Value::Object& params) const;
    [[nodiscard]] PENSTOCK_API bool consults_clock(const Value::Object& params) const;
};

} // namespace penstock

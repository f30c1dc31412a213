// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/value.hpp"

#include "config/arguments.hpp"
#include "config/issues.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace penstock::config {

/// One entry of "subgraphs".
struct Subgraph {
    std::string name;
    Origin origin; ///< of its key
    std::vector<Argument> arguments;
    Value nodes;   ///< an object
    Value edges;   ///< a list
    Value inputs;  ///< an object: which ports of its nodes each port of a use stands for
    Value outputs; ///< likewise
};

using Subgraphs = std::map<std::string, Subgraph, std::less<>>;

/// Reads "subgraphs". What stands in their nodes is looked at where they are used. One that cannot
/// be used at all is left out.
[[nodiscard]] Subgraphs read_subgraphs(const Value& subgraphs, Issues& issues);

} // namespace penstock::config

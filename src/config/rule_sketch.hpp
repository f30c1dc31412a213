// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/rules.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace penstock::config {

/// A small config, written down as its edges. Most of its nodes have a well-known name, which says
/// what they are; a name that says nothing is that of a resize.
struct Sketch {
    std::vector<std::string_view> edges;
    std::vector<std::string_view> nodes = {}; ///< the others: `"x": { "type": "null" }`
    std::string_view limits = {};             ///< `"memory": "1MiB"`
};

/// The whole config as text, and with it the rule that it is an example of. Each node stands on a
/// line of its own.
[[nodiscard]] RuleText rule_text(std::string_view id,
                                 std::string_view title,
                                 std::string_view why,
                                 const Sketch& bad,
                                 std::string_view remedy,
                                 const Sketch& good);

/// The rules about sources, limiters and the edges between nodes.
[[nodiscard]] std::vector<RuleText> rules_of_paths();
/// About failed items that go on, about order, and about what must fit.
[[nodiscard]] std::vector<RuleText> rules_of_bounds();
/// About nodes that split, and those that put together again.
[[nodiscard]] std::vector<RuleText> rules_of_joins();

} // namespace penstock::config

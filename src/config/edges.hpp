// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pipeline_config.hpp"

#include "config/issues.hpp"

#include <optional>
#include <string>
#include <vector>

namespace penstock::config {

inline constexpr std::size_t max_edges = 100'000;

/// Takes one edge string apart and appends its hops: "a -> [b, c] -> d.port". False where it is a
/// mistake.
[[nodiscard]] bool parse_edge(const Value& text,
                              const std::string& path,
                              std::vector<EdgeConfig>& edges,
                              Issues& issues);

/// One name in an edge: "node" or "node.port".
struct EdgeEnd {
    std::string node;
    std::string port; ///< empty: not named
    Origin origin;
};

/// A string that is one name. Nothing where it is a mistake.
[[nodiscard]] std::optional<EdgeEnd>
parse_end(const Value& text, const std::string& path, Issues& issues);

} // namespace penstock::config

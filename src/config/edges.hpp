// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pipeline_config.hpp"

#include "config/issues.hpp"

#include <string>
#include <vector>

namespace penstock::config {

inline constexpr std::size_t max_edges = 100'000;

/// Takes one edge string apart and appends its hops: "a -> [b, c] -> d.port".
void parse_edge(const Value& text,
                const std::string& path,
                std::vector<EdgeConfig>& edges,
                Issues& issues);

} // namespace penstock::config

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pipeline_config.hpp"

#include "config/issues.hpp"
#include "config/use_ports.hpp"
#include "config/variables.hpp"

#include <cstddef>
#include <vector>

namespace penstock::config {

inline constexpr std::size_t max_subgraph_depth = 16;
inline constexpr std::size_t max_copied_bytes = std::size_t{64} << 20U;

/// The nodes of a config with the nodes of subgraphs in the place of their uses.
struct Expansion {
    Value::Object nodes;           ///< in file order
    std::vector<EdgeConfig> edges; ///< those inside of subgraphs
    EdgeScope scope;               ///< what the edges of the config itself can name
    bool has_all_nodes = true;     ///< no use was a mistake
    bool has_all_edges = true;     ///< none of those inside was a mistake
};

/// Copies each subgraph to where it is used, with its arguments in place: the node "resize" of the
/// use "small" is called "small/resize", that of the second copy of `for_each` "small/1/resize". An
/// entry of "nodes" with such a name is put over the copy. Each copy becomes a source, so that its
/// mistakes can be blamed on the place of use too.
[[nodiscard]] Expansion expand_subgraphs(const Value& root,
                                         const Value::Object& nodes,
                                         const Variables& variables,
                                         std::vector<ConfigSource>& sources,
                                         Issues& issues);

} // namespace penstock::config

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

namespace penstock::tools {

/// A graph that comes with the program.
struct ShippedGraph {
    std::string_view name; ///< "quickstart"
    std::string_view text; ///< the whole config
};

/// All of them, by name. The build makes this of the files in graphs/.
[[nodiscard]] const std::vector<ShippedGraph>& shipped_graphs();

} // namespace penstock::tools

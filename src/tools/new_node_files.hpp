// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

namespace penstock::tools {

/// A file of the project that `penstock new-node` writes. In its name and its text, `new_node` and
/// `NewNode` stand for the name of the node.
struct NewNodeFile {
    std::string_view name;
    std::string_view text;
};

/// All of them, by name. The build makes this of the files in src/tools/new_node/.
[[nodiscard]] const std::vector<NewNodeFile>& new_node_files();

} // namespace penstock::tools

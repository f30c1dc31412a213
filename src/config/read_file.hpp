// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace penstock::config {

/// The content of a file, or why there is none.
struct FileText {
    std::string text;
    std::string mistake; ///< empty: `text` is whole
};

/// Reads a config from a disk or a pipe. A file that is not there names the one in its folder that
/// may have been meant.
[[nodiscard]] FileText read_file(const std::filesystem::path& file);

} // namespace penstock::config

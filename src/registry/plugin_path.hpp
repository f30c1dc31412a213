// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace penstock::registry {

/// The folders that PENSTOCK_PLUGIN_PATH names, in its order; without those that are empty.
[[nodiscard]] std::vector<std::filesystem::path> plugin_folders();

/// The file of a library: that path in `folder`, or, for a name without a slash, where it is found.
/// Throws `PluginError` where no folder has one of that name. Whether a path leads to a library is
/// left to whoever opens it.
[[nodiscard]] std::filesystem::path find_plugin(const std::filesystem::path& library,
                                                const std::filesystem::path& folder);

struct InstalledPlugins {
    std::vector<std::filesystem::path> libraries;
    std::vector<std::string> mistakes; ///< a line for each folder that cannot be read
};

/// Every lib*.so in these folders that is no folder itself, by name. Of several with one name, only
/// that in the first folder.
[[nodiscard]] InstalledPlugins installed_plugins(const std::vector<std::filesystem::path>& folders);

/// Of what is said of a library, which others may have named, and which can say what it likes: line
/// ends and tabs come out as \n and \t.
[[nodiscard]] std::string on_one_line(const std::string& text);

} // namespace penstock::registry

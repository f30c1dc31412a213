// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace penstock::registry {

/// The folders that PENSTOCK_PLUGIN_PATH names, in its order; without those that are empty.
[[nodiscard]] std::vector<std::filesystem::path> plugin_folders();

/// The file of a library: that path in `folder`, or, for a name without a slash, where it is found.
/// Throws `PluginError` where there is no such file.
[[nodiscard]] std::filesystem::path find_plugin(const std::filesystem::path& library,
                                                const std::filesystem::path& folder);

/// Every lib*.so in these folders, by name. Of several with one name, only that in the first
/// folder. Throws `PluginError` where a folder cannot be read.
[[nodiscard]] std::vector<std::filesystem::path>
installed_plugins(const std::vector<std::filesystem::path>& folders);

} // namespace penstock::registry

// SPDX-License-Identifier: Apache-2.0
#include "tools/node_types.hpp"

#include "penstock/load_plugins.hpp"

#include "tools/usage_error.hpp"

#include <fmt/format.h>

namespace penstock::tools {

NodeRegistry built_in_and(const std::vector<std::string>& plugins) {
    NodeRegistry registry = built_in_nodes();
    for (const std::string& plugin : plugins) {
        try {
            load_plugin(registry, plugin);
        } catch (const PluginError& error) {
            throw UsageError(fmt::format("--plugin: {}", error.what()));
        }
    }
    return registry;
}

NodeRegistry installed_and(const std::vector<std::string>& plugins) {
    NodeRegistry registry = built_in_and(plugins);
    try {
        load_installed_plugins(registry);
    } catch (const PluginError& error) {
        throw UsageError(fmt::format("{}: {}", plugin_path_variable, error.what()));
    }
    return registry;
}

} // namespace penstock::tools

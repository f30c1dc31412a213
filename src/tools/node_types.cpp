// SPDX-License-Identifier: Apache-2.0
#include "tools/node_types.hpp"

#include "penstock/load_plugins.hpp"

#include "tools/graph_source.hpp"
#include "tools/usage_error.hpp"

#include <fmt/format.h>

namespace penstock::tools {

NodeRegistry built_in_and(const std::vector<std::string>& plugins) {
    NodeRegistry registry = built_in_nodes();
    std::vector<std::string> mistakes;
    for (const std::string& plugin : plugins) {
        try {
            load_plugin(registry, plugin);
        } catch (const PluginError& error) {
            mistakes.push_back(fmt::format("--plugin: {}", error.what()));
        }
    }
    if (!mistakes.empty())
        throw UsageError(fmt::to_string(fmt::join(mistakes, "\n")));
    return registry;
}

NodeRegistry installed_and(const std::vector<std::string>& plugins) {
    NodeRegistry registry = built_in_and(plugins);
    PipelineConfig nothing_else;
    load_plugins(registry, nothing_else);
    show_issues(nothing_else.issues);
    return registry;
}

} // namespace penstock::tools

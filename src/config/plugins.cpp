// SPDX-License-Identifier: Apache-2.0
#include "penstock/load_plugins.hpp"

#include "config/issues.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace penstock {
namespace config {
namespace {

// What a path there is relative to: the folder of the file that it stands in, for a flag the
// working directory.
std::filesystem::path folder_at(const PipelineConfig& config, const Origin& origin) {
    const Origin place = as_written(config.sources, origin);
    if (place.source == 0)
        return config.base;
    const ConfigSource& source = config.sources.at(place.source);
    return source.kind == ConfigSource::Kind::file
               ? std::filesystem::path{source.name}.parent_path()
               : std::filesystem::path{};
}

// Entries that are no names are left to `validate`.
void load_named(NodeRegistry& registry, PipelineConfig& config, const Value& plugins) {
    std::size_t index = 0;
    for (const Value& entry : plugins.as_array()) {
        const std::string path = fmt::format("plugins[{}]", index++);
        if (!entry.is_string() || entry.as_string().empty())
            continue;
        try {
            load_plugin(registry, entry.as_string(), folder_at(config, entry.origin));
        } catch (const PluginError& error) {
            config.issues.push_back(located(config.sources, entry.origin, path, error.what()));
            config.plugin_state = PluginState::incomplete;
        }
    }
}

} // namespace
} // namespace config

void load_plugins(NodeRegistry& registry, PipelineConfig& config) {
    config.plugin_state = PluginState::loaded;
    if (config.plugins.is_array())
        config::load_named(registry, config, config.plugins);
    try {
        load_installed_plugins(registry);
    } catch (const PluginError& error) {
        ConfigIssue issue;
        issue.source = plugin_path_variable;
        issue.message = error.what();
        config.issues.push_back(std::move(issue));
        config.plugin_state = PluginState::incomplete;
    }
}

} // namespace penstock

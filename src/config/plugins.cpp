// SPDX-License-Identifier: Apache-2.0
#include "config/plugins.hpp"

#include "penstock/load_plugins.hpp"

#include "config/issues.hpp"
#include "core/shared_library.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

namespace penstock {
namespace config {
namespace {

namespace fs = std::filesystem;

// What a path there is relative to: the folder of the file that it stands in, for a flag the
// working directory.
fs::path folder_at(const PipelineConfig& config, const Origin& origin) {
    const Origin place = as_written(config.sources, origin);
    if (place.source == 0)
        return config.base;
    const ConfigSource& source = config.sources.at(place.source);
    return source.kind == ConfigSource::Kind::file ? fs::path{source.name}.parent_path()
                                                   : fs::path{};
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

fs::path or_here(const fs::path& folder) {
    return folder.empty() ? fs::path{"."} : folder;
}

// What a library that is named in one folder is called in another. A name that means no file in
// its folder means one that is installed, everywhere.
std::string name_in(const fs::path& base, const std::string& name, const fs::path& folder) {
    const bool is_path = name.find('/') != std::string::npos;
    const fs::path file = folder / (is_path ? name : library_file_name(name));
    std::error_code error;
    if (folder == base || fs::path{name}.is_absolute() || (!is_path && !fs::exists(file, error)))
        return name;
    const fs::path way = fs::relative(or_here(file.parent_path()), or_here(base), error);
    return ((error || way.empty() ? fs::absolute(file.parent_path()) : way) / file.filename())
        .string();
}

} // namespace

Value plugins_as_of_file(const PipelineConfig& config) {
    Value plugins = config.plugins;
    if (plugins.is_array())
        for (Value& entry : plugins.as_array())
            if (entry.is_string() && !entry.as_string().empty()) {
                Value name{
                    name_in(config.base, entry.as_string(), folder_at(config, entry.origin))};
                name.origin = entry.origin;
                entry = std::move(name);
            }
    return plugins;
}

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

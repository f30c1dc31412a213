// SPDX-License-Identifier: Apache-2.0
#include "config/plugins.hpp"

#include "penstock/load_plugins.hpp"

#include "config/issues.hpp"
#include "core/shared_library.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string_view>
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

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
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

// What is installed is there for all pipelines, and most of them need nothing of it: what cannot be
// loaded is no mistake of this one, unless it has a node of a type that is not there.
void load_installed(NodeRegistry& registry, PipelineConfig& config) {
    try {
        load_installed_plugins(registry);
    } catch (const PluginError& error) {
        for (const std::string& line : lines_of(error.what())) {
            ConfigIssue issue;
            issue.severity = ConfigIssue::Severity::warning;
            issue.source = plugin_path_variable;
            issue.path = line.substr(0, line.find(": "));
            issue.message = line.substr(std::min(issue.path.size() + 2, line.size()));
            config.issues.push_back(std::move(issue));
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

std::vector<std::string> left_out_plugins(const PipelineConfig& config) {
    std::vector<std::string> files;
    for (const ConfigIssue& issue : config.issues)
        if (issue.severity == ConfigIssue::Severity::warning &&
            issue.source == plugin_path_variable)
            files.push_back(issue.path);
    return files;
}

Value plugins_as_of_file(const PipelineConfig& config) {
    Value plugins = config.plugins;
    for (Value& entry : plugins.as_array())
        if (entry.is_string() && !entry.as_string().empty()) {
            Value name{name_in(config.base, entry.as_string(), folder_at(config, entry.origin))};
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
    config::load_installed(registry, config);
}

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#include "penstock/pipeline_config.hpp"

#include "config/include.hpp"
#include "config/issues.hpp"
#include "config/keys.hpp"
#include "config/overrides.hpp"
#include "config/profiles.hpp"
#include "config/read_file.hpp"
#include "config/read_pipeline.hpp"
#include "config/understand.hpp"
#include "config/variables.hpp"
#include "config/words.hpp"
#include "json/parse.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace penstock {
namespace {

PipelineConfig parse(std::string_view text,
                     const std::string& name,
                     const std::filesystem::path& base,
                     const ConfigOverrides& overrides) {
    PipelineConfig config;
    config.base = base;
    config.sources.push_back({.name = name, .text = std::string{text}});
    std::vector<ConfigIssue> mistakes;
    auto root = json::parse(text, 0, mistakes);
    if (!root) {
        config::Issues issues{config.sources};
        for (const ConfigIssue& mistake : mistakes)
            issues.adopt(mistake);
        throw ConfigError{issues.take()};
    }
    config.issues = std::move(mistakes);
    config::understand(std::move(*root), overrides, config);
    return config;
}

// Everything but the variables themselves and what is read without them.
void replace_variables(Value& root, config::Variables& variables) {
    for (auto& [key, value] : root.as_object()) {
        if (key == "subgraphs" || key == "profiles")
            variables.count_as_used(value);
        else if (key != "vars" && key != "include" && !config::is_free_key(key))
            variables.replace_in(value, config::path_to({}, key), 1);
    }
}

} // namespace

void config::understand(Value root, const ConfigOverrides& overrides, PipelineConfig& config) {
    Issues issues{config.sources};
    for (const ConfigIssue& issue : std::exchange(config.issues, {}))
        issues.adopt(issue);
    if (!root.is_object()) {
        issues.error(root.origin,
                     {},
                     fmt::format("found {}; expected an object with \"penstock\", \"nodes\" and "
                                 "\"edges\"",
                                 as_found(root)));
        throw ConfigError{issues.take()};
    }
    if (!resolve_includes(root, config, issues))
        throw ConfigError{issues.take()};
    apply_profiles(root, overrides.profiles, config.sources, issues);
    apply_overrides(root, overrides, config.sources, issues);
    Variables variables{issues};
    if (Value* vars = root.find("vars"))
        variables.declare(*vars);
    replace_variables(root, variables);
    read_pipeline(root, variables, config, issues);
    if (const Value* vars = root.find("vars"))
        variables.warn_of_unused(*vars);
    config.issues = issues.take();
}

PipelineConfig load_config(const std::filesystem::path& file, const ConfigOverrides& overrides) {
    config::FileText content = config::read_file(file);
    if (content.mistake.empty())
        return parse(content.text, file.string(), file.parent_path(), overrides);
    ConfigIssue issue;
    issue.source = file.string();
    issue.message = std::move(content.mistake);
    throw ConfigError{{std::move(issue)}};
}

PipelineConfig
parse_config(std::string_view text, const std::string& name, const ConfigOverrides& overrides) {
    return parse(text, name, {}, overrides);
}

} // namespace penstock

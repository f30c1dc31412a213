// SPDX-License-Identifier: Apache-2.0
#include "penstock/pipeline_config.hpp"

#include "config/issues.hpp"
#include "config/nearest.hpp"
#include "config/overrides.hpp"
#include "config/read_pipeline.hpp"
#include "config/understand.hpp"
#include "config/variables.hpp"
#include "config/words.hpp"
#include "json/parse.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>
#include <utility>

namespace penstock {
namespace {

[[noreturn]] void refuse_file(const std::filesystem::path& file, std::string message) {
    ConfigIssue issue;
    issue.source = file.string();
    issue.message = std::move(message);
    throw ConfigError{{std::move(issue)}};
}

// Another config in the same folder that may have been meant.
std::string other_file(const std::filesystem::path& file) {
    const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
    std::vector<std::string> names;
    std::error_code ignored;
    for (std::filesystem::directory_iterator entry{folder, ignored}, end; entry != end;
         entry.increment(ignored))
        if (entry->path().extension() == ".json")
            names.push_back(entry->path().filename().string());
    const std::string best = config::nearest(file.filename().string(), names);
    if (best.empty())
        return {};
    return "; did you mean " + config::in_quotes((file.parent_path() / best).string()) + "?";
}

// Stops soon after the limit, so that pipes and devices end too.
std::string read_text(const std::filesystem::path& file) {
    std::error_code error;
    const auto status = std::filesystem::status(file, error);
    if (status.type() == std::filesystem::file_type::not_found)
        refuse_file(file, "there is no such file; expected a config in JSON" + other_file(file));
    if (status.type() == std::filesystem::file_type::directory)
        refuse_file(file, "this is a folder; expected a config in JSON");
    errno = 0;
    std::ifstream stream{file, std::ios::binary};
    std::string text;
    std::array<char, 65536> chunk{};
    while (stream && text.size() <= json::max_text_bytes) {
        stream.read(chunk.data(), chunk.size());
        text.append(chunk.data(), static_cast<std::size_t>(stream.gcount()));
    }
    if (stream.bad() || (stream.fail() && !stream.eof()))
        refuse_file(file, fmt::format("this file cannot be read: {}", std::strerror(errno)));
    if (text.size() > json::max_text_bytes)
        refuse_file(file,
                    fmt::format("this file has more than {} bytes (16MiB); expected a config, "
                                "which is shorter",
                                json::max_text_bytes));
    return text;
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
    apply_overrides(root, overrides, config.sources, issues);
    substitute_variables(root, issues);
    read_pipeline(root, config, issues);
    config.issues = issues.take();
}

PipelineConfig load_config(const std::filesystem::path& file, const ConfigOverrides& overrides) {
    PipelineConfig config = parse_config(read_text(file), file.string(), overrides);
    config.base = file.parent_path();
    return config;
}

PipelineConfig
parse_config(std::string_view text, const std::string& name, const ConfigOverrides& overrides) {
    PipelineConfig config;
    config.sources.push_back({name, std::string{text}});
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

} // namespace penstock

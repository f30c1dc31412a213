// SPDX-License-Identifier: Apache-2.0
#include "tools/graph_source.hpp"

#include "penstock/effective_config.hpp"
#include "penstock/load_plugins.hpp"

#include "tools/node_types.hpp"
#include "tools/output.hpp"
#include "tools/talk.hpp"
#include "tools/terminal.hpp"

#include <iostream>
#include <iterator>
#include <utility>

namespace penstock::tools {
namespace {

PipelineConfig read(const GraphSource& source) {
    if (!source.pipe.empty())
        return parse_pipe(source.pipe, source.overrides);
    if (source.file != "-")
        return load_config(source.file, source.overrides);
    const std::string text{std::istreambuf_iterator<char>{std::cin}, {}};
    return parse_config(text, "standard input", source.overrides);
}

ValidatedConfig validated(PipelineConfig& config, const GraphSource& source) {
    NodeRegistry registry = built_in_and(source.plugins);
    load_plugins(registry, config);
    return validate(config, registry);
}

// The message in bold, the line and the caret below it faint: what is wrong first.
std::string highlighted(ConfigIssue issue) {
    issue.message = shortened(issue.message);
    const std::string text = printable(issue.to_string_with_caret());
    const std::size_t first_line = std::min(text.find('\n'), text.size());
    const Colour colour =
        issue.severity == ConfigIssue::Severity::warning ? Colour::yellow : Colour::red;
    std::string result = coloured(colour, text.substr(0, first_line));
    if (first_line < text.size())
        result += coloured(Colour::faint, text.substr(first_line));
    return result;
}

} // namespace

ValidatedConfig load(const GraphSource& source) {
    PipelineConfig config = read(source);
    return validated(config, source);
}

LoadedConfig load_with_text(const GraphSource& source) {
    PipelineConfig config = read(source);
    ValidatedConfig valid = validated(config, source);
    std::string text = effective_config(config, valid);
    return {.config = std::move(valid), .effective = std::move(text)};
}

void print_config(const GraphSource& source) {
    PipelineConfig config = read(source);
    const ValidatedConfig valid = validated(config, source);
    show_issues(valid.content().warnings);
    print(effective_config(config, valid));
}

void show_issues(const std::vector<ConfigIssue>& issues) {
    for (const ConfigIssue& issue : issues)
        say(highlighted(issue));
}

} // namespace penstock::tools

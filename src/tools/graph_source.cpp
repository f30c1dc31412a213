// SPDX-License-Identifier: Apache-2.0
#include "tools/graph_source.hpp"

#include "penstock/effective_config.hpp"
#include "penstock/node_registry.hpp"

#include "tools/output.hpp"
#include "tools/talk.hpp"
#include "tools/terminal.hpp"

#include <iostream>
#include <iterator>

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

// The message in bold, the line and the caret below it faint: what is wrong first.
std::string highlighted(const ConfigIssue& issue) {
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
    return validate(read(source), built_in_nodes());
}

void print_config(const GraphSource& source) {
    const PipelineConfig config = read(source);
    const ValidatedConfig valid = validate(config, built_in_nodes());
    show_issues(valid.content().warnings);
    print(effective_config(config, valid));
}

void show_issues(const std::vector<ConfigIssue>& issues) {
    for (const ConfigIssue& issue : issues)
        say(highlighted(issue));
}

} // namespace penstock::tools

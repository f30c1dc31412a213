// SPDX-License-Identifier: Apache-2.0
#include "penstock/rules.hpp"

#include "tools/nearest.hpp"
#include "tools/output.hpp"
#include "tools/usage_error.hpp"
#include "tools/verbs.hpp"

#include <fmt/format.h>

namespace penstock::tools {
namespace {

std::string indented(const std::string& text) {
    std::string result;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = text.find('\n', begin);
        result += "    " + text.substr(begin, end - begin) + '\n';
        begin = end == std::string::npos ? text.size() : end + 1;
    }
    return result;
}

std::string list_of(const std::vector<RuleText>& rules) {
    std::string text;
    for (const RuleText& rule : rules)
        text += fmt::format("{:<4} {}\n", rule.id, rule.title);
    return text;
}

std::string as_text(const RuleText& rule) {
    return fmt::format("{}: {}\n\n{}\n\nRefused:\n{}\n{}\n\nAccepted:\n{}",
                       rule.id,
                       rule.title,
                       rule.why,
                       indented(rule.bad),
                       rule.remedy,
                       indented(rule.good));
}

std::string as_markdown(const std::vector<RuleText>& rules) {
    std::string text =
        "# Rules of graphs\n\nA graph that breaks one of these could hang, lose items or need more "
        "memory than was promised. It is refused\nbefore anything runs, with a message that ends "
        "in the number of the rule. `penstock explain F7` prints what stands here.\n";
    for (const RuleText& rule : rules)
        text += fmt::format(
            "\n## {}\n\n{}\n\n{}\n\nRefused:\n\n```json\n{}```\n\n{}\n\n```json\n{}```\n",
            rule.id,
            rule.title,
            rule.why,
            rule.bad,
            rule.remedy,
            rule.good);
    return text;
}

RuleText named(const std::string& id) {
    if (auto rule = explain_rule(id))
        return *std::move(rule);
    std::vector<std::string> ids;
    for (const RuleText& rule : all_rules())
        ids.push_back(rule.id);
    throw UsageError(fmt::format("explain: there is no rule \"{}\"{}; penstock explain lists them",
                                 id,
                                 did_you_mean(id, ids)));
}

} // namespace

ExitCode explain(const ExplainRequest& request) {
    const std::vector<RuleText> rules =
        request.rule.empty() ? all_rules() : std::vector{named(request.rule)};
    if (request.is_markdown)
        print(as_markdown(rules));
    else
        print(request.rule.empty() ? list_of(rules) : as_text(rules.front()));
    return ExitCode::success;
}

} // namespace penstock::tools

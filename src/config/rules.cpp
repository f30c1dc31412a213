// SPDX-License-Identifier: Apache-2.0
#include "config/rules.hpp"

#include "penstock/rules.hpp"

#include "config/rule_sketch.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace penstock {

std::vector<RuleText> all_rules() {
    std::vector<RuleText> rules = config::rules_of_paths();
    for (RuleText& one : config::rules_of_bounds())
        rules.push_back(std::move(one));
    for (RuleText& one : config::rules_of_joins())
        rules.push_back(std::move(one));
    const auto number = [](const RuleText& one) { return std::stoi(one.id.substr(1)); };
    std::sort(rules.begin(), rules.end(), [&](const RuleText& left, const RuleText& right) {
        return number(left) < number(right);
    });
    return rules;
}

std::optional<RuleText> explain_rule(std::string_view id) {
    const auto is_it = [id](const RuleText& one) {
        return std::equal(
            id.begin(), id.end(), one.id.begin(), one.id.end(), [](char typed, char known) {
                return std::toupper(static_cast<unsigned char>(typed)) == known;
            });
    };
    for (RuleText& one : all_rules())
        if (is_it(one))
            return std::move(one);
    return std::nullopt;
}

} // namespace penstock

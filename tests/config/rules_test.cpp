// SPDX-License-Identifier: Apache-2.0
#include "config/rules.hpp"

#include "penstock/rules.hpp"

#include "config/sample_nodes.hpp"
#include "support/catch.hpp"

#include <set>
#include <string>

namespace penstock::test {
namespace {

std::vector<ConfigIssue> issues_of(const std::string& text) {
    try {
        (void)validate(parse_config(text, "graph.json"), sample_nodes());
    } catch (const ConfigError& error) {
        return error.issues();
    }
    return {};
}

bool is_sentence(const std::string& text) {
    return !text.empty() && text.front() >= 'A' && text.front() <= 'Z' && text.back() == '.';
}

} // namespace

TEST_CASE("rules are numbered from F1 on, without a gap", "[config][rules]") {
    int number = 0;
    for (const RuleText& one : all_rules())
        CHECK(one.id == "F" + std::to_string(++number));
    CHECK(config::rule::mixed_order == "F" + std::to_string(number));
}

TEST_CASE("every rule says what it is, why it is, and what to do, in sentences",
          "[config][rules]") {
    std::set<std::string> titles;
    for (const RuleText& one : all_rules()) {
        CAPTURE(one.id);
        CHECK(is_sentence(one.title));
        CHECK(is_sentence(one.why));
        CHECK(is_sentence(one.remedy));
        CHECK(titles.insert(one.title).second);
        CHECK(one.bad != one.good);
    }
}

TEST_CASE("the graphs of every rule can be read", "[config][rules]") {
    for (const RuleText& one : all_rules())
        for (const std::string& text : {one.bad, one.good}) {
            CAPTURE(one.id, text);
            CHECK(parse_config(text, one.id).issues.empty());
        }
}

TEST_CASE("a rule is found by its number, in capitals or not", "[config][rules]") {
    REQUIRE(explain_rule("F7").has_value());
    CHECK(explain_rule("F7")->id == config::rule::circle);
    CHECK(explain_rule("f7")->id == "F7");
    for (const char* other : {"", "7", "F", "F0", "F70", "F7 ", "F999"})
        CHECK_FALSE(explain_rule(other).has_value());
}

TEST_CASE("a mistake names the rule that it breaks, at the end of its line", "[config][rules]") {
    const auto issues = issues_of(sample_with("-> write\"", "-> write\", \"blur -> blur\""));
    REQUIRE(issues.size() == 1);
    CHECK(issues.front().rule == "F8");
    CHECK(issues.front().to_string().ends_with("; remove it [F8]"));
}

TEST_CASE("a mistake that breaks no rule names none", "[config][rules]") {
    const auto issues = issues_of(sample_with("-> blur ->", "-> blurr ->"));
    REQUIRE_FALSE(issues.empty());
    CHECK(issues.front().rule.empty());
    CHECK(issues.front().to_string().find('[') == std::string::npos);
}

} // namespace penstock::test

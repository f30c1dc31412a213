// SPDX-License-Identifier: Apache-2.0
#include "config/sample_nodes.hpp"
#include "support/catch.hpp"

#include <optional>
#include <string>
#include <vector>

namespace penstock::test {
namespace {

std::string with_errors(const std::string& errors) {
    return sample_with(R"("nodes": {)", R"("errors": )" + errors + R"(, "nodes": {)");
}

std::optional<ErrorBudget> budget_of(const std::string& text) {
    return validate(parse_config(text, "graph.json"), sample_nodes()).content().error_budget;
}

struct Mistake {
    std::string errors;
    std::string message; // behind the place
};

// clang-format off
const std::vector<Mistake> mistakes = {
{"5",
 R"(5:13: errors: found 5; expected an object with a "budget")"},
{R"({"budgt": {}})",
 R"(5:14: errors: unknown key "budgt"; expected one of budget; did you mean "budget"?)"},
{R"({"budget": "1%"})",
 R"(5:24: errors.budget: found "1%"; expected an object such as {"max": "1%", "min_items": 100})"},
{R"({"budget": {}})",
 R"(5:24: errors.budget: "max" is missing; expected a share or a number of items, such as "max": "1%")"},
{R"({"budget": {"max": 1, "most": 2}})",
 R"(5:35: errors.budget: unknown key "most"; expected one of max, min_items)"},
{R"({"budget": {"max": "101%"}})",
 R"(5:32: errors.budget.max: found "101%"; expected a share from "0%" to "100%", or a number of items from 0 to 1000000000)"},
{R"({"budget": {"max": "-1%"}})",
 R"(5:32: errors.budget.max: found "-1%"; expected a share from "0%" to "100%", or a number of items from 0 to 1000000000)"},
{R"({"budget": {"max": "1 %"}})",
 R"(5:32: errors.budget.max: found "1 %"; expected a share from "0%" to "100%", or a number of items from 0 to 1000000000)"},
{R"({"budget": {"max": "nan%"}})",
 R"(5:32: errors.budget.max: found "nan%"; expected a share from "0%" to "100%", or a number of items from 0 to 1000000000)"},
{R"({"budget": {"max": 0.01}})",
 R"(5:32: errors.budget.max: found 0.01; expected a share from "0%" to "100%", or a number of items from 0 to 1000000000)"},
{R"({"budget": {"max": -1}})",
 R"(5:32: errors.budget.max: found -1; expected a share from "0%" to "100%", or a number of items from 0 to 1000000000)"},
{R"({"budget": {"max": "1%", "min_items": 0}})",
 R"(5:51: errors.budget.min_items: found 0; expected an integer from 1 to 1000000000)"},
{R"({"budget": {"max": 5, "min_items": 10}})",
 R"(5:48: errors.budget.min_items: this says from when on a share counts, and "max" is a number; remove it, or write "max" as a share, such as "1%")"},
};
// clang-format on

} // namespace

TEST_CASE("messages about the error budget are whole sentences with a place",
          "[config][messages]") {
    for (const Mistake& mistake : mistakes) {
        INFO(mistake.errors);
        CHECK(mistakes_in(with_errors(mistake.errors)) == "graph.json:" + mistake.message);
    }
}

TEST_CASE("without an error budget any number of items may fail", "[config][errors]") {
    CHECK_FALSE(budget_of(sample_config).has_value());
    CHECK_FALSE(budget_of(with_errors("{}")).has_value());
}

TEST_CASE("an error budget is a share of the items, from a number of them on", "[config][errors]") {
    const auto budget = budget_of(with_errors(R"({"budget": {"max": "2.5%", "min_items": 7}})"));
    REQUIRE(budget.has_value());
    CHECK(budget->share == Approx(0.025));
    CHECK_FALSE(budget->count.has_value());
    CHECK(budget->min_items == 7);
    CHECK(budget_of(with_errors(R"({"budget": {"max": "1%"}})"))->min_items == 100);
    CHECK(budget_of(with_errors(R"({"budget": {"max": "0%"}})"))->share == 0);
    CHECK(budget_of(with_errors(R"({"budget": {"max": "100%"}})"))->share == 1);
}

TEST_CASE("an error budget can be a number of items", "[config][errors]") {
    const auto budget = budget_of(with_errors(R"({"budget": {"max": 25}})"));
    REQUIRE(budget.has_value());
    CHECK(budget->count == 25U);
    CHECK(budget->share == 1);
    CHECK(budget_of(with_errors(R"({"budget": {"max": 0}})"))->count == 0U);
}

} // namespace penstock::test

// SPDX-License-Identifier: Apache-2.0
#include "config/error_budget.hpp"

#include "config/keys.hpp"
#include "config/words.hpp"

#include <fmt/format.h>

#include <cctype>
#include <charconv>
#include <string_view>

namespace penstock::config {
namespace {

constexpr std::int64_t most_items = 1'000'000'000;

// "0%" to "100%", as a share of 1.
std::optional<double> parse_share(std::string_view text) {
    if (text.size() < 2 || text.back() != '%' ||
        std::isdigit(static_cast<unsigned char>(text.front())) == 0)
        return std::nullopt;
    text.remove_suffix(1);
    double percent = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, percent, std::chars_format::fixed);
    if (parsed.ec != std::errc{} || parsed.ptr != end || percent > 100)
        return std::nullopt;
    return percent / 100;
}

void read_max(const Value& max, ErrorBudget& budget, Issues& issues) {
    const bool is_count =
        max.is_integer() && max.as_integer() >= 0 && max.as_integer() <= most_items;
    const auto share = max.is_string() ? parse_share(max.as_string()) : std::nullopt;
    if (is_count)
        budget.count = static_cast<std::uint64_t>(max.as_integer());
    else if (share)
        budget.share = *share;
    else
        issues.error(max.origin,
                     "errors.budget.max",
                     fmt::format("found {}; expected a share from \"0%\" to \"100%\", or a number "
                                 "of items from 0 to {}",
                                 as_found(max),
                                 most_items));
}

void read_min_items(const Value& min_items, ErrorBudget& budget, Issues& issues) {
    const std::string path = "errors.budget.min_items";
    if (budget.count)
        return issues.error(
            min_items.origin,
            path,
            "this says from when on a share counts, and \"max\" is a number; remove "
            "it, or write \"max\" as a share, such as \"1%\"");
    if (min_items.is_integer() && min_items.as_integer() >= 1 &&
        min_items.as_integer() <= most_items)
        budget.min_items = static_cast<std::uint64_t>(min_items.as_integer());
    else
        issues.error(min_items.origin,
                     path,
                     fmt::format("found {}; expected an integer from 1 to {}",
                                 as_found(min_items),
                                 most_items));
}

ErrorBudget read_budget(const Value& written, Issues& issues) {
    ErrorBudget budget;
    if (!written.is_object()) {
        issues.error(written.origin,
                     "errors.budget",
                     fmt::format(R"(found {}; expected an object such as {{"max": "1%", )"
                                 R"("min_items": 100}})",
                                 as_found(written)));
        return budget;
    }
    refuse_unknown_keys(written, "errors.budget", {"max", "min_items"}, issues);
    if (const Value* max = written.find("max"))
        read_max(*max, budget, issues);
    else
        issues.error(written.origin,
                     "errors.budget",
                     R"("max" is missing; expected a share or a number of items, such as )"
                     R"("max": "1%")");
    if (const Value* min_items = written.find("min_items"))
        read_min_items(*min_items, budget, issues);
    return budget;
}

} // namespace

std::optional<ErrorBudget> check_errors(const Value& errors, Issues& issues) {
    if (errors.is_null() && !errors.origin.is_known())
        return std::nullopt;
    if (!errors.is_object()) {
        issues.error(
            errors.origin,
            "errors",
            fmt::format("found {}; expected an object with a \"budget\"", as_found(errors)));
        return std::nullopt;
    }
    refuse_unknown_keys(errors, "errors", {"budget"}, issues);
    const Value* budget = errors.find("budget");
    return budget == nullptr ? std::nullopt : std::optional{read_budget(*budget, issues)};
}

} // namespace penstock::config

// SPDX-License-Identifier: Apache-2.0
#include "profiling/summary_reading.hpp"

#include "penstock/config_error.hpp"

#include "json/parse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace penstock::profiling {
namespace {

// A million failures, and as much again.
constexpr std::size_t most_bytes = std::size_t{1} << 30U;

[[noreturn]] void refuse_member(std::string_view key, const std::string& where) {
    refuse_summary(fmt::format("{} has no \"{}\"", where, key));
}

// What the member is instead.
[[noreturn]] void
refuse_kind(std::string_view key, const std::string& where, std::string_view expected) {
    refuse_summary(fmt::format("{} has a \"{}\" that is no {}", where, key, expected));
}

} // namespace

void refuse_summary(const std::string& what) {
    throw std::invalid_argument{
        fmt::format("{}; expected what penstock run --summary has written", what)};
}

Value parsed_summary(std::string_view text) {
    std::vector<ConfigIssue> issues;
    auto value = json::parse(text, 0, issues, most_bytes);
    if (!issues.empty())
        refuse_summary(issues.front().message);
    if (!value || !value->is_object())
        refuse_summary("this is no JSON object");
    return *std::move(value);
}

const Value& member_in(const Value& object, std::string_view key, const std::string& where) {
    const Value* value = object.find(key);
    if (value == nullptr)
        refuse_member(key, where);
    return *value;
}

const Value::Object&
object_in(const Value& object, std::string_view key, const std::string& where) {
    const Value& value = member_in(object, key, where);
    if (!value.is_object())
        refuse_kind(key, where, "object");
    return value.as_object();
}

std::string text_in(const Value& object, std::string_view key, const std::string& where) {
    const Value& value = member_in(object, key, where);
    if (!value.is_string())
        refuse_kind(key, where, "text");
    return value.as_string();
}

std::vector<std::string>
texts_in(const Value& object, std::string_view key, const std::string& where) {
    const Value& value = member_in(object, key, where);
    if (!value.is_array() || !std::ranges::all_of(value.as_array(), &Value::is_string))
        refuse_kind(key, where, "list of texts");
    std::vector<std::string> texts;
    for (const Value& text : value.as_array())
        texts.push_back(text.as_string());
    return texts;
}

bool flag_in(const Value& object, std::string_view key, const std::string& where) {
    const Value& value = member_in(object, key, where);
    if (!value.is_bool())
        refuse_kind(key, where, "true or false");
    return value.as_bool();
}

std::uint64_t
count_in(const Value& object, std::string_view key, const std::string& where, std::uint64_t most) {
    const Value& value = member_in(object, key, where);
    if (!value.is_integer() || value.as_integer() < 0 ||
        static_cast<std::uint64_t>(value.as_integer()) > most)
        refuse_kind(key, where, fmt::format("whole number from 0 to {}", most));
    return static_cast<std::uint64_t>(value.as_integer());
}

std::uint32_t small_count_in(const Value& object, std::string_view key, const std::string& where) {
    return static_cast<std::uint32_t>(
        count_in(object, key, where, std::numeric_limits<std::uint32_t>::max()));
}

ItemCounts items_in(const Value& summary) {
    const Value& items = member_in(summary, "items", "it");
    const std::string where = "items";
    return {.discovered = count_in(items, "discovered", where),
            .written = count_in(items, "written", where),
            .failed = count_in(items, "failed", where),
            .skipped = count_in(items, "skipped", where),
            .dropped = count_in(items, "dropped", where),
            .not_started = count_in(items, "not_started", where)};
}

double amount_in(const Value& object, std::string_view key, const std::string& where) {
    const Value& value = member_in(object, key, where);
    if (!value.is_number() || !(value.as_real() >= 0))
        refuse_kind(key, where, "number of 0 or more");
    return value.as_real();
}

} // namespace penstock::profiling

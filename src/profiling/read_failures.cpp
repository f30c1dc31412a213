// SPDX-License-Identifier: Apache-2.0
#include "penstock/config_error.hpp"
#include "penstock/run_report.hpp"
#include "penstock/value.hpp"

#include "core/base64.hpp"
#include "json/parse.hpp"

#include <fmt/format.h>

#include <optional>
#include <stdexcept>
#include <utility>

namespace penstock {
namespace {

// A million failures, and as much again.
constexpr std::size_t most_bytes = std::size_t{1} << 30U;

[[noreturn]] void refuse(const std::string& what) {
    throw std::invalid_argument{
        fmt::format("{}; expected what penstock run --summary has written", what)};
}

Value parsed(std::string_view text) {
    std::vector<ConfigIssue> issues;
    auto value = json::parse(text, 0, issues, most_bytes);
    if (!issues.empty())
        refuse(issues.front().message);
    if (!value || !value->is_object())
        refuse("this is no JSON object");
    return *std::move(value);
}

std::string text_in(const Value& object, std::string_view key, const std::string& where) {
    const Value* value = object.find(key);
    if (value == nullptr || !value->is_string())
        refuse(fmt::format("{} has no \"{}\"", where, key));
    return value->as_string();
}

// Its bytes, which are in `name_base64` where they are not UTF-8.
std::string name_in(const Value& entry, const std::string& where) {
    if (entry.find("name_base64") == nullptr)
        return text_in(entry, "name", where);
    const std::string text = text_in(entry, "name_base64", where);
    const std::optional<std::string> name = bytes_of_base64(text);
    if (!name)
        refuse(fmt::format("{} has the \"name_base64\" \"{}\", which is no base64", where, text));
    return *name;
}

ErrorClass class_in(const Value& entry, const std::string& where) {
    const std::string name = text_in(entry, "class", where);
    for (int i = 0; i <= static_cast<int>(ErrorClass::cancelled); ++i)
        if (to_string(static_cast<ErrorClass>(i)) == name)
            return static_cast<ErrorClass>(i);
    refuse(fmt::format("{} has the class \"{}\", which there is not", where, name));
}

Failure failure_in(const Value& entry, std::size_t index) {
    const std::string where = fmt::format("failures[{}]", index);
    const Value* sequence = entry.find("seq");
    if (sequence == nullptr || !sequence->is_integer() || sequence->as_integer() < 0)
        refuse(fmt::format("{} has no \"seq\"", where));
    return {.sequence = static_cast<std::uint64_t>(sequence->as_integer()),
            .name = name_in(entry, where),
            .node = text_in(entry, "node", where),
            .error_class = class_in(entry, where),
            .message = text_in(entry, "message", where),
            .limiter = text_in(entry, "limiter", where)};
}

} // namespace

RecordedFailures read_failures(std::string_view summary) {
    const Value whole = parsed(summary);
    RecordedFailures recorded{.fingerprint = text_in(whole, "config", "it"), .failures = {}};
    const Value* failures = whole.find("failures");
    if (failures == nullptr || !failures->is_array())
        refuse("it has no \"failures\"");
    for (const Value& entry : failures->as_array())
        recorded.failures.push_back(failure_in(entry, recorded.failures.size()));
    return recorded;
}

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#include "penstock/run_report.hpp"
#include "penstock/value.hpp"

#include "core/base64.hpp"
#include "profiling/summary_reading.hpp"

#include <fmt/format.h>

#include <optional>

namespace penstock {
namespace {

using profiling::refuse_summary;
using profiling::text_in;

// Its bytes, which are in `name_base64` where they are not UTF-8.
std::string name_in(const Value& entry, const std::string& where) {
    if (entry.find("name_base64") == nullptr)
        return text_in(entry, "name", where);
    const std::string text = text_in(entry, "name_base64", where);
    const std::optional<std::string> name = bytes_of_base64(text);
    if (!name)
        refuse_summary(
            fmt::format("{} has the \"name_base64\" \"{}\", which is no base64", where, text));
    return *name;
}

Failure failure_in(const Value& entry, std::size_t index) {
    const std::string where = fmt::format("failures[{}]", index);
    return {.sequence = profiling::count_in(entry, "seq", where),
            .name = name_in(entry, where),
            .node = text_in(entry, "node", where),
            .error_class = profiling::word_in(entry, "class", where, ErrorClass::cancelled),
            .message = text_in(entry, "message", where),
            .limiter = text_in(entry, "limiter", where)};
}

} // namespace

RecordedFailures read_failures(std::string_view summary) {
    const Value whole = profiling::parsed_summary(summary);
    RecordedFailures recorded{.fingerprint = text_in(whole, "config", "it"), .failures = {}};
    const Value& failures = profiling::member_in(whole, "failures", "it");
    if (!failures.is_array())
        refuse_summary("it has no \"failures\"");
    for (const Value& entry : failures.as_array())
        recorded.failures.push_back(failure_in(entry, recorded.failures.size()));
    return recorded;
}

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#include "tools/comparison_text.hpp"
#include "tools/rank_test.hpp"
#include "tools/talk.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>

namespace penstock::tools {
namespace {

std::string number_or_null(std::optional<double> number) {
    return number && std::isfinite(*number) ? fmt::format("{}", *number) : "null";
}

std::string side_json(const std::vector<double>& values) {
    return fmt::format(
        R"({{"median":{},"values":[{}]}})",
        number_or_null(values.empty() ? std::nullopt : std::optional{median_of(values)}),
        fmt::join(values, ","));
}

std::string measure_json(const ComparedMeasure& measure) {
    return fmt::format(
        R"({{"of":{},"name":{},"unit":"{}","before":{},"after":{},"change":{},"p":{},"verdict":"{}"}})",
        json_quoted(measure.kind.of),
        json_quoted(measure.kind.name),
        to_string(measure.kind.unit),
        side_json(measure.before),
        side_json(measure.after),
        number_or_null(measure.change),
        number_or_null(measure.p),
        to_string(measure.verdict));
}

std::string difference_json(const Difference& difference) {
    return fmt::format(R"({{"what":{},"before":{},"after":{}}})",
                       json_quoted(difference.what),
                       json_quoted(difference.before),
                       json_quoted(difference.after));
}

template <class Parts, class Write> std::string array_json(const Parts& parts, const Write& write) {
    std::string text;
    for (const auto& part : parts)
        text += (text.empty() ? "" : ",") + write(part);
    return '[' + text + ']';
}

} // namespace

std::string comparison_json(const Comparison& comparison) {
    const auto quoted = [](const std::string& name) { return json_quoted(name); };
    return fmt::format(
        R"({{"runs_before":{},"runs_after":{},"noise":{},"tested":{},"differences":{},)"
        R"("only_before":{},"only_after":{},"limited_before":{},"limited_after":{},"measures":{}}})"
        "\n",
        comparison.runs_before,
        comparison.runs_after,
        comparison.noise,
        comparison.is_tested,
        array_json(comparison.differences, difference_json),
        array_json(comparison.only_before, quoted),
        array_json(comparison.only_after, quoted),
        json_quoted(comparison.limited_before),
        json_quoted(comparison.limited_after),
        array_json(comparison.measures, measure_json));
}

} // namespace penstock::tools

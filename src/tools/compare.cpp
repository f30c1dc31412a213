// SPDX-License-Identifier: Apache-2.0
#include "tools/comparison.hpp"
#include "tools/comparison_text.hpp"
#include "tools/output.hpp"
#include "tools/rank_test.hpp"
#include "tools/summary_file.hpp"
#include "tools/usage_error.hpp"
#include "tools/verbs.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace penstock::tools {
namespace {

std::vector<RunReport> reports_of(const std::vector<std::string>& files, const char* side) {
    if (files.size() > most_ranked)
        throw UsageError(fmt::format(
            "compare: {} summaries {}; expected at most {}", files.size(), side, most_ranked));
    // One run says nothing of chance, however often it is told.
    std::vector<std::string> sorted = files;
    std::ranges::sort(sorted);
    if (const auto twice = std::ranges::adjacent_find(sorted); twice != sorted.end())
        throw UsageError(
            fmt::format("compare: {} twice {}; expected another run in each file", *twice, side));
    std::vector<RunReport> reports;
    for (const std::string& file : files)
        reports.push_back(report_in("compare", file));
    return reports;
}

} // namespace

ExitCode compare(const CompareRequest& request) {
    const Comparison comparison = compared(
        reports_of(request.before, "before"), reports_of(request.after, "after"), request.noise);
    print(request.is_json ? comparison_json(comparison) : comparison_text(comparison));
    return ExitCode::success;
}

} // namespace penstock::tools

// SPDX-License-Identifier: Apache-2.0
#include "penstock/bottleneck.hpp"
#include "penstock/run_report.hpp"

#include "tools/amounts.hpp"
#include "tools/output.hpp"
#include "tools/run_changes.hpp"
#include "tools/summary_file.hpp"
#include "tools/summary_text.hpp"
#include "tools/talk.hpp"
#include "tools/verbs.hpp"

#include <fmt/format.h>

#include <string>

namespace penstock::tools {
namespace {

RunChanges changes_of(const WhatIfRequest& request, const RunReport& report) {
    RunChanges changes;
    for (const std::string& typed : request.sets)
        add_set(changes, typed, report);
    for (const std::string& typed : request.faster)
        add_faster(changes, typed, report);
    if (request.threads)
        changes.threads = request.threads;
    return changes;
}

std::string use_text(const ResourceUse& use) {
    std::string text{to_string(use.resource)};
    if (use.resource == Resource::io_threads)
        text = "I/O threads";
    if (use.resource == Resource::source)
        text = "source before";
    if (!use.name.empty())
        text += ' ' + printable(use.name);
    return fmt::format("{} {:.0f} %", text, use.utilisation * 100);
}

std::string uses_text(const RunReport& report) {
    constexpr double worth_saying = 0.01;
    std::string text;
    for (const ResourceUse& use : resource_uses(report))
        if (use.utilisation >= worth_saying)
            text += fmt::format("  {}\n", use_text(use));
    return text;
}

std::string as_text(const RunReport& report, const Prediction& before, const Prediction& after) {
    const double factor =
        before.items_per_second > 0 ? after.items_per_second / before.items_per_second : 1;
    return fmt::format(
        "measured: {} items/s\n{}{}\npredicted: {} items/s, {:.2f} times as fast\n{}",
        number_text(before.items_per_second),
        uses_text(report),
        bottleneck_text(before.bottleneck),
        number_text(after.items_per_second),
        factor,
        bottleneck_text(after.bottleneck));
}

// Members of an object.
std::string use_json(const ResourceUse& use) {
    return fmt::format(R"("resource":"{}","name":{},"utilisation":{:.6f})",
                       to_string(use.resource),
                       json_quoted(use.name),
                       use.utilisation);
}

std::string json_of(const Prediction& prediction) {
    const Bottleneck& bottleneck = prediction.bottleneck;
    return fmt::format(R"("items_per_second":{:.6f},"limited_by":{{{},"sentence":{},"remedy":{}}})",
                       prediction.items_per_second,
                       use_json(bottleneck.use),
                       json_quoted(bottleneck.sentence),
                       json_quoted(bottleneck.remedy));
}

std::string as_json(const RunReport& report, const Prediction& before, const Prediction& after) {
    std::string uses;
    for (const ResourceUse& use : resource_uses(report))
        uses += fmt::format("{}{{{}}}", uses.empty() ? "" : ",", use_json(use));
    return fmt::format("{{\"measured\":{{{},\"uses\":[{}]}},\"predicted\":{{{}}}}}\n",
                       json_of(before),
                       uses,
                       json_of(after));
}

} // namespace

ExitCode what_if(const WhatIfRequest& request) {
    const RunReport report = report_in("what-if", request.summary);
    const Prediction before = predict(report, {}); // as it was
    const Prediction after = predict(report, changes_of(request, report));
    print(request.is_json ? as_json(report, before, after) : as_text(report, before, after));
    return ExitCode::success;
}

} // namespace penstock::tools

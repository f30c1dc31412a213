// SPDX-License-Identifier: Apache-2.0
#include "tools/recent_reports.hpp"

#include <utility>

namespace penstock::tools {
namespace {

constexpr double recent_seconds = 10;
constexpr double apart_seconds = 1; // those that are kept

} // namespace

void RecentReports::add(RunReport report) {
    const bool is_soon = reports_.size() > 1 &&
                         report.wall_seconds - reports_.end()[-2].wall_seconds < apart_seconds;
    if (is_soon)
        reports_.pop_back();
    reports_.push_back(std::move(report));
    const double now = reports_.back().wall_seconds;
    while (reports_.size() > 2 && now - reports_[1].wall_seconds >= recent_seconds)
        reports_.pop_front();
}

RunReport RecentReports::recent() const {
    return report_between(reports_.front(), reports_.back());
}

Bottleneck RecentReports::limit() const {
    Bottleneck recently = find_bottleneck(recent());
    return recently.use.resource == Resource::none ? find_bottleneck(reports_.back()) : recently;
}

std::string limit_name(const Bottleneck& bottleneck) {
    if (!bottleneck.node.empty())
        return bottleneck.node;
    return bottleneck.use.resource == Resource::source ? "the source before " + bottleneck.use.name
                                                       : bottleneck.use.name;
}

} // namespace penstock::tools

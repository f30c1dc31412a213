// SPDX-License-Identifier: Apache-2.0
#include "penstock/run_report.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace penstock {
namespace {

// Numbers that were read while others added to them can be a little less than before.
template <class Number> void take_off(Number& later, Number earlier) {
    later = later > earlier ? later - earlier : Number{};
}

ItemCounts items_between(const ItemCounts& earlier, ItemCounts items) {
    take_off(items.discovered, earlier.discovered);
    take_off(items.written, earlier.written);
    take_off(items.failed, earlier.failed);
    take_off(items.skipped, earlier.skipped);
    take_off(items.dropped, earlier.dropped);
    take_off(items.not_started, earlier.not_started);
    return items;
}

void take_off(NodeReport& later, const NodeReport& earlier) {
    take_off(later.count, earlier.count);
    take_off(later.failed, earlier.failed);
    take_off(later.busy_seconds, earlier.busy_seconds);
    take_off(later.cpu_seconds, earlier.cpu_seconds);
    take_off(later.waiting_seconds, earlier.waiting_seconds);
    take_off(later.reads, earlier.reads);
    take_off(later.read_seconds, earlier.read_seconds);
}

// What was used of the room on average: its sum is that over the time of each run.
double room_between(double earlier, double earlier_seconds, double later, double later_seconds) {
    double used = later * later_seconds;
    take_off(used, earlier * earlier_seconds);
    const double seconds = later_seconds - earlier_seconds;
    return seconds > 0 ? std::min(used / seconds, 1.0) : 0;
}

template <class Part> const Part* named(const std::vector<Part>& parts, const std::string& name) {
    const auto found = std::ranges::find(parts, name, &Part::name);
    return found == parts.end() ? nullptr : &*found;
}

} // namespace

RunReport report_between(const RunReport& earlier, const RunReport& later) {
    RunReport report = later;
    report.items = items_between(earlier.items, later.items);
    take_off(report.outputs, earlier.outputs);
    take_off(report.wall_seconds, earlier.wall_seconds);
    take_off(report.cpu_seconds, earlier.cpu_seconds);
    for (NodeReport& node : report.nodes)
        if (const NodeReport* before = named(earlier.nodes, node.name))
            take_off(node, *before);
    for (LimiterReport& limiter : report.limiters) {
        const LimiterReport* before = named(earlier.limiters, limiter.name);
        if (before == nullptr)
            continue;
        limiter.image_room_used = room_between(before->image_room_used,
                                               earlier.wall_seconds,
                                               limiter.image_room_used,
                                               later.wall_seconds);
        limiter.byte_room_used = room_between(before->byte_room_used,
                                              earlier.wall_seconds,
                                              limiter.byte_room_used,
                                              later.wall_seconds);
        take_off(limiter.waiting_seconds, before->waiting_seconds);
        take_off(limiter.shut_seconds, before->shut_seconds);
        take_off(limiter.source_seconds, before->source_seconds);
        take_off(limiter.computing_source_seconds, before->computing_source_seconds);
    }
    return report;
}

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#include "penstock/node_times.hpp"

#include "profiling/resource_model.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace penstock {
namespace {

using Names = std::set<std::string_view>;
using Nodes = std::map<std::string_view, const NodeReport*>;

// These nodes and everything behind them.
Names reachable(const std::vector<std::string>& names, const Nodes& nodes) {
    Names found;
    std::vector<const std::vector<std::string>*> open{&names};
    while (!open.empty()) {
        const std::vector<std::string>& next = *open.back();
        open.pop_back();
        for (const std::string& name : next)
            if (const auto node = nodes.find(name);
                node != nodes.end() && found.insert(node->first).second)
                open.push_back(&node->second->sends_to);
    }
    return found;
}

// The time of the items that a limiter has let in, added up.
struct InFlight {
    Names nodes;         // behind that limiter
    double moving = 0;   // in calls, and in reading
    double standing = 0; // before nodes
    double shut = 0;     // share of the run in which the gate kept requests back
    [[nodiscard]] double all() const { return moving + standing; }
};

std::vector<InFlight> in_flight_of(const RunReport& report, const Nodes& nodes) {
    std::vector<InFlight> all;
    for (const LimiterReport& limiter : report.limiters) {
        InFlight& items = all.emplace_back();
        items.nodes = reachable(limiter.sends_to, nodes);
        for (const std::string_view name : items.nodes) {
            const NodeReport& node = *nodes.at(name);
            items.moving += node.busy_seconds + node.read_seconds;
            items.standing += node.waiting_seconds;
        }
        items.shut = std::min(limiter.shut_seconds / report.wall_seconds, 1.0);
    }
    return all;
}

// Of threads of both kinds: how many were with something on average.
struct Threads {
    double computing = 0;
    double io = 0;
};

Threads threads_in_use(const RunReport& report) {
    Threads seconds;
    for (const LimiterReport& limiter : report.limiters)
        seconds.computing += limiter.computing_source_seconds;
    for (const NodeReport& node : report.nodes) {
        (node.on_io_threads ? seconds.io : seconds.computing) += node.busy_seconds;
        seconds.io += node.read_seconds;
    }
    return {seconds.computing / report.wall_seconds, seconds.io / report.wall_seconds};
}

// The share of its calls for which there was no thread, because others had them.
double without_thread(const NodeReport& node, const RunReport& report, const Threads& in_use) {
    const double threads = node.on_io_threads ? report.io_threads : report.threads;
    const double others = (node.on_io_threads ? in_use.io : in_use.computing) -
                          node.busy_seconds / report.wall_seconds;
    const double slots = profiling::slots_of(node, report);
    return std::clamp((slots - (threads - others)) / slots, 0.0, 1.0);
}

// Shares out what a node was idle though it had a thread.
void explain_idle(NodeTimes& times,
                  double idle,
                  const NodeReport& node,
                  const InFlight& items,
                  const Nodes& nodes) {
    times.starved = idle;
    const double shut = idle * items.shut;
    if (items.all() <= 0 || shut <= 0)
        return;
    // An item that stands could as well have had no room: each of them outweighs one that moves.
    const double full = shut * std::max(0.0, items.moving - items.standing) / items.all();
    const double reading = items.moving > 0 ? full * node.read_seconds / items.moving : 0;
    double standing_behind = 0;
    for (const std::string_view name : reachable(node.sends_to, nodes))
        standing_behind += nodes.at(name)->waiting_seconds;
    times.io += reading;
    times.room = full - reading;
    times.downstream =
        items.standing > 0 ? (shut - full) * std::min(1.0, standing_behind / items.standing) : 0;
    times.starved = idle - full - times.downstream;
}

} // namespace

std::vector<NodeTimes> node_times(const RunReport& report) {
    std::vector<NodeTimes> all(report.nodes.size());
    if (!(report.wall_seconds > 0))
        return all;
    Nodes nodes;
    for (const NodeReport& node : report.nodes)
        nodes.emplace(node.name, &node);
    const std::vector<InFlight> in_flight = in_flight_of(report, nodes);
    const Threads in_use = threads_in_use(report);
    const RunReport alone = profiling::without_queueing(report).run;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const NodeReport& node = report.nodes[i];
        const double seconds = profiling::slots_of(node, report) * report.wall_seconds;
        if (!(seconds > 0))
            continue;
        NodeTimes& times = all[i];
        const double unit = 1 / std::max(seconds, node.busy_seconds);
        const double without_others = alone.nodes[i].busy_seconds;
        const double computing = std::min(node.cpu_seconds, without_others);
        times.cpu = computing * unit;
        times.io = (without_others - computing) * unit;
        const double idle = 1 - node.busy_seconds * unit;
        const double no_thread = std::min(idle, without_thread(node, report, in_use));
        times.thread = (node.busy_seconds - without_others) * unit + no_thread;
        const auto items = std::ranges::find_if(in_flight, [&node](const InFlight& region) {
            return region.nodes.contains(node.name);
        });
        explain_idle(
            times, idle - no_thread, node, items == in_flight.end() ? InFlight{} : *items, nodes);
    }
    return all;
}

} // namespace penstock

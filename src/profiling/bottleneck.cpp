// SPDX-License-Identifier: Apache-2.0
#include "penstock/bottleneck.hpp"

#include "profiling/resource_model.hpp"
#include "profiling/resource_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <utility>

namespace penstock {
namespace {

using profiling::ResourceModel;

// What is in use less of the time limits nothing.
constexpr double least_utilisation = 0.5;

std::vector<ResourceUse> most_first(std::vector<ResourceUse> uses) {
    std::ranges::stable_sort(uses, std::greater{}, &ResourceUse::utilisation);
    return uses;
}

// Threads that mostly compute are short of processors: more threads would do little. What is
// missing is often what other programs had of the processors.
constexpr double nearly_as_much = 0.75;

ResourceUse most_used(const ResourceModel& alone) {
    const std::vector<ResourceUse> uses = most_first(profiling::uses_of(alone));
    if (uses.empty() || profiling::items_done(alone.run) < 2 ||
        uses.front().utilisation < least_utilisation)
        return {};
    if (uses.front().resource == Resource::threads && alone.run.threads >= alone.run.processors)
        for (const ResourceUse& use : uses)
            if (use.resource == Resource::processors &&
                use.utilisation >= nearly_as_much * uses.front().utilisation)
                return use;
    return uses.front();
}

double largest(const ResourceModel& alone) {
    double most = 0;
    for (const ResourceUse& use : profiling::uses_of(alone))
        most = std::max(most, use.utilisation);
    return most;
}

// A thousand times as fast is as good as any prediction: then what limits was not measured.
constexpr double quickest = 0.001;

// Where nothing limits that was measured, what does limit stays as it is.
double time_factor(const ResourceModel& before, const ResourceModel& after) {
    const double measured = largest(before);
    const double then = largest(after);
    if (measured < least_utilisation)
        return std::max(1.0, then);
    return std::max(then / measured, quickest);
}

ResourceModel predicted(const ResourceModel& alone, const RunChanges& changes) {
    ResourceModel after = profiling::changed(alone, changes);
    const double factor = time_factor(alone, after);
    after.run.wall_seconds *= factor;
    profiling::scale_room(after.run, 1 / factor);
    return after;
}

double speed_up(const ResourceModel& before, const ResourceModel& after) {
    return before.run.wall_seconds / after.run.wall_seconds;
}

// Of numbers that stand in a file: anything.
template <class Number> Number twice(Number number) {
    constexpr Number most = std::numeric_limits<Number>::max() / 2;
    return 2 * std::clamp(number, Number{1}, most);
}

void widen(RunChanges& changes, const ResourceModel& model, const std::string& name) {
    const auto limiter = std::ranges::find(model.run.limiters, name, &LimiterReport::name);
    if (profiling::lacks_images(model, name))
        changes.max_images[name] = twice(limiter->max_images);
    else
        changes.max_bytes[name] = twice(limiter->max_bytes);
}

void hasten(RunChanges& changes, const std::string& node) {
    const auto known = changes.faster.try_emplace(node, 1.0).first;
    known->second *= 2;
}

// Doubles what limits that run; false where no config can.
bool relieve(RunChanges& changes, const ResourceModel& model, const ResourceUse& use) {
    const RunReport& run = model.run;
    switch (use.resource) {
    case Resource::node: {
        const auto node = std::ranges::find(run.nodes, use.name, &NodeReport::name);
        if (node->may_be_concurrent)
            changes.concurrency[use.name] =
                twice(profiling::calls_at_once(node->concurrency).value_or(1));
        else
            hasten(changes, use.name);
        return true;
    }
    case Resource::threads:
        changes.threads = run.threads < run.processors
                              ? std::min(twice(run.threads), run.processors)
                              : twice(run.threads);
        return true;
    case Resource::processors:
        hasten(changes, std::ranges::max_element(run.nodes, {}, &NodeReport::cpu_seconds)->name);
        return true;
    case Resource::io_threads:
        changes.io_threads = twice(run.io_threads);
        return true;
    case Resource::limiter:
        widen(changes, model, use.name);
        return true;
    case Resource::source:
    case Resource::none:
        break;
    }
    return false;
}

// Where two things limit a run alike, one alone helps little.
std::string remedy_for(const ResourceModel& alone) {
    constexpr int most_changes = 3;
    constexpr double worth_it = 1.1;
    RunChanges changes;
    ResourceModel after = alone;
    for (int i = 0; i < most_changes; ++i) {
        if (!relieve(changes, after, most_used(after)))
            return {};
        after = predicted(alone, changes);
        if (const double gain = speed_up(alone, after); gain >= worth_it)
            return fmt::format(
                "{}: about {:.1f} times as fast", profiling::words_of(changes), gain);
    }
    return {};
}

Bottleneck bottleneck_of(const ResourceModel& alone) {
    const ResourceUse use = most_used(alone);
    return {.use = use,
            .node = profiling::node_of(alone, use),
            .sentence = profiling::sentence_of(alone, use),
            .remedy = remedy_for(alone)};
}

} // namespace

std::string_view to_string(Resource resource) {
    switch (resource) {
    case Resource::none:
        return "none";
    case Resource::node:
        return "node";
    case Resource::threads:
        return "threads";
    case Resource::processors:
        return "processors";
    case Resource::io_threads:
        return "io_threads";
    case Resource::limiter:
        return "limiter";
    case Resource::source:
        return "source";
    }
    return {};
}

std::vector<ResourceUse> resource_uses(const RunReport& report) {
    return most_first(profiling::uses_of(profiling::without_queueing(report)));
}

std::optional<double> busy_share_of(const NodeReport& node, const RunReport& report) {
    const double seconds = profiling::slots_of(node, report) * report.wall_seconds;
    return seconds > 0 ? std::optional{std::min(node.busy_seconds / seconds, 1.0)} : std::nullopt;
}

std::vector<std::string> nodes_of(const ResourceUse& use, const ValidatedConfig& config) {
    if (use.resource == Resource::node || use.resource == Resource::limiter)
        return {use.name};
    std::vector<std::string> nodes;
    if (use.resource == Resource::source)
        for (const ValidatedEdge& edge : config.edges())
            if (config.nodes()[edge.to].name == use.name)
                nodes.push_back(config.nodes()[edge.from].name);
    return nodes;
}

Bottleneck find_bottleneck(const RunReport& report) {
    return bottleneck_of(profiling::without_queueing(report));
}

Prediction predict(const RunReport& report, const RunChanges& changes) {
    const ResourceModel after = predicted(profiling::without_queueing(report), changes);
    return {.items_per_second = profiling::items_per_second(after.run),
            .bottleneck = bottleneck_of(after)};
}

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#include "profiling/resource_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <string>

namespace penstock::profiling {
namespace {

// Processors that are in use as much as this make those wait who want one.
constexpr double full_processors = 0.85;

struct Sums {
    double computing_wall = 0; // in calls on threads that compute
    double io_wall = 0;
    double cpu = 0;
    double waiting = 0;

    [[nodiscard]] double working() const { return computing_wall + io_wall; }
};

Sums sums_of(const RunReport& report) {
    Sums sums;
    for (const NodeReport& node : report.nodes) {
        (node.on_io_threads ? sums.io_wall : sums.computing_wall) += node.busy_seconds;
        sums.io_wall += node.read_seconds;
        sums.cpu += node.cpu_seconds;
        sums.waiting += node.waiting_seconds;
    }
    return sums;
}

// How many times longer the processor's part of a call took, because more calls wanted one than
// there are.
double stretch_of(const RunReport& report, const Sums& sums) {
    const double processors = report.processors;
    if (processors == 0 || sums.cpu < full_processors * processors * report.wall_seconds)
        return 1;
    return std::max(1.0, sums.computing_wall / report.wall_seconds / processors);
}

template <class Part> Part& named(std::vector<Part>& parts, const std::string& name) {
    const auto found = std::ranges::find(parts, name, &Part::name);
    if (found == parts.end())
        throw std::invalid_argument{fmt::format("\"{}\" is not in this run", name)};
    return *found;
}

template <class Number> void require_positive(Number number, const std::string& what) {
    if (!(number > Number{0}))
        throw std::invalid_argument{
            fmt::format("{}: found {}; expected more than 0", what, number)};
}

// Another limit of one kind of room, which takes another share of it.
void change_room(std::uint64_t& limit, double& used, std::uint64_t changed, const char* what) {
    require_positive(changed, what);
    used *= static_cast<double>(limit) / static_cast<double>(changed);
    limit = changed;
}

double images_used(const LimiterReport& limiter) {
    return limiter.image_room_used * static_cast<double>(limiter.max_images);
}

// Room for a part of an item stays empty: at most one image less than an item needs.
double unused_images(const LimiterReport& limiter) {
    const double too_few =
        static_cast<double>(std::max<std::uint64_t>(limiter.family_images, 1)) - 1;
    const double empty = static_cast<double>(limiter.max_images) - images_used(limiter);
    return std::clamp(empty, 0.0, too_few);
}

// Of those that can be used.
double image_share(const LimiterReport& limiter, double unused) {
    const double usable = static_cast<double>(limiter.max_images) - unused;
    return usable > 0 ? images_used(limiter) / usable : 0;
}

} // namespace

void scale_room(RunReport& report, double factor) {
    for (LimiterReport& limiter : report.limiters) {
        limiter.image_room_used *= factor;
        limiter.byte_room_used *= factor;
    }
}

bool lacks_images(const ResourceModel& model, const std::string& limiter) {
    const auto found = std::ranges::find(model.run.limiters, limiter, &LimiterReport::name);
    const auto at = static_cast<std::size_t>(found - model.run.limiters.begin());
    return image_share(*found, model.unused_images[at]) >= found->byte_room_used;
}

double items_done(const RunReport& report) {
    return static_cast<double>(report.items.ended() - report.items.not_started);
}

double items_per_second(const RunReport& report) {
    return report.wall_seconds > 0 ? items_done(report) / report.wall_seconds : 0;
}

std::optional<std::uint32_t> calls_at_once(std::string_view concurrency) {
    if (concurrency == "serial")
        return 1;
    std::uint32_t number = 0;
    const auto [end, error] =
        std::from_chars(concurrency.data(), concurrency.data() + concurrency.size(), number);
    return error == std::errc{} && number > 0 ? std::optional{number} : std::nullopt;
}

double slots_of(const NodeReport& node, const RunReport& report) {
    const std::uint32_t threads = node.on_io_threads ? report.io_threads : report.threads;
    return std::min(calls_at_once(node.concurrency).value_or(threads), threads);
}

ResourceModel without_queueing(const RunReport& report) {
    ResourceModel model{.run = report, .unused_images = {}};
    for (const LimiterReport& limiter : report.limiters)
        model.unused_images.push_back(unused_images(limiter));
    RunReport& alone = model.run;
    const Sums before = sums_of(report);
    const double stretch = stretch_of(report, before);
    for (NodeReport& node : alone.nodes) {
        const double waits = std::max(0.0, node.busy_seconds - stretch * node.cpu_seconds);
        node.busy_seconds = std::min(node.busy_seconds, node.cpu_seconds + waits);
        node.waiting_seconds = 0;
    }
    const double in_graph = before.working() + before.waiting;
    if (in_graph > 0)
        scale_room(alone, sums_of(alone).working() / in_graph);
    return model;
}

ResourceModel changed(ResourceModel model, const RunChanges& changes) {
    RunReport& report = model.run;
    const double before = sums_of(report).working();
    for (const auto& [name, factor] : changes.faster) {
        NodeReport& node = named(report.nodes, name);
        require_positive(factor, name);
        node.busy_seconds /= factor;
        node.cpu_seconds /= factor;
        node.read_seconds /= factor;
    }
    if (before > 0)
        scale_room(report, sums_of(report).working() / before);
    for (const auto& [name, limit] : changes.concurrency)
        named(report.nodes, name).concurrency = limit == 0   ? "unlimited"
                                                : limit == 1 ? "serial"
                                                             : std::to_string(limit);
    for (const auto& [name, limit] : changes.max_images) {
        LimiterReport& limiter = named(report.limiters, name);
        change_room(limiter.max_images, limiter.image_room_used, limit, "max_images");
    }
    for (const auto& [name, limit] : changes.max_bytes) {
        LimiterReport& limiter = named(report.limiters, name);
        change_room(limiter.max_bytes, limiter.byte_room_used, limit, "max_bytes");
    }
    if (changes.threads) {
        require_positive(*changes.threads, "threads");
        report.threads = *changes.threads;
    }
    if (changes.io_threads) {
        require_positive(*changes.io_threads, "io_threads");
        report.io_threads = *changes.io_threads;
    }
    return model;
}

std::vector<ResourceUse> uses_of(const ResourceModel& model) {
    const RunReport& report = model.run;
    std::vector<ResourceUse> uses;
    const auto add = [&](Resource resource, const std::string& name, double seconds, double slots) {
        if (slots > 0 && report.wall_seconds > 0)
            uses.push_back({resource, name, seconds / (slots * report.wall_seconds)});
    };
    double source_on_threads = 0;
    for (std::size_t i = 0; i < report.limiters.size(); ++i) {
        const LimiterReport& limiter = report.limiters[i];
        const double used =
            std::max(image_share(limiter, model.unused_images[i]), limiter.byte_room_used);
        add(Resource::source, limiter.name, limiter.source_seconds, 1);
        add(Resource::limiter, limiter.name, used * report.wall_seconds, 1);
        source_on_threads += limiter.computing_source_seconds;
    }
    for (const NodeReport& node : report.nodes)
        if (const auto limit = calls_at_once(node.concurrency))
            add(Resource::node, node.name, node.busy_seconds, *limit);
    const Sums sums = sums_of(report);
    add(Resource::threads, {}, sums.computing_wall + source_on_threads, report.threads);
    add(Resource::processors, {}, sums.cpu, report.processors);
    add(Resource::io_threads, {}, sums.io_wall, report.io_threads);
    return uses;
}

} // namespace penstock::profiling

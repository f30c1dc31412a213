// SPDX-License-Identifier: Apache-2.0
#include "profiling/resource_words.hpp"

#include "penstock/param_binding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

namespace penstock::profiling {
namespace {

std::string percent(double share) {
    return fmt::format("{:.0f} %", std::min(share, 1.0) * 100);
}

std::string duration(double seconds) {
    if (seconds < 0.000'999'5)
        return fmt::format("{:.3g} µs", seconds * 1e6);
    if (seconds < 0.999'5)
        return fmt::format("{:.3g} ms", seconds * 1e3);
    return fmt::format("{:.3g} s", seconds);
}

std::string bytes(std::uint64_t amount) {
    constexpr double unit = 1024;
    const char* names[] = {"bytes", "KiB", "MiB", "GiB", "TiB"};
    double number = static_cast<double>(amount);
    std::size_t name = 0;
    while (number >= unit && name + 1 < std::size(names)) {
        number /= unit;
        ++name;
    }
    return fmt::format("{:.4g} {}", number, names[name]);
}

// "all 4 threads are", "the one thread is"
std::string all_of(std::uint32_t count, const std::string& name) {
    if (count == 1)
        return fmt::format("the one {} is", name);
    return fmt::format("{} {}s are", count == 2 ? "both" : fmt::format("all {}", count), name);
}

using Seconds = std::function<double(const NodeReport&)>;

// What a node has of a resource that several share.
Seconds seconds_of(Resource resource) {
    switch (resource) {
    case Resource::threads:
        return [](const NodeReport& node) { return node.on_io_threads ? 0 : node.busy_seconds; };
    case Resource::processors:
        return &NodeReport::cpu_seconds;
    case Resource::io_threads:
        return [](const NodeReport& node) {
            return node.read_seconds + (node.on_io_threads ? node.busy_seconds : 0);
        };
    default:
        return {};
    }
}

// ", 81 % of it in encode", where several nodes share a resource.
std::string mostly_in(const RunReport& report, const Seconds& seconds_of) {
    double sum = 0;
    const NodeReport* most = nullptr;
    std::size_t users = 0;
    for (const NodeReport& node : report.nodes) {
        const double seconds = seconds_of(node);
        sum += seconds;
        users += seconds > 0 ? 1 : 0;
        if (most == nullptr || seconds > seconds_of(*most))
            most = &node;
    }
    if (most == nullptr || sum <= 0)
        return {};
    return users == 1
               ? fmt::format(", in {}", most->name)
               : fmt::format(", {} of that in {}", percent(seconds_of(*most) / sum), most->name);
}

std::string sentence_of_node(const RunReport& report, const ResourceUse& use) {
    const auto node = std::ranges::find(report.nodes, use.name, &NodeReport::name);
    const std::uint32_t calls = calls_at_once(node->concurrency).value_or(1);
    return fmt::format("{} takes {} at {} and is busy {} of the run",
                       use.name,
                       calls == 1 ? "one item" : fmt::format("{} items", calls),
                       calls == 1 ? "a time" : "once",
                       percent(use.utilisation));
}

std::string sentence_of_limiter(const ResourceModel& model, const ResourceUse& use) {
    const RunReport& report = model.run;
    const auto limiter = std::ranges::find(report.limiters, use.name, &LimiterReport::name);
    const double items = items_done(report);
    // By Little's law: what is there at once is what comes in a second, times what each stays.
    const double images = limiter->image_room_used * static_cast<double>(limiter->max_images);
    const double family = static_cast<double>(std::max<std::uint64_t>(limiter->family_images, 1));
    if (!lacks_images(model, use.name) || items == 0)
        return fmt::format("{} lets in {} at once, and {} of that is in use",
                           use.name,
                           bytes(limiter->max_bytes),
                           percent(use.utilisation));
    return fmt::format("{} lets in {} image{} at once, and each item needs {} for {}",
                       use.name,
                       limiter->max_images,
                       limiter->max_images == 1 ? "" : "s",
                       limiter->family_images <= 1 ? "one"
                                                   : fmt::format("{}", limiter->family_images),
                       duration(images * report.wall_seconds / (items * family)));
}

std::string sentence_of_source(const RunReport& report, const ResourceUse& use) {
    const auto limiter = std::ranges::find(report.limiters, use.name, &LimiterReport::name);
    const double items = std::max(1.0, items_done(report));
    return fmt::format("the source before {} yields one item in {}",
                       use.name,
                       duration(limiter->source_seconds / items));
}

} // namespace

std::string node_of(const ResourceModel& model, const ResourceUse& use) {
    if (use.resource == Resource::node)
        return use.name;
    const Seconds seconds = seconds_of(use.resource);
    if (!seconds || model.run.nodes.empty())
        return {};
    const auto most = std::ranges::max_element(model.run.nodes, {}, seconds);
    return seconds(*most) > 0 ? most->name : std::string{};
}

std::string sentence_of(const ResourceModel& model, const ResourceUse& use) {
    const RunReport& report = model.run;
    const std::string share = percent(use.utilisation);
    switch (use.resource) {
    case Resource::node:
        return sentence_of_node(report, use);
    case Resource::threads:
        return fmt::format("{} busy {} of the run{}",
                           all_of(report.threads, "thread"),
                           share,
                           mostly_in(report, seconds_of(use.resource)));
    case Resource::processors:
        return fmt::format("{} computing {} of the run{}",
                           all_of(report.processors, "processor"),
                           share,
                           mostly_in(report, seconds_of(use.resource)));
    case Resource::io_threads:
        return fmt::format("{} busy {} of the run{}",
                           all_of(report.io_threads, "I/O thread"),
                           share,
                           mostly_in(report, seconds_of(use.resource)));
    case Resource::limiter:
        return sentence_of_limiter(model, use);
    case Resource::source:
        return sentence_of_source(report, use);
    case Resource::none:
        break;
    }
    return items_done(report) < 2 ? "too few items to say" : "nothing was busy for half of the run";
}

std::string words_of(const RunChanges& changes) {
    std::vector<std::string> words;
    for (const auto& [name, limit] : changes.concurrency)
        words.push_back(fmt::format(
            "concurrency {} of {}", limit == 0 ? "unlimited" : fmt::to_string(limit), name));
    if (changes.threads)
        words.push_back(fmt::format("{} threads", *changes.threads));
    if (changes.io_threads)
        words.push_back(fmt::format("{} I/O threads", *changes.io_threads));
    for (const auto& [name, limit] : changes.max_images)
        words.push_back(fmt::format("max_images {} of {}", limit, name));
    for (const auto& [name, limit] : changes.max_bytes)
        words.push_back(fmt::format("max_bytes {} of {}", to_string(ByteSize{limit}), name));
    for (const auto& [name, factor] : changes.faster)
        words.push_back(factor == 2 ? fmt::format("{} at twice the speed", name)
                                    : fmt::format("{} at {:.3g} times the speed", name, factor));
    return fmt::format("{}", fmt::join(words, " and "));
}

} // namespace penstock::profiling

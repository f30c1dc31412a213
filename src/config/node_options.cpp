// SPDX-License-Identifier: Apache-2.0
#include "config/node_options.hpp"

#include "config/attribute_values.hpp"
#include "config/keys.hpp"
#include "config/nearest.hpp"
#include "config/units.hpp"
#include "config/words.hpp"

#include <fmt/format.h>

namespace penstock::config {
namespace {

constexpr std::int64_t most_calls = 4096;

Concurrency concurrency_by_default(const NodeTraits& traits) {
    return {traits.is_concurrent ? traits.default_concurrency : 1};
}

// Nothing where it is a mistake.
std::optional<Concurrency> parse_concurrency(const Value& written) {
    if (written.is_string() && written.as_string() == "serial")
        return Concurrency{1};
    if (written.is_string() && written.as_string() == "unlimited")
        return Concurrency{0};
    if (written.is_integer() && written.as_integer() >= 1 && written.as_integer() <= most_calls)
        return Concurrency{static_cast<std::uint32_t>(written.as_integer())};
    return std::nullopt;
}

} // namespace

Concurrency
check_concurrency(const NodeConfig& node, const NodeDescriptor& descriptor, Issues& issues) {
    const Concurrency otherwise = concurrency_by_default(descriptor.traits);
    const Value& written = node.concurrency;
    if (written.is_null())
        return otherwise;
    const std::string path = path_to("nodes", node.name) + ".concurrency";
    const auto parsed = parse_concurrency(written);
    if (descriptor.kind == NodeKind::limiter) {
        issues.error(written.origin,
                     path,
                     "a limiter works on nothing and has no concurrency; remove the key");
        return otherwise;
    }
    if (descriptor.traits.has_own_flow) {
        issues.error(written.origin,
                     path,
                     fmt::format("{} is made of oneTBB nodes of its own, which say how many calls "
                                 "run at once; remove the key",
                                 descriptor.type));
        return otherwise;
    }
    if (!parsed) {
        issues.error(
            written.origin,
            path,
            fmt::format("found {}; expected \"serial\", \"unlimited\" or an integer from 1 "
                        "to {}{}",
                        as_found(written),
                        most_calls,
                        written.is_string()
                            ? did_you_mean(written.as_string(), {"serial", "unlimited"})
                            : std::string{}));
        return otherwise;
    }
    if (descriptor.traits.is_concurrent || parsed->is_serial())
        return *parsed;
    const char* why = descriptor.kind == NodeKind::source
                          ? "a source is read by one thread at a time"
                          : "its verb is not const, so it works on one item at a time";
    issues.error(written.origin,
                 path,
                 fmt::format("found {}, but {} is serial: {}; expected \"serial\"",
                             as_found(written),
                             descriptor.type,
                             why));
    return otherwise;
}

std::optional<Duration>
check_timeout(const NodeConfig& node, const NodeDescriptor& descriptor, Issues& issues) {
    const Value& written = node.timeout;
    if (written.is_null())
        return std::nullopt;
    const std::string path = path_to("nodes", node.name) + ".timeout";
    if (descriptor.kind == NodeKind::source || descriptor.kind == NodeKind::limiter) {
        issues.error(written.origin,
                     path,
                     fmt::format("a {} has no timeout; expected \"timeout\" on loaders and the "
                                 "nodes behind them",
                                 to_string(descriptor.kind)));
        return std::nullopt;
    }
    if (descriptor.traits.has_own_flow) {
        issues.error(written.origin,
                     path,
                     fmt::format("{} is made of oneTBB nodes of its own, whose calls are not "
                                 "timed; remove the key",
                                 descriptor.type));
        return std::nullopt;
    }
    const UnitResult parsed =
        written.is_string() ? parse_duration(written.as_string()) : UnitResult{};
    if (parsed.amount && *parsed.amount > 0)
        return Duration{*parsed.amount};
    issues.error(written.origin,
                 path,
                 parsed.amount ? fmt::format("found {}; expected more than nothing; without "
                                             "\"timeout\", a call may take as long as it takes",
                                             as_found(written))
                 : written.is_string()
                     ? parsed.mistake
                     : fmt::format("found {}; expected a duration with a unit, such as \"20s\"",
                                   as_found(written)));
    return std::nullopt;
}

Attributes check_set(const NodeConfig& node, Issues& issues) {
    Attributes attributes;
    if (node.set.is_null())
        return attributes;
    const std::string path = path_to("nodes", node.name) + ".set";
    for (const auto& [name, value] : check_attributes(node.set, path, issues))
        attributes.set(name, value);
    return attributes;
}

} // namespace penstock::config

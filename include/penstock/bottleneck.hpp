// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/export.hpp"
#include "penstock/run_report.hpp"
#include "penstock/validated_config.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace penstock {

/// What a run uses, and can be limited by.
enum class Resource : std::uint8_t {
    none,       ///< nothing that was measured
    node,       ///< the calls of a node that may go on at once
    threads,    ///< that compute
    processors, ///< of the machine, or those that its container lets the program use
    io_threads,
    limiter, ///< the room that it gives to items
    source,  ///< its calls, one at a time
};

/// "none", "node", "threads", ...
[[nodiscard]] PENSTOCK_API std::string_view to_string(Resource resource);

struct ResourceUse {
    Resource resource = Resource::none;
    std::string name; ///< of the node or limiter; of a source, that of its limiter; else empty
    double utilisation = 0; ///< mean share of it that was in use during the run, 0 to 1
};

/// How much of everything was in use, most first. Of a limiter what counts is the time in which an
/// item is worked on: items that have room, and wait for a node, are there because of that node.
[[nodiscard]] PENSTOCK_API std::vector<ResourceUse> resource_uses(const RunReport& report);

/// The share of the run in which the calls were busy that a node may have at once, 0 to 1; of an
/// unlimited node, as many as there are threads for them. Nothing where there was no time.
[[nodiscard]] PENSTOCK_API std::optional<double> busy_share_of(const NodeReport& node,
                                                               const RunReport& report);

/// What limits a run: the resource that is used most.
struct Bottleneck {
    ResourceUse use; ///< of `Resource::none` where nothing was in use half of the time
    /// Whose calls take it: of threads and processors, the node that uses most of them. Empty:
    /// nobody's, as of a limiter or a source.
    std::string node;
    std::string sentence; ///< what limits, and why: "write takes one item at a time and is ..."
    std::string remedy;   ///< what would help, and how much; empty: nothing that a config can say
};
[[nodiscard]] PENSTOCK_API Bottleneck find_bottleneck(const RunReport& report);

/// The nodes of a graph, sources and limiters among them, that are that resource: of a source,
/// those before its limiter. Threads and processors are nobody's: none.
[[nodiscard]] PENSTOCK_API std::vector<std::string> nodes_of(const ResourceUse& use,
                                                             const ValidatedConfig& config);

/// What could be different in a run.
struct RunChanges {
    std::map<std::string, std::uint32_t> concurrency = {}; ///< of nodes; 0: unlimited
    std::optional<std::uint32_t> threads = {};             ///< at least 1
    std::optional<std::uint32_t> io_threads = {};          ///< at least 1
    std::map<std::string, std::uint64_t> max_images = {};  ///< of limiters; at least 1
    std::map<std::string, std::uint64_t> max_bytes = {};   ///< of limiters; at least 1
    std::map<std::string, double> faster =
        {}; ///< nodes whose calls take so many times less; above 0
};

struct Prediction {
    double items_per_second = 0;
    Bottleneck bottleneck; ///< what limits then
};

/// How fast the run would have been with these changes: the asymptotic bound of operational
/// analysis (Denning and Buzen, "The Operational Analysis of Queueing Network Models", 1978), which
/// is the least over all resources of what each can do, and by as much lower as the run was below
/// its own. Throws `std::invalid_argument` where a change names a node or limiter that there is
/// not, or a number that cannot be.
[[nodiscard]] PENSTOCK_API Prediction predict(const RunReport& report, const RunChanges& changes);

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/run_report.hpp"

#include <cstdint>
#include <string>

namespace penstock::test {

/// The report of a run that never was: one limiter, "gate", and as much of everything as to limit
/// nothing.
struct MadeUpRun {
    MadeUpRun(std::uint64_t items, double seconds) {
        report.items = {.discovered = items, .written = items};
        report.wall_seconds = seconds;
        report.threads = 1000;
        report.io_threads = 1000;
        report.processors = 1000;
        report.nodes.reserve(8);
        report.limiters.push_back({.name = "gate",
                                   .max_images = 1000,
                                   .max_bytes = std::uint64_t{1} << 40U,
                                   .family_images = 1});
    }

    /// One more, whose calls take so long for each item.
    NodeReport& node(const std::string& name, const std::string& concurrency, double seconds) {
        const auto items = static_cast<double>(report.items.ended());
        return report.nodes.emplace_back(NodeReport{.name = name,
                                                    .type = name,
                                                    .concurrency = concurrency,
                                                    .count = report.items.ended(),
                                                    .busy_seconds = items * seconds});
    }
    LimiterReport& limiter() { return report.limiters.front(); }

    RunReport report;
};

} // namespace penstock::test

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

/// A report with one limiter, "gate", and one node, "encode", in neither of which two numbers are
/// alike; nothing is said of items.
inline RunReport report_of_different_numbers() {
    RunReport report;
    report.threads = 2;
    report.io_threads = 4;
    report.processors = 3;
    report.open_files = 64;
    report.wall_seconds = 1.5;
    report.cpu_seconds = 2.25;
    report.limiters = {{.name = "gate",
                        .max_images = 16,
                        .max_bytes = 4096,
                        .peak_images = 15,
                        .peak_bytes = 4000,
                        .family_images = 2,
                        .items_at_once = 8,
                        .image_room_used = 0.75,
                        .byte_room_used = 0.5,
                        .waiting_seconds = 4.5,
                        .shut_seconds = 1.25,
                        .source_seconds = 0.125,
                        .computing_source_seconds = 0.0625,
                        .sends_to = {"encode"}}};
    report.nodes = {{.name = "encode",
                     .type = "encode_type",
                     .concurrency = "unlimited",
                     .may_be_concurrent = true,
                     .count = 12,
                     .failed = 3,
                     .busy_seconds = 0.5,
                     .cpu_seconds = 0.25,
                     .waiting_seconds = 3.5,
                     .on_io_threads = true,
                     .reads = 11,
                     .read_seconds = 0.75,
                     .peak_concurrency = 2,
                     .p50_ms = 10.5,
                     .p99_ms = 20.5,
                     .sends_to = {"write", "report"}}};
    return report;
}

} // namespace penstock::test

// SPDX-License-Identifier: Apache-2.0
//
// What a run takes longer when it is traced, at about 5,000 items a second: small pictures are
// drawn, scaled, encoded and dropped, with and without a trace in turn. How large they are is found
// out first, so that a machine does about so many.
//
//     what_does_a_trace_cost [ITEMS]
#include "penstock/penstock.hpp"

#include "measurement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <vector>

namespace penstock::benchmark {
namespace {

constexpr int rounds = 9;
constexpr double wanted_rate = 5000;
std::uint64_t items = 15'000;

Cost cost_of_run(std::uint64_t count, std::uint32_t side, const std::string& trace) {
    const std::string text = fmt::format(R"({{
        "penstock": "1.0", "name": "traced",
        "nodes": {{
            "numbers": {{ "type": "generate", "params": {{ "count": {}, "seed": 1 }} }},
            "gate": {{ "type": "limiter", "params": {{ "max_images": 16 }} }},
            "render": {{ "type": "render",
                         "params": {{ "pattern": "plasma", "width": {}, "height": {} }} }},
            "half": {{ "type": "resize", "params": {{ "width": {} }} }},
            "encode": {{ "type": "encode", "params": {{ "format": "jpeg" }} }},
            "gone": {{ "type": "null" }}
        }},
        "edges": [ "numbers -> gate -> render -> half -> encode -> gone" ] }})",
                                         count,
                                         side,
                                         side,
                                         std::max(1U, side / 2));
    PipelineOptions options;
    options.trace_file = trace;
    Pipeline pipeline{validate(parse_config(text, "traced"), built_in_nodes()), options};
    return cost_of([&] {
        const RunReport report = pipeline.run();
        if (report.items.written != count || !report.trace_error.empty() || !report.notes.empty())
            throw std::runtime_error("not every item came through, or not into the trace");
    });
}

// Of pictures, so that about so many are made in a second.
std::uint32_t fitting_side() {
    double side = 64;
    for (int i = 0; i < 4; ++i) {
        const auto count = static_cast<std::uint64_t>(wanted_rate / 2);
        const double rate = static_cast<double>(count) /
                            cost_of_run(count, static_cast<std::uint32_t>(side), "").wall;
        side = std::clamp(side * std::sqrt(rate / wanted_rate), 8.0, 2048.0);
    }
    return static_cast<std::uint32_t>(side);
}

void answer() {
    const std::filesystem::path file = std::filesystem::temp_directory_path() /
                                       fmt::format("what_does_a_trace_cost.{}.json", ::getpid());
    const std::uint32_t side = fitting_side();
    std::vector<double> rate;
    std::vector<double> wall;
    std::vector<double> cpu;
    std::vector<double> cpu_per_item;
    double trace_bytes = 0;
    static_cast<void>(cost_of_run(items, side, ""));
    for (int round = 0; round < rounds; ++round) {
        const bool is_traced_first = round % 2 == 1;
        Cost with{};
        Cost without{};
        for (const bool is_traced : {is_traced_first, !is_traced_first})
            (is_traced ? with : without) = cost_of_run(items, side, is_traced ? file.string() : "");
        trace_bytes = static_cast<double>(std::filesystem::file_size(file));
        const auto count = static_cast<double>(items);
        rate.push_back(count / without.wall);
        wall.push_back(with.wall / without.wall);
        cpu.push_back(with.cpu / without.cpu);
        cpu_per_item.push_back(1e6 * (with.cpu - without.cpu) / count);
    }
    std::filesystem::remove(file);
    Report report{"what_does_a_trace_cost"};
    report.number("items", static_cast<double>(items))
        .number("side", side)
        .number("trace_bytes_per_item", trace_bytes / static_cast<double>(items))
        .summary("items_per_second_without", summarise(rate))
        .summary("seconds_with_over_without", summarise(wall))
        .summary("cpu_seconds_with_over_without", summarise(cpu))
        .summary("cpu_microseconds_per_item", summarise(cpu_per_item));
    report.print();
}

} // namespace
} // namespace penstock::benchmark

int main(int argc, char** argv) {
    using namespace penstock::benchmark;
    return exit_code_of([&] {
        items = items_of(argc, argv, items);
        answer();
    });
}

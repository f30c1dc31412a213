// SPDX-License-Identifier: Apache-2.0
//
// What a run takes longer when it is traced, or when a report is made of it, at about 5,000 items a
// second: small pictures are drawn, scaled, encoded and dropped, in these ways and without in turn.
// How large they are is found out first, so that a machine does about so many.
//
//     what_does_a_trace_cost [ITEMS]
#include "penstock/penstock.hpp"

#include "measurement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <vector>

namespace penstock::benchmark {
namespace {

constexpr std::size_t rounds = 9;
constexpr double wanted_rate = 5000;
std::uint64_t items = 15'000;

enum class Way { plain, traced, reported };
constexpr std::array ways = {Way::plain, Way::traced, Way::reported};

Cost cost_of_run(std::uint64_t count,
                 std::uint32_t side,
                 Way way = Way::plain,
                 const std::filesystem::path& file = {},
                 double* bytes = nullptr) {
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
    if (way == Way::traced)
        options.trace_file = file.string();
    options.keeps_history = way == Way::reported;
    const ValidatedConfig config = validate(parse_config(text, "traced"), built_in_nodes());
    Pipeline pipeline{config, options};
    const Cost cost = cost_of([&] {
        const RunReport report = pipeline.run();
        if (report.items.written != count || !report.trace_error.empty() || !report.notes.empty())
            throw std::runtime_error("not every item came through, or not into the trace");
        if (way == Way::reported)
            std::ofstream{file} << to_html(report, config);
    });
    if (bytes != nullptr)
        *bytes = static_cast<double>(std::filesystem::file_size(file));
    return cost;
}

// Of pictures, so that about so many are made in a second.
std::uint32_t fitting_side() {
    double side = 64;
    for (int i = 0; i < 4; ++i) {
        const auto count = static_cast<std::uint64_t>(wanted_rate / 2);
        const double rate =
            static_cast<double>(count) / cost_of_run(count, static_cast<std::uint32_t>(side)).wall;
        side = std::clamp(side * std::sqrt(rate / wanted_rate), 8.0, 2048.0);
    }
    return static_cast<std::uint32_t>(side);
}

// One way over the plain one, round by round.
struct Ratios {
    void add(const Cost& with, const Cost& without) {
        wall.push_back(with.wall / without.wall);
        cpu.push_back(with.cpu / without.cpu);
        cpu_per_item.push_back(1e6 * (with.cpu - without.cpu) / static_cast<double>(items));
    }
    void add_to(Report& report, const std::string& way) const {
        report.summary("seconds_" + way + "_over_without", summarise(wall))
            .summary("cpu_seconds_" + way + "_over_without", summarise(cpu))
            .summary("cpu_microseconds_per_item_" + way, summarise(cpu_per_item));
    }

    std::vector<double> wall;
    std::vector<double> cpu;
    std::vector<double> cpu_per_item;
};

void answer() {
    const std::filesystem::path file = std::filesystem::temp_directory_path() /
                                       fmt::format("what_does_a_trace_cost.{}", ::getpid());
    const std::uint32_t side = fitting_side();
    std::vector<double> rate;
    Ratios traced;
    Ratios reported;
    double trace_bytes = 0;
    double page_bytes = 0;
    static_cast<void>(cost_of_run(items, side));
    for (std::size_t round = 0; round < rounds; ++round) {
        std::array<Cost, ways.size()> costs{};
        for (std::size_t i = 0; i < ways.size(); ++i) { // another way first, round by round
            const Way way = ways[(round + i) % ways.size()];
            double* const bytes = way == Way::traced     ? &trace_bytes
                                  : way == Way::reported ? &page_bytes
                                                         : nullptr;
            costs[static_cast<std::size_t>(way)] = cost_of_run(items, side, way, file, bytes);
        }
        rate.push_back(static_cast<double>(items) / costs[0].wall);
        traced.add(costs[1], costs[0]);
        reported.add(costs[2], costs[0]);
    }
    std::filesystem::remove(file);
    Report report{"what_does_a_trace_cost"};
    report.number("items", static_cast<double>(items))
        .number("side", side)
        .number("trace_bytes_per_item", trace_bytes / static_cast<double>(items))
        .number("page_bytes", page_bytes)
        .summary("items_per_second_without", summarise(rate));
    traced.add_to(report, "with_trace");
    reported.add_to(report, "with_report");
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

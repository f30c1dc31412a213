// SPDX-License-Identifier: Apache-2.0
//
// What the engine itself costs for each item: a chain of nodes that do nothing, beside the same
// chain as a graph of oneTBB written by hand, without claims, ledger, timing or names. And whether
// that changes with the number of items that are done, and how often memory is asked for.
//
//     what_does_an_item_cost_in_an_empty_graph [ITEMS]
#include "penstock/penstock.hpp"

#include "measurement.hpp"
#include "support/allocation_count.hpp"

#include <fmt/format.h>
#include <oneapi/tbb/flow_graph.h>
#include <oneapi/tbb/task_arena.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace penstock::benchmark {
namespace {

constexpr int rounds = 5;
constexpr std::uint64_t in_flight = 16;
std::uint64_t items = 1'000'000;

/// When the first item of each tenth of the run was loaded, and the last item of all.
struct Milestones {
    struct Moment {
        std::chrono::steady_clock::time_point time;
        std::uint64_t allocations = 0;
    };
    std::array<Moment, 11> moments;

    // Each moment is one item's, so no two threads touch the same one.
    void note(std::uint64_t item) {
        const std::uint64_t tenth = items / 10;
        if (item % tenth == 0 || item + 1 == items)
            moments[(item + tenth - 1) / tenth] = {std::chrono::steady_clock::now(),
                                                   test::allocation_count()};
    }
    [[nodiscard]] double microseconds_per_item(std::size_t tenth) const {
        const std::chrono::duration<double, std::micro> time =
            moments[tenth + 1].time - moments[tenth].time;
        return time.count() / (static_cast<double>(items) / 10);
    }
    /// Without the first tenth and the last.
    [[nodiscard]] double allocations_per_item() const {
        return static_cast<double>(moments[9].allocations - moments[1].allocations) /
               (static_cast<double>(items) * 0.8);
    }
};
Milestones milestones;

/// Makes the smallest image there is.
struct Point {
    struct Params {};
    static Description<Point> describe() {
        return Description<Point>{"point", "Makes an image of one pixel."};
    }
    Measure measure(const Request&, const Params&, NodeContext&) const {
        Measure measure;
        measure.output = PayloadBound::image(spec());
        return measure;
    }
    Image load(
        const Request& request, const Measure&, Buffer, const Params&, NodeContext& context) const {
        milestones.note(request.index);
        return context.allocate_image(spec());
    }
    static ImageSpec spec() {
        return {.width = 1,
                .height = 1,
                .channels = 1,
                .pixel_type = PixelType::u8,
                .colour_space = ColourSpace::srgb};
    }
};

/// Hands on what it gets.
struct Pass {
    struct Params {};
    static Description<Pass> describe() {
        return Description<Pass>{"pass", "Does nothing."}.works_in_place();
    }
    Image process(Image image, const Params&, NodeContext&) const { return image; }
};

Cost cost_of_penstock(unsigned threads) {
    const std::string text = fmt::format(R"({{
        "penstock": "1.0", "name": "empty",
        "nodes": {{
            "numbers": {{ "type": "generate", "params": {{ "count": {} }} }},
            "valve": {{ "type": "limiter", "params": {{ "max_images": {} }} }},
            "point": {{ "type": "point" }},
            "first": {{ "type": "pass" }}, "second": {{ "type": "pass" }}, "third": {{ "type": "pass" }},
            "gone": {{ "type": "null" }}
        }},
        "edges": [ "numbers -> valve -> point -> first -> second -> third -> gone" ] }})",
                                         items,
                                         in_flight);
    NodeRegistry registry = built_in_nodes();
    registry.add<Point>();
    registry.add<Pass>();
    PipelineOptions options;
    options.threads = threads;
    Pipeline pipeline{validate(parse_config(text, "empty"), registry), options};
    return cost_of([&] {
        const RunReport report = pipeline.run();
        if (report.items.written != items)
            throw std::runtime_error("not every item came through");
    });
}

Cost cost_of_bare_tbb(unsigned threads) {
    namespace flow = tbb::flow;
    tbb::task_arena arena{static_cast<int>(threads)};
    return arena.execute([] {
        flow::graph graph;
        std::uint64_t next = 0;
        std::uint64_t came_through = 0;
        flow::input_node<std::uint64_t> numbers{graph, [&next](tbb::flow_control& control) {
                                                    if (next == items)
                                                        control.stop();
                                                    return next++;
                                                }};
        flow::limiter_node<std::uint64_t, int> valve{graph, in_flight};
        using Bare = flow::function_node<std::uint64_t, std::uint64_t>;
        const auto hand_on = [](const std::uint64_t& number) { return number; };
        Bare point{graph, flow::unlimited, hand_on};
        Bare first{graph, flow::unlimited, hand_on};
        Bare second{graph, flow::unlimited, hand_on};
        Bare third{graph, flow::unlimited, hand_on};
        flow::function_node<std::uint64_t, int> gone{
            graph, flow::serial, [&came_through](const std::uint64_t&) {
                ++came_through;
                return 1;
            }};
        flow::make_edge(numbers, valve);
        flow::make_edge(valve, point);
        flow::make_edge(point, first);
        flow::make_edge(first, second);
        flow::make_edge(second, third);
        flow::make_edge(third, gone);
        flow::make_edge(gone, valve.decrementer());
        const Cost cost = cost_of([&] {
            numbers.activate();
            graph.wait_for_all();
        });
        if (came_through != items)
            throw std::runtime_error("not every number came through");
        return cost;
    });
}

void answer() {
    Report report{"what_does_an_item_cost_in_an_empty_graph"};
    report.number("items", static_cast<double>(items)).number("in_flight", in_flight);
    std::vector<unsigned> thread_counts{1};
    if (const unsigned cores = std::thread::hardware_concurrency(); cores > 1)
        thread_counts.push_back(cores);
    for (const unsigned threads : thread_counts) {
        std::vector<double> ours;
        std::vector<double> bare;
        std::vector<double> ratio;
        std::vector<double> our_cpu;
        std::vector<double> bare_cpu;
        std::vector<double> first_tenth;
        std::vector<double> last_tenth;
        std::vector<double> allocations;
        const double microseconds_per_item = 1e6 / static_cast<double>(items);
        for (int round = 0; round < rounds; ++round) {
            const Cost engine = cost_of_penstock(threads);
            first_tenth.push_back(milestones.microseconds_per_item(0));
            last_tenth.push_back(milestones.microseconds_per_item(9));
            allocations.push_back(milestones.allocations_per_item());
            const Cost by_hand = cost_of_bare_tbb(threads);
            ours.push_back(engine.wall * microseconds_per_item);
            bare.push_back(by_hand.wall * microseconds_per_item);
            ratio.push_back(ours.back() / bare.back());
            our_cpu.push_back(engine.cpu * microseconds_per_item);
            bare_cpu.push_back(by_hand.cpu * microseconds_per_item);
        }
        const std::string suffix = fmt::format("_with_{}_threads", threads);
        report.summary("microseconds_per_item" + suffix, summarise(ours))
            .summary("microseconds_per_item_of_bare_tbb" + suffix, summarise(bare))
            .summary("ratio" + suffix, summarise(ratio))
            .summary("cpu_microseconds_per_item" + suffix, summarise(our_cpu))
            .summary("cpu_microseconds_per_item_of_bare_tbb" + suffix, summarise(bare_cpu))
            .summary("microseconds_per_item_of_the_first_tenth" + suffix, summarise(first_tenth))
            .summary("microseconds_per_item_of_the_last_tenth" + suffix, summarise(last_tenth))
            .summary("allocations_per_item" + suffix, summarise(allocations));
    }
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

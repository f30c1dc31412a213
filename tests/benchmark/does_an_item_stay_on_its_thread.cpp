// SPDX-License-Identifier: Apache-2.0
//
// Pixels that a thread has just made lie in the caches of its core. Whether the calls that follow
// for the same picture run on that thread too, in a graph that draws, shrinks and encodes on all of
// them.
#include "penstock/penstock.hpp"

#include "measurement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>
#include <thread>
#include <vector>

namespace penstock::benchmark {
namespace {

constexpr int rounds = 5;
constexpr std::uint64_t pictures = 400;
constexpr std::size_t places = 3; // behind the drawing, the shrinking and the encoding

// By the number of the picture; no two threads touch the same one at once.
std::vector<std::array<std::thread::id, places>> threads_of_pictures;

/// Notes on which thread a picture came by, and hands it on.
template <class Value, std::size_t place> struct Probe {
    struct Params {};
    static Description<Probe> describe() {
        return Description<Probe>{fmt::format("probe_{}", place), "Notes the thread."}
            .works_in_place();
    }
    NodeBound bound(const PayloadBound& input, const Params&) const { return {.output = input}; }
    Value process(Value value, const Params&, NodeContext& context) const {
        threads_of_pictures[context.item().request.index][place] = std::this_thread::get_id();
        return value;
    }
};

struct Shares {
    double by_shrink = 0; ///< of the pictures that were shrunk where they were drawn
    double by_encode = 0; ///< and encoded there, too
};

Shares run(unsigned threads) {
    threads_of_pictures.assign(pictures, {});
    NodeRegistry registry = built_in_nodes();
    registry.add<Probe<Image, 0>>();
    registry.add<Probe<Image, 1>>();
    registry.add<Probe<Encoded, 2>>();
    const std::string text = fmt::format(R"({{
        "penstock": "1.0", "name": "threads",
        "nodes": {{
            "numbers": {{ "type": "generate", "params": {{ "count": {} }} }},
            "valve": {{ "type": "limiter", "params": {{ "max_images": {} }} }},
            "draw": {{ "type": "render", "params": {{ "width": 1280, "height": 720 }} }},
            "drawn": {{ "type": "probe_0" }},
            "shrink": {{ "type": "resize", "params": {{ "width": 1000 }} }},
            "shrunk": {{ "type": "probe_1" }},
            "encode": {{ "type": "encode", "params": {{ "format": "jpeg" }} }},
            "encoded": {{ "type": "probe_2" }},
            "gone": {{ "type": "null" }}
        }},
        "edges": [ "numbers -> valve -> draw -> drawn -> shrink -> shrunk -> encode -> encoded -> gone" ] }})",
                                         pictures,
                                         4 * threads);
    PipelineOptions options;
    options.threads = threads;
    Pipeline pipeline{validate(parse_config(text, "threads"), registry), options};
    if (pipeline.run().items.written != pictures)
        throw std::runtime_error("not every picture came through");
    const auto share_of = [](auto stayed) {
        return static_cast<double>(std::ranges::count_if(threads_of_pictures, stayed)) / pictures;
    };
    return {share_of([](const auto& on) { return on[0] == on[1]; }),
            share_of([](const auto& on) { return on[0] == on[1] && on[0] == on[2]; })};
}

void answer() {
    Report report{"does_an_item_stay_on_its_thread"};
    report.number("pictures", pictures);
    const unsigned threads = std::max(2U, std::thread::hardware_concurrency());
    report.number("threads", threads);
    std::vector<double> shrunk;
    std::vector<double> encoded;
    for (int round = 0; round < rounds; ++round) {
        const Shares shares = run(threads);
        shrunk.push_back(shares.by_shrink);
        encoded.push_back(shares.by_encode);
    }
    report.summary("share_shrunk_where_drawn", summarise(shrunk))
        .summary("share_encoded_there_too", summarise(encoded));
    report.print();
}

} // namespace
} // namespace penstock::benchmark

int main() {
    return penstock::benchmark::exit_code_of(penstock::benchmark::answer);
}

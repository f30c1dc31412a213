// SPDX-License-Identifier: Apache-2.0
//
// A sink that waits, eight calls at once, behind an encoder that is bound by the processor: its
// waiting should cost the encoder nothing, as long as the limiter leaves room for what waits.
#include "penstock/penstock.hpp"

#include "measurement.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace penstock::benchmark {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int rounds = 5;
constexpr std::uint64_t pictures = 240;
constexpr std::int64_t longest_wait_ms = 50;

/// When the encoder's results came, from the first to the last.
struct Arrivals {
    void note() {
        const std::scoped_lock lock{mutex};
        last = Clock::now();
        if (count++ == 0)
            first = last;
    }
    [[nodiscard]] double per_second() const {
        const std::chrono::duration<double> time = last - first;
        return static_cast<double>(count - 1) / time.count();
    }

    std::mutex mutex;
    std::uint64_t count = 0;
    Clock::time_point first;
    Clock::time_point last;
};
Arrivals* arrivals = nullptr; // of the run that is going on

/// Takes what was encoded, and waits as long as a slow disk would.
struct SlowSink {
    struct Params {
        std::int64_t wait_ms = 0;
    };
    static Description<SlowSink> describe() {
        return Description<SlowSink>{"slow_sink", "Waits."}.blocks().default_concurrency(8).param(
            "wait_ms", &Params::wait_ms, {.doc = "How long.", .unit = "ms"});
    }
    void process(const Encoded&, const Params& params, NodeContext& context) const {
        arrivals->note();
        if (params.wait_ms > 0)
            std::this_thread::sleep_for(std::chrono::milliseconds{params.wait_ms});
        context.output_delivered("");
    }
};

struct Throughput {
    double per_second = 0;
    double encoder_cpu_ms = 0; ///< of one picture
};

Throughput throughput_with(std::int64_t wait_ms) {
    const std::string text = fmt::format(
        R"({{
        "penstock": "1.0", "name": "slow",
        "limits": {{ "io_threads": 8 }},
        "nodes": {{
            "numbers": {{ "type": "generate", "params": {{ "count": {}, "seed": 7 }} }},
            "gate": {{ "type": "limiter", "params": {{ "max_images": 32, "max_bytes": "1GiB" }} }},
            "render": {{ "type": "render",
                         "params": {{ "pattern": "plasma", "width": 2560, "height": 1440 }} }},
            "encode": {{ "type": "encode", "concurrency": "unlimited",
                         "params": {{ "format": "jpeg", "quality": 90 }} }},
            "sink": {{ "type": "slow_sink", "concurrency": 8, "params": {{ "wait_ms": {} }} }}
        }},
        "edges": [ "numbers -> gate -> render -> encode -> sink" ] }})",
        pictures,
        wait_ms);
    NodeRegistry registry = built_in_nodes();
    registry.add<SlowSink>();
    Arrivals mine;
    arrivals = &mine;
    Pipeline pipeline{validate(parse_config(text, "slow"), registry), {}};
    const RunReport report = pipeline.run();
    if (report.items.written != pictures)
        throw std::runtime_error("not every picture came through");
    Throughput result{.per_second = mine.per_second()};
    for (const NodeReport& node : report.nodes)
        if (node.name == "encode")
            result.encoder_cpu_ms = node.cpu_seconds * 1e3 / static_cast<double>(node.count);
    return result;
}

void answer() {
    std::vector<double> without;
    std::vector<double> with;
    std::vector<double> ratio;
    std::vector<double> cpu_ratio;
    for (int round = 0; round < rounds; ++round) {
        const Throughput quick = throughput_with(0);
        const Throughput slow = throughput_with(longest_wait_ms);
        without.push_back(quick.per_second);
        with.push_back(slow.per_second);
        ratio.push_back(slow.per_second / quick.per_second);
        cpu_ratio.push_back(slow.encoder_cpu_ms / quick.encoder_cpu_ms);
    }
    Report{"does_a_blocking_writer_slow_the_encoder"}
        .number("pictures_per_run", static_cast<double>(pictures))
        .number("wait_ms", static_cast<double>(longest_wait_ms))
        .summary("images_per_second_without_waiting", summarise(without))
        .summary("images_per_second_with_waiting", summarise(with))
        .summary("ratio", summarise(ratio))
        .summary("ratio_of_the_encoders_cpu_time", summarise(cpu_ratio))
        .print();
}

} // namespace
} // namespace penstock::benchmark

int main() {
    try {
        penstock::benchmark::answer();
        return 0;
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 1;
    }
}

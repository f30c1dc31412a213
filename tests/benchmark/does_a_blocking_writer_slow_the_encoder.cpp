// SPDX-License-Identifier: Apache-2.0
//
// A sink that waits, eight calls at once, behind an encoder that is bound by the processor: its
// waiting should cost the encoder nothing, as long as the limiter leaves room for what waits.
//
// What is compared is the rate at which the encoder's results come in the steady state: neither the
// first, while the graph fills, nor the last, which leave some threads without work, nor the last
// waits. Where the sink cannot take that many (on a machine with many cores), it says nothing of
// the engine: both figures are printed. Many short rounds with and without waiting take turns. On a
// machine that is shared the rate by the clock says mostly what else ran; so there is a second one,
// by the time that the threads would have taken undisturbed. What they were idle counts in it, so a
// writer that holds up the encoder shows.
#include "penstock/penstock.hpp"

#include "measurement.hpp"
#include "thread_times.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace penstock::benchmark {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int rounds = 15;
constexpr std::uint64_t pictures = 120;
constexpr std::uint64_t filling = 16; // not counted, at both ends
constexpr std::int64_t longest_wait_ms = 50;
constexpr std::uint64_t waiting_at_once = 8;

/// What had happened when the encoder's results came with which the steady state begins and ends.
class Arrivals {
public:
    void note() {
        const std::scoped_lock lock{mutex_};
        if (count_ == filling)
            begin_ = {Clock::now(), thread_times()};
        if (++count_ == pictures - filling)
            end_ = {Clock::now(), thread_times()};
    }
    [[nodiscard]] static double results() {
        return static_cast<double>(pictures - 2 * filling - 1);
    }
    [[nodiscard]] double seconds() const {
        return std::chrono::duration<double>{end_.time - begin_.time}.count();
    }
    [[nodiscard]] TimeSpent spent() const {
        return time_spent(
            begin_.threads, end_.threads, seconds(), std::thread::hardware_concurrency());
    }

private:
    struct Moment {
        Clock::time_point time;
        ThreadTimes threads;
    };
    std::mutex mutex_;
    std::uint64_t count_ = 0;
    Moment begin_;
    Moment end_;
};
Arrivals* arrivals = nullptr; // of the run that is going on

/// Takes what was encoded, and waits as long as a slow disk would.
struct SlowSink {
    struct Params {
        std::int64_t wait_ms = 0;
    };
    static Description<SlowSink> describe() {
        return Description<SlowSink>{"slow_sink", "Waits."}
            .blocks()
            .default_concurrency(waiting_at_once)
            .param("wait_ms", &Params::wait_ms, {.doc = "How long.", .unit = "ms"});
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
    double undisturbed_per_second = 0;
    double idle = 0;           ///< part of the time of the threads that compute
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
    const TimeSpent spent = mine.spent();
    Throughput result{.per_second = Arrivals::results() / mine.seconds(),
                      .undisturbed_per_second = Arrivals::results() / spent.undisturbed,
                      .idle = spent.idle};
    for (const NodeReport& node : report.nodes)
        if (node.name == "encode")
            result.encoder_cpu_ms = node.cpu_seconds * 1e3 / static_cast<double>(node.count);
    return result;
}

void answer() {
    std::vector<double> without;
    std::vector<double> with;
    std::vector<double> ratio;
    std::vector<double> undisturbed_ratio;
    std::vector<double> idle_without;
    std::vector<double> idle_with;
    std::vector<double> cpu_ratio;
    for (int round = 0; round < rounds; ++round) {
        // The one that comes first changes: what drifts favours neither.
        const std::int64_t first_wait_ms = round % 2 == 0 ? 0 : longest_wait_ms;
        Throughput quick = throughput_with(first_wait_ms);
        Throughput slow = throughput_with(longest_wait_ms - first_wait_ms);
        if (first_wait_ms != 0)
            std::swap(quick, slow);
        without.push_back(quick.per_second);
        with.push_back(slow.per_second);
        ratio.push_back(slow.per_second / quick.per_second);
        undisturbed_ratio.push_back(slow.undisturbed_per_second / quick.undisturbed_per_second);
        idle_without.push_back(quick.idle);
        idle_with.push_back(slow.idle);
        cpu_ratio.push_back(slow.encoder_cpu_ms / quick.encoder_cpu_ms);
    }
    Report{"does_a_blocking_writer_slow_the_encoder"}
        .number("pictures_per_run", static_cast<double>(pictures))
        .number("wait_ms", static_cast<double>(longest_wait_ms))
        .number("images_per_second_that_the_sink_can_take",
                static_cast<double>(waiting_at_once) * 1e3 / static_cast<double>(longest_wait_ms))
        .summary("images_per_second_without_waiting", summarise(without))
        .summary("images_per_second_with_waiting", summarise(with))
        .summary("ratio", summarise(ratio))
        .summary("ratio_undisturbed", summarise(undisturbed_ratio))
        .summary("idle_without_waiting", summarise(idle_without))
        .summary("idle_with_waiting", summarise(idle_with))
        .summary("ratio_of_the_encoders_cpu_time", summarise(cpu_ratio))
        .print();
}

} // namespace
} // namespace penstock::benchmark

int main() {
    return penstock::benchmark::exit_code_of(penstock::benchmark::answer);
}

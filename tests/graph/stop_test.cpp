// SPDX-License-Identifier: Apache-2.0
#include "graph/run_config.hpp"
#include "support/catch.hpp"

#include <atomic>
#include <thread>

using namespace penstock;
using namespace penstock::test;

namespace {

struct Stopped {
    RunReport report;
    std::uint64_t at = 0;
};

// Stops the run from a sink's call, once so many outputs have been delivered.
Stopped run_and_stop(const std::string& text, std::uint64_t outputs, std::uint32_t threads) {
    Stopped result;
    std::atomic<std::uint64_t> delivered{0};
    Pipeline* running = nullptr;
    PipelineOptions options;
    options.threads = threads;
    options.on_output = [&](std::string_view, std::string_view) {
        if (++delivered == outputs)
            running->request_stop();
    };
    Pipeline pipeline{validated(text), options};
    running = &pipeline;
    result.report = pipeline.run();
    result.at = delivered;
    return result;
}

std::string long_run(const std::string& source, const std::string& sink) {
    return config_text(R"("n": {"type": ")" + source + R"(", "params": {"count": 100000}},
                          "g": {"type": "limiter", "params": {"max_images": 4}},
                          "b": {"type": "blank", "params": {"fail_measure_every": 9}}, "c": {"type": "copy"},
                          "e": {"type": ")" +
                           sink + R"(", "params": {"order": "source"}})",
                       R"("n -> g -> b -> c -> e")");
}

} // namespace

TEST_CASE("after a stop what is in flight is finished and the rest was not started",
          "[graph][stop]") {
    const auto threads = GENERATE(1U, 2U);
    const auto source = GENERATE(as<std::string>{}, "numbers", "slow_numbers");
    const auto sink = GENERATE(as<std::string>{}, "collect", "collect_blocking");
    for (const std::uint64_t outputs : {1U, 2U, 3U, 10U, 57U}) {
        INFO(source << " " << sink << " " << threads << " threads, stop at " << outputs);
        const auto [report, at] = run_and_stop(long_run(source, sink), outputs, threads);
        CHECK(report.end == RunEnd::interrupted);
        CHECK(report.is_balanced());
        CHECK(report.items.written == at);
        CHECK(report.items.discovered < 100000);
        CHECK(report.items.written >= outputs);
    }
}

TEST_CASE("a stop before the first item starts nothing", "[graph][stop]") {
    Pipeline pipeline{validated(long_run("numbers", "collect"))};
    pipeline.request_stop();
    const RunReport report = pipeline.run();
    CHECK(report.is_balanced());
    CHECK(report.items.written == 0);
}

namespace {

struct FullDisk {
    struct Params {};
    static Description<FullDisk> describe() { return {"full_disk", "Runs out of room at item 5."}; }
    void process(const Payload&, const Params&, NodeContext& context) const {
        if (context.item().sequence == 5)
            throw ResourceExhausted{"no space left on device"};
    }
};

} // namespace

TEST_CASE("an exhausted resource ends the run, and is one failure", "[graph][stop]") {
    NodeRegistry registry = engine_nodes();
    registry.add<FullDisk>();
    const std::string text = config_text(
        R"("n": {"type": "numbers", "params": {"count": 100000}},
           "g": {"type": "limiter", "params": {"max_images": 2}}, "b": {"type": "blank"},
           "e": {"type": "full_disk"})",
        R"("n -> g -> b -> e")");
    Pipeline pipeline{validate(parse_config(text, "test.json"), registry)};
    const RunReport report = pipeline.run();
    CHECK(report.end == RunEnd::exhausted);
    CHECK(report.end_reason == "no space left on device");
    CHECK(report.is_balanced());
    CHECK(report.items.failed == 1);
    CHECK(report.items.discovered < 1000);
    CHECK(report.failures.at(0).error_class == ErrorClass::resource);
}

TEST_CASE("progress can be asked for at any time", "[graph][stop]") {
    Pipeline pipeline{validated(long_run("numbers", "collect"))};
    CHECK(pipeline.progress().items.discovered == 0);
    std::jthread watcher{[&](const std::stop_token& stop) {
        std::uint64_t last = 0;
        while (!stop.stop_requested()) {
            const RunProgress progress = pipeline.progress();
            if (progress.items.ended() > progress.items.discovered || progress.items.ended() < last)
                std::abort();
            last = progress.items.ended();
            if (last > 500)
                pipeline.request_stop();
        }
    }};
    const RunReport report = pipeline.run();
    CHECK(report.is_balanced());
    CHECK(report.items.ended() > 500);
}

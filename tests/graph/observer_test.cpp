// SPDX-License-Identifier: Apache-2.0
#include "graph/run_config.hpp"
#include "support/catch.hpp"

#include <atomic>
#include <stdexcept>
#include <string>

using namespace penstock;
using namespace penstock::test;

namespace {

std::string faulty(const std::string& sink) {
    return config_text(R"("n": {"type": "numbers", "params": {"count": 100000}},
                          "g": {"type": "limiter", "params": {"max_images": 4}},
                          "b": {"type": "blank"}, "f": {"type": "fault"},
                          "e": {"type": ")" +
                           sink + R"("})",
                       R"("n -> g -> b -> f -> e")");
}

struct Own {
    int number = 0;
};

} // namespace

TEST_CASE("what an observer throws stops the run, and leaves it at the end", "[graph][observer]") {
    const auto threads = GENERATE(1U, 2U);
    const auto sink = GENERATE(as<std::string>{}, "collect", "collect_blocking");
    const bool is_failure = GENERATE(false, true);
    const bool is_in_background = GENERATE(false, true);
    std::atomic<int> calls{0};
    PipelineOptions options;
    options.threads = threads;
    if (is_failure)
        options.on_failure = [&](const Failure&) { throw Own{++calls}; };
    else
        options.on_output = [&](std::string_view, std::string_view) { throw Own{++calls}; };
    Pipeline pipeline{validated(faulty(sink)), options};
    int number = 0;
    try {
        if (is_in_background) {
            pipeline.start();
            (void)pipeline.wait();
        } else {
            (void)pipeline.run();
        }
    } catch (const Own& own) {
        number = own.number;
    }
    CHECK(number == 1);
    CHECK(calls == 1);
    const RunProgress progress = pipeline.progress();
    CHECK(progress.items.discovered < 10000);
    CHECK(progress.items.ended() == progress.items.discovered);
    // What it was told of is as it would have been.
    CHECK(progress.items.written > 0);
}

TEST_CASE("an observer may ask for anything but the end of the run", "[graph][observer]") {
    const bool is_cancelled = GENERATE(false, true);
    Pipeline* running = nullptr;
    PipelineOptions options;
    options.on_output = [&](std::string_view, std::string_view) {
        (void)running->progress();
        (void)running->plan();
        (void)running->running_calls();
    };
    options.on_failure = [&](const Failure&) {
        (void)running->progress();
        if (is_cancelled)
            running->cancel();
        else
            running->request_stop();
    };
    Pipeline pipeline{validated(faulty("collect_blocking")), options};
    running = &pipeline;
    const RunReport report = pipeline.run();
    CHECK(report.is_balanced());
    CHECK(report.end == (is_cancelled ? RunEnd::cancelled : RunEnd::interrupted));
}

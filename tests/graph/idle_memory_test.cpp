// SPDX-License-Identifier: Apache-2.0
#include "graph/run_config.hpp"
#include "support/catch.hpp"

#include <chrono>
#include <cstdint>
#include <thread>

using namespace penstock;
using namespace penstock::test;
using namespace std::chrono_literals;

namespace {

ValidatedConfig pushing() {
    const NodeRegistry registry = engine_nodes();
    const std::string text = config_text(R"("p": {"type": "push"}, "g": {"type": "limiter"},
                                            "r": {"type": "receive"}, "e": {"type": "collect"})",
                                         R"("p -> g -> r -> e")");
    return validate(parse_config(text, "test.json"), registry);
}

} // namespace

TEST_CASE("a run that waits for the next push gives back the memory that lies idle",
          "[graph][push]") {
    constexpr int rounds = 15; // of seconds each they would take longer than is waited
    Pushed item;
    item.payload = Image::allocate({64, 48, 1, PixelType::u8, ColourSpace::unspecified});
    const auto end = std::chrono::steady_clock::now() + 25s;
    PipelineOptions options;
    options.idle_after = 1ms;
    Pipeline pipeline{pushing(), options};
    pipeline.start();
    const auto is_at_rest = [&pipeline](std::uint64_t written) {
        const RunProgress progress = pipeline.progress();
        return progress.items.written == written && progress.bytes == 0;
    };
    std::uint64_t at_rest = 0;
    for (int round = 0; round < rounds; ++round) {
        CHECK(pipeline.push("p", item) == PushResult::accepted);
        const std::uint64_t written = at_rest + 1;
        while (at_rest < written && std::chrono::steady_clock::now() < end) {
            at_rest += is_at_rest(written) ? 1 : 0;
            std::this_thread::yield();
        }
    }
    CHECK(at_rest == rounds);
    pipeline.close_source("p");
    const RunReport report = pipeline.wait();
    CHECK(report.items.written == rounds);
    CHECK(report.failures.empty());
    CHECK(report.peak_bytes > 0);
}

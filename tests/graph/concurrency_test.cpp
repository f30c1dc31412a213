// SPDX-License-Identifier: Apache-2.0
#include "graph/run_config.hpp"
#include "support/catch.hpp"

#include <oneapi/tbb/global_control.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

using namespace penstock;
using namespace penstock::test;

namespace {

// Calls wait for company: until `company` of them are inside, or it is clear that no more will
// come.
struct Meet {
    struct Params {
        std::uint32_t company = 1;
    };
    static Description<Meet> describe() {
        return Description<Meet>{"meet", "Waits for other calls."}.param(
            "company", &Params::company, {.doc = "How many."});
    }
    Image process(const Image& image, const Params& params, NodeContext&) const {
        ++inside_;
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{5};
        while (!has_met_ && inside_ < params.company && std::chrono::steady_clock::now() < end)
            std::this_thread::yield();
        has_met_ = has_met_ || inside_ >= params.company;
        --inside_;
        return image;
    }

private:
    mutable std::atomic<std::uint32_t> inside_{0};
    mutable std::atomic<bool> has_met_{false};
};

// Its verb is not const: it may not be called by two threads.
struct Alone {
    struct Params {};
    static Description<Alone> describe() { return {"alone", "Is called by one thread at a time."}; }
    Image process(const Image& image, const Params&, NodeContext&) {
        ++calls_;
        return image;
    }

private:
    int calls_ = 0;
};

// Cannot say beforehand how large its pictures are.
struct Unmeasured {
    struct Params {};
    static Description<Unmeasured> describe() { return {"unmeasured", "Loads 100x100 pixels."}; }
    Measure measure(const Request&, const Params&, NodeContext&) const { return {}; }
    Image load(const Request&, const Measure&, Buffer, const Params&, NodeContext& context) const {
        ImageSpec spec;
        spec.width = 100;
        spec.height = 100;
        spec.channels = 3;
        return context.allocate_image(spec);
    }
};

RunReport run_with(const std::string& text, std::uint32_t threads) {
    const tbb::global_control more{tbb::global_control::max_allowed_parallelism, 16};
    NodeRegistry registry = engine_nodes();
    registry.add<Meet>();
    registry.add<Alone>();
    registry.add<Unmeasured>();
    PipelineOptions options;
    options.threads = threads;
    Pipeline pipeline{validate(parse_config(text, "test.json"), registry), options};
    return pipeline.run();
}

std::uint32_t peak_of(const RunReport& report, const std::string& node) {
    return std::ranges::find(report.nodes, node, &NodeReport::name)->peak_concurrency;
}

} // namespace

TEST_CASE("a node runs as often at once as the config says, and no more", "[graph][concurrency]") {
    const auto limit = GENERATE(1U, 2U, 4U);
    const RunReport report =
        run_with(config_text(R"("n": {"type": "numbers", "params": {"count": 40}},
                       "g": {"type": "limiter", "params": {"max_images": 16}}, "b": {"type": "blank"},
                       "m": {"type": "meet", "concurrency": )" +
                                 std::to_string(limit) + R"(, "params": {"company": )" +
                                 std::to_string(limit) + R"(}}, "e": {"type": "collect"})",
                             R"("n -> g -> b -> m -> e")"),
                 8);
    CHECK(report.items.written == 40);
    CHECK(peak_of(report, "m") == limit);
}

TEST_CASE("PipelineOptions::threads says how many threads compute", "[graph][concurrency]") {
    const auto threads = GENERATE(1U, 2U, 5U);
    const RunReport report =
        run_with(config_text(R"("n": {"type": "numbers", "params": {"count": 40}},
                       "g": {"type": "limiter", "params": {"max_images": 16}}, "b": {"type": "blank"},
                       "m": {"type": "meet", "params": {"company": )" +
                                 std::to_string(threads) + R"(}}, "e": {"type": "collect"})",
                             R"("n -> g -> b -> m -> e")"),
                 threads);
    CHECK(report.threads == threads);
    CHECK(peak_of(report, "m") == threads);
}

TEST_CASE("a node whose verb is not const is serial", "[graph][concurrency]") {
    const RunReport report =
        run_with(config_text(R"("n": {"type": "numbers", "params": {"count": 500}},
                       "g": {"type": "limiter", "params": {"max_images": 16}}, "b": {"type": "blank"},
                       "a": {"type": "alone"}, "e": {"type": "collect"})",
                             R"("n -> g -> b -> a -> e")"),
                 8);
    CHECK(report.items.written == 500);
    CHECK(peak_of(report, "a") == 1);
}

TEST_CASE("what blocks runs on so many I/O threads, and holds no thread that computes",
          "[graph][concurrency][io]") {
    const auto io_threads = GENERATE(1U, 3U);
    const RunReport report =
        run_with(config_text(R"("n": {"type": "numbers", "params": {"count": 30}},
                       "g": {"type": "limiter", "params": {"max_images": 16}}, "b": {"type": "blank"},
                       "e": {"type": "collect_blocking", "concurrency": 8,
                             "params": {"milliseconds": 5}})",
                             R"("n -> g -> b -> e")",
                             R"({"io_threads": )" + std::to_string(io_threads) + "}"),
                 1);
    CHECK(report.items.written == 30);
    CHECK(report.io_threads == io_threads);
    CHECK(peak_of(report, "e") == io_threads);
}

TEST_CASE("limits.largest_item is what an item of unknown size claims", "[graph][bound]") {
    const auto run_allowing = [](const std::string& pixels) {
        return run_with(config_text(R"("n": {"type": "numbers", "params": {"count": 3}},
                                       "g": {"type": "limiter"}, "u": {"type": "unmeasured"},
                                       "e": {"type": "collect"})",
                                    R"("n -> g -> u -> e")",
                                    R"({"largest_item": ")" + pixels + "\"}"),
                        2);
    };
    CHECK(run_allowing("10kpx").items.written == 3);
    const RunReport refused = run_allowing("1kpx");
    CHECK(refused.items.failed == 3);
    CHECK(refused.failures.at(0).error_class == ErrorClass::limit);
}

// SPDX-License-Identifier: Apache-2.0
#include "graph/hold.hpp"
#include "graph/run_config.hpp"
#include "support/catch.hpp"

#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_group.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <latch>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace penstock;
using namespace penstock::test;

namespace {

std::string counting(int count, const std::string& source = "numbers") {
    return config_text(R"("n": {"type": ")" + source + R"(", "params": {"count": )" +
                           std::to_string(count) + R"(}},
                          "g": {"type": "limiter", "params": {"max_images": 4}},
                          "b": {"type": "blank_file"}, "i": {"type": "increment"},
                          "e": {"type": "collect_blocking"})",
                       R"("n -> g -> b -> i -> e")");
}

std::size_t entries_of(const std::string& folder) {
    std::size_t entries = 0;
    for (const auto& entry : std::filesystem::directory_iterator{folder})
        entries += entry.path().empty() ? 0 : 1;
    return entries;
}

// The kernel may show a thread for a moment after it was joined.
bool comes_down_to(std::size_t threads) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (entries_of("/proc/self/task") > threads) {
        if (std::chrono::steady_clock::now() > end)
            return false;
        std::this_thread::yield();
    }
    return true;
}

void await_written(const Pipeline& pipeline, std::uint64_t items) {
    while (pipeline.progress().items.written < items)
        std::this_thread::yield();
}

} // namespace

TEST_CASE("a run in the background goes on beside the one who started it", "[graph][life]") {
    Hold hold;
    Pipeline pipeline{validated(
        config_text(R"("n": {"type": "numbers", "params": {"count": 20}}, "g": {"type": "limiter"},
                       "b": {"type": "blank"}, "h": {"type": "held"}, "e": {"type": "collect"})",
                    R"("n -> g -> b -> h -> e")"))};
    pipeline.start();
    hold.await(1);
    CHECK(pipeline.progress().in_flight > 0);
    CHECK(pipeline.progress().items.written == 0);
    hold.release();
    const RunReport report = pipeline.wait();
    CHECK(report.is_balanced());
    CHECK(report.end == RunEnd::finished);
    CHECK(report.items.written == 20);
    CHECK(report.wall_seconds > 0);
}

TEST_CASE("a pipeline runs once, be it in the background", "[graph][life]") {
    Pipeline pipeline{validated(counting(3))};
    CHECK(pipeline.run().items.written == 3);
    CHECK_THROWS_AS(pipeline.run(), std::logic_error);
    CHECK_THROWS_AS(pipeline.start(), std::logic_error);
    CHECK_THROWS_AS(pipeline.wait(), std::logic_error);

    Pipeline started{validated(counting(3))};
    started.start();
    CHECK_THROWS_AS(started.run(), std::logic_error);
    CHECK_THROWS_AS(started.start(), std::logic_error);
    CHECK(started.wait().items.written == 3);
    CHECK_THROWS_AS(started.wait(), std::logic_error);
}

TEST_CASE("waiting for what was not started is a mistake of the program", "[graph][life]") {
    Pipeline pipeline{validated(counting(3))};
    CHECK_THROWS_WITH(pipeline.wait(), Catch::Contains("call start before wait"));
}

TEST_CASE("a node that cannot open is told by start itself", "[graph][life]") {
    struct Shut {
        struct Params {};
        static Description<Shut> describe() { return {"shut", "Cannot be opened."}; }
        void open(const Params&, const OpenContext&) { throw std::runtime_error{"it is shut"}; }
        void process(const Payload&, const Params&, NodeContext&) const {}
    };
    NodeRegistry registry = engine_nodes();
    registry.add<Shut>();
    const std::string text =
        config_text(R"("n": {"type": "numbers"}, "g": {"type": "limiter"}, "b": {"type": "blank"},
                       "e": {"type": "shut"})",
                    R"("n -> g -> b -> e")");
    Pipeline pipeline{validate(parse_config(text, "test.json"), registry)};
    CHECK_THROWS_WITH(pipeline.start(), Catch::Contains("nodes.e: it is shut"));
    CHECK_THROWS_AS(pipeline.wait(), std::logic_error);
}

TEST_CASE("a node that cannot open because the disk is full is told with its place",
          "[graph][life]") {
    struct Full {
        struct Params {};
        static Description<Full> describe() { return {"full", "Finds the disk full."}; }
        void open(const Params&, const OpenContext&) {
            throw ResourceExhausted{"the disk is full"};
        }
        void process(const Payload&, const Params&, NodeContext&) const {}
    };
    NodeRegistry registry = engine_nodes();
    registry.add<Full>();
    const std::string text =
        config_text(R"("n": {"type": "numbers"}, "g": {"type": "limiter"}, "b": {"type": "blank"},
                       "e": {"type": "full"})",
                    R"("n -> g -> b -> e")");
    Pipeline pipeline{validate(parse_config(text, "test.json"), registry)};
    CHECK_THROWS_AS(pipeline.run(), ConfigError);
    Pipeline another{validate(parse_config(text, "test.json"), registry)};
    CHECK_THROWS_WITH(another.run(), Catch::Contains("nodes.e: the disk is full"));
}

TEST_CASE("a pipeline that is destroyed while it runs ends, and leaves nothing behind",
          "[graph][life]") {
    // No worker of oneTBB, which would outlive the run: what is left over is ours.
    const tbb::global_control alone{tbb::global_control::max_allowed_parallelism, 1};
    const auto source = GENERATE(as<std::string>{}, "numbers", "slow_numbers");
    { // what is made once in a process
        Pipeline pipeline{validated(counting(10, source))};
        CHECK(pipeline.run().is_balanced());
    }
    const std::size_t threads = entries_of("/proc/self/task");
    const std::size_t descriptors = entries_of("/proc/self/fd");
    for (int i = 0; i < 10; ++i) {
        Pipeline pipeline{validated(counting(1'000'000, source))};
        pipeline.start();
        if (i % 2 == 0)
            await_written(pipeline, 5);
    }
    CHECK(comes_down_to(threads));
    CHECK(entries_of("/proc/self/fd") == descriptors);
}

TEST_CASE("a pipeline that is destroyed while a call waits for its next try ends",
          "[graph][life][retry]") {
    Pipeline pipeline{validated(config_text(
        R"("n": {"type": "numbers", "params": {"count": 9}}, "g": {"type": "limiter"},
           "b": {"type": "blank"}, "f": {"type": "flaky", "params": {"every": 9},
           "on_error": {"retry": {"attempts": 9, "backoff": "1h..1h"}}}, "e": {"type": "collect"})",
        R"("n -> g -> b -> f -> e")"))};
    pipeline.start();
    await_written(pipeline, 8);
    CHECK(pipeline.progress().in_flight == 1);
}

TEST_CASE("after cancel no node is called any more, and what was in flight has failed",
          "[graph][life][stop]") {
    const auto threads = GENERATE(1U, 4U);
    Hold hold;
    PipelineOptions options;
    options.threads = threads;
    const tbb::global_control more{tbb::global_control::max_allowed_parallelism, 16};
    Pipeline pipeline{
        validated(config_text(R"("n": {"type": "numbers", "params": {"count": 100000}},
                                 "g": {"type": "limiter", "params": {"max_images": 6}},
                                 "b": {"type": "blank"}, "h": {"type": "held"},
                                 "i": {"type": "increment"}, "e": {"type": "collect"})",
                              R"("n -> g -> b -> h -> i -> e")")),
        options};
    pipeline.start();
    hold.await(threads);
    pipeline.cancel();
    hold.release(); // the calls that have begun are finished
    const RunReport report = pipeline.wait();
    CHECK(report.is_balanced());
    CHECK(report.end == RunEnd::cancelled);
    CHECK(report.items.written == 0);
    CHECK(report.items.failed >= threads);
    CHECK(report.items.failed <= 6);
    CHECK(report.items.discovered < 1000);
    for (const Failure& failure : report.failures) {
        CHECK(failure.error_class == ErrorClass::cancelled);
        CHECK_THAT(failure.message, Catch::Contains("cancelled"));
    }
    for (const NodeReport& node : report.nodes)
        if (node.name == "i" || node.name == "e") {
            CHECK(node.count == 0);
            CHECK(node.failed == 0); // the run's doing, not the node's
        } else if (node.name == "h")
            CHECK(node.count == threads);
}

TEST_CASE("a run that is cancelled before it begins calls no node", "[graph][life][stop]") {
    Pipeline pipeline{validated(counting(50))};
    pipeline.cancel();
    const RunReport report = pipeline.run();
    CHECK(report.is_balanced());
    CHECK(report.end == RunEnd::cancelled);
    for (const NodeReport& node : report.nodes)
        CHECK(node.count == 0);
}

TEST_CASE("two pipelines at once share nothing", "[graph][life]") {
    PipelineOptions options;
    options.threads = 2;
    std::vector<std::optional<Pipeline>> pipelines(2);
    pipelines[0].emplace(
        validated(config_text(R"("n": {"type": "numbers", "params": {"count": 200}},
                                 "g": {"type": "limiter", "params": {"max_images": 3}},
                                 "b": {"type": "blank"}, "f": {"type": "fault"},
                                 "e": {"type": "collect"})",
                              R"("n -> g -> b -> f -> e")")),
        options);
    pipelines[1].emplace(validated(counting(300)), options);
    for (auto& pipeline : pipelines)
        pipeline->start();
    const RunReport first = pipelines[0]->wait();
    const RunReport second = pipelines[1]->wait();
    CHECK(first.is_balanced());
    CHECK(first.items.discovered == 200);
    CHECK(first.items.failed == 66);
    CHECK(first.peak_images <= 3);
    CHECK(second.is_balanced());
    CHECK(second.items.written == 300);
    CHECK(second.failures.empty());
    CHECK(second.peak_images <= 4);
}

TEST_CASE("stopping one pipeline does not stop another", "[graph][life][stop]") {
    Pipeline endless{validated(counting(1'000'000))};
    Pipeline other{validated(counting(200))};
    endless.start();
    other.start();
    await_written(endless, 1);
    endless.cancel();
    CHECK(endless.wait().end == RunEnd::cancelled);
    const RunReport report = other.wait();
    CHECK(report.end == RunEnd::finished);
    CHECK(report.items.written == 200);
}

TEST_CASE("of several that wait for one run, one gets the report", "[graph][life]") {
    for (int round = 0; round < 20; ++round) {
        Pipeline pipeline{validated(counting(20))};
        pipeline.start();
        std::atomic<int> reports{0};
        std::atomic<int> mistakes{0};
        {
            std::vector<std::jthread> threads;
            for (int thread = 0; thread < 4; ++thread)
                threads.emplace_back([&] {
                    try {
                        reports += pipeline.wait().is_balanced() ? 1 : 0;
                    } catch (const std::logic_error&) {
                        ++mistakes;
                    }
                });
        }
        CHECK(reports == 1);
        CHECK(mistakes == 3);
    }
}

TEST_CASE("of several that start one pipeline, one does", "[graph][life]") {
    for (int round = 0; round < 20; ++round) {
        Pipeline pipeline{validated(counting(20))};
        std::atomic<int> mistakes{0};
        {
            std::vector<std::jthread> threads;
            for (int thread = 0; thread < 4; ++thread)
                threads.emplace_back([&] {
                    try {
                        pipeline.start();
                    } catch (const std::logic_error&) {
                        ++mistakes;
                    }
                });
        }
        CHECK(mistakes == 3);
        CHECK(pipeline.wait().items.written == 20);
    }
}

TEST_CASE("everybody may do anything to a pipeline at any time", "[graph][life][stop]") {
    const auto source = GENERATE(as<std::string>{}, "numbers", "slow_numbers");
    for (int round = 0; round < 40; ++round) {
        Pipeline pipeline{validated(counting(100'000, source))};
        std::latch begin{5};
        const auto at_once = [&begin](auto call) {
            return std::jthread{[&begin, call] {
                begin.arrive_and_wait();
                call();
            }};
        };
        std::vector<std::jthread> threads;
        threads.push_back(at_once([&] { pipeline.start(); }));
        threads.push_back(at_once([&] { pipeline.request_stop(); }));
        threads.push_back(at_once([&] {
            if (round % 2 == 0)
                pipeline.cancel();
        }));
        threads.push_back(at_once([&] {
            for (int i = 0; i < 50; ++i)
                (void)pipeline.progress();
        }));
        threads.push_back(at_once([&] {
            for (int i = 0; i < 50; ++i)
                (void)pipeline.running_calls();
        }));
        threads.clear();
        if (round % 4 == 3)
            continue; // nobody waits
        const RunReport report = pipeline.wait();
        CHECK(report.is_balanced());
        CHECK(report.end != RunEnd::finished);
    }
}

TEST_CASE("a pipeline may be used in a call of another one's node", "[graph][life]") {
    struct Nested {
        struct Params {
            bool is_background = false;
        };
        static Description<Nested> describe() {
            return Description<Nested>{"nested", "Runs a pipeline."}.param(
                "background", &Params::is_background, {.doc = "How."});
        }
        Image process(const Image& image, const Params& params, NodeContext&) const {
            PipelineOptions options;
            options.threads = 1;
            Pipeline inner{validated(counting(10, "slow_numbers")), options};
            RunReport report;
            if (params.is_background) {
                inner.start();
                report = inner.wait();
            } else {
                report = inner.run();
            }
            if (!report.is_balanced() || report.items.written != 10)
                throw std::runtime_error{"the inner run went wrong"};
            return image;
        }
    };
    const auto threads = GENERATE(1U, 3U);
    const auto is_background = GENERATE(as<std::string>{}, "false", "true");
    NodeRegistry registry = engine_nodes();
    registry.add<Nested>();
    PipelineOptions options;
    options.threads = threads;
    Pipeline pipeline{
        validate(parse_config(config_text(R"("n": {"type": "numbers", "params": {"count": 12}},
                                             "g": {"type": "limiter"}, "b": {"type": "blank"},
                                             "x": {"type": "nested", "params": {"background": )" +
                                              is_background + R"(}}, "e": {"type": "collect"})",
                                          R"("n -> g -> b -> x -> e")"),
                              "test.json"),
                 registry),
        options};
    const RunReport report = pipeline.run();
    CHECK(report.is_balanced());
    CHECK(report.failures.empty());
    CHECK(report.items.written == 12);
}

TEST_CASE("a run in an arena, a task or an isolated region of the program ends", "[graph][life]") {
    RunReport report;
    const auto run = [&report] {
        PipelineOptions options;
        options.threads = 1;
        Pipeline pipeline{validated(counting(30, "slow_numbers")), options};
        report = pipeline.run();
    };
    tbb::task_arena one{1};
    SECTION("an arena of one thread") {
        one.execute(run);
    }
    SECTION("a task of such an arena, enqueued") {
        std::latch done{1};
        one.enqueue([&] {
            run();
            done.count_down();
        });
        done.wait();
    }
    SECTION("a task group") {
        tbb::task_group group;
        group.run(run);
        group.wait();
    }
    SECTION("isolated") {
        tbb::this_task_arena::isolate(run);
    }
    CHECK(report.is_balanced());
    CHECK(report.items.written == 30);
}

TEST_CASE("a program may use oneTBB itself meanwhile", "[graph][life]") {
    Pipeline pipeline{validated(counting(500))};
    pipeline.start();
    tbb::task_arena arena{3};
    const int width = arena.max_concurrency();
    std::atomic<std::uint64_t> sum{0};
    for (int round = 0; round < 20; ++round)
        arena.execute([&] {
            tbb::parallel_for(tbb::blocked_range<std::uint64_t>{0, 10'000},
                              [&](const tbb::blocked_range<std::uint64_t>& range) {
                                  for (std::uint64_t i = range.begin(); i < range.end(); ++i)
                                      sum += i;
                              });
        });
    const RunReport report = pipeline.wait();
    CHECK(report.is_balanced());
    CHECK(report.items.written == 500);
    CHECK(report.peak_images <= 4);
    CHECK(sum == 20U * (10'000U * 9'999U / 2));
    CHECK(arena.max_concurrency() == width);
}

TEST_CASE("a run within a parallel loop of the program ends", "[graph][life]") {
    std::vector<RunReport> reports(4);
    tbb::parallel_for(std::size_t{0}, reports.size(), [&](std::size_t i) {
        PipelineOptions options;
        options.threads = 2;
        Pipeline pipeline{validated(counting(50)), options};
        reports[i] = pipeline.run();
    });
    for (const RunReport& report : reports) {
        CHECK(report.is_balanced());
        CHECK(report.items.written == 50);
    }
}

// SPDX-License-Identifier: Apache-2.0
#include "penstock/bottleneck.hpp"

#include "graph/hold.hpp"
#include "graph/run_config.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <string>
#include <thread>

using namespace penstock;
using namespace penstock::test;

namespace {

std::string graph(const std::string& middle, int count) {
    return config_text(R"("n": {"type": "numbers", "params": {"count": )" + std::to_string(count) +
                           R"(}}, "g": {"type": "limiter", "params": {"max_images": 4}},
                              "b": {"type": "blank"}, "c": {"type": "collect"},
                              "m": {"type": ")" +
                           middle + R"(", "concurrency": "serial"})",
                       R"("n -> g -> b -> m -> c")");
}

const NodeReport& node(const RunReport& report, const std::string& name) {
    const auto found = std::ranges::find(report.nodes, name, &NodeReport::name);
    REQUIRE(found != report.nodes.end());
    return *found;
}

} // namespace

TEST_CASE("before the run the report so far has no numbers", "[graph][report_so_far]") {
    const Pipeline pipeline{validated(graph("copy", 3))};
    const RunReport report = pipeline.report_so_far();
    CHECK(report.wall_seconds == 0);
    CHECK(report.items.discovered == 0);
    CHECK(report.nodes.empty());
    CHECK(report.limiters.empty());
    CHECK(report.threads > 0);
    CHECK(report.is_balanced());
    CHECK(find_bottleneck(report).use.resource == Resource::none);
}

TEST_CASE("while it runs the report has what has ended, and the time of what goes on",
          "[graph][report_so_far]") {
    Hold hold;
    Pipeline pipeline{validated(graph("held", 3))};
    pipeline.start();
    hold.await(1);
    const RunReport first = pipeline.report_so_far();
    CHECK(first.wall_seconds > 0);
    CHECK(first.end == RunEnd::finished);
    CHECK(first.items.discovered > 0);
    CHECK(first.items.ended() == 0);
    CHECK(node(first, "b").count >= 1);
    CHECK(node(first, "m").count == 0);
    CHECK(node(first, "m").peak_concurrency == 1);
    REQUIRE(first.limiters.size() == 1);
    CHECK(first.limiters[0].name == "g");
    CHECK(first.limiters[0].peak_images > 0);
    CHECK(first.limiters[0].max_images == 4);
    CHECK(first.claims_outstanding == 0); // not known yet
    const RunProgress progress = pipeline.progress();
    REQUIRE(progress.limiters.size() == 1);
    CHECK(progress.limiters[0].name == "g");
    CHECK(progress.limiters[0].in_flight == progress.in_flight);
    CHECK(progress.limiters[0].images == progress.images);
    const auto held = std::ranges::find(progress.nodes, "m", &NodeProgress::name);
    REQUIRE(held != progress.nodes.end());
    CHECK(held->calls == 1);
    const RunReport second = pipeline.report_so_far();
    CHECK(second.wall_seconds > first.wall_seconds);
    CHECK(node(second, "m").busy_seconds > node(first, "m").busy_seconds);
    hold.release();
    const RunReport report = pipeline.wait();
    CHECK(node(report, "m").count == 3);
}

TEST_CASE("after the run the report so far is the report", "[graph][report_so_far]") {
    Pipeline pipeline{validated(graph("copy", 50))};
    RunReport report = pipeline.run();
    RunReport so_far = pipeline.report_so_far();
    CHECK(report.items.written == 50);
    report.peak_rss_bytes = so_far.peak_rss_bytes = 0;
    CHECK(to_json(so_far) == to_json(report));
    CHECK(pipeline.progress().limiters.empty());
    CHECK(pipeline.progress().nodes.empty());
}

TEST_CASE("failures are counted at once, and listed when the run is over",
          "[graph][report_so_far]") {
    Pipeline* running = nullptr;
    std::uint64_t most_listed = 0;
    std::uint64_t most_failed = 0;
    PipelineOptions options;
    options.on_failure = [&](const Failure&) {
        const RunReport report = running->report_so_far();
        most_listed = std::max<std::uint64_t>(most_listed, report.failures.size());
        most_failed = std::max(most_failed, report.items.failed);
    };
    Pipeline pipeline{validated(config_text(
                          R"("n": {"type": "numbers", "params": {"count": 40}},
                             "g": {"type": "limiter", "params": {"max_images": 4}},
                             "b": {"type": "blank", "params": {"fail_measure_every": 2}},
                             "c": {"type": "collect"})",
                          R"("n -> g -> b -> c")")),
                      options};
    running = &pipeline;
    const RunReport report = pipeline.run();
    CHECK(report.failures.size() == report.items.failed);
    CHECK(report.items.failed > 10);
    CHECK(most_listed == 0);
    CHECK(most_failed > 0);
    CHECK(pipeline.report_so_far().failures.size() == report.items.failed);
}

TEST_CASE("the report so far can be asked for at any time, and its sums only grow",
          "[graph][report_so_far]") {
    Pipeline pipeline{validated(graph("copy", 100'000))};
    std::string lessened;
    std::jthread watcher{[&](const std::stop_token& stop) {
        RunReport last;
        while (!stop.stop_requested()) {
            RunReport report = pipeline.report_so_far();
            if (report.items.ended() < last.items.ended())
                lessened += " ended";
            if (report.wall_seconds < last.wall_seconds)
                lessened += " wall_seconds";
            if (report.items.ended() > report.items.discovered)
                lessened += " discovered";
            for (std::size_t i = 0; i < last.nodes.size(); ++i) {
                if (report.nodes.at(i).count < last.nodes[i].count)
                    lessened += " count";
                if (report.nodes[i].cpu_seconds < 0)
                    lessened += " cpu_seconds";
            }
            last = std::move(report);
            if (last.items.ended() > 2000)
                pipeline.request_stop();
        }
    }};
    const RunReport report = pipeline.run();
    watcher.request_stop();
    watcher.join();
    CHECK(lessened == "");
    CHECK(report.is_balanced());
    CHECK(report.items.ended() > 2000);
}

// SPDX-License-Identifier: Apache-2.0
#include "graph/random_graph.hpp"
#include "graph/run_config.hpp"
#include "graph/trace_faults.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <oneapi/tbb/global_control.h>

#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <string>

using namespace penstock;
using namespace penstock::test;

namespace {

RunReport traced_run(const std::string& text, const std::string& file, std::uint32_t threads) {
    const tbb::global_control more{tbb::global_control::max_allowed_parallelism, 4};
    PipelineOptions options;
    options.threads = threads;
    options.trace_file = file;
    Pipeline pipeline{validated(text), options};
    return pipeline.run();
}

} // namespace

TEST_CASE("traces of random graphs follow every item to its end", "[graph][trace][random]") {
    const TempDir folder;
    const std::string file = (folder.path() / "t.json").string();
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        const std::string text = RandomGraph{seed, 30, 24}.text(1'000'000, std::uint64_t{1} << 50);
        for (const std::uint32_t threads : {1U, 4U})
            try {
                const RunReport report = traced_run(text, file, threads);
                INFO(text << "\nat " << threads << " threads; seed " << seed);
                CHECK(report.is_balanced());
                CHECK(fault_of_trace(file, report) == "");
            } catch (const ConfigError& error) {
                for (const ConfigIssue& issue : error.issues())
                    CHECK(issue.rule == "F22"); // too many ways
            }
    }
}

TEST_CASE("what cannot be traced is refused before the nodes open", "[graph][trace]") {
    PipelineOptions options;
    options.trace_file = "/proc/nothing/t.json";
    Pipeline pipeline{validated(config_text(R"("n": {"type": "numbers", "params": {"count": 9}},
                                               "g": {"type": "limiter"}, "b": {"type": "blank"},
                                               "e": {"type": "collect"})",
                                            R"("n -> g -> b -> e")")),
                      options};
    CHECK_THROWS_AS(pipeline.start(), ResourceExhausted);
    CHECK_THROWS_AS(pipeline.wait(), std::logic_error);
}

TEST_CASE("a run that asks for no trace writes none", "[graph][trace]") {
    const TempDir folder;
    const std::filesystem::path before = std::filesystem::current_path();
    std::filesystem::current_path(folder.path());
    const RunReport report = traced_run(RandomGraph{1, 5, 3}.text(1000, 1U << 30U), "", 1);
    std::filesystem::current_path(before);
    CHECK(report.trace_error.empty());
    CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("a trace that cannot be begun is said before anything runs", "[graph][trace]") {
    const std::string text = RandomGraph{1, 5, 3}.text(1000, 1U << 30U);
    CHECK_THROWS_WITH(traced_run(text, "/proc/nothing/t.json", 1),
                      Catch::Contains("the trace: ") && Catch::Contains("/proc/nothing"));
}

TEST_CASE("a trace that could not be written is noted, and the run goes on", "[graph][trace]") {
    const RunReport report = traced_run(
        config_text(R"("n": {"type": "numbers", "params": {"count": 50}}, "g": {"type": "limiter"},
                       "b": {"type": "blank"}, "e": {"type": "collect"})",
                    R"("n -> g -> b -> e")"),
        "/dev/full",
        2);
    CHECK(report.items.written == 50);
    CHECK(report.end == RunEnd::finished);
    CHECK_THAT(report.trace_error, Catch::Contains("/dev/full"));
    REQUIRE(report.notes.size() == 1);
    CHECK(report.notes[0] == "there is no trace: " + report.trace_error);
}

TEST_CASE("a run that an observer ends has its trace", "[graph][trace]") {
    const TempDir folder;
    PipelineOptions options;
    options.trace_file = (folder.path() / "t.json").string();
    options.on_output = [](std::string_view, std::string_view) {
        throw std::runtime_error{"enough"};
    };
    Pipeline pipeline{
        validated(config_text(
            R"("n": {"type": "numbers", "params": {"count": 50}}, "g": {"type": "limiter"},
                       "b": {"type": "blank"}, "e": {"type": "collect"})",
            R"("n -> g -> b -> e")")),
        options};
    CHECK_THROWS_WITH(pipeline.run(), "enough");
    CHECK(std::filesystem::file_size(options.trace_file) > 0);
}

TEST_CASE("the end of a trace is no trace, and takes some time", "[graph][trace]") {
    const TempDir folder;
    PipelineOptions options;
    options.trace_last = std::chrono::seconds{GENERATE(0, -1, 1)};
    if (*options.trace_last <= Duration{})
        options.trace_file = (folder.path() / "t.json").string();
    Pipeline pipeline{validated(RandomGraph{1, 5, 3}.text(1000, 1U << 30U)), options};
    CHECK_THROWS_AS(pipeline.run(), std::invalid_argument);
    CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("a run can keep the end of its trace", "[graph][trace]") {
    const TempDir folder;
    const auto size_with = [&](Duration last) {
        PipelineOptions options;
        options.trace_file = (folder.path() / "t.json").string();
        options.trace_last = last;
        Pipeline pipeline{
            validated(config_text(
                R"("n": {"type": "numbers", "params": {"count": 30}}, "g": {"type": "limiter"},
                   "b": {"type": "blank"}, "e": {"type": "collect", "params": {"milliseconds": 2}})",
                R"("n -> g -> b -> e")")),
            options};
        const RunReport report = pipeline.run();
        CHECK(report.items.written == 30);
        CHECK(report.notes.empty());
        return std::filesystem::file_size(options.trace_file);
    };
    const auto all = size_with(std::chrono::hours{1});
    CHECK(size_with(std::chrono::milliseconds{5}) < all); // of 60, at least
    CHECK(size_with(std::chrono::nanoseconds{1}) > 0);
}

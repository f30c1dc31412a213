// SPDX-License-Identifier: Apache-2.0
#include "graph/scheduler_use.hpp"

#include "graph/run_config.hpp"
#include "support/catch.hpp"

#include <csignal>
#include <functional>
#include <latch>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace penstock;
using namespace penstock::test;

#ifndef __SANITIZE_THREAD__ // which ends a child of a process that has threads

namespace {

constexpr int passed = 7;
constexpr unsigned hanging = 60; // seconds, after which a child is ended

std::string copying(int count) {
    return config_text(R"("n": {"type": "numbers", "params": {"count": )" + std::to_string(count) +
                           R"(}}, "g": {"type": "limiter"}, "b": {"type": "blank"},
                              "c": {"type": "copy"}, "e": {"type": "collect"})",
                       R"("n -> g -> b -> c -> e")");
}

// The images that it wrote.
std::uint64_t run_with_threads() {
    PipelineOptions options;
    options.threads = 2;
    return Pipeline{validated(copying(50)), options}.run().items.written;
}

// Its exit code; -1 for one that a signal ended.
int in_child(const std::function<bool()>& holds) {
    const pid_t child = ::fork();
    if (child == 0) {
        ::alarm(hanging);
        bool held = false;
        try {
            held = holds();
        } catch (...) {
            held = false;
        }
        ::_exit(held ? passed : 1);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool is_refused() {
    try {
        run_with_threads();
        return false;
    } catch (const std::logic_error& error) {
        const std::string words = error.what();
        return words.find("forked while another run") != std::string::npos &&
               words.find("spawn") != std::string::npos;
    }
}

} // namespace

TEST_CASE("a child that is forked between two runs runs pipelines, and so does its parent",
          "[scheduler_use][fork]") {
    for (int i = 0; i < 20; ++i) {
        REQUIRE(run_with_threads() == 50);
        REQUIRE(in_child([] { return run_with_threads() == 50 && run_with_threads() == 50; }) ==
                passed);
    }
    REQUIRE(in_child([] {
                return run_with_threads() == 50 &&
                       in_child([] { return run_with_threads() == 50; }) == passed;
            }) == passed);
    REQUIRE(run_with_threads() == 50);
}

// Not with AddressSanitizer (CMakePresets.json): in a child that is forked while another thread is
// in its allocator, that stays locked for ever. glibc's does not.
TEST_CASE("a child that is forked during a run is refused, and its parent goes on",
          "[scheduler_use][fork]") {
    Pipeline pipeline{validated(copying(2000)), PipelineOptions{}};
    pipeline.start();
    REQUIRE(in_child(is_refused) == passed);
    REQUIRE(in_child([] { return in_child(is_refused) == passed; }) == passed);
    REQUIRE(pipeline.wait().items.written == 2000);
    REQUIRE(in_child([] { return run_with_threads() == 50; }) == passed);
}

TEST_CASE("a run that failed is no longer going on, though its pipeline is still there",
          "[scheduler_use][fork]") {
    PipelineOptions options;
    options.on_output = [](std::string_view, std::string_view) {
        throw std::runtime_error{"an observer"};
    };
    Pipeline ran{validated(copying(50)), options};
    REQUIRE_THROWS_WITH(ran.run(), "an observer");
    Pipeline started{validated(copying(50)), options};
    started.start();
    REQUIRE_THROWS_WITH(started.wait(), "an observer");
    CHECK(in_child([] { return run_with_threads() == 50; }) == passed);
}

TEST_CASE("a child is refused where another thread that has run a pipeline still lives",
          "[scheduler_use][fork]") {
    std::latch has_run{1};
    std::latch may_end{1};
    std::jthread other{[&] {
        run_with_threads();
        has_run.count_down();
        may_end.wait();
    }};
    has_run.wait();
    const int refused = in_child(is_refused);
    may_end.count_down();
    other.join();
    CHECK(refused == passed);
    CHECK(in_child([] { return run_with_threads() == 50; }) == passed);
}

#endif

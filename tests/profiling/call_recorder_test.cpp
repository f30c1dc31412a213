// SPDX-License-Identifier: Apache-2.0
#include "profiling/call_recorder.hpp"

#include "profiling/resource_usage.hpp"
#include "support/catch.hpp"

#include <array>
#include <chrono>
#include <cmath>
#include <latch>
#include <thread>
#include <vector>

using namespace penstock;
using profiling::CallRecorder;

namespace {

NodeReport reported(const CallRecorder& recorder, std::size_t node = 0) {
    NodeReport report;
    recorder.report_into(node, report);
    return report;
}

void use_cpu(std::int64_t nanoseconds) {
    const std::int64_t end = profiling::thread_cpu_ns() + nanoseconds;
    while (profiling::thread_cpu_ns() < end) {
    }
}

/// A call with an item that nobody has sent.
struct Call {
    Call(CallRecorder& recorder, std::size_t node) : call{recorder, node, at} {}

    CallRecorder::Time at = CallRecorder::nowhere;
    CallRecorder::Call call;
};

} // namespace

TEST_CASE("a node that was never called has zeros", "[profiling][call_recorder]") {
    const NodeReport report = reported(CallRecorder{1});
    CHECK(report.count == 0);
    CHECK(report.failed == 0);
    CHECK(report.busy_seconds == 0);
    CHECK(report.cpu_seconds == 0);
    CHECK(report.waiting_seconds == 0);
    CHECK(report.reads == 0);
    CHECK(report.read_seconds == 0);
    CHECK(report.peak_concurrency == 0);
    CHECK(report.p50_ms == 0);
    CHECK(report.p99_ms == 0);
}

TEST_CASE("a call counts when it ends, a failure at once", "[profiling][call_recorder]") {
    CallRecorder recorder{1};
    {
        const Call call{recorder, 0};
        CHECK(reported(recorder).count == 0);
        CHECK(reported(recorder).peak_concurrency == 1);
    }
    { const Call call{recorder, 0}; }
    recorder.failed(0);
    CHECK(reported(recorder).count == 2);
    CHECK(reported(recorder).failed == 1);
    CHECK(reported(recorder).peak_concurrency == 1);
}

TEST_CASE("of a call that goes on the time so far counts, once for a thread and a node",
          "[profiling][call_recorder]") {
    CallRecorder recorder{2};
    double seen = 0;
    {
        const Call outer{recorder, 0};
        const Call other{recorder, 1};
        use_cpu(100'000);
        CHECK(recorder.calls_now(0) == 1);
        const double alone = reported(recorder).busy_seconds;
        CHECK(alone >= 1e-4);
        {
            const Call inner{recorder, 0};
            CHECK(recorder.calls_now(0) == 2);
            use_cpu(100'000);
        }
        seen = reported(recorder).busy_seconds;
        CHECK(seen >= alone + 2e-4); // the inner one has returned
        CHECK(reported(recorder).count == 1);
        CHECK(reported(recorder, 1).busy_seconds >= 2e-4);
    }
    CHECK(reported(recorder).busy_seconds >= seen);
    CHECK(recorder.calls_now(0) == 0);
    const double ended = reported(recorder).busy_seconds;
    use_cpu(100'000);
    CHECK(reported(recorder).busy_seconds == ended);
}

TEST_CASE("the report leaves names alone", "[profiling][call_recorder]") {
    NodeReport report;
    report.name = "encode";
    report.type = "encode_type";
    CallRecorder{1}.report_into(0, report);
    CHECK(report.name == "encode");
    CHECK(report.type == "encode_type");
}

TEST_CASE("peak concurrency is the most calls at once", "[profiling][call_recorder]") {
    constexpr int count = 6;
    CallRecorder recorder{1};
    std::latch inside{count};
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i)
        threads.emplace_back([&] {
            const Call call{recorder, 0};
            inside.arrive_and_wait();
        });
    for (std::thread& thread : threads)
        thread.join();
    { const Call later{recorder, 0}; }
    CHECK(reported(recorder).peak_concurrency == count);
    CHECK(reported(recorder).count == count + 1);
}

TEST_CASE("no call is lost among threads", "[profiling][call_recorder]") {
    CallRecorder recorder{1};
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&recorder] {
            for (int call = 0; call < 1000; ++call) {
                const Call measured{recorder, 0};
                recorder.failed(0);
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    CHECK(reported(recorder).count == 8000);
    CHECK(reported(recorder).failed == 8000);
    CHECK(reported(recorder).peak_concurrency >= 1);
    CHECK(reported(recorder).peak_concurrency <= 8);
}

TEST_CASE("each node has counts of its own", "[profiling][call_recorder]") {
    CallRecorder recorder{3};
    { const Call call{recorder, 0}; }
    for (int i = 0; i < 2; ++i)
        const Call call{recorder, 2};
    recorder.failed(2);
    recorder.refused(1);
    const std::array<NodeReport, 3> reports{
        reported(recorder, 0), reported(recorder, 1), reported(recorder, 2)};
    CHECK(reports[0].count == 1);
    CHECK(reports[0].failed == 0);
    CHECK(reports[1].count == 1);
    CHECK(reports[1].failed == 1);
    CHECK(reports[1].peak_concurrency == 0);
    CHECK(reports[1].busy_seconds == 0);
    CHECK(reports[2].count == 2);
    CHECK(reports[2].failed == 1);
}

TEST_CASE("a thread can record for several recorders in turn", "[profiling][call_recorder]") {
    CallRecorder first{1};
    for (int round = 1; round <= 3; ++round) {
        { const Call call{first, 0}; }
        CallRecorder second{1}; // where the last one was, often
        {
            const Call outer{second, 0};
            const Call inner{first, 0};
        }
        CHECK(reported(first).count == 2U * static_cast<unsigned>(round));
        CHECK(reported(first).peak_concurrency == 1);
        CHECK(reported(second).count == 1);
    }
}

TEST_CASE("what a thread did outlasts it", "[profiling][call_recorder]") {
    CallRecorder recorder{1};
    for (int i = 0; i < 3; ++i)
        std::thread{[&] { const Call call{recorder, 0}; }}.join();
    CHECK(reported(recorder).count == 3);
    CHECK(reported(recorder).peak_concurrency == 1);
}

TEST_CASE("percentiles of one call are its duration, within an eighth",
          "[profiling][call_recorder]") {
    // However long the call took: the sum of one duration says it exactly.
    for (std::int64_t cpu = 0; cpu < 2'000'000; cpu = cpu * 3 / 2 + 50) {
        CallRecorder recorder{1};
        {
            const Call call{recorder, 0};
            use_cpu(cpu);
        }
        const NodeReport report = reported(recorder);
        const double milliseconds = report.busy_seconds * 1e3;
        CAPTURE(milliseconds);
        CHECK(milliseconds > 0);
        CHECK(report.p50_ms >= milliseconds * 0.999999);
        CHECK(report.p50_ms <= milliseconds * 1.125001 + 1e-6);
        CHECK(report.p99_ms == report.p50_ms);
    }
}

TEST_CASE("percentiles are in order and agree with the sum", "[profiling][call_recorder]") {
    CallRecorder recorder{1};
    for (int i = 0; i < 200; ++i) {
        const Call call{recorder, 0};
        use_cpu(i < 190 ? 100 : 100'000);
    }
    const NodeReport report = reported(recorder);
    CHECK(report.p50_ms > 0);
    CHECK(report.p50_ms <= report.p99_ms);
    CHECK(report.p99_ms >= 0.1); // 5 of 100 calls took longer than that
    // A hundred calls took about as long as the median, or longer.
    CHECK(report.busy_seconds * 1e3 * 1.125001 >= 100 * report.p50_ms);
}

TEST_CASE("CPU time is that of the calling thread", "[profiling][call_recorder]") {
    constexpr std::int64_t cpu = 20'000'000;
    CallRecorder recorder{1};
    SECTION("what it used counts") {
        {
            const Call call{recorder, 0};
            use_cpu(cpu);
        }
        CHECK(reported(recorder).cpu_seconds >= cpu * 1e-9);
    }
    SECTION("what another thread used meanwhile does not") {
        std::latch inside{1};
        std::thread other{[&] {
            inside.wait();
            use_cpu(cpu);
        }};
        {
            const Call call{recorder, 0};
            inside.count_down();
            other.join();
        }
        CHECK(reported(recorder).cpu_seconds < cpu * 1e-9);
    }
}

TEST_CASE("of many short calls some stand for all", "[profiling][call_recorder]") {
    constexpr int calls = 20'000;
    CallRecorder recorder{1};
    const std::int64_t before = profiling::thread_cpu_ns();
    for (int i = 0; i < calls; ++i) {
        const Call call{recorder, 0};
        use_cpu(2'000);
    }
    const auto used = static_cast<double>(profiling::thread_cpu_ns() - before) * 1e-9;
    const NodeReport report = reported(recorder);
    CHECK(report.count == calls);
    // Of the measured ones alone it would be a hundredth. Wherever the thread lost its core for a
    // while, the estimate is less good.
    CHECK(report.cpu_seconds > used / 4);
    CHECK(report.cpu_seconds <= report.busy_seconds * 1.000001); // sums of rounded shares
}

TEST_CASE("long calls among short ones count as much as they use", "[profiling][call_recorder]") {
    constexpr std::int64_t cpu = 30'000'000;
    CallRecorder recorder{1};
    for (int i = 0; i < 40; ++i) {
        const Call call{recorder, 0};
        use_cpu(i == 0 || i == 32 ? cpu : 0);
    }
    CHECK(reported(recorder).cpu_seconds >= 2 * cpu * 1e-9);
}

TEST_CASE("what an item waited before its call is counted, and when the call ended",
          "[profiling][call_recorder]") {
    using namespace std::chrono_literals;
    CallRecorder recorder{1};
    const CallRecorder::Time before = std::chrono::steady_clock::now();
    CallRecorder::Time ready_at = before - 1h;
    { const CallRecorder::Call call{recorder, 0, ready_at}; }
    CHECK(ready_at >= before);
    CHECK(ready_at <= std::chrono::steady_clock::now());
    CHECK(reported(recorder).waiting_seconds >= 3600);
    CHECK(reported(recorder).busy_seconds < 3600);

    const double waited = reported(recorder).waiting_seconds;
    { const Call call{recorder, 0}; } // sent by nobody
    CHECK(reported(recorder).waiting_seconds == waited);

    recorder.waited(0, before, before + 30min);
    recorder.waited(0, CallRecorder::nowhere, before);
    CHECK(std::abs(reported(recorder).waiting_seconds - (waited + 1800)) < 1e-6);
}

TEST_CASE("reading is measured, and is no call", "[profiling][call_recorder]") {
    using namespace std::chrono_literals;
    CallRecorder recorder{1};
    const CallRecorder::Time before = std::chrono::steady_clock::now();
    CallRecorder::Time ready_at = before - 1h;
    {
        const CallRecorder::Read read{recorder, 0, ready_at};
        use_cpu(1'000'000);
    }
    CHECK(ready_at >= before);
    const NodeReport report = reported(recorder);
    CHECK(report.reads == 1);
    CHECK(report.read_seconds >= 0.001);
    CHECK(report.waiting_seconds >= 3600);
    CHECK(report.count == 0);
    CHECK(report.busy_seconds == 0);
    CHECK(report.peak_concurrency == 0);
}

TEST_CASE("who wants to know is told when a call began and ended", "[profiling][call_recorder]") {
    CallRecorder recorder{1};
    CallRecorder::Time ready_at = CallRecorder::nowhere;
    CallRecorder::Times times;
    const CallRecorder::Time before = std::chrono::steady_clock::now();
    {
        const CallRecorder::Call call{recorder, 0, ready_at, &times};
        use_cpu(1'000'000);
    }
    CHECK(times.begin >= before);
    CHECK(times.end == ready_at);
    CHECK(times.end - times.begin >= std::chrono::milliseconds{1});
    CHECK(times.cpu_ns >= 1'000'000); // the first call is measured

    { const CallRecorder::Read read{recorder, 0, ready_at, &times}; }
    CHECK(times.begin <= times.end);
    CHECK(times.end == ready_at);
    CHECK(times.cpu_ns == -1);
}

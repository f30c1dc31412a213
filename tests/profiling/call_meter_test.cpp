// SPDX-License-Identifier: Apache-2.0
#include "profiling/call_meter.hpp"

#include "support/catch.hpp"

#include <cstring>
#include <latch>
#include <memory>
#include <thread>
#include <vector>

using namespace penstock;
using profiling::CallMeter;

namespace {

NodeReport reported(const CallMeter& meter) {
    NodeReport report;
    meter.report_into(report);
    return report;
}

void use_cpu(std::int64_t nanoseconds) {
    const std::int64_t end = profiling::thread_cpu_ns() + nanoseconds;
    while (profiling::thread_cpu_ns() < end) {
    }
}

} // namespace

TEST_CASE("a node that was never called has zeros", "[profiling][call_meter]") {
    const NodeReport report = reported(CallMeter{});
    CHECK(report.count == 0);
    CHECK(report.failed == 0);
    CHECK(report.busy_seconds == 0);
    CHECK(report.cpu_seconds == 0);
    CHECK(report.peak_concurrency == 0);
    CHECK(report.p50_ms == 0);
    CHECK(report.p99_ms == 0);
}

TEST_CASE("a call counts when it ends, a failure at once", "[profiling][call_meter]") {
    CallMeter meter;
    {
        const CallMeter::Call call{meter};
        CHECK(reported(meter).count == 0);
        CHECK(reported(meter).peak_concurrency == 1);
    }
    { const CallMeter::Call call{meter}; }
    meter.failed();
    CHECK(reported(meter).count == 2);
    CHECK(reported(meter).failed == 1);
    CHECK(reported(meter).peak_concurrency == 1);
}

TEST_CASE("the report leaves names alone", "[profiling][call_meter]") {
    NodeReport report;
    report.name = "encode";
    report.type = "encode_type";
    CallMeter{}.report_into(report);
    CHECK(report.name == "encode");
    CHECK(report.type == "encode_type");
}

TEST_CASE("peak concurrency is the most calls at once", "[profiling][call_meter]") {
    constexpr int count = 6;
    CallMeter meter;
    std::latch inside{count};
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i)
        threads.emplace_back([&] {
            const CallMeter::Call call{meter};
            inside.arrive_and_wait();
        });
    for (std::thread& thread : threads)
        thread.join();
    { const CallMeter::Call later{meter}; }
    CHECK(reported(meter).peak_concurrency == count);
    CHECK(reported(meter).count == count + 1);
}

TEST_CASE("no call is lost among threads", "[profiling][call_meter]") {
    CallMeter meter;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&meter] {
            for (int call = 0; call < 1000; ++call) {
                const CallMeter::Call measured{meter};
                meter.failed();
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    CHECK(reported(meter).count == 8000);
    CHECK(reported(meter).failed == 8000);
    CHECK(reported(meter).peak_concurrency >= 1);
    CHECK(reported(meter).peak_concurrency <= 8);
}

TEST_CASE("percentiles of one call are its duration, within an eighth", "[profiling][call_meter]") {
    // However long the call took: the sum of one duration says it exactly.
    for (std::int64_t cpu = 0; cpu < 2'000'000; cpu = cpu * 3 / 2 + 50) {
        CallMeter meter;
        {
            const CallMeter::Call call{meter};
            use_cpu(cpu);
        }
        const NodeReport report = reported(meter);
        const double milliseconds = report.busy_seconds * 1e3;
        CAPTURE(milliseconds);
        CHECK(milliseconds > 0);
        CHECK(report.p50_ms >= milliseconds * 0.999999);
        CHECK(report.p50_ms <= milliseconds * 1.125001 + 1e-6);
        CHECK(report.p99_ms == report.p50_ms);
    }
}

TEST_CASE("percentiles are in order and agree with the sum", "[profiling][call_meter]") {
    CallMeter meter;
    for (int i = 0; i < 200; ++i) {
        const CallMeter::Call call{meter};
        use_cpu(i < 190 ? 100 : 100'000);
    }
    const NodeReport report = reported(meter);
    CHECK(report.p50_ms > 0);
    CHECK(report.p50_ms <= report.p99_ms);
    CHECK(report.p99_ms >= 0.1); // 5 of 100 calls took longer than that
    // A hundred calls took about as long as the median, or longer.
    CHECK(report.busy_seconds * 1e3 * 1.125001 >= 100 * report.p50_ms);
}

TEST_CASE("CPU time is that of the calling thread", "[profiling][call_meter]") {
    constexpr std::int64_t cpu = 20'000'000;
    CallMeter meter;
    SECTION("what it used counts") {
        {
            const CallMeter::Call call{meter};
            use_cpu(cpu);
        }
        CHECK(reported(meter).cpu_seconds >= cpu * 1e-9);
    }
    SECTION("what another thread used meanwhile does not") {
        std::latch inside{1};
        std::thread other{[&] {
            inside.wait();
            use_cpu(cpu);
        }};
        {
            const CallMeter::Call call{meter};
            inside.count_down();
            other.join();
        }
        CHECK(reported(meter).cpu_seconds < cpu * 1e-9);
    }
}

TEST_CASE("of many short calls some stand for all", "[profiling][call_meter]") {
    constexpr int calls = 20'000;
    CallMeter meter;
    const std::int64_t before = profiling::thread_cpu_ns();
    for (int i = 0; i < calls; ++i) {
        const CallMeter::Call call{meter};
        use_cpu(2'000);
    }
    const auto used = static_cast<double>(profiling::thread_cpu_ns() - before) * 1e-9;
    const NodeReport report = reported(meter);
    CHECK(report.count == calls);
    // Of the measured ones alone it would be a hundredth. Wherever the thread lost its core for a
    // while, the estimate is less good.
    CHECK(report.cpu_seconds > used / 4);
    CHECK(report.cpu_seconds <= report.busy_seconds * 1.000001); // sums of rounded shares
}

TEST_CASE("long calls among short ones count as much as they use", "[profiling][call_meter]") {
    constexpr std::int64_t cpu = 30'000'000;
    CallMeter meter;
    for (int i = 0; i < 40; ++i) {
        const CallMeter::Call call{meter};
        use_cpu(i == 0 || i == 32 ? cpu : 0);
    }
    CHECK(reported(meter).cpu_seconds >= 2 * cpu * 1e-9);
}

TEST_CASE("CPU time of the process includes all threads", "[profiling][call_meter]") {
    constexpr std::int64_t cpu = 5'000'000;
    const std::int64_t before = profiling::process_cpu_ns();
    std::thread{[] { use_cpu(cpu); }}.join();
    CHECK(profiling::process_cpu_ns() - before >= cpu);
}

TEST_CASE("resident memory grows as it is touched, and its peak stays", "[profiling][call_meter]") {
    constexpr std::size_t size = 64 << 20;
    const std::uint64_t before = profiling::rss_bytes();
    CHECK(before > 0);
    {
        const auto memory = std::make_unique<unsigned char[]>(size);
        std::memset(memory.get(), 1, size);
        REQUIRE(memory[size / 2] == 1);
        CHECK(profiling::rss_bytes() >= before + size / 2);
    }
    CHECK(profiling::peak_rss_bytes() >= before + size / 2);
}

// SPDX-License-Identifier: Apache-2.0
#include "profiling/resource_usage.hpp"

#include "support/catch.hpp"

#include <cstring>
#include <memory>
#include <thread>

using namespace penstock;

TEST_CASE("CPU time of the process includes all threads", "[profiling][resource_usage]") {
    constexpr std::int64_t cpu = 5'000'000;
    const std::int64_t before = profiling::process_cpu_ns();
    std::thread{[] {
        const std::int64_t end = profiling::thread_cpu_ns() + cpu;
        while (profiling::thread_cpu_ns() < end) {
        }
    }}.join();
    CHECK(profiling::process_cpu_ns() - before >= cpu);
}

TEST_CASE("resident memory grows as it is touched, and its peak stays",
          "[profiling][resource_usage]") {
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

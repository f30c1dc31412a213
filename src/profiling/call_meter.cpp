// SPDX-License-Identifier: Apache-2.0
#include "profiling/call_meter.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <ctime>
#include <fstream>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

namespace penstock::profiling {
namespace {

std::int64_t clock_ns(clockid_t clock) {
    timespec now{};
    ::clock_gettime(clock, &now);
    return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

} // namespace

CallMeter::Call::Call(CallMeter& meter)
    : meter_{meter}, wall_start_{std::chrono::steady_clock::now()}, cpu_start_{thread_cpu_ns()} {
    const std::uint32_t inside = meter_.inside_.fetch_add(1, std::memory_order_relaxed) + 1;
    std::uint32_t peak = meter_.peak_inside_.load(std::memory_order_relaxed);
    while (peak < inside &&
           !meter_.peak_inside_.compare_exchange_weak(peak, inside, std::memory_order_relaxed)) {
    }
}

CallMeter::Call::~Call() {
    const auto wall = static_cast<std::uint64_t>(
        std::chrono::nanoseconds{std::chrono::steady_clock::now() - wall_start_}.count());
    const auto cpu =
        static_cast<std::uint64_t>(std::max<std::int64_t>(thread_cpu_ns() - cpu_start_, 0));
    meter_.inside_.fetch_sub(1, std::memory_order_relaxed);
    meter_.count_.fetch_add(1, std::memory_order_relaxed);
    meter_.wall_ns_.fetch_add(wall, std::memory_order_relaxed);
    meter_.cpu_ns_.fetch_add(cpu, std::memory_order_relaxed);
    meter_.histogram_[bucket_of(wall)].fetch_add(1, std::memory_order_relaxed);
}

void CallMeter::report_into(NodeReport& report) const {
    report.count = count_.load();
    report.failed = failed_.load();
    report.busy_seconds = static_cast<double>(wall_ns_.load()) * 1e-9;
    report.cpu_seconds = static_cast<double>(cpu_ns_.load()) * 1e-9;
    report.peak_concurrency = peak_inside_.load();
    report.p50_ms = percentile_ms(0.50);
    report.p99_ms = percentile_ms(0.99);
}

std::size_t CallMeter::bucket_of(std::uint64_t nanoseconds) {
    if (nanoseconds < buckets_per_octave)
        return static_cast<std::size_t>(nanoseconds);
    const auto octave = static_cast<std::size_t>(std::bit_width(nanoseconds)) - 1;
    const std::size_t within = (nanoseconds >> (octave - 3)) & (buckets_per_octave - 1);
    return std::min((octave - 2) * buckets_per_octave + within, bucket_count - 1);
}

double CallMeter::upper_end_ms(std::size_t bucket) {
    if (bucket < buckets_per_octave)
        return static_cast<double>(bucket + 1) * 1e-6;
    const std::size_t octave = bucket / buckets_per_octave + 2;
    const std::size_t within = bucket % buckets_per_octave;
    return std::ldexp(1.0 + static_cast<double>(within + 1) / buckets_per_octave,
                      static_cast<int>(octave)) *
           1e-6;
}

double CallMeter::percentile_ms(double share) const {
    const std::uint64_t total = count_.load();
    if (total == 0)
        return 0;
    const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(total)));
    std::uint64_t seen = 0;
    for (std::size_t bucket = 0; bucket < bucket_count; ++bucket) {
        seen += histogram_[bucket].load(std::memory_order_relaxed);
        if (seen >= wanted)
            return upper_end_ms(bucket);
    }
    return upper_end_ms(bucket_count - 1);
}

std::int64_t thread_cpu_ns() {
    return clock_ns(CLOCK_THREAD_CPUTIME_ID);
}

std::int64_t process_cpu_ns() {
    return clock_ns(CLOCK_PROCESS_CPUTIME_ID);
}

std::uint64_t rss_bytes() {
    std::ifstream statm{"/proc/self/statm"};
    std::uint64_t total = 0;
    std::uint64_t resident = 0;
    statm >> total >> resident;
    return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::uint64_t peak_rss_bytes() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

} // namespace penstock::profiling

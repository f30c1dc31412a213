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

constexpr std::uint64_t long_call_ns = 20'000; // on average
constexpr std::uint64_t short_calls_per_measured = 128;

} // namespace

CallMeter::Call::Call(CallMeter& meter, std::uint64_t number)
    : meter_{meter}, is_cpu_measured_{meter.is_cpu_worth_measuring(number)},
      cpu_start_{is_cpu_measured_ ? thread_cpu_ns() : 0}, wall_start_{
                                                              std::chrono::steady_clock::now()} {
    meter_.note_inside(number);
}

CallMeter::Call::~Call() {
    const auto wall = static_cast<std::uint64_t>(
        std::chrono::nanoseconds{std::chrono::steady_clock::now() - wall_start_}.count());
    Times& times = wall < long_call_ns ? meter_.short_ : meter_.long_;
    times.wall_ns.fetch_add(wall, std::memory_order_relaxed);
    if (is_cpu_measured_) {
        const auto cpu =
            static_cast<std::uint64_t>(std::max<std::int64_t>(thread_cpu_ns() - cpu_start_, 0));
        // What is more than the wall time is what it costs to read the clocks.
        times.measured_cpu_ns.fetch_add(std::min(cpu, wall), std::memory_order_relaxed);
        times.measured_wall_ns.fetch_add(wall, std::memory_order_relaxed);
    }
    meter_.histogram_[bucket_of(wall)].fetch_add(1, std::memory_order_relaxed);
    meter_.ended_.fetch_add(1, std::memory_order_relaxed);
}

void CallMeter::report_into(NodeReport& report) const {
    report.count = ended_.load() + refused_.load();
    report.failed = failed_.load() + refused_.load();
    report.busy_seconds = static_cast<double>(short_.wall_ns + long_.wall_ns) * 1e-9;
    report.cpu_seconds = (short_.cpu_ns() + long_.cpu_ns()) * 1e-9;
    report.peak_concurrency = peak_inside_.load();
    report.p50_ms = percentile_ms(0.50);
    report.p99_ms = percentile_ms(0.99);
}

// Where all calls were measured, that is the sum.
double CallMeter::Times::cpu_ns() const {
    const auto measured = static_cast<double>(measured_wall_ns.load());
    const auto all = static_cast<double>(wall_ns.load());
    return measured > 0 ? static_cast<double>(measured_cpu_ns.load()) * (all / measured) : 0;
}

// Never more than there are: when this looks, at least so many have started. Of several that start
// at once, the last to look sees all.
void CallMeter::note_inside(std::uint64_t number) {
    const std::uint64_t ended = ended_.load(std::memory_order_relaxed);
    const auto inside = static_cast<std::uint32_t>(number >= ended ? number + 1 - ended : 1);
    std::uint32_t peak = peak_inside_.load(std::memory_order_relaxed);
    while (peak < inside &&
           !peak_inside_.compare_exchange_weak(peak, inside, std::memory_order_relaxed)) {
    }
}

// The first call is measured; of later ones the mean is known.
bool CallMeter::is_cpu_worth_measuring(std::uint64_t number) const {
    const std::uint64_t wall = short_.wall_ns.load(std::memory_order_relaxed) +
                               long_.wall_ns.load(std::memory_order_relaxed);
    return number % short_calls_per_measured == 0 || wall >= number * long_call_ns;
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
    const std::uint64_t total = ended_.load();
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

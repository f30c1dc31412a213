// SPDX-License-Identifier: Apache-2.0
#include "profiling/call_recorder.hpp"

#include "core/counting.hpp"
#include "profiling/call_tally.hpp"
#include "profiling/latency_buckets.hpp"
#include "profiling/resource_usage.hpp"

#include <algorithm>

namespace penstock::profiling {
namespace {

constexpr std::uint64_t long_call_ns = 20'000;
constexpr std::uint64_t measured_each_ns =
    400'000; // reading the clock twice takes a four-hundredth
constexpr std::uint64_t most_calls_per_measured = 128;
constexpr std::size_t cache_line = 64;

std::uint64_t next_id() {
    static std::atomic<std::uint64_t> last{0};
    return ++last;
}

// Of all threads.
struct TimesSum {
    double wall_ns = 0;
    double measured_wall_ns = 0;
    double measured_cpu_ns = 0;

    void add(const CallTally::Times& times) {
        wall_ns += static_cast<double>(times.wall_ns.get());
        measured_wall_ns += static_cast<double>(times.measured_wall_ns.get());
        measured_cpu_ns += static_cast<double>(times.measured_cpu_ns.get());
    }
    // Where all calls were measured, that is the sum.
    [[nodiscard]] double cpu_ns() const {
        return measured_wall_ns > 0 ? measured_cpu_ns * (wall_ns / measured_wall_ns) : 0;
    }
};

// The first call is measured; of later ones the mean is known. Not each n-th, but one of n: what
// comes in turn is met alike.
bool is_cpu_worth_measuring(const CallTally& tally, std::uint64_t each_ns) {
    const std::uint64_t number = tally.started.get();
    const std::uint64_t wall_ns = tally.of_short.wall_ns.get() + tally.of_long.wall_ns.get();
    if (wall_ns >= number * each_ns)
        return true;
    const std::uint64_t calls =
        std::min(number * each_ns / std::max<std::uint64_t>(wall_ns, 1), most_calls_per_measured);
    constexpr std::uint64_t golden = 0x9E37'79B9'7F4A'7C15; // Knuth's multiplicative hash
    return (number * golden >> 32U) % calls == 0;
}

std::uint64_t nanoseconds_between(CallRecorder::Time begin, CallRecorder::Time end) {
    return static_cast<std::uint64_t>(std::chrono::nanoseconds{end - begin}.count());
}

void add_waiting(CallTally& tally, CallRecorder::Time ready_at, CallRecorder::Time begin) {
    if (ready_at != CallRecorder::nowhere && ready_at < begin)
        tally.waiting_ns.add(nanoseconds_between(ready_at, begin));
}

} // namespace

/// How many calls of a node there are at this moment, and were at most.
struct alignas(cache_line) CallRecorder::Inside {
    std::atomic<std::uint32_t> now{0};
    std::atomic<std::uint32_t> peak{0};

    void enter() {
        const std::uint32_t all = now.fetch_add(1, std::memory_order_relaxed) + 1;
        std::uint32_t most = peak.load(std::memory_order_relaxed);
        while (most < all && !peak.compare_exchange_weak(most, all, std::memory_order_relaxed)) {
        }
    }
    void leave() { now.fetch_sub(1, std::memory_order_relaxed); }
};

/// What one thread did. Threads of one id, one after another, share it.
struct CallRecorder::ThreadRecord {
    explicit ThreadRecord(std::size_t count)
        : nodes{std::make_unique<std::atomic<CallTally*>[]>(count)} {}

    const std::thread::id id = std::this_thread::get_id();
    const std::unique_ptr<std::atomic<CallTally*>[]> nodes; // null: never called by this thread
    std::vector<std::unique_ptr<CallTally>> owned;
};

CallRecorder::Call::Call(CallRecorder& recorder, std::size_t node, Time& ready_at, Times* times)
    : tally_{recorder.tally_of(node)}, inside_{recorder.inside_[node]},
      is_cpu_measured_{
          is_counting &&
          is_cpu_worth_measuring(tally_, times == nullptr ? measured_each_ns : long_call_ns)},
      cpu_start_{is_cpu_measured_ ? thread_cpu_ns() : 0}, wall_start_{counting_now()},
      is_outermost_{tally_.inside_since.get() == 0}, ready_at_{ready_at}, times_{times} {
    if constexpr (!is_counting)
        return;
    tally_.started.add(1);
    if (is_outermost_)
        tally_.inside_since.set(wall_start_.time_since_epoch().count());
    add_waiting(tally_, ready_at_, wall_start_);
    inside_.enter();
}

CallRecorder::Call::~Call() {
    if constexpr (!is_counting)
        return;
    ready_at_ = counting_now();
    const std::uint64_t wall = nanoseconds_between(wall_start_, ready_at_);
    CallTally::Times& times = wall < long_call_ns ? tally_.of_short : tally_.of_long;
    if (is_outermost_)
        tally_.inside_since.set(0); // before it counts as one that returned: never as both
    times.wall_ns.add(wall);
    if (is_cpu_measured_) {
        const auto cpu =
            static_cast<std::uint64_t>(std::max<std::int64_t>(thread_cpu_ns() - cpu_start_, 0));
        // What is more than the wall time is what it costs to read the clocks.
        times.measured_cpu_ns.add(std::min(cpu, wall));
        times.measured_wall_ns.add(wall);
        if (times_ != nullptr)
            times_->cpu_ns = static_cast<std::int64_t>(std::min(cpu, wall));
    }
    if (times_ != nullptr) {
        times_->begin = wall_start_;
        times_->end = ready_at_;
    }
    tally_.latencies[LatencyBuckets::index_of(wall)].add(1);
    tally_.ended.add(1);
    inside_.leave();
}

CallRecorder::Read::Read(CallRecorder& recorder, std::size_t node, Time& ready_at, Times* times)
    : tally_{recorder.tally_of(node)}, start_{counting_now()}, ready_at_{ready_at}, times_{times} {
    add_waiting(tally_, ready_at_, start_);
}

CallRecorder::Read::~Read() {
    ready_at_ = counting_now();
    tally_.reads.add(1);
    tally_.read_ns.add(nanoseconds_between(start_, ready_at_));
    if (times_ != nullptr)
        *times_ = {.begin = start_, .end = ready_at_};
}

CallRecorder::CallRecorder(std::size_t nodes)
    : id_{next_id()}, nodes_{nodes}, inside_{std::make_unique<Inside[]>(nodes)} {}

CallRecorder::~CallRecorder() = default;

void CallRecorder::failed(std::size_t node) {
    tally_of(node).failed.add(1);
}

void CallRecorder::refused(std::size_t node) {
    tally_of(node).refused.add(1);
}

void CallRecorder::waited(std::size_t node, Time ready_at, Time now) {
    add_waiting(tally_of(node), ready_at, now);
}

void CallRecorder::report_into(std::size_t node, NodeReport& report) const {
    TimesSum of_short;
    TimesSum of_long;
    LatencyBuckets latencies;
    report.count = 0;
    report.failed = 0;
    report.reads = 0;
    std::uint64_t waiting_ns = 0;
    std::uint64_t read_ns = 0;
    double going_on_ns = 0;
    const std::scoped_lock lock{mutex_};
    const std::int64_t now = std::chrono::steady_clock::now().time_since_epoch().count();
    for (const auto& thread : threads_) {
        const CallTally* tally = thread->nodes[node].load(std::memory_order_acquire);
        if (tally == nullptr)
            continue;
        report.count += tally->ended.get() + tally->refused.get();
        report.failed += tally->failed.get() + tally->refused.get();
        report.reads += tally->reads.get();
        waiting_ns += tally->waiting_ns.get();
        read_ns += tally->read_ns.get();
        of_short.add(tally->of_short);
        of_long.add(tally->of_long);
        if (const std::int64_t since = tally->inside_since.get(); since != 0 && since < now)
            going_on_ns += static_cast<double>(now - since);
        for (std::size_t i = 0; i < LatencyBuckets::count; ++i)
            latencies.add(i, tally->latencies[i].get());
    }
    report.busy_seconds = (of_short.wall_ns + of_long.wall_ns + going_on_ns) * 1e-9;
    report.cpu_seconds = (of_short.cpu_ns() + of_long.cpu_ns()) * 1e-9;
    report.waiting_seconds = static_cast<double>(waiting_ns) * 1e-9;
    report.read_seconds = static_cast<double>(read_ns) * 1e-9;
    report.peak_concurrency = inside_[node].peak.load(std::memory_order_relaxed);
    report.p50_ms = latencies.percentile_ms(0.50);
    report.p99_ms = latencies.percentile_ms(0.99);
    report.latencies = latencies.nonempty();
}

std::uint32_t CallRecorder::calls_now(std::size_t node) const {
    return inside_[node].now.load(std::memory_order_relaxed);
}

// Of the thread that calls.
CallTally& CallRecorder::tally_of(std::size_t node) {
    if constexpr (!is_counting) {
        static CallTally none;
        return none;
    }
    // The recorder that this thread last recorded for. A thread of a pool comes back to it, mostly.
    [[gnu::tls_model("initial-exec")]] static thread_local std::uint64_t last_id = 0;
    [[gnu::tls_model("initial-exec")]] static thread_local ThreadRecord* last = nullptr;
    if (last_id != id_) {
        last = &find_or_add_thread();
        last_id = id_;
    }
    CallTally* tally = last->nodes[node].load(std::memory_order_relaxed);
    return tally != nullptr ? *tally : add_node(*last, node);
}

CallRecorder::ThreadRecord& CallRecorder::find_or_add_thread() {
    const std::scoped_lock lock{mutex_};
    const auto found = std::ranges::find(
        threads_, std::this_thread::get_id(), [](const auto& thread) { return thread->id; });
    if (found != threads_.end())
        return **found;
    return *threads_.emplace_back(std::make_unique<ThreadRecord>(nodes_));
}

CallTally& CallRecorder::add_node(ThreadRecord& thread, std::size_t node) {
    const std::scoped_lock lock{mutex_};
    thread.owned.push_back(std::make_unique<CallTally>());
    CallTally& tally = *thread.owned.back();
    thread.nodes[node].store(&tally, std::memory_order_release);
    return tally;
}

} // namespace penstock::profiling

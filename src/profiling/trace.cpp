// SPDX-License-Identifier: Apache-2.0
#include "profiling/trace.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>
#include <pthread.h>
#include <tuple>
#include <utility>

namespace penstock::profiling {
namespace {

constexpr std::size_t longest_text = 4096;

std::uint64_t next_trace_id() {
    static std::atomic<std::uint64_t> last{0};
    return ++last;
}

std::optional<std::int64_t> nanoseconds_of(const std::optional<Duration>& time) {
    return time ? std::optional{std::chrono::nanoseconds{*time}.count()} : std::nullopt;
}

// Threads of the engine that do one thing have a name; the others compute.
std::string name_of_caller() {
    std::array<char, 16> name{};
    ::pthread_getname_np(::pthread_self(), name.data(), name.size());
    const std::string_view found{name.data()};
    constexpr std::string_view ours = "penstock-";
    if (found.starts_with(ours) && found != "penstock-run")
        return std::string{found.substr(ours.size())};
    return "compute";
}

// "io2" comes before "io10".
auto rank_of(const std::string& thread) {
    return std::tuple{thread.substr(0, thread.find_first_of("0123456789")), thread.size(), thread};
}

// By rank; and the places that they had go where they have gone.
std::vector<std::size_t> sort_threads(std::vector<std::string>& threads) {
    std::vector<std::size_t> order(threads.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t at) { return rank_of(threads[at]); });
    std::vector<std::size_t> places(threads.size());
    std::vector<std::string> sorted;
    for (const std::size_t at : order) {
        places[at] = sorted.size();
        sorted.push_back(std::move(threads[at]));
    }
    threads = std::move(sorted);
    return places;
}

RunSlice slice_of(const TraceEvent& event, std::string_view item) {
    return {.thread = event.thread - 1,
            .node = event.node,
            .kind = event.what,
            .item = std::string{item},
            .sequence = event.sequence,
            .begin_seconds = static_cast<double>(event.begin_ns) * 1e-9,
            .seconds = static_cast<double>(event.duration_ns) * 1e-9,
            .bytes = event.bytes,
            .tries = event.tries,
            .end = event.end,
            .error_class = event.error_class};
}

} // namespace

/// What one thread appends to. Threads of one id, one after another, share it.
struct Trace::Track {
    const std::thread::id id = std::this_thread::get_id();
    const std::uint32_t number;
    const std::string name = name_of_caller();
    TraceChunk* chunk = nullptr; // of the writer, which owns it
    Tally<std::uint64_t> dropped;
    Tally<std::uint64_t> dropped_slices; // of these

    explicit Track(std::uint32_t its) : number{its} {}
};

Trace::Trace(const Setup& setup)
    : id_{next_trace_id()},
      kept_slices_{setup.kept_slices}, writer_{setup.file,
                                               TraceText{setup.name, setup.nodes},
                                               {.most_chunks = setup.most_chunks,
                                                .last_ns = nanoseconds_of(setup.last),
                                                .kept_slices = setup.kept_slices}} {}

Trace::~Trace() = default;

void Trace::add(const Slice& slice, TracePlace& place, TraceFlow step) {
    if (step == TraceFlow::begins)
        place.flow = ++flows_;
    TraceEvent event;
    event.what = slice.what;
    event.end = slice.end;
    event.step = step;
    event.error_class = slice.error_class;
    event.tries = static_cast<std::uint8_t>(std::min<std::uint32_t>(slice.tries, 255));
    event.node = slice.node;
    event.thread = slice.thread != 0 ? slice.thread : thread_of_caller();
    event.begin_ns = since_start(slice.begin);
    event.duration_ns = std::chrono::nanoseconds{slice.finish - slice.begin}.count();
    event.cpu_ns = slice.cpu_ns;
    event.sequence = slice.sequence;
    event.bytes = slice.bytes;
    event.flow = place.flow;
    place.at_ns = event.middle_ns();
    place.thread = event.thread;
    append(event, slice.item);
}

std::uint32_t Trace::thread_of_caller() {
    return track_of_caller().number;
}

void Trace::add(const Slice& slice) {
    TracePlace nowhere;
    add(slice, nowhere, TraceFlow::none);
}

TracePlace Trace::fork(const TracePlace& place) {
    TracePlace forked = place;
    forked.flow = ++flows_;
    meet(forked.flow, forked, TraceFlow::begins);
    return forked;
}

void Trace::meet(std::uint64_t flow, const TracePlace& place, TraceFlow step) {
    TraceEvent event;
    event.kind = TraceEvent::Kind::flow;
    event.step = step;
    event.thread = place.thread;
    event.begin_ns = place.at_ns;
    event.flow = flow;
    append(event, {});
}

void Trace::count(std::uint32_t limiter, const Amount& in_flight) {
    TraceEvent event;
    event.kind = TraceEvent::Kind::counters;
    event.node = limiter;
    event.begin_ns = since_start(std::chrono::steady_clock::now());
    event.sequence = in_flight.images;
    event.bytes = in_flight.bytes;
    append(event, {});
}

Trace::Outcome Trace::finish() {
    Outcome outcome;
    std::vector<TraceWriter::Thread> threads;
    std::uint32_t computing = 0;
    const std::scoped_lock lock{mutex_};
    for (const auto& track : tracks_) {
        if (track->chunk != nullptr)
            writer_.give(std::exchange(track->chunk, nullptr));
        outcome.dropped += track->dropped.get();
        outcome.slices_left_out += track->dropped_slices.get();
        const bool computes = track->name == "compute";
        threads.push_back(
            {track->number, computes ? "compute " + std::to_string(computing++) : track->name});
        outcome.threads.push_back(threads.back().name);
    }
    outcome.dropped += writer_.let_go();
    outcome.error = writer_.finish(threads, outcome.dropped);
    report_slices(outcome);
    return outcome;
}

// Chunks are full one after another, so the last things are in the last ones, but not in order: one
// of a thread that does little is full late, and has what others did then in chunks long forgotten.
// So what ended until the last of those goes, of all threads: none looks idle that was not.
void Trace::report_slices(Outcome& outcome) const {
    if (kept_slices_ == 0)
        return;
    std::vector<RunSlice>& slices = outcome.slices;
    for (const TraceChunk* chunk : writer_.kept())
        chunk->for_each([&](const TraceEvent& event, std::string_view item) {
            if (event.kind == TraceEvent::Kind::slice)
                slices.push_back(slice_of(event, item));
        });
    const auto end_of = [](const RunSlice& slice) { return slice.begin_seconds + slice.seconds; };
    double from = static_cast<double>(writer_.forgotten_until_ns()) * 1e-9;
    if (slices.size() > kept_slices_) {
        const auto last = slices.end() - static_cast<std::ptrdiff_t>(kept_slices_) - 1;
        std::ranges::nth_element(slices, last, {}, end_of);
        from = std::max(from, end_of(*last));
    }
    outcome.slices_left_out += writer_.forgotten();
    if (from > 0)
        outcome.slices_left_out +=
            std::erase_if(slices, [&](const RunSlice& slice) { return end_of(slice) <= from; });
    outcome.slices_from_seconds = from;
    const std::vector<std::size_t> places = sort_threads(outcome.threads);
    for (RunSlice& slice : slices)
        slice.thread = places[slice.thread];
    std::ranges::sort(slices, {}, [](const RunSlice& slice) {
        return std::pair{slice.thread, slice.begin_seconds};
    });
}

void Trace::append(TraceEvent& event, std::string_view text) {
    Track& track = track_of_caller();
    text = text.substr(0, longest_text);
    event.text_bytes = static_cast<std::uint16_t>(text.size());
    if (track.chunk != nullptr && track.chunk->add(event, text))
        return;
    if (track.chunk != nullptr)
        writer_.give(track.chunk);
    track.chunk = writer_.take();
    if (track.chunk != nullptr && track.chunk->add(event, text))
        return;
    track.dropped.add(1);
    if (event.kind == TraceEvent::Kind::slice)
        track.dropped_slices.add(1);
}

// Of the thread that calls.
Trace::Track& Trace::track_of_caller() {
    // The trace that this thread last appended to. A thread of a pool comes back to it, mostly.
    [[gnu::tls_model("initial-exec")]] static thread_local std::uint64_t last_id = 0;
    [[gnu::tls_model("initial-exec")]] static thread_local Track* last = nullptr;
    if (last_id != id_) {
        last = &find_or_add_track();
        last_id = id_;
    }
    return *last;
}

Trace::Track& Trace::find_or_add_track() {
    const std::scoped_lock lock{mutex_};
    const auto found = std::ranges::find(
        tracks_, std::this_thread::get_id(), [](const auto& track) { return track->id; });
    if (found != tracks_.end())
        return **found;
    const auto number = static_cast<std::uint32_t>(tracks_.size() + 1);
    return *tracks_.emplace_back(std::make_unique<Track>(number));
}

} // namespace penstock::profiling

// SPDX-License-Identifier: Apache-2.0
#include "profiling/trace.hpp"

#include <algorithm>
#include <array>
#include <pthread.h>
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

} // namespace

/// What one thread appends to. Threads of one id, one after another, share it.
struct Trace::Track {
    const std::thread::id id = std::this_thread::get_id();
    const std::uint32_t number;
    const std::string name = name_of_caller();
    TraceChunk* chunk = nullptr; // of the writer, which owns it
    Tally<std::uint64_t> dropped;

    explicit Track(std::uint32_t its) : number{its} {}
};

Trace::Trace(const Setup& setup)
    : id_{next_trace_id()}, writer_{setup.file,
                                    TraceText{setup.name, setup.nodes},
                                    {.most_chunks = setup.most_chunks,
                                     .last_ns = nanoseconds_of(setup.last)}} {}

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
        const bool computes = track->name == "compute";
        threads.push_back(
            {track->number, computes ? "compute " + std::to_string(computing++) : track->name});
    }
    outcome.dropped += writer_.let_go();
    outcome.error = writer_.finish(threads, outcome.dropped);
    return outcome;
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
    if (track.chunk == nullptr || !track.chunk->add(event, text))
        track.dropped.add(1);
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

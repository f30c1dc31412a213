// SPDX-License-Identifier: Apache-2.0
#include "profiling/trace.hpp"

#include "profiling/traces.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <algorithm>
#include <chrono>
#include <fcntl.h>
#include <latch>
#include <pthread.h>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace penstock;
using namespace penstock::test;
using namespace std::chrono_literals;
using profiling::Trace;
using profiling::TraceFlow;
using profiling::TracePlace;
using profiling::TraceWhat;

namespace {

Trace::Slice slice_of(std::string_view item, std::uint64_t sequence) {
    const auto now = std::chrono::steady_clock::now();
    Trace::Slice slice;
    slice.node = 1;
    slice.item = item;
    slice.sequence = sequence;
    slice.begin = now;
    slice.finish = now + 1500ns;
    return slice;
}

std::string text_at(const Value& event, const std::string& key) {
    return event.find(key)->as_string();
}

} // namespace

TEST_CASE("a trace has what each thread did, under a name of its own", "[profiling][trace]") {
    const TempDir folder;
    const std::string file = (folder.path() / "t.json").string();
    Trace trace{{.file = file, .name = "one \"two\"", .nodes = {"source", "work"}}};
    TracePlace place;
    trace.add(slice_of("a.jpg", 7), place, TraceFlow::begins);
    std::thread{[&] {
        Trace::Slice failed = slice_of("odd \xFF\"\n.jpg", 8);
        failed.end = profiling::TraceEnd::failed;
        failed.error_class = ErrorClass::corrupt;
        failed.tries = 3;
        failed.bytes = 42;
        failed.cpu_ns = 1250;
        trace.add(failed, place, TraceFlow::ends);
    }}.join();
    CHECK_FALSE(std::filesystem::exists(file));
    CHECK(trace.finish().error.empty());

    const Value json = parsed_trace(file);
    CHECK(*json.find("otherData")->find("dropped_events") == Value{0});
    CHECK(*json.find("otherData")->find("events") == Value{2});
    const std::vector<Value> slices = events_of(json, "X");
    REQUIRE(slices.size() == 2);
    CHECK(text_at(slices[0], "name") == "work");
    CHECK(text_at(slices[0], "cat") == "call");
    CHECK(*slices[0].find("dur") == Value{1.5});
    CHECK(text_at(*slices[0].find("args"), "item") == "a.jpg");
    CHECK(*slices[0].find("args")->find("seq") == Value{7});
    const Value& failed = *slices[1].find("args");
    CHECK(text_at(failed, "item") == "odd \xEF\xBF\xBD\"\n.jpg");
    CHECK(text_at(failed, "outcome") == "failed");
    CHECK(text_at(failed, "class") == "corrupt");
    CHECK(*failed.find("tries") == Value{3});
    CHECK(*failed.find("bytes") == Value{42});
    CHECK(*failed.find("cpu_us") == Value{1.25});
    CHECK(*slices[0].find("tid") != *slices[1].find("tid"));
    CHECK(events_of(json, "s").size() == 1);
    CHECK(events_of(json, "f").size() == 1);
    CHECK(*events_of(json, "s")[0].find("id") == *events_of(json, "f")[0].find("id"));
    std::vector<std::string> names;
    for (const Value& event : events_of(json, "M"))
        names.push_back(text_at(event, "name") + " " +
                        (event.find("args")->find("name") != nullptr
                             ? text_at(*event.find("args"), "name")
                             : ""));
    CHECK(std::ranges::count(names, "process_name penstock one \"two\"") == 1);
    CHECK(std::ranges::count(names, "thread_name compute 0") == 1);
    CHECK(std::ranges::count(names, "thread_name compute 1") == 1);
}

TEST_CASE("what comes of one item at one place has arrows from there", "[profiling][trace]") {
    const TempDir folder;
    const std::string file = (folder.path() / "t.json").string();
    Trace trace{{.file = file, .name = "t", .nodes = {"source", "work"}}};
    TracePlace first;
    trace.add(slice_of("a", 0), first, TraceFlow::begins);
    TracePlace second = trace.fork(first);
    CHECK(second.flow != first.flow);
    trace.add(slice_of("a", 0), first, TraceFlow::goes_on);
    trace.add(slice_of("a", 0), second, TraceFlow::ends);
    trace.meet(first.flow, second, TraceFlow::ends);
    CHECK(trace.finish().error.empty());
    const Value json = parsed_trace(file);
    const std::vector<Value> begins = events_of(json, "s");
    REQUIRE(begins.size() == 2);
    CHECK(*begins[0].find("ts") == *begins[1].find("ts"));
    CHECK(*begins[0].find("id") != *begins[1].find("id"));
    const std::vector<Value> ends = events_of(json, "f");
    REQUIRE(ends.size() == 2);
    CHECK(*ends[0].find("ts") == *ends[1].find("ts"));
    CHECK(events_of(json, "t").size() == 1);
}

TEST_CASE("counters are of their limiter", "[profiling][trace]") {
    const TempDir folder;
    const std::string file = (folder.path() / "t.json").string();
    Trace trace{{.file = file, .name = "t", .nodes = {"source", "gate"}}};
    trace.count(1, {.images = 3, .bytes = 4096});
    CHECK(trace.finish().error.empty());
    const std::vector<Value> counters = events_of(parsed_trace(file), "C");
    REQUIRE(counters.size() == 2);
    CHECK(text_at(counters[0], "name") == "gate: images");
    CHECK(*counters[0].find("args")->find("images") == Value{3});
    CHECK(text_at(counters[1], "name") == "gate: bytes");
    CHECK(*counters[1].find("args")->find("bytes") == Value{4096});
}

TEST_CASE("no event of many threads is lost or torn", "[profiling][trace]") {
    constexpr std::uint64_t each = 5000;
    const TempDir folder;
    const std::string file = (folder.path() / "t.json").string();
    Trace trace{{.file = file, .name = "t", .nodes = {"source", "work"}}};
    {
        std::vector<std::jthread> threads;
        for (std::uint64_t thread = 0; thread < 4; ++thread)
            threads.emplace_back([&trace, thread] {
                for (std::uint64_t i = 0; i < each; ++i) {
                    TracePlace place;
                    const std::string name(i % 200, 'x'); // of several slots, too
                    trace.add(slice_of(name, thread * each + i), place, TraceFlow::none);
                }
            });
    }
    CHECK(trace.finish().dropped == 0);
    const std::vector<Value> slices = events_of(parsed_trace(file), "X");
    REQUIRE(slices.size() == 4 * each);
    std::vector<std::int64_t> sequences;
    for (const Value& slice : slices) {
        sequences.push_back(slice.find("args")->find("seq")->as_integer());
        const auto expected = static_cast<std::size_t>(sequences.back()) % each % 200;
        if (text_at(*slice.find("args"), "item").size() != expected)
            FAIL("a name of another length");
    }
    std::ranges::sort(sequences);
    CHECK(std::ranges::adjacent_find(sequences) == sequences.end());
}

TEST_CASE("what comes faster than it is written is dropped and counted", "[profiling][trace]") {
    constexpr std::uint64_t events = 20'000;
    const TempDir folder;
    const std::string file = (folder.path() / "pipe").string();
    REQUIRE(::mkfifo(file.c_str(), 0600) == 0);
    const int reader = ::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    REQUIRE(reader >= 0);
    Trace trace{{.file = file, .name = "t", .nodes = {"source", "work"}, .most_chunks = 3}};
    // Nobody reads yet: what does not fit into the pipe and three chunks has no place.
    for (std::uint64_t i = 0; i < events; ++i)
        trace.add(slice_of("a", i));
    std::string text;
    std::jthread reading{[&] {
        ::fcntl(reader, F_SETFL, 0);
        std::vector<char> buffer(1 << 16);
        while (true) {
            const ssize_t count = ::read(reader, buffer.data(), buffer.size());
            if (count <= 0)
                break;
            text.append(buffer.data(), static_cast<std::size_t>(count));
        }
    }};
    const Trace::Outcome outcome = trace.finish();
    reading.join();
    ::close(reader);
    CHECK(outcome.error.empty());
    CHECK(outcome.dropped > 0);
    const Value json = parsed(text);
    const auto written = static_cast<std::uint64_t>(events_of(json, "X").size());
    CHECK(written > 0);
    CHECK(written + outcome.dropped == events);
    CHECK(*json.find("otherData")->find("dropped_events") ==
          Value{static_cast<std::int64_t>(outcome.dropped)});
}

TEST_CASE("a trace that cannot be written says why, and takes events still", "[profiling][trace]") {
    CHECK_THROWS_WITH((Trace{{.file = "/proc/nothing/t.json", .name = "t", .nodes = {}}}),
                      Catch::Contains("/proc/nothing"));
    Trace trace{{.file = "/dev/full", .name = "t", .nodes = {"source", "work"}}};
    for (std::uint64_t i = 0; i < 5000; ++i)
        trace.add(slice_of("a", i));
    CHECK(trace.finish().error == "cannot write \"/dev/full\": No space left on device");
    trace.add(slice_of("late", 0)); // is lost, and does no harm
}

TEST_CASE("of the end of a run no more is written than is wanted", "[profiling][trace]") {
    const TempDir folder;
    const std::string file = (folder.path() / "t.json").string();
    Trace trace{{.file = file, .name = "t", .nodes = {"source", "work"}, .last = 10s}};
    const auto start = std::chrono::steady_clock::now();
    const auto at = [start](std::chrono::seconds begin, std::uint64_t sequence) {
        Trace::Slice slice = slice_of("a", sequence);
        slice.begin = start + begin;
        slice.finish = start + begin + 1s;
        return slice;
    };
    // A thread that did nothing later, of whose chunk nobody has heard until the end.
    std::thread{[&] { trace.add(at(0s, 0)); }}.join();
    for (int i = 0; i < 3000; ++i) // several chunks
        trace.add(at(1s, 1));
    trace.add(at(88s, 2)); // ends too early
    trace.add(at(90s, 3)); // ends just late enough
    trace.add(at(95s, 4));
    trace.add(at(100s, 5));
    const Trace::Outcome outcome = trace.finish();
    CHECK(outcome.error.empty());
    CHECK(outcome.dropped == 0);
    std::vector<std::int64_t> sequences;
    const Value json = parsed_trace(file);
    for (const Value& slice : events_of(json, "X"))
        sequences.push_back(slice.find("args")->find("seq")->as_integer());
    CHECK(sequences == std::vector<std::int64_t>{3, 4, 5});
    CHECK(*json.find("otherData")->find("events") == Value{3});
}

TEST_CASE("where the end of a run is too much for the memory, its beginning goes, and is counted",
          "[profiling][trace]") {
    constexpr std::uint64_t events = 20'000;
    const TempDir folder;
    const std::string file = (folder.path() / "t.json").string();
    Trace trace{
        {.file = file, .name = "t", .nodes = {"source", "work"}, .last = 1h, .most_chunks = 3}};
    for (std::uint64_t i = 0; i < events; ++i)
        trace.add(slice_of("a", i));
    const Trace::Outcome outcome = trace.finish();
    CHECK(outcome.dropped > 0);
    const std::vector<Value> slices = events_of(parsed_trace(file), "X");
    REQUIRE(!slices.empty());
    CHECK(slices.size() + outcome.dropped == events);
    CHECK(*slices.back().find("args")->find("seq") == Value{static_cast<std::int64_t>(events) - 1});
}

TEST_CASE("the last things that threads did can be had without a file", "[profiling][trace]") {
    Trace trace{{.name = "t", .nodes = {"source", "work"}, .kept_slices = 10}};
    const auto start = std::chrono::steady_clock::now();
    const auto at = [start](std::chrono::milliseconds begin, std::uint64_t sequence) {
        Trace::Slice slice = slice_of("a.jpg", sequence);
        slice.begin = start + begin;
        slice.finish = start + begin + 1ms;
        return slice;
    };
    trace.add(at(30ms, 3));
    trace.add(at(10ms, 1));
    trace.count(0, {.images = 1, .bytes = 2}); // is no such thing
    std::thread{[&] {
        Trace::Slice failed = at(20ms, 2);
        failed.what = TraceWhat::read;
        failed.end = profiling::TraceEnd::failed;
        failed.error_class = ErrorClass::io;
        failed.tries = 3;
        failed.bytes = 42;
        trace.add(failed);
    }}.join();
    const Trace::Outcome outcome = trace.finish();
    CHECK(outcome.error.empty());
    CHECK(outcome.slices_left_out == 0);
    CHECK(outcome.slices_from_seconds == 0);
    CHECK(outcome.threads == std::vector<std::string>{"compute 0", "compute 1"});
    REQUIRE(outcome.slices.size() == 3);
    CHECK(outcome.slices[0].sequence == 1);
    CHECK(outcome.slices[0].item == "a.jpg");
    CHECK(outcome.slices[0].thread == 0);
    CHECK(outcome.slices[0].seconds == Approx(1e-3));
    CHECK(outcome.slices[1].sequence == 3);
    CHECK(outcome.slices[1].begin_seconds - outcome.slices[0].begin_seconds == Approx(20e-3));
    const RunSlice& failed = outcome.slices[2];
    CHECK(failed.thread == 1);
    CHECK(failed.node == 1);
    CHECK(failed.kind == SliceKind::read);
    CHECK(failed.end == SliceEnd::failed);
    CHECK(failed.error_class == ErrorClass::io);
    CHECK(failed.tries == 3);
    CHECK(failed.bytes == 42);
}

TEST_CASE("of what threads did as many are kept as are asked for, and the rest is counted",
          "[profiling][trace]") {
    constexpr std::uint64_t events = 20'000;
    constexpr std::size_t wanted = 3000;
    const TempDir folder;
    const std::string file = (folder.path() / "t.json").string();
    Trace::Setup setup{.name = "t", .nodes = {"source", "work"}, .kept_slices = wanted};
    SECTION("without a file") {}
    SECTION("with a file, which has all") {
        setup.file = file;
    }
    SECTION("with a file that has the end") {
        setup.file = file;
        setup.last = 1ns;
    }
    Trace trace{setup};
    const auto start = std::chrono::steady_clock::now();
    for (std::uint64_t i = 0; i < events; ++i) {
        Trace::Slice slice = slice_of("a", i);
        slice.begin = start + std::chrono::microseconds{i};
        slice.finish = slice.begin + 1us;
        trace.add(slice);
    }
    const Trace::Outcome outcome = trace.finish();
    REQUIRE(outcome.slices.size() == wanted);
    CHECK(outcome.slices_left_out == events - wanted);
    CHECK(outcome.slices.front().sequence == events - wanted);
    CHECK(outcome.slices.back().sequence == events - 1);
    CHECK(outcome.slices_from_seconds <
          outcome.slices.front().begin_seconds + outcome.slices.front().seconds);
    if (!setup.file.empty())
        CHECK(events_of(parsed_trace(file), "X").size() == (setup.last ? 1 : events));
}

TEST_CASE("of the time from which things are kept, those of all threads are",
          "[profiling][trace]") {
    constexpr std::uint64_t fast = 20'000;
    constexpr std::uint64_t slow = 91;
    Trace trace{{.name = "t", .nodes = {"source", "work"}, .kept_slices = 3000}};
    const auto start = std::chrono::steady_clock::now();
    const auto at = [start](std::chrono::microseconds begin) {
        Trace::Slice slice = slice_of("a", 0);
        slice.begin = start + begin;
        slice.finish = slice.begin + 10us;
        return slice;
    };
    // What it does in 90 s fits into one chunk; the other thread fills forty in the last ten.
    std::thread{[&] {
        for (std::uint64_t i = 0; i < slow; ++i)
            trace.add(at(std::chrono::seconds{i}));
    }}.join();
    for (std::uint64_t i = 0; i < fast; ++i)
        trace.add(at(80s + i * 500us));
    const Trace::Outcome outcome = trace.finish();
    CHECK(outcome.slices.size() + outcome.slices_left_out == fast + slow);
    CHECK(outcome.slices.size() > 2400);
    CHECK(outcome.slices_from_seconds > 85);
    std::vector<std::uint64_t> found(2);
    for (const RunSlice& slice : outcome.slices) {
        ++found.at(slice.thread);
        if (slice.begin_seconds + slice.seconds <= outcome.slices_from_seconds)
            FAIL("a slice of " << slice.begin_seconds << " s");
    }
    const double left = 90 - outcome.slices_from_seconds;
    CHECK(static_cast<double>(std::ranges::min(found)) == Approx(left).margin(1.01));
    CHECK(static_cast<double>(std::ranges::max(found)) == Approx(left * 2000).margin(2));
}

TEST_CASE("what is kept of what threads did stays within the memory for it", "[profiling][trace]") {
    constexpr std::uint64_t events = 20'000;
    Trace trace{
        {.name = "t", .nodes = {"source", "work"}, .most_chunks = 3, .kept_slices = events}};
    for (std::uint64_t i = 0; i < events; ++i)
        trace.add(slice_of("a", i));
    const Trace::Outcome outcome = trace.finish();
    CHECK(outcome.slices.size() >= 512);
    CHECK(outcome.slices.size() <= 3 * 512);
    CHECK(outcome.slices.size() + outcome.slices_left_out == events);
    CHECK(outcome.slices.back().sequence == events - 1);
}

TEST_CASE("threads are in the order of what they do and of their numbers", "[profiling][trace]") {
    Trace trace{{.name = "t", .nodes = {"source", "work"}, .kept_slices = 10}};
    {
        std::latch all{4}; // at one time: the next thread can have the id of one that has ended
        std::vector<std::jthread> threads;
        for (const char* name : {"penstock-source", "penstock-io10", "penstock-io2", "other"})
            threads.emplace_back([&trace, &all, name] {
                ::pthread_setname_np(::pthread_self(), name);
                trace.add(slice_of(name, 0));
                all.arrive_and_wait();
            });
    }
    const Trace::Outcome outcome = trace.finish();
    CHECK(outcome.threads == std::vector<std::string>{"compute 0", "io2", "io10", "source"});
    REQUIRE(outcome.slices.size() == 4);
    const std::vector<std::string> expected{
        "other", "penstock-io2", "penstock-io10", "penstock-source"};
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(outcome.slices[i].thread == i);
        CHECK(outcome.slices[i].item == expected[i]);
    }
}

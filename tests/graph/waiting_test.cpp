// SPDX-License-Identifier: Apache-2.0
#include "graph/hold.hpp"
#include "graph/run_config.hpp"
#include "support/catch.hpp"

#include <oneapi/tbb/global_control.h>

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

using namespace penstock;
using namespace penstock::test;

namespace {

constexpr std::chrono::milliseconds nap{20};
constexpr double nap_seconds = 0.02;
constexpr std::uint64_t items = 6;

/// Yields numbers, each after a nap.
struct SleepyNumbers {
    struct Params {};
    static Description<SleepyNumbers> describe() { return {"sleepy_numbers", "Takes naps."}; }
    std::optional<Request> next(const Params&) {
        std::this_thread::sleep_for(nap);
        if (next_ == items)
            return std::nullopt;
        Request request;
        request.index = next_++;
        request.name = std::to_string(request.index);
        return request;
    }

private:
    std::uint64_t next_ = 0;
};

/// Takes a nap while it reads.
struct SleepyFile {
    struct Params {};
    static Description<SleepyFile> describe() {
        return Description<SleepyFile>{"sleepy_file", "Takes naps."}.blocks();
    }
    static ImageSpec spec() {
        return {.width = 8,
                .height = 8,
                .channels = 1,
                .pixel_type = PixelType::u8,
                .colour_space = ColourSpace::unspecified};
    }
    Measure measure(const Request&, const Params&, NodeContext&) const {
        Measure measure;
        measure.output = PayloadBound::image(spec());
        measure.file_bytes = 64;
        return measure;
    }
    Buffer read(const Request&, const Measure& measure, const Params&, NodeContext& context) const {
        std::this_thread::sleep_for(nap);
        return context.allocate_bytes(measure.file_bytes);
    }
    Image load(const Request&, const Measure&, Buffer, const Params&, NodeContext& context) const {
        return context.allocate_image(spec());
    }
};

ValidatedConfig sleepy(const std::string& nodes, const std::string& edges) {
    NodeRegistry registry = engine_nodes();
    registry.add<SleepyNumbers>();
    registry.add<SleepyFile>();
    return validate(parse_config(config_text(nodes, edges), "test.json"), registry);
}

std::string numbers() {
    return R"("n": {"type": "numbers", "params": {"count": )" + std::to_string(items) + R"(}},
              "g": {"type": "limiter", "params": {"max_images": 64}}, "b": {"type": "blank"}, )";
}

/// Runs it with a hold, which is released a nap after so many items have come to `collect`.
RunReport held_run(const std::string& nodes, const std::string& edges, std::size_t collected) {
    const tbb::global_control more{tbb::global_control::max_allowed_parallelism, 4};
    Hold hold;
    Seen seen;
    collect_in(&seen);
    PipelineOptions options;
    options.threads = 2;
    Pipeline pipeline{validated(config_text(numbers() + nodes, edges)), options};
    pipeline.start();
    const auto count = [&seen] {
        const std::scoped_lock lock{seen.mutex};
        return seen.entries.size();
    };
    while (count() < collected)
        std::this_thread::yield();
    hold.await(1);
    std::this_thread::sleep_for(nap);
    hold.release();
    RunReport report = pipeline.wait();
    collect_in(nullptr);
    return report;
}

} // namespace

TEST_CASE("items that queue before a serial node wait for it", "[graph][waiting]") {
    // The second port of "b" is served when the first has been.
    const RunReport report = held_run(
        R"("h": {"type": "held", "concurrency": "serial"}, "e": {"type": "collect"},
           "seen": {"type": "collect"})",
        R"("n -> g -> b -> [h, seen]", "h -> e")",
        items);
    CHECK(report.is_balanced());
    // All but the one that was in the call.
    CHECK(report_of(report, "h").waiting_seconds >= (items - 1) * nap_seconds);
    CHECK(report_of(report, "h").busy_seconds >= nap_seconds);
    CHECK_FALSE(report_of(report, "h").on_io_threads);
    CHECK(report_of(report, "h").reads == 0);
    CHECK(report_of(report, "h").read_seconds == 0);
}

TEST_CASE("what has come to a join waits for the rest of it", "[graph][waiting]") {
    const RunReport report = held_run(
        R"("h": {"type": "held", "concurrency": "serial"}, "c": {"type": "copy"},
           "p": {"type": "pair"}, "e": {"type": "collect"}, "seen": {"type": "collect"})",
        R"("n -> g -> b -> [h, c]", "h -> p.in0", "c -> p.in1", "c -> seen", "p -> e")",
        items);
    CHECK(report.is_balanced());
    CHECK(report_of(report, "p").waiting_seconds >= items * nap_seconds);
}

TEST_CASE("a report says who sends to whom, each once", "[graph][waiting]") {
    const RunReport report = run_config(config_text(
        R"("n": {"type": "numbers", "params": {"count": 2}}, "g": {"type": "limiter"},
           "b": {"type": "blank"}, "c": {"type": "copy"}, "p": {"type": "pair"},
           "e": {"type": "collect"}, "seen": {"type": "collect"})",
        R"("n -> g -> b -> [c, seen]", "b -> p.in0", "c -> p.in1", "p -> e")"));
    using Names = std::vector<std::string>;
    CHECK(report.limiters.at(0).sends_to == Names{"b"});
    CHECK(report_of(report, "b").sends_to == Names{"c", "p", "seen"});
    CHECK(report_of(report, "p").sends_to == Names{"e"});
    CHECK(report_of(report, "e").sends_to.empty());
}

TEST_CASE("requests wait at the gate for room, and not where there is enough", "[graph][waiting]") {
    const auto run = [](const std::string& images) {
        return run_config(config_text(
            R"("n": {"type": "numbers", "params": {"count": 8}},
               "g": {"type": "limiter", "params": {"max_images": )" +
                images + R"(}}, "b": {"type": "blank"},
               "e": {"type": "collect_blocking", "params": {"milliseconds": 20}})",
            R"("n -> g -> b -> e")"));
    };
    const RunReport narrow = run("1");
    CHECK(narrow.is_balanced());
    CHECK(narrow.limiters.at(0).shut_seconds >= nap_seconds);
    CHECK(narrow.limiters.at(0).waiting_seconds >= narrow.limiters.at(0).shut_seconds);
    CHECK(narrow.limiters.at(0).shut_seconds <= narrow.wall_seconds);
    CHECK(report_of(narrow, "e").on_io_threads);
    // While room is there, nobody waits, however long a sink takes.
    const RunReport wide = run("64");
    CHECK(wide.limiters.at(0).waiting_seconds == 0);
    CHECK(wide.limiters.at(0).shut_seconds == 0);
    // They wait for the sink then.
    CHECK(report_of(wide, "e").waiting_seconds >= nap_seconds);
}

TEST_CASE("the time inside sources is reported with their limiter", "[graph][waiting]") {
    Pipeline pipeline{sleepy(R"("n": {"type": "sleepy_numbers"}, "g": {"type": "limiter"},
                                "b": {"type": "blank"}, "e": {"type": "collect"})",
                             R"("n -> g -> b -> e")")};
    const RunReport report = pipeline.run();
    CHECK(report.items.written == items);
    CHECK(report.limiters.at(0).source_seconds >= (items + 1) * nap_seconds);
}

TEST_CASE("reading is neither busy nor waiting", "[graph][waiting]") {
    Pipeline pipeline{
        sleepy(R"("n": {"type": "numbers", "params": {"count": 6}}, "g": {"type": "limiter"},
                  "b": {"type": "sleepy_file"}, "c": {"type": "copy"}, "e": {"type": "collect"})",
               R"("n -> g -> b -> c -> e")")};
    const RunReport report = pipeline.run();
    const NodeReport& file = report_of(report, "b");
    CHECK_FALSE(file.on_io_threads);
    CHECK(file.reads == items);
    CHECK(file.read_seconds >= items * nap_seconds);
    CHECK(file.count == items);
    CHECK_FALSE(report_of(report, "c").on_io_threads);
}

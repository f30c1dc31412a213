// SPDX-License-Identifier: Apache-2.0
#include "graph/run_config.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

using namespace penstock;
using namespace penstock::test;

namespace {

const std::string retry = R"(, "on_error": {"retry": {"attempts": 3, "backoff": "1ms..2ms"}})";

std::string retry_then(const std::string& then) {
    return R"(, "on_error": {"retry": {"attempts": 3, "backoff": "1ms..2ms"}, "then": ")" + then +
           "\"}";
}

// Every third item fails as often as it says; image and sink are as the rest of the nodes say.
std::string flaky(int failures, const std::string& on_error, const std::string& more = "") {
    return R"("n": {"type": "numbers", "params": {"count": 30}},
              "g": {"type": "limiter", "params": {"max_images": 8}}, "b": {"type": "blank"},
              "f": {"type": "flaky", "params": {"every": 3, "failures": )" +
           std::to_string(failures) + "}" + on_error + R"(}, "e": {"type": "collect"})" + more;
}
const std::string edges = R"("n -> g -> b -> f -> e")";

std::vector<std::uint64_t> sequences(const Seen& seen) {
    std::vector<std::uint64_t> result;
    for (const Seen::Entry& entry : seen.entries)
        result.push_back(entry.sequence);
    return result;
}

std::vector<std::uint64_t> numbers_to(std::uint64_t count) {
    std::vector<std::uint64_t> result;
    for (std::uint64_t i = 0; i < count; ++i)
        result.push_back(i);
    return result;
}

} // namespace

TEST_CASE("a call is repeated until it works, with the pixels that came in", "[graph][retry]") {
    const auto threads = GENERATE(1U, 2U, 4U);
    const bool is_shared = GENERATE(false, true);
    Seen seen;
    const RunReport report =
        run_config(config_text(flaky(2, retry, is_shared ? R"(, "d": {"type": "collect"})" : ""),
                               is_shared ? R"("n -> g -> b -> [f, d]", "f -> e")" : edges),
                   threads,
                   is_shared ? nullptr : &seen);
    CHECK(report.is_balanced());
    CHECK(report.items.written == 30);
    CHECK(report.failures.empty());
    CHECK(report_of(report, "f").count == 30 + 2 * 10);
    CHECK(report_of(report, "f").failed == 0);
    CHECK(seen.entries.size() == (is_shared ? 0 : 30));
    for (const Seen::Entry& entry : seen.entries)
        CHECK(entry.first_byte == static_cast<int>(entry.sequence) + 1);
}

TEST_CASE("when the attempts are used up the item fails, is skipped, or becomes a dead letter",
          "[graph][retry]") {
    const RunReport failed = run_config(config_text(flaky(3, retry_then("fail")), edges));
    CHECK(failed.is_balanced());
    CHECK(failed.items.failed == 10);
    CHECK(failed.items.written == 20);
    CHECK(failed.failures.at(0).error_class == ErrorClass::io);
    CHECK(failed.failures.at(0).message == "not yet");
    CHECK(report_of(failed, "f").count == 20 + 3 * 10);
    CHECK(report_of(failed, "f").failed == 10);

    const RunReport skipped = run_config(config_text(flaky(3, retry_then("skip")), edges));
    CHECK(skipped.is_balanced());
    CHECK(skipped.items.skipped == 10);
    CHECK(skipped.failures.empty());

    Seen seen;
    const RunReport letters =
        run_config(config_text(flaky(3, retry_then("dead_letter"), R"(, "d": {"type": "collect"})"),
                               edges + R"(, "f.dead_letter -> d")"),
                   2,
                   &seen);
    CHECK(letters.is_balanced());
    CHECK(letters.items.failed == 10);
    CHECK(std::ranges::count(seen.entries, -1, &Seen::Entry::first_byte) == 10);
}

TEST_CASE("retry by class repeats calls that failed in that way only", "[graph][retry]") {
    const std::string policy = R"({"retry": {"attempts": 2, "backoff": "1ms..1ms"}})";
    const RunReport other =
        run_config(config_text(flaky(1, R"(, "on_error": {"corrupt": )" + policy + "}"), edges));
    CHECK(other.items.failed == 10);
    CHECK(report_of(other, "f").count == 30);
    const RunReport same =
        run_config(config_text(flaky(1, R"(, "on_error": {"io": )" + policy + "}"), edges));
    CHECK(same.items.written == 30);
    CHECK(report_of(same, "f").count == 40);
}

TEST_CASE("an ordered sink that retries keeps the order", "[graph][retry]") {
    const auto threads = GENERATE(1U, 2U, 4U);
    const auto type = GENERATE(as<std::string>{}, "collect", "collect_blocking");
    Seen seen;
    const RunReport report =
        run_config(config_text(R"("n": {"type": "numbers", "params": {"count": 40}},
                       "g": {"type": "limiter", "params": {"max_images": 6}},
                       "b": {"type": "blank"}, "x": {"type": "noise"},
                       "e": {"type": ")" +
                                   type + R"(", "params": {"order": "source", "flaky_every": 4,
                                                "failures": 2})" +
                                   retry + "}",
                               R"("n -> g -> b -> x -> e")"),
                   threads,
                   &seen);
    CHECK(report.is_balanced());
    CHECK(report.items.written == 40);
    CHECK(report.outputs == 40);
    CHECK(sequences(seen) == numbers_to(40));
    CHECK(report_of(report, "e").count == 40 + 2 * 10);
}

TEST_CASE("an ordered sink goes on behind an item that it gave up", "[graph][retry]") {
    const auto type = GENERATE(as<std::string>{}, "collect", "collect_blocking");
    Seen seen;
    const RunReport report =
        run_config(config_text(R"("n": {"type": "numbers", "params": {"count": 20}},
                       "g": {"type": "limiter", "params": {"max_images": 3}},
                       "b": {"type": "blank"},
                       "e": {"type": ")" +
                                   type + R"(", "params": {"order": "source", "flaky_every": 5,
                                                "failures": 3})" +
                                   retry + "}",
                               R"("n -> g -> b -> e")"),
                   2,
                   &seen);
    CHECK(report.is_balanced());
    CHECK(report.items.failed == 4);
    CHECK(report.items.written == 16);
    CHECK(std::ranges::is_sorted(sequences(seen)));
}

TEST_CASE("a loader retries what it measures, reads and loads", "[graph][retry]") {
    const auto [type, stage] = GENERATE(table<std::string, std::string>({
        {"flaky_blank", "measure"},
        {"flaky_blank", "load"},
        {"flaky_file", "measure"},
        {"flaky_file", "read"},
        {"flaky_file", "load"},
    }));
    INFO(type << " " << stage);
    const auto nodes = [type = type, stage = stage](int failures) {
        return R"("n": {"type": "numbers", "params": {"count": 30}},
                  "g": {"type": "limiter", "params": {"max_images": 4}},
                  "f": {"type": ")" +
               type + R"(", "params": {"every": 3, "failures": )" + std::to_string(failures) +
               R"(, "stage": ")" + stage + R"("})" + retry +
               R"(}, "e": {"type": "collect", "params": {"order": "source"}})";
    };
    Seen seen;
    const RunReport works = run_config(config_text(nodes(2), R"("n -> g -> f -> e")"), 2, &seen);
    CHECK(works.is_balanced());
    CHECK(works.items.written == 30);
    CHECK(sequences(seen) == numbers_to(30));
    for (const Seen::Entry& entry : seen.entries)
        CHECK(entry.first_byte == static_cast<int>(entry.sequence));

    const RunReport gives_up = run_config(config_text(nodes(100), R"("n -> g -> f -> e")"));
    CHECK(gives_up.is_balanced());
    CHECK(gives_up.items.failed == 10);
    CHECK(gives_up.items.written == 20);
    CHECK(gives_up.failures.at(0).node == "f");
    CHECK(gives_up.failures.at(0).message == "not yet");
}

TEST_CASE("what the gate refused is not tried again", "[graph][retry]") {
    const RunReport report =
        run_config(config_text(R"("n": {"type": "numbers", "params": {"count": 8}},
                       "g": {"type": "limiter", "params": {"max_bytes": "128KiB"}},
                       "b": {"type": "blank_file", "params": {"side": 64, "growth": 64}})" +
                                   std::string{R"(, "e": {"type": "collect"})"},
                               R"("n -> g -> b -> e")"));
    const RunReport retried =
        run_config(config_text(R"("n": {"type": "numbers", "params": {"count": 8}},
                       "g": {"type": "limiter", "params": {"max_bytes": "128KiB"}},
                       "b": {"type": "blank_file", "params": {"side": 64, "growth": 64})" +
                                   retry + R"(}, "e": {"type": "collect"})",
                               R"("n -> g -> b -> e")"));
    CHECK(retried.is_balanced());
    CHECK(retried.items.written == report.items.written);
    REQUIRE(retried.failures.size() == report.failures.size());
    REQUIRE_FALSE(report.failures.empty());
    CHECK(retried.failures[0].message == report.failures[0].message);
}

namespace {

struct Ended {
    RunReport report;
    std::vector<std::uint64_t> order;
};

// One item waits an hour for its second try; when all others have been delivered, the run is
// stopped.
template <class Stop>
Ended run_beside_one_that_waits(const std::string& flaky_node, int count, const Stop& stop) {
    Seen seen;
    collect_in(&seen);
    std::atomic<int> delivered{0};
    Pipeline* running = nullptr;
    PipelineOptions options;
    options.threads = 1;
    options.on_output = [&](std::string_view, std::string_view) {
        if (++delivered == count - 1)
            stop(*running);
    };
    Pipeline pipeline{validated(config_text(R"("n": {"type": "numbers", "params": {"count": )" +
                                                std::to_string(count) + R"(}},
                                 "g": {"type": "limiter", "params": {"max_images": 6}},
                                 "b": {"type": "blank"}, )" +
                                                flaky_node,
                                            flaky_node.find("\"f\"") == std::string::npos
                                                ? R"("n -> g -> b -> e")"
                                                : R"("n -> g -> b -> f -> e")",
                                            R"({"io_threads": 1})")),
                      options};
    running = &pipeline;
    Ended ended;
    ended.report = pipeline.run();
    ended.order = sequences(seen);
    collect_in(nullptr);
    return ended;
}

std::string waits_an_hour(int failures) {
    return R"("f": {"type": "flaky", "params": {"every": 1000, "failures": )" +
           std::to_string(failures) +
           R"(}, "on_error": {"retry": {"attempts": 9, "backoff": "1h..1h"}}},
              "e": {"type": "collect"})";
}

} // namespace

TEST_CASE("one that waits for its next try keeps no thread from the others, and a stop ends the "
          "waiting",
          "[graph][retry]") {
    const std::string node =
        GENERATE(as<std::string>{},
                 waits_an_hour(1),
                 R"("e": {"type": "collect", "params": {"flaky_every": 1000},
                 "on_error": {"retry": {"attempts": 9, "backoff": "1h..1h"}}})",
                 R"("e": {"type": "collect_blocking", "params": {"flaky_every": 1000},
                 "on_error": {"retry": {"attempts": 9, "backoff": "1h..1h"}}})");
    const auto [report, order] =
        run_beside_one_that_waits(node, 12, [](Pipeline& pipeline) { pipeline.request_stop(); });
    CHECK(report.is_balanced());
    CHECK(report.end == RunEnd::interrupted);
    CHECK(report.items.written == 12);
    REQUIRE(order.size() == 12);
    CHECK(order.back() == 0);
}

TEST_CASE("after a stop there is one more try, and no other", "[graph][retry]") {
    const auto [report, order] = run_beside_one_that_waits(
        waits_an_hour(5), 12, [](Pipeline& pipeline) { pipeline.request_stop(); });
    CHECK(report.is_balanced());
    CHECK(report.items.failed == 1);
    CHECK(report.items.written == 11);
    CHECK(report_of(report, "f").count == 11 + 2);
}

TEST_CASE("what waits for its next try is cancelled with the rest", "[graph][retry]") {
    const auto [report, order] = run_beside_one_that_waits(
        waits_an_hour(1), 12, [](Pipeline& pipeline) { pipeline.cancel(); });
    CHECK(report.is_balanced());
    CHECK(report.end == RunEnd::cancelled);
    REQUIRE(report.failures.size() == 1);
    CHECK(report.failures[0].sequence == 0);
    CHECK(report.failures[0].error_class == ErrorClass::cancelled);
}

TEST_CASE("a full disk ends the waiting like a stop", "[graph][retry]") {
    struct FullDisk {
        struct Params {};
        static Description<FullDisk> describe() { return {"full_disk", "Has no room for item 9."}; }
        void process(const Payload&, const Params&, NodeContext& context) const {
            if (context.item().sequence == 9)
                throw ResourceExhausted{"no space left on device"};
        }
    };
    NodeRegistry registry = engine_nodes();
    registry.add<FullDisk>();
    const std::string text = config_text(
        R"("n": {"type": "numbers", "params": {"count": 10}},
           "g": {"type": "limiter", "params": {"max_images": 6}}, "b": {"type": "blank"},
           "f": {"type": "flaky", "params": {"every": 1000},
                 "on_error": {"retry": {"attempts": 9, "backoff": "1h..1h"}}},
           "e": {"type": "full_disk"})",
        R"("n -> g -> b -> f -> e")");
    Pipeline pipeline{validate(parse_config(text, "test.json"), registry)};
    const RunReport report = pipeline.run();
    CHECK(report.is_balanced());
    CHECK(report.end == RunEnd::exhausted);
    // Item 9 can come there while item 8 is still being let in, or item 0 has not failed yet: what
    // fails after the stop is not tried again.
    std::uint64_t first_tries = 0;
    for (const Failure& failure : report.failures)
        if (failure.sequence != 9) {
            CHECK(failure.sequence == 0);
            ++first_tries;
        }
    CHECK(report.items.written + report.items.not_started + first_tries == 9);
}

TEST_CASE("a file that cannot be measured yet does not outlive a stop", "[graph][retry]") {
    Pipeline pipeline{validated(config_text(
        R"("n": {"type": "numbers", "params": {"count": 50}},
           "g": {"type": "limiter", "params": {"max_images": 4}},
           "f": {"type": "flaky_file", "params": {"every": 1000, "stage": "measure"},
                 "on_error": {"retry": {"attempts": 2, "backoff": "1h..1h"}}},
           "e": {"type": "collect"})",
        R"("n -> g -> f -> e")"))};
    pipeline.start();
    while (pipeline.progress().items.discovered == 0)
        std::this_thread::yield();
    pipeline.request_stop();
    const RunReport report = pipeline.wait();
    CHECK(report.is_balanced());
    CHECK(report.items.written == 0); // the others wait for their turn behind it
    CHECK(report.items.not_started == report.items.discovered);
}

TEST_CASE("what is kept for the next try is within the claim", "[graph][retry][bound]") {
    const auto threads = GENERATE(1U, 2U, 4U);
    const auto run_within = [&](std::uint64_t images) {
        return run_config(config_text(R"("n": {"type": "numbers", "params": {"count": 40}},
                                         "g": {"type": "limiter", "params": {"max_images": )" +
                                          std::to_string(images) + R"(}},
                                         "b": {"type": "blank"},
                                         "f": {"type": "flaky", "params": {"every": 2})" +
                                          retry + R"(}, "e": {"type": "collect"})",
                                      edges),
                          threads);
    };
    const RunReport exact = run_within(2); // the picture, and the one that the node writes into
    CHECK(exact.is_balanced());
    CHECK(exact.items.written == 40);
    CHECK(exact.limiters[0].family_images == 2);
    CHECK(exact.peak_images == 2);
    CHECK_THROWS_WITH(run_within(1), Catch::Contains("set max_images to at least 2"));
}

TEST_CASE("a node that joins or gathers cannot retry", "[graph][retry]") {
    const ValidatedConfig config = validated(config_text(
        R"("n": {"type": "numbers"}, "g": {"type": "limiter"}, "b": {"type": "blank"},
           "u": {"type": "bunch", "on_error": "retry"}, "e": {"type": "collect"})",
        R"("n -> g -> b -> u -> e")"));
    CHECK_THROWS_WITH((Pipeline{config}), Catch::Contains("\"retry\" in a node that gathers"));
}

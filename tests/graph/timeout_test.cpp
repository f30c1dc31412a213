// SPDX-License-Identifier: Apache-2.0
#include "graph/run_config.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <string>
#include <thread>

using namespace penstock;
using namespace penstock::test;

namespace {

// `patient` goes on with every third item until it is told to stop.
RunReport run_patient(const std::string& patient, const std::string& more = "") {
    return run_config(
        config_text(R"("n": {"type": "numbers", "params": {"count": 12}},
                       "g": {"type": "limiter", "params": {"max_images": 4}},
                       "b": {"type": "blank"}, "p": {"type": "patient", )" +
                        patient + R"(}, "e": {"type": "collect"})" + more,
                    R"("n -> g -> b -> p -> e")" +
                        std::string{more.empty() ? "" : R"(, "p.dead_letter -> d")"}));
}

} // namespace

TEST_CASE("a call that takes longer than the timeout is told to stop, and fails its item",
          "[graph][timeout]") {
    const RunReport report = run_patient(R"("timeout": "15ms")");
    CHECK(report.is_balanced());
    CHECK(report.end == RunEnd::finished);
    CHECK(report.items.written == 8);
    REQUIRE(report.failures.size() == 4);
    for (const Failure& failure : report.failures) {
        CHECK(failure.sequence % 3 == 0);
        CHECK(failure.node == "p");
        CHECK(failure.error_class == ErrorClass::limit);
        CHECK(failure.message == "the call took longer than the node's timeout, 15ms");
    }
}

TEST_CASE("what is done about a timeout is what on_error says of limit", "[graph][timeout]") {
    const RunReport skipped = run_patient(R"("timeout": "50ms", "on_error": {"limit": "skip"})");
    CHECK(skipped.is_balanced());
    CHECK(skipped.items.skipped == 4);
    const RunReport letters = run_patient(R"("timeout": "50ms", "on_error": "dead_letter")",
                                          R"(, "d": {"type": "collect"})");
    CHECK(letters.is_balanced());
    CHECK(letters.items.failed == 4);
    CHECK(letters.outputs == 12);
}

TEST_CASE("each try has the whole timeout", "[graph][timeout][retry]") {
    const RunReport report = run_patient(R"("timeout": "50ms", "params": {"times": 2},
                       "on_error": {"limit": {"retry": {"attempts": 3, "backoff": "1ms..1ms"}}})");
    CHECK(report.is_balanced());
    CHECK(report.items.written == 12);
    CHECK(std::ranges::find(report.nodes, "p", &NodeReport::name)->count == 12 + 2 * 4);
}

namespace {

// `b` takes its time with every third item, in one of a loader's verbs, as often as `failures`.
RunReport run_loader(const std::string& type,
                     const std::string& stage,
                     const std::string& failures,
                     const std::string& more = "") {
    return run_config(config_text(
        R"("n": {"type": "numbers", "params": {"count": 12}},
           "g": {"type": "limiter", "params": {"max_images": 4}},
           "b": {"type": ")" +
            type + R"(", "params": {"fault": "wait", "stage": ")" + stage + R"(", "failures": )" +
            failures + R"(}, "timeout": "15ms")" + more + R"(}, "e": {"type": "collect"})",
        R"("n -> g -> b -> e")"));
}

RunReport run_gatherer(const std::string& end, Seen& seen, const std::string& more = "") {
    return run_config(config_text(R"("n": {"type": "numbers", "params": {"count": 12}},
                       "g": {"type": "limiter", "params": {"max_images": 12}},
                       "b": {"type": "blank"},
                       "c": {"type": "patient_bunch", "params": {"end": ")" +
                                      end + R"("}, "timeout": "15ms")" + more +
                                      R"(}, "m": {"type": "members"}, "e": {"type": "collect"})",
                                  R"("n -> g -> b -> c -> m -> e")"),
                      2,
                      &seen);
}

} // namespace

TEST_CASE("a loader that takes too long to look at a file, to read it or to load it fails its item",
          "[graph][timeout]") {
    const auto type = GENERATE(as<std::string>{}, "flaky_blank", "flaky_file");
    const auto stage = GENERATE(as<std::string>{}, "measure", "read", "load");
    if (type == "flaky_blank" && stage == "read")
        return;
    INFO(type << " " << stage);
    const RunReport report = run_loader(type, stage, "1000");
    CHECK(report.is_balanced());
    CHECK(report.items.written == 8);
    REQUIRE(report.failures.size() == 4);
    for (const Failure& failure : report.failures) {
        CHECK(failure.sequence % 3 == 0);
        CHECK(failure.node == "b");
        CHECK(failure.error_class == ErrorClass::limit);
        CHECK(failure.message == "the call took longer than the node's timeout, 15ms");
    }
    CHECK(report.claims_outstanding == 0);
}

TEST_CASE("a loader that was too slow is tried again where limit says so, in each of its verbs",
          "[graph][timeout][retry]") {
    const auto stage = GENERATE(as<std::string>{}, "measure", "read", "load");
    INFO(stage);
    const RunReport report =
        run_loader("flaky_file",
                   stage,
                   "1",
                   R"(, "on_error": {"limit": {"retry": {"attempts": 2, "backoff": "1ms..1ms"}}})");
    CHECK(report.is_balanced());
    CHECK(report.items.written == 12);
    CHECK(report.failures.empty());
}

TEST_CASE("a gathering node that gives up an item which takes too long goes on without it",
          "[graph][timeout][gather]") {
    Seen seen;
    const RunReport report = run_gatherer("throws", seen);
    CHECK(report.is_balanced());
    CHECK(report.items.written == 8);
    CHECK(seen.entries.size() == 8);
    REQUIRE(report.failures.size() == 4);
    for (const Failure& failure : report.failures) {
        CHECK(failure.sequence % 3 == 0);
        CHECK(failure.node == "c");
        CHECK(failure.error_class == ErrorClass::limit);
        CHECK(failure.message == "the call took longer than the node's timeout, 15ms");
    }
}

TEST_CASE("an item that a gathering node took in too late has failed, and stays in its group",
          "[graph][timeout][gather]") {
    Seen seen;
    const RunReport report = run_gatherer("returns", seen);
    CHECK(report.is_balanced());
    CHECK(report.items.failed == 4);
    CHECK(report.items.written == 8);
    CHECK(seen.entries.size() == 12);
    CHECK(report.failures.size() == 4);
    Seen other;
    const RunReport skipped = run_gatherer("returns", other, R"(, "on_error": {"limit": "skip"})");
    CHECK(skipped.is_balanced());
    CHECK(skipped.failures.empty());
    CHECK(skipped.items.written == 12);
}

TEST_CASE("a sink that takes too long fails its item, though it wrote it", "[graph][timeout]") {
    const auto type = GENERATE(as<std::string>{}, "collect", "collect_blocking");
    const RunReport report = run_config(config_text(
        R"("n": {"type": "numbers", "params": {"count": 3}}, "g": {"type": "limiter"},
           "b": {"type": "blank"},
           "e": {"type": ")" +
            type + R"(", "params": {"milliseconds": 20}, "timeout": "1ms"})",
        R"("n -> g -> b -> e")"));
    CHECK(report.is_balanced());
    CHECK(report.items.failed == 3);
    CHECK(report.failures.at(0).error_class == ErrorClass::limit);
}

TEST_CASE("a node without a timeout is told to stop when the run is", "[graph][timeout][stop]") {
    Pipeline pipeline{validated(config_text(
        R"("n": {"type": "numbers", "params": {"count": 1}}, "g": {"type": "limiter"},
           "b": {"type": "blank"}, "p": {"type": "patient"}, "e": {"type": "collect"})",
        R"("n -> g -> b -> p -> e")"))};
    pipeline.start();
    while (pipeline.progress().in_flight == 0)
        std::this_thread::yield();
    pipeline.request_stop();
    const RunReport report = pipeline.wait();
    CHECK(report.is_balanced());
    CHECK(report.items.written == 1);
}

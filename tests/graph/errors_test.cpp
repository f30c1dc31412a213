// SPDX-License-Identifier: Apache-2.0
#include "graph/run_config.hpp"
#include "support/catch.hpp"

#include <algorithm>

using namespace penstock;
using namespace penstock::test;

namespace {

std::string
faulty(const std::string& kind, const std::string& on_error, const std::string& more = "") {
    return R"("n": {"type": "numbers", "params": {"count": 30}},
              "gate": {"type": "limiter", "params": {"max_images": 8}},
              "blank": {"type": "blank"},
              "fault": {"type": "fault", "params": {"every": 3, "kind": ")" +
           kind + R"("})" + on_error + R"(}, "e": {"type": "collect"})" + more;
}
const std::string edges = R"("n -> gate -> blank -> fault -> e")";

} // namespace

TEST_CASE("what a node throws fails its item with a class, and the run goes on",
          "[graph][errors]") {
    const auto [kind, error_class] = GENERATE(table<std::string, ErrorClass>({
        {"corrupt", ErrorClass::corrupt},
        {"io", ErrorClass::io},
        {"foreign", ErrorClass::node},
        {"number", ErrorClass::node},
    }));
    const RunReport report = run_config(config_text(faulty(kind, ""), edges));
    CHECK(report.is_balanced());
    CHECK(report.items.written == 20);
    CHECK(report.items.failed == 10);
    REQUIRE(report.failures.size() == 10);
    CHECK(report.failures[0].sequence == 2);
    CHECK(report.failures[0].name == "2");
    CHECK(report.failures[0].node == "fault");
    CHECK(report.failures[0].error_class == error_class);
    CHECK(std::ranges::is_sorted(report.failures, {}, &Failure::sequence));
    for (const NodeReport& node : report.nodes)
        CHECK(node.failed == (node.name == "fault" ? 10 : 0));
}

TEST_CASE("an item that a node refuses without a call counts as one that failed",
          "[graph][errors]") {
    const RunReport report = run_config(config_text(
        R"("n": {"type": "numbers", "params": {"count": 20}}, "g": {"type": "limiter"},
           "b": {"type": "blank", "params": {"fail_measure_every": 4}}, "e": {"type": "collect"})",
        R"("n -> g -> b -> e")"));
    CHECK(report.items.failed == 5);
    const NodeReport& loader = report.nodes.at(0);
    CHECK(loader.name == "b");
    CHECK(loader.count == 20);
    CHECK(loader.failed == 5);
}

TEST_CASE("a gathering node is called for each member, and twice for each result",
          "[graph][errors][gather]") {
    const RunReport report =
        run_config(config_text(R"("n": {"type": "numbers", "params": {"count": 12}},
                       "g": {"type": "limiter", "params": {"max_images": 12}},
                       "b": {"type": "blank"}, "s": {"type": "sheet"}, "e": {"type": "collect"})",
                               R"("n -> g -> b -> s -> e")"));
    const auto sheet = std::ranges::find(report.nodes, "s", &NodeReport::name);
    CHECK(sheet->count == 12 + 2 * 3);
    CHECK(sheet->failed == 1); // item 10
}

TEST_CASE("a loader may skip its item before it loads it", "[graph][errors]") {
    const auto stage = GENERATE(as<std::string>{}, "measure", "read", "load");
    const RunReport report = run_config(config_text(
        R"("n": {"type": "numbers", "params": {"count": 9}}, "g": {"type": "limiter"},
           "b": {"type": "flaky_file", "params": {"fault": "skip", "stage": ")" +
            stage + R"("}, "on_error": "retry"}, "e": {"type": "collect"})",
        R"("n -> g -> b -> e")"));
    INFO(stage);
    CHECK(report.is_balanced());
    CHECK(report.items.skipped == 3);
    CHECK(report.items.written == 6);
    CHECK(report.failures.empty());
}

TEST_CASE("a node may skip its item", "[graph][errors]") {
    const RunReport report = run_config(config_text(faulty("skip", ""), edges));
    CHECK(report.is_balanced());
    CHECK(report.items.skipped == 10);
    CHECK(report.items.failed == 0);
}

TEST_CASE("on_error skip turns failures into skips, by class where asked", "[graph][errors]") {
    const RunReport all =
        run_config(config_text(faulty("corrupt", R"(, "on_error": "skip")"), edges));
    CHECK(all.items.skipped == 10);
    CHECK(all.failures.empty());
    const RunReport other =
        run_config(config_text(faulty("corrupt", R"(, "on_error": {"io": "skip"})"), edges));
    CHECK(other.items.failed == 10);
    const RunReport same =
        run_config(config_text(faulty("corrupt", R"(, "on_error": {"corrupt": "skip"})"), edges));
    CHECK(same.items.skipped == 10);
}

TEST_CASE("a dead letter carries who failed where and why", "[graph][errors]") {
    Seen seen;
    const RunReport report =
        run_config(config_text(faulty("corrupt",
                                      R"(, "on_error": "dead_letter")",
                                      R"(, "d": {"type": "collect_blocking"})"),
                               edges + R"(, "fault.dead_letter -> d")"),
                   2,
                   &seen);
    CHECK(report.is_balanced());
    CHECK(report.items.failed == 10);
    CHECK(report.items.written == 20);
    CHECK(report.outputs == 30);
    const auto letters = std::ranges::count_if(seen.entries, [](const Seen::Entry& entry) {
        const Value* where = entry.attributes.find("failure.node");
        const Value* why = entry.attributes.find("failure.class");
        const Value* what = entry.attributes.find("failure.message");
        return entry.first_byte == -1 && where != nullptr && *where == Value{"fault"} &&
               why != nullptr && *why == Value{"corrupt"} && what != nullptr &&
               *what == Value{"planned"};
    });
    CHECK(letters == 10);
}

TEST_CASE("an item that cannot be measured fails in its loader", "[graph][errors]") {
    const RunReport report = run_config(config_text(
        R"("n": {"type": "numbers", "params": {"count": 20}}, "gate": {"type": "limiter"},
                       "blank": {"type": "blank", "params": {"fail_measure_every": 4},
                                 "on_error": "dead_letter"},
                       "e": {"type": "collect"}, "d": {"type": "collect"})",
        R"("n -> gate -> blank -> e", "blank.dead_letter -> d")"));
    CHECK(report.is_balanced());
    CHECK(report.items.failed == 5);
    CHECK(report.items.written == 15);
    CHECK(report.outputs == 20);
    CHECK(report.failures.at(0).node == "blank");
    CHECK(report.failures.at(0).error_class == ErrorClass::missing);
}

TEST_CASE("a family fails when one of its members does", "[graph][errors]") {
    const RunReport report =
        run_config(config_text(faulty("io", "", R"(, "f": {"type": "collect"})"),
                               R"("n -> gate -> blank -> [fault, f]", "fault -> e")"));
    CHECK(report.is_balanced());
    CHECK(report.items.failed == 10);
    CHECK(report.items.written == 20);
    CHECK(report.outputs == 50);
}

TEST_CASE("a sink that fails fails the item", "[graph][errors]") {
    const auto type = GENERATE(as<std::string>{}, "collect", "collect_blocking");
    const RunReport report = run_config(config_text(
        R"("n": {"type": "numbers", "params": {"count": 20}}, "g": {"type": "limiter"},
           "b": {"type": "blank"}, "e": {"type": ")" +
            type + R"(", "params": {"fail_every": 5}})",
        R"("n -> g -> b -> e")"));
    CHECK(report.is_balanced());
    CHECK(report.items.failed == 4);
    CHECK(report.items.written == 16);
}

TEST_CASE("set puts attributes on what passes", "[graph]") {
    Seen seen;
    const RunReport report = run_config(
        config_text(R"("n": {"type": "numbers", "params": {"count": 3}}, "g": {"type": "limiter"},
                       "b": {"type": "blank"},
                       "p": {"type": "pass", "set": {"size": "small", "rank": 2}},
                       "e": {"type": "collect"})",
                    R"("n -> g -> b -> p -> e")"),
        1,
        &seen);
    CHECK(report.is_balanced());
    for (const Seen::Entry& entry : seen.entries) {
        REQUIRE(entry.attributes.find("size") != nullptr);
        CHECK(*entry.attributes.find("size") == Value{"small"});
        CHECK(*entry.attributes.find("rank") == Value{2});
    }
}

// SPDX-License-Identifier: Apache-2.0
#include "graph/run_config.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstring>
#include <map>
#include <mutex>
#include <string>
#include <vector>

using namespace penstock;
using namespace penstock::test;

namespace {

// Items whose first byte is their number, on their way into what `nodes` and `edges` say.
std::string gathering(int count,
                      const std::string& nodes,
                      const std::string& edges,
                      const std::string& limiter = "") {
    return config_text(R"("n": {"type": "numbers", "params": {"count": )" + std::to_string(count) +
                           R"(}}, "g": {"type": "limiter")" + limiter +
                           R"(}, "b": {"type": "blank"},
                          "x": {"type": "noise"}, )" +
                           nodes,
                       R"("n -> g -> b -> x -> )" + edges + "\"");
}

// What `blend` makes of items with these numbers.
int blended(std::uint64_t first, std::uint64_t end) {
    std::uint64_t sum = 0;
    for (std::uint64_t i = first; i < end; ++i)
        sum = 3 * sum + i;
    return static_cast<int>(sum & 0xFF);
}

std::int64_t members_of(const Seen::Entry& entry) {
    const Value* members = entry.attributes.find("members");
    return members == nullptr ? -1 : members->as_integer();
}

LimiterPlan plan_of(const std::string& text) {
    return Pipeline{validated(text)}.plan().at(0);
}

} // namespace

TEST_CASE("groups are of items in the order of their numbers, and the last one may be smaller",
          "[graph][gather]") {
    const auto threads = GENERATE(1U, 2U, 4U, 8U);
    Seen seen;
    const RunReport report = run_config(gathering(40,
                                                  R"("u": {"type": "bunch"}, "l": {"type": "blend"},
                                "e": {"type": "collect", "params": {"order": "source"}})",
                                                  "u -> l -> e"),
                                        threads,
                                        &seen);
    CHECK(report.is_balanced());
    CHECK(report.items.written == 40);
    CHECK(report.outputs == 14);
    REQUIRE(seen.entries.size() == 14);
    for (std::uint64_t group = 0; group < 14; ++group) {
        const Seen::Entry& entry = seen.entries[group];
        const std::uint64_t end = std::min<std::uint64_t>(3 * group + 3, 40);
        CHECK(entry.sequence == group);
        CHECK(entry.first_byte == blended(3 * group, end));
        CHECK(members_of(entry) == static_cast<std::int64_t>(end - 3 * group));
    }
}

TEST_CASE("items that were dropped leave no hole in a group", "[graph][gather]") {
    Seen seen;
    const RunReport report = run_config(gathering(9,
                                                  R"("d": {"type": "drop", "params": {"every": 3}},
                                "u": {"type": "bunch", "params": {"size": 2}},
                                "l": {"type": "blend"},
                                "e": {"type": "collect", "params": {"order": "source"}})",
                                                  "d -> u -> l -> e"),
                                        4,
                                        &seen);
    CHECK(report.is_balanced());
    CHECK(report.items.dropped == 3);
    CHECK(report.items.written == 6);
    REQUIRE(seen.entries.size() == 3);
    CHECK(seen.entries[0].first_byte == blended(1, 3)); // 1 and 2, and then 4 and 5
    CHECK(seen.entries[1].first_byte == blended(4, 6));
    CHECK(seen.entries[2].first_byte == blended(7, 9));
}

TEST_CASE("groups can be gathered into groups", "[graph][gather]") {
    const auto threads = GENERATE(1U, 4U);
    Seen seen;
    const RunReport report = run_config(
        gathering(22,
                  R"("u": {"type": "bunch", "params": {"size": 3}}, "l": {"type": "blend"},
                     "v": {"type": "bunch", "params": {"size": 4}}, "m": {"type": "blend"},
                     "e": {"type": "collect", "params": {"order": "source"}})",
                  "u -> l -> v -> m -> e",
                  R"(, "params": {"max_images": 100})"),
        threads,
        &seen);
    CHECK(report.is_balanced());
    CHECK(report.items.written == 22);
    CHECK(report.outputs == 2);
    REQUIRE(seen.entries.size() == 2); // 22 items, 8 groups, 2 groups of them
    CHECK(members_of(seen.entries[0]) == 4);
    CHECK(members_of(seen.entries[1]) == 4);
    int byte = 0;
    for (std::uint64_t group = 4; group < 8; ++group)
        byte = 3 * byte + blended(3 * group, std::min<std::uint64_t>(3 * group + 3, 22));
    CHECK(seen.entries[1].first_byte == (byte & 0xFF));
}

TEST_CASE("what happens to a result happens to all that were gathered into it", "[graph][gather]") {
    const auto threads = GENERATE(1U, 4U);
    const RunReport failed = run_config(gathering(12,
                                                  R"("u": {"type": "bunch"},
                     "e": {"type": "collect", "params": {"order": "source", "fail_every": 2}})",
                                                  "u -> e"),
                                        threads);
    CHECK(failed.is_balanced());
    CHECK(failed.items.failed == 6); // groups 1 and 3
    CHECK(failed.items.written == 6);
    REQUIRE(failed.failures.size() == 2);
    CHECK(failed.failures[0].sequence == 3); // the first of the items in group 1
    CHECK(failed.failures[0].node == "e");
    CHECK_THAT(failed.failures[0].message,
               Catch::Contains("with it fail the 3 items that were gathered"));

    const RunReport dropped = run_config(gathering(12,
                                                   R"("u": {"type": "sheet"},
                                                      "d": {"type": "drop", "params": {"every": 2}},
                                                      "e": {"type": "collect"})",
                                                   "u -> d -> e"),
                                         threads);
    CHECK(dropped.is_balanced());
    CHECK(dropped.items.failed == 1); // `sheet` does not take item 10
    CHECK(dropped.items.dropped == 7);
    CHECK(dropped.items.written == 4);
}

TEST_CASE("a member that cannot be added fails alone", "[graph][gather]") {
    // `sheet` does not take item 10.
    const RunReport report =
        run_config(gathering(16, R"("u": {"type": "sheet"}, "e": {"type": "collect"})", "u -> e"));
    CHECK(report.is_balanced());
    CHECK(report.items.failed == 1);
    CHECK(report.items.written == 15);
    CHECK(report.outputs == 4);
    CHECK(report.failures.at(0).sequence == 10);
    CHECK(report.failures.at(0).node == "u");
}

TEST_CASE("members of groups can become items again", "[graph][gather]") {
    Seen seen;
    const RunReport report = run_config(
        gathering(10,
                  R"("u": {"type": "bunch"}, "m": {"type": "members"}, "e": {"type": "collect"})",
                  "u -> m -> e"),
        4,
        &seen);
    CHECK(report.is_balanced());
    CHECK(report.items.written == 10);
    CHECK(report.outputs == 10);
    std::ranges::sort(seen.entries, {}, &Seen::Entry::sequence);
    REQUIRE(seen.entries.size() == 10);
    for (std::uint64_t i = 0; i < 10; ++i) {
        CHECK(seen.entries[i].sequence == i); // their own
        CHECK(seen.entries[i].first_byte == static_cast<int>(i));
    }
}

TEST_CASE("a stop gives out the group that has begun", "[graph][gather][stop]") {
    Pipeline* running = nullptr;
    PipelineOptions options;
    options.threads = 2;
    std::uint64_t outputs = 0;
    options.on_output = [&](std::string_view, std::string_view) {
        if (++outputs == 3)
            running->request_stop();
    };
    Pipeline pipeline{
        validated(gathering(
            100000, R"("u": {"type": "bunch"}, "e": {"type": "collect_blocking"})", "u -> e")),
        options};
    running = &pipeline;
    const RunReport report = pipeline.run();
    CHECK(report.is_balanced());
    CHECK(report.items.failed == 0);
    CHECK(report.items.written >= 9);
    CHECK(report.outputs == (report.items.written + 2) / 3);
}

TEST_CASE("a group that has waited long enough is made up early", "[graph][gather][push]") {
    std::mutex mutex;
    std::condition_variable is_out;
    bool has_come = false;
    PipelineOptions options;
    options.on_output = [&](std::string_view, std::string_view) {
        const std::scoped_lock lock{mutex};
        has_come = true;
        is_out.notify_all();
    };
    Seen seen;
    Pipeline pipeline{
        validated(config_text(
            R"("p": {"type": "push"}, "g": {"type": "limiter"}, "r": {"type": "receive"},
               "u": {"type": "bunch", "params": {"size": 10, "timeout": "30ms"}},
               "e": {"type": "collect", "params": {"order": "source"}})",
            R"("p -> g -> r -> u -> e")",
            R"({"largest_item": "1Mpx"})")),
        options};
    collect_in(&seen);
    pipeline.start();
    const auto push = [&] {
        Image image = Image::allocate({.width = 16,
                                       .height = 16,
                                       .channels = 1,
                                       .pixel_type = PixelType::u8,
                                       .colour_space = ColourSpace::unspecified});
        std::memset(image.pixels().data(), 7, image.pixels().size());
        Pushed item;
        item.payload = image;
        return pipeline.push("p", item);
    };
    CHECK(push() == PushResult::accepted);
    {
        std::unique_lock lock{mutex};
        REQUIRE(is_out.wait_for(lock, std::chrono::seconds{60}, [&] { return has_come; }));
    }
    CHECK(push() == PushResult::accepted); // into the next group
    pipeline.close_source("p");
    const RunReport report = pipeline.wait();
    collect_in(nullptr);
    CHECK(report.is_balanced());
    CHECK(report.items.written == 2);
    REQUIRE(seen.entries.size() == 2);
    CHECK(seen.entries[0].sequence == 0);
    CHECK(seen.entries[1].sequence == 1);
    CHECK(members_of(seen.entries[1]) == 1);
}

TEST_CASE("a limiter that is just large enough for what is gathered suffices, a smaller one is "
          "refused",
          "[graph][gather][bound]") {
    const auto [name, nodes, edges] = GENERATE(table<std::string, std::string, std::string>({
        {"lists",
         R"("u": {"type": "bunch"}, "l": {"type": "blend"}, "e": {"type": "collect"})",
         "u -> l -> e"},
        {"sheets", R"("u": {"type": "sheet"}, "e": {"type": "collect"})", "u -> e"},
        {"members",
         R"("u": {"type": "bunch"}, "m": {"type": "members"}, "c": {"type": "copy"},
            "e": {"type": "collect_blocking"})",
         "u -> m -> c -> e"},
        {"groups of groups",
         R"("u": {"type": "bunch"}, "l": {"type": "blend"},
            "v": {"type": "bunch", "params": {"size": 4}}, "k": {"type": "blend"},
            "e": {"type": "collect"})",
         "u -> l -> v -> k -> e"},
        {"members gathered again",
         R"("u": {"type": "bunch"}, "m": {"type": "members"},
            "v": {"type": "bunch", "params": {"size": 4}}, "e": {"type": "collect"})",
         "u -> m -> v -> e"},
    }));
    const std::map<std::string, std::uint64_t> outputs = {{"lists", 9},
                                                          {"sheets", 6},
                                                          {"members", 25},
                                                          {"groups of groups", 3},
                                                          {"members gathered again", 7}};
    INFO(name);
    const auto limited = [&, nodes = nodes, edges = edges](std::uint64_t images,
                                                           std::uint64_t bytes) {
        std::string text = gathering(25, nodes, edges);
        const std::string limiter = R"("g": {"type": "limiter"})";
        return text.replace(text.find(limiter),
                            limiter.size(),
                            R"("g": {"type": "limiter", "params": {"max_images": )" +
                                std::to_string(images) + R"(, "max_bytes": ")" +
                                std::to_string(bytes / 1024) + "KiB\"}}");
    };
    const LimiterPlan plan = plan_of(gathering(25, nodes, edges));
    REQUIRE(plan.least_images > 1);
    REQUIRE(plan.least_bytes % 1024 == 0);
    for (const std::uint32_t threads : {1U, 2U, 4U}) {
        const RunReport report = run_config(limited(plan.least_images, plan.least_bytes), threads);
        CHECK(report.is_balanced());
        CHECK(report.items.failed == (name == "sheets" ? 2 : 0)); // items 10 and 21
        CHECK(report.items.written == (name == "sheets" ? 23 : 25));
        CHECK(report.outputs == outputs.at(name));
        CHECK(report.peak_images <= plan.least_images);
        CHECK(report.peak_bytes <= plan.least_bytes);
    }
    for (const bool is_images : {true, false}) {
        try {
            const Pipeline pipeline{validated(limited(plan.least_images - (is_images ? 1 : 0),
                                                      plan.least_bytes - (is_images ? 0 : 1024)))};
            FAIL("it was not refused");
        } catch (const ConfigError& error) {
            REQUIRE(error.issues().size() == 1);
            CHECK(error.issues()[0].rule == "F26");
            if (is_images)
                CHECK_THAT(error.issues()[0].message,
                           Catch::Contains("set max_images to at least " +
                                           std::to_string(plan.least_images)));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
#include "graph/running_calls.hpp"

#include "graph/hold.hpp"
#include "graph/run_config.hpp"
#include "support/catch.hpp"

#include <optional>
#include <thread>

using namespace penstock;
using namespace penstock::graph;
using namespace penstock::test;

namespace {

ItemInfo item_of(std::uint64_t sequence, const std::string& name) {
    ItemInfo info;
    info.sequence = sequence;
    info.request.name = name;
    return info;
}

} // namespace

TEST_CASE("a call is listed as long as it goes on, longest first", "[graph][calls]") {
    RunningCalls calls;
    CHECK(calls.now().empty());
    const std::string decode = "decode";
    const std::string write = "write";
    const ItemInfo one = item_of(7, "one.jpg");
    const ItemInfo other = item_of(3, "other.jpg");
    std::optional<RunningCalls::Entry> first;
    first.emplace(calls, decode, one);
    {
        const RunningCalls::Entry second{calls, write, other};
        const RunningCalls::Entry third{calls, decode, other};
        const std::vector<RunningCall> now = calls.now();
        REQUIRE(now.size() == 3);
        CHECK(now[0].node == "decode");
        CHECK(now[0].item == "one.jpg");
        CHECK(now[0].sequence == 7);
        CHECK(now[1].node == "write");
        CHECK(now[1].sequence == 3);
        CHECK(now[0].seconds >= now[1].seconds);
        CHECK(now[1].seconds >= now[2].seconds);
        CHECK(now[2].seconds >= 0);
        first.reset();
        CHECK(calls.now().at(0).node == "write");
        CHECK(calls.now().size() == 2);
    }
    CHECK(calls.now().empty());
}

TEST_CASE("calls of many threads come and go", "[graph][calls]") {
    RunningCalls calls;
    const std::string node = "node";
    {
        std::vector<std::jthread> threads;
        for (std::uint64_t number = 0; number < 8; ++number)
            threads.emplace_back([&, number] {
                const ItemInfo item = item_of(number, std::to_string(number));
                for (int i = 0; i < 500; ++i) {
                    const RunningCalls::Entry entry{calls, node, item};
                    bool is_listed = false;
                    for (const RunningCall& call : calls.now())
                        is_listed = is_listed || call.sequence == number;
                    if (!is_listed)
                        std::abort();
                }
            });
    }
    CHECK(calls.now().empty());
}

TEST_CASE("whatever a node does with an item is a call that goes on", "[graph][calls]") {
    struct Case {
        std::string name;
        std::string loader;
        std::string middle;
        std::string sink;
    };
    const std::string measure = R"({"type": "flaky_file",
                                    "params": {"fault": "hold", "stage": "measure"}})";
    const std::string read = R"({"type": "flaky_file",
                                 "params": {"fault": "hold", "stage": "read"}})";
    const std::string blank = R"({"type": "blank"})";
    const std::string pass = R"({"type": "pass"})";
    const std::string collect = R"({"type": "collect"})";
    const auto one = GENERATE_REF(values<Case>(
        {{"b", measure, pass, collect},
         {"b", read, pass, collect},
         {"m", blank, R"({"type": "patient_bunch", "params": {"end": "released"}})", collect},
         {"e", blank, pass, R"({"type": "held_sink"})"}}));
    INFO(one.loader << one.middle << one.sink);
    Hold hold;
    PipelineOptions options;
    options.watches_calls = true;
    Pipeline pipeline{
        validated(config_text(R"("n": {"type": "numbers", "params": {"count": 1}},
                                 "g": {"type": "limiter", "params": {"max_images": 8}}, "b": )" +
                                  one.loader + R"(, "m": )" + one.middle + R"(, "e": )" + one.sink,
                              R"("n -> g -> b -> m -> e")")),
        options};
    pipeline.start();
    hold.await(1);
    const std::vector<RunningCall> calls = pipeline.running_calls();
    hold.release();
    CHECK(pipeline.wait().is_balanced());
    REQUIRE(calls.size() == 1);
    CHECK(calls[0].node == one.name);
    CHECK(calls[0].item == "0");
}

TEST_CASE("a pipeline tells of the calls that go on, where it watches them", "[graph][calls]") {
    const bool watches = GENERATE(true, false);
    Hold hold;
    PipelineOptions options;
    options.watches_calls = watches;
    Pipeline pipeline{validated(config_text(R"("n": {"type": "numbers", "params": {"count": 1}},
                                 "g": {"type": "limiter", "params": {"max_images": 1}},
                                 "b": {"type": "blank"}, "h": {"type": "held"},
                                 "e": {"type": "collect"})",
                                            R"("n -> g -> b -> h -> e")")),
                      options};
    pipeline.start();
    hold.await(1);
    const std::vector<RunningCall> calls = pipeline.running_calls();
    hold.release();
    CHECK(pipeline.wait().is_balanced());
    REQUIRE(calls.size() == (watches ? 1 : 0));
    if (watches) {
        CHECK(calls[0].node == "h");
        CHECK(calls[0].item == "0");
        CHECK(calls[0].sequence == 0);
    }
    CHECK(pipeline.running_calls().empty());
}

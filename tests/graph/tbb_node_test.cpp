// SPDX-License-Identifier: Apache-2.0
#include "penstock/tbb_node.hpp"

#include "graph/run_config.hpp"
#include "graph/trace_faults.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

using namespace penstock;
using namespace penstock::test;

namespace {

using Step = tbb::flow::function_node<TbbMessage, TbbMessage>;
using Gate = tbb::flow::multifunction_node<TbbMessage, std::tuple<TbbMessage>>;

/// Copies an image and adds one, in two steps; what happens to some items is chosen.
struct TwoSteps {
    using Input = Image;
    using Output = Image;
    struct Params {
        std::uint64_t fail_at = 1000;  // throws
        std::uint64_t throw_at = 1000; // something that is no exception
        std::uint64_t lose_at = 1000;  // does not send it on
        std::uint64_t empty_at = 1000; // has no result
        std::uint64_t large_at = 1000; // has a result that is too large
        bool twice = false;            // sends everything on twice
    };
    static Description<TwoSteps> describe() {
        return Description<TwoSteps>{"two_steps", "Adds one, in two steps."}
            .param("fail_at", &Params::fail_at, {.doc = "Item."})
            .param("throw_at", &Params::throw_at, {.doc = "Item."})
            .param("lose_at", &Params::lose_at, {.doc = "Item."})
            .param("empty_at", &Params::empty_at, {.doc = "Item."})
            .param("large_at", &Params::large_at, {.doc = "Item."})
            .param("twice", &Params::twice, {.doc = "Sends on twice."});
    }
    NodeBound bound(const PayloadBound& input, const Params&) const {
        NodeBound bound;
        bound.output = input;
        return bound;
    }

    struct Nodes final : TbbSubgraph {
        Nodes(tbb::flow::graph& graph, const Params& params)
            : copy_{graph, tbb::flow::unlimited, tbb_body([params](TbbItem& item) {
                        const std::uint64_t sequence = item.context().item().sequence;
                        if (sequence == params.fail_at)
                            throw ItemError{ErrorClass::corrupt, "this one"};
                        if (sequence == params.throw_at)
                            throw 3;
                        const auto& image = item.get<Image>();
                        ImageSpec spec = image.spec();
                        Image copy = item.context().allocate_image(spec);
                        std::memcpy(copy.pixels().data(), image.pixels().data(), spec.bytes());
                        item.set(std::move(copy));
                    })},
              choose_{graph,
                      tbb::flow::unlimited,
                      [params](const TbbMessage& message, Gate::output_ports_type& out) {
                          if (message->context().item().sequence == params.lose_at)
                              return;
                          std::get<0>(out).try_put(message);
                          if (params.twice)
                              std::get<0>(out).try_put(message);
                      }},
              add_{graph, tbb::flow::serial, tbb_body([params](TbbItem& item) {
                       const std::uint64_t sequence = item.context().item().sequence;
                       if (sequence == params.empty_at) {
                           item.set({});
                           return;
                       }
                       if (sequence == params.large_at) {
                           ImageSpec spec = item.get<Image>().spec();
                           spec.height *= 64;
                           item.set(Image::allocate(spec));
                           return;
                       }
                       if (!params.twice)
                           item.context().set_attribute("step", 2);
                       Image image = item.get<Image>();
                       image.pixels()[0] = static_cast<std::byte>(
                           std::to_integer<int>(image.pixels()[0]) + (params.twice ? 0 : 1));
                       item.set(std::move(image));
                   })} {
            tbb::flow::make_edge(copy_, choose_);
            tbb::flow::make_edge(tbb::flow::output_port<0>(choose_), add_);
        }
        tbb::flow::receiver<TbbMessage>& entry() override { return copy_; }
        tbb::flow::sender<TbbMessage>& exit() override { return add_; }

        Step copy_;
        Gate choose_;
        Step add_;
    };
    std::unique_ptr<TbbSubgraph> build(tbb::flow::graph& graph, const Params& params) {
        return std::make_unique<Nodes>(graph, params);
    }
};

/// Its entry takes nothing while it is busy.
struct Rejecting : TwoSteps {
    static Description<Rejecting> describe() { return {"rejecting", "Rejects."}; }
    struct Params {};
    struct Busy final : TbbSubgraph {
        explicit Busy(tbb::flow::graph& graph)
            : node_{graph, tbb::flow::serial, [](const TbbMessage& message) { return message; }} {}
        tbb::flow::receiver<TbbMessage>& entry() override { return node_; }
        tbb::flow::sender<TbbMessage>& exit() override { return node_; }
        tbb::flow::function_node<TbbMessage, TbbMessage, tbb::flow::rejecting> node_;
    };
    NodeBound bound(const PayloadBound& input, const Params&) const {
        return TwoSteps{}.bound(input, {});
    }
    std::unique_ptr<TbbSubgraph> build(tbb::flow::graph& graph, const Params&) {
        return std::make_unique<Busy>(graph);
    }
};

/// A body that does not use `TbbItem::call`, and throws.
struct Bare : TwoSteps {
    struct Params {};
    static Description<Bare> describe() { return {"bare", "Throws."}; }
    struct Throwing final : TbbSubgraph {
        explicit Throwing(tbb::flow::graph& graph)
            : node_{graph, tbb::flow::unlimited, [](const TbbMessage& message) -> TbbMessage {
                        if (message->context().item().sequence == 7)
                            throw std::runtime_error{"out of the body"};
                        return message;
                    }} {}
        tbb::flow::receiver<TbbMessage>& entry() override { return node_; }
        tbb::flow::sender<TbbMessage>& exit() override { return node_; }
        Step node_;
    };
    NodeBound bound(const PayloadBound& input, const Params&) const {
        return TwoSteps{}.bound(input, {});
    }
    std::unique_ptr<TbbSubgraph> build(tbb::flow::graph& graph, const Params&) {
        return std::make_unique<Throwing>(graph);
    }
};

NodeRegistry nodes() {
    NodeRegistry registry = engine_nodes();
    add_tbb_node<TwoSteps>(registry);
    add_tbb_node<Rejecting>(registry);
    add_tbb_node<Bare>(registry);
    return registry;
}

std::string text(const std::string& node, const std::string& options = "") {
    return config_text(R"("n": {"type": "numbers", "params": {"count": 40}},
                          "g": {"type": "limiter", "params": {"max_images": 5}},
                          "b": {"type": "blank"}, "t": {"type": )" +
                           node + options +
                           R"(}, "i": {"type": "increment"}, "e": {"type": "collect"})",
                       R"("n -> g -> b -> t -> i -> e")");
}

RunReport run(const std::string& config, Seen& seen, std::uint32_t threads = 4) {
    collect_in(&seen);
    PipelineOptions options;
    options.threads = threads;
    Pipeline pipeline{validate(parse_config(config, "test.json"), nodes()), options};
    RunReport report = pipeline.run();
    collect_in(nullptr);
    CHECK(report.is_balanced());
    CHECK(report.limiters.at(0).peak_images <= 5);
    return report;
}

std::string refusal(const std::string& options) {
    try {
        static_cast<void>(
            validate(parse_config(text(R"("two_steps")", options), "test.json"), nodes()));
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "accepted";
}

} // namespace

TEST_CASE("a node can be made of oneTBB nodes", "[graph][tbb_node]") {
    const auto threads = GENERATE(1U, 2U, 8U);
    Seen seen;
    const RunReport report = run(text(R"("two_steps")"), seen, threads);
    CHECK(report.items.written == 40);
    std::ranges::sort(seen.entries, {}, &Seen::Entry::sequence);
    for (std::size_t i = 0; i < seen.entries.size(); ++i) {
        CHECK(seen.entries[i].first_byte == static_cast<int>(i) + 2);
        CHECK(*seen.entries[i].attributes.find("step") == Value{2});
    }
    const auto node = std::ranges::find(report.nodes, "t", &NodeReport::name);
    REQUIRE(node != report.nodes.end());
    CHECK(node->count == 80); // two bodies each
}

TEST_CASE("a trace has the calls between oneTBB nodes", "[graph][tbb_node][trace]") {
    const TempDir folder;
    PipelineOptions options;
    options.threads = GENERATE(1U, 4U);
    options.trace_file = (folder.path() / "t.json").string();
    const std::string config = text(
        R"("two_steps")",
        R"(, "params": {"fail_at": 3, "throw_at": 5, "lose_at": 7, "empty_at": 9, "large_at": 11})");
    Pipeline pipeline{validate(parse_config(config, "test.json"), nodes()), options};
    CHECK(fault_of_trace(options.trace_file, pipeline.run()) == "");
}

TEST_CASE("what goes wrong between oneTBB nodes fails one item, with its reason",
          "[graph][tbb_node]") {
    const auto threads = GENERATE(1U, 4U);
    Seen seen;
    const RunReport report = run(
        text(
            R"("two_steps")",
            R"(, "params": {"fail_at": 3, "throw_at": 5, "lose_at": 7, "empty_at": 9, "large_at": 11})"),
        seen,
        threads);
    CHECK(report.items.written == 35);
    CHECK(report.items.dropped == 1);
    REQUIRE(report.failures.size() == 4);
    std::vector<Failure> failures = report.failures;
    std::ranges::sort(failures, {}, &Failure::sequence);
    CHECK(failures[0].sequence == 3);
    CHECK(failures[0].error_class == ErrorClass::corrupt);
    CHECK(failures[0].message == "this one");
    CHECK(failures[1].sequence == 5);
    CHECK(failures[1].message == "the node threw something that is not a std::exception");
    CHECK(failures[2].sequence == 7);
    CHECK_THAT(failures[2].message, Catch::StartsWith("the oneTBB nodes inside the node let go"));
    CHECK(failures[3].sequence == 11);
    CHECK(failures[3].error_class == ErrorClass::limit);
}

TEST_CASE("what comes out twice is one item", "[graph][tbb_node]") {
    Seen seen;
    const RunReport report = run(text(R"("two_steps")", R"(, "params": {"twice": true})"), seen, 1);
    CHECK(report.items.written == 40);
    CHECK(seen.entries.size() == 40);
}

TEST_CASE("an entry that rejects loses nothing in silence", "[graph][tbb_node]") {
    Seen seen;
    const RunReport report = run(text(R"("rejecting")"), seen, 8);
    CHECK(report.items.written + report.items.failed == 40);
    CHECK(seen.entries.size() == report.items.written);
}

TEST_CASE("what leaves a body of oneTBB ends the run, and says what it was", "[graph][tbb_node]") {
    const auto threads = GENERATE(1U, 4U);
    PipelineOptions options;
    options.threads = threads;
    const std::string config =
        GENERATE(text(R"("bare")"),
                 config_text(R"("n": {"type": "slow_numbers", "params": {"count": 100000}},
                                "g": {"type": "limiter", "params": {"max_images": 9}},
                                "b": {"type": "blank_file"}, "t": {"type": "bare"},
                                "s": {"type": "two_steps"},
                                "p": {"type": "sheet", "params": {"size": 5}},
                                "e": {"type": "collect_blocking"})",
                             R"("n -> g -> b -> t -> s -> p -> e")"));
    Pipeline pipeline{validate(parse_config(config, "test.json"), nodes()), options};
    CHECK_THROWS_WITH(pipeline.run(), "out of the body");
}

TEST_CASE("a config that would change how the nodes inside run is refused", "[graph][tbb_node]") {
    CHECK_THAT(refusal(R"(, "concurrency": 2)"),
               Catch::Contains("two_steps is made of oneTBB nodes of its own, which say how many"));
    CHECK_THAT(refusal(R"(, "timeout": "2s")"), Catch::Contains("whose calls are not timed"));
    CHECK_THAT(refusal(R"(, "on_error": "retry")"),
               Catch::Contains("whose calls cannot be repeated"));
    CHECK(refusal(R"(, "on_error": "skip")") == "accepted");
}

TEST_CASE("stopping and cancelling find every item inside oneTBB nodes", "[graph][tbb_node]") {
    const auto cancels = GENERATE(false, true);
    const std::string config = config_text(R"("n": {"type": "numbers", "params": {"count": 100000}},
                                              "g": {"type": "limiter", "params": {"max_images": 5}},
                                              "b": {"type": "blank"}, "t": {"type": "two_steps"},
                                              "e": {"type": "collect"})",
                                           R"("n -> g -> b -> t -> e")");
    PipelineOptions options;
    options.threads = 4;
    Pipeline pipeline{validate(parse_config(config, "test.json"), nodes()), options};
    pipeline.start();
    if (cancels)
        pipeline.cancel();
    else
        pipeline.request_stop();
    CHECK(pipeline.wait().is_balanced());
}

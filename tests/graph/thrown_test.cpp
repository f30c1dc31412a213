// SPDX-License-Identifier: Apache-2.0
#include "penstock/node_registry.hpp"

#include "graph/run_config.hpp"
#include "support/catch.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

using namespace penstock;
using namespace penstock::test;

namespace {

const std::string no_exception = "the node threw something that is not a std::exception";

/// Throws where it is told to.
struct Thrower {
    struct Params {
        std::string where;
        bool number = false;
    };
    template <class Node>
    static Description<Node> described(const std::string& type, const std::string& doc) {
        return Description<Node>{type, doc}
            .param("where", &Params::where, {.doc = "In which verb."})
            .param("number", &Params::number, {.doc = "What is no exception."});
    }
    static void act(const Params& params, const std::string& here) {
        if (params.where != here)
            return;
        if (params.number)
            throw 42; // NOLINT: nodes of others may
        throw std::runtime_error{"planned"};
    }
    static Description<Thrower> describe() { return described<Thrower>("thrower", "Throws."); }
    static void check(const Params& params) { act(params, "check"); }
    void open(const Params& params, const OpenContext&) {
        params_ = params;
        act(params, "open");
    }
    void close() { act(params_, "close"); }
    std::vector<std::string> notes(const Params& params) const {
        act(params, "notes");
        return {};
    }
    NodeBound bound(const PayloadBound& input, const Params& params) const {
        act(params, "bound");
        if (params.where == "nowhere, but asks for all")
            return {.output = input, .working_bytes = std::numeric_limits<std::uint64_t>::max()};
        if (input.spec.width == 71)
            act(params, "bound of the second");
        return {.output = input};
    }
    Image process(const Image& image, const Params&, NodeContext&) const { return image; }

private:
    Params params_;
};

struct ThrowingLoader {
    using Params = Thrower::Params;
    static Description<ThrowingLoader> describe() {
        return Thrower::described<ThrowingLoader>("throwing_loader", "Throws.");
    }
    Measure measure(const Request&, const Params& params, NodeContext&) const {
        Thrower::act(params, "measure");
        Measure measure;
        measure.output = PayloadBound::image({8, 8, 1});
        return measure;
    }
    std::optional<ImageSpec> ordinary_image(const Params& params) const {
        Thrower::act(params, "ordinary_image");
        return std::nullopt;
    }
    Image load(const Request&, const Measure&, Buffer, const Params&, NodeContext& context) const {
        return context.allocate_image({8, 8, 1});
    }
};

struct ThrowingGatherer {
    using Params = Thrower::Params;
    static Description<ThrowingGatherer> describe() {
        return Thrower::described<ThrowingGatherer>("throwing_gatherer", "Throws.");
    }
    std::uint64_t group_size(const Params&) const { return 1; }
    NodeBound bound(const PayloadBound& member, const Params& params) const {
        Thrower::act(params, "bound");
        return {.output = member};
    }
    void add(const Image&, std::uint64_t, const Params&, NodeContext&) {}
    Image finish(const Params&, NodeContext& context) { return context.allocate_image({8, 8, 1}); }
};

std::string node(const std::string& type, const std::string& where, bool is_number) {
    return R"({"type": ")" + type + R"(", "params": {"where": ")" + where + R"(", "number": )" +
           (is_number ? "true" : "false") + "}}";
}

// Two items go through `x` and `y`.
RunReport run_two(const std::string& x, const std::string& y, const std::string& loader) {
    NodeRegistry registry = engine_nodes();
    registry.add<Thrower>();
    registry.add<ThrowingLoader>();
    registry.add<ThrowingGatherer>();
    const std::string text = config_text(
        R"("n": {"type": "numbers", "params": {"count": 2}}, "g": {"type": "limiter"},
                       "b": )" +
            loader + R"(, "x": )" + x + R"(, "y": )" + y + R"(, "e": {"type": "collect"})",
        R"("n -> g -> b -> x -> y -> e")");
    Pipeline pipeline{validate(parse_config(text, "test.json"), registry)};
    return pipeline.run();
}

RunReport run_thrower(const std::string& x, const std::string& y = R"({"type": "pass"})") {
    return run_two(x, y, R"({"type": "blank", "params": {"growth": 1}})");
}

RunReport run_loader(const std::string& loader) {
    return run_two(R"({"type": "pass"})", R"({"type": "pass"})", loader);
}

// A mistake of the config, with its place.
void check_refused(const std::function<void()>& run, const std::string& message) {
    try {
        run();
    } catch (const ConfigError& error) {
        REQUIRE(error.issues().size() == 1);
        CHECK(error.issues().front().origin.line > 0);
        CHECK_THAT(error.what(), Catch::Contains(message));
        return;
    }
    FAIL("nothing was refused");
}

} // namespace

TEST_CASE("whatever check and open throw is told with the place of the node", "[graph][thrown]") {
    const std::string where = GENERATE("check", "open");
    INFO(where);
    check_refused([&] { (void)run_thrower(node("thrower", where, false)); }, "nodes.x: planned");
    check_refused([&] { (void)run_thrower(node("thrower", where, true)); },
                  "nodes.x: " + no_exception);
}

TEST_CASE("whatever a node throws that is asked for a bound is told with its place",
          "[graph][thrown]") {
    const std::string type = GENERATE("thrower", "throwing_gatherer");
    INFO(type);
    const std::string fault = "; this is a fault of the node, or of its params";
    check_refused([&] { (void)run_thrower(node(type, "bound", false)); },
                  "nodes.x: its bound() threw: planned" + fault);
    check_refused([&] { (void)run_thrower(node(type, "bound", true)); },
                  "nodes.x: its bound() threw: " + no_exception + fault);
}

TEST_CASE("a loader that throws when it is asked something before the run is told with its place",
          "[graph][thrown]") {
    check_refused([&] { (void)run_loader(node("throwing_loader", "ordinary_image", true)); },
                  "nodes.b: its ordinary_image() threw: " + no_exception);
}

TEST_CASE("a bound of more than any machine has is told as what it is", "[graph][thrown]") {
    check_refused([&] { (void)run_thrower(node("thrower", "nowhere, but asks for all", false)); },
                  "no machine has so many: the bound() of a node says too much");
}

TEST_CASE("a bound that throws for one item fails that item", "[graph][thrown]") {
    const bool is_number = GENERATE(false, true);
    const RunReport report = run_thrower(node("thrower", "bound of the second", is_number));
    CHECK(report.is_balanced());
    CHECK(report.items.written == 1);
    REQUIRE(report.failures.size() == 1);
    CHECK(report.failures.at(0).node == "x");
    CHECK(report.failures.at(0).error_class == ErrorClass::node);
    CHECK_THAT(report.failures.at(0).message,
               Catch::StartsWith("its bound() threw: " + (is_number ? no_exception : "planned")));
}

TEST_CASE("whatever a loader throws that looks at a file fails the item", "[graph][thrown]") {
    const RunReport report = run_loader(node("throwing_loader", "measure", true));
    CHECK(report.is_balanced());
    REQUIRE(report.failures.size() == 2);
    CHECK(report.failures.at(0).node == "b");
    CHECK(report.failures.at(0).message == no_exception);
}

TEST_CASE("all nodes that could not be closed are told, and the outputs count as incomplete",
          "[graph][thrown]") {
    const RunReport report =
        run_thrower(node("thrower", "close", false), node("thrower", "close", true));
    CHECK(report.is_balanced());
    CHECK(report.items.written == 2);
    CHECK(report.end == RunEnd::exhausted);
    CHECK(report.end_reason == "nodes.x: it could not be closed: planned; nodes.y: it could not be "
                               "closed: " +
                                   no_exception);
}

TEST_CASE("a node whose notes cannot be had is closed all the same", "[graph][thrown]") {
    const RunReport report =
        run_thrower(node("thrower", "notes", true), node("thrower", "close", false));
    CHECK(report.notes == std::vector<std::string>{"x: its notes() threw: " + no_exception});
    CHECK(report.end_reason == "nodes.y: it could not be closed: planned");
}

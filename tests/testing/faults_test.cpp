// SPDX-License-Identifier: Apache-2.0
#include "penstock/testing/faults.hpp"

#include "penstock/node_registry.hpp"
#include "penstock/pipeline.hpp"
#include "penstock/testing/node_runner.hpp"
#include "penstock/testing/samples.hpp"
#include "penstock/validated_config.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>

using namespace penstock;
using namespace penstock::testing;

namespace {

NodeType flip() {
    return *built_in_nodes().find("flip");
}

RunReport run(const Faults& faults, const std::function<void()>& meanwhile = {}) {
    NodeRegistry registry = built_in_nodes();
    NodeType faulty = faults.injected_into(flip());
    faulty.descriptor.type = "faulty";
    registry.add(std::move(faulty));
    constexpr const char* graph = R"({
      "penstock": "1.0",
      "nodes": {
        "n": { "type": "generate", "params": { "count": 8 } },
        "g": { "type": "limiter", "params": { "max_images": 4 } },
        "r": { "type": "render", "params": { "width": 8, "height": 8 } },
        "f": { "type": "faulty", "params": { "axis": "vertical" } },
        "o": { "type": "null" }
      },
      "edges": ["n -> g -> r -> f -> o"]
    })";
    PipelineOptions options;
    options.threads = 2;
    Pipeline pipeline{validate(parse_config(graph, "test.json"), registry), options};
    pipeline.start();
    if (meanwhile)
        meanwhile();
    return pipeline.wait();
}

} // namespace

TEST_CASE("faults strike the items that were chosen, and no others", "[testing][faults]") {
    Faults faults;
    faults.fail_at(1, ErrorClass::corrupt, "torn");
    faults.throw_at(3, "odd");
    faults.throw_no_exception_at(5);
    const RunReport report = run(faults);
    CHECK(report.is_balanced());
    REQUIRE(report.failures.size() == 3);
    CHECK(report.failures[0].sequence == 1);
    CHECK(report.failures[0].error_class == ErrorClass::corrupt);
    CHECK(report.failures[0].message == "torn");
    CHECK(report.failures[1].sequence == 3);
    CHECK(report.failures[1].error_class == ErrorClass::node);
    CHECK(report.failures[1].message == "odd");
    CHECK(report.failures[2].sequence == 5);
    CHECK(report.failures[2].message == "the node threw something that is not a std::exception");
    CHECK(report.items.written == 5);
}

TEST_CASE("calls that stall wait until they are released", "[testing][faults]") {
    Faults faults;
    faults.stall_at(2);
    bool have_stalled = false;
    const RunReport report = run(faults, [&] {
        have_stalled = faults.wait_for_stalled(1);
        faults.release();
    });
    CHECK(have_stalled);
    CHECK(report.items.written == 8);
    CHECK_FALSE(faults.wait_for_stalled(1, std::chrono::milliseconds{1}));
}

TEST_CASE("a type with faults is what it was otherwise", "[testing][faults]") {
    const Faults faults;
    const Image input = sample_image({4, 2, 3, PixelType::u8, ColourSpace::srgb});
    const Value::Object params{{"axis", "horizontal"}};
    NodeRunner plain{flip(), params};
    NodeRunner faulty{faults.injected_into(flip()), params};
    const Outcome expected = plain.feed(input);
    const Outcome outcome = faulty.feed(input);
    CHECK(std::ranges::equal(outcome.get<Image>().pixels(), expected.get<Image>().pixels()));
    CHECK(outcome.bound->in_place == expected.bound->in_place);
    CHECK(outcome.bound->output.bytes == expected.bound->output.bytes);
    CHECK_THROWS_AS(NodeRunner{faults.injected_into(flip())}, std::exception);
}

TEST_CASE("faults go into transforms and sinks", "[testing][faults]") {
    const Faults faults;
    const NodeRegistry registry = built_in_nodes();
    CHECK_NOTHROW(faults.injected_into(*registry.find("null")));
    for (const char* type : {"generate", "limiter", "render", "zip", "batch"})
        CHECK_THROWS_AS(faults.injected_into(*registry.find(type)), std::invalid_argument);
}

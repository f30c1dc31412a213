// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "support/catch.hpp"
#include "support/test_context.hpp"

#include <string>
#include <vector>

using namespace penstock;

TEST_CASE("null takes everything, and delivers it to nowhere", "[nodes][null]") {
    NodeRegistry registry;
    add_null(registry);
    const NodeType* type = registry.find("null");
    REQUIRE(type != nullptr);
    CHECK(type->descriptor.kind == NodeKind::sink);
    CHECK(type->descriptor.inputs[0].payload == "any");
    const auto node = type->make({});
    auto& sink = dynamic_cast<WorkNode&>(*node);
    test::TestContext context;
    for (const Payload& payload : {Payload{Request{}}, Payload{Image{}}, Payload{Encoded{}}})
        CHECK(sink.process(payload, context).is_empty());
    CHECK(context.delivered == std::vector<std::string>(3));
}

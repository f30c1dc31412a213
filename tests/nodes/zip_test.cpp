// SPDX-License-Identifier: Apache-2.0
#include "penstock/list_member.hpp"

#include "nodes/made.hpp"
#include "support/catch.hpp"

using namespace penstock;

namespace {

Value::Object inputs(Value::Array names, const char* missing = "fail") {
    return {{"inputs", std::move(names)}, {"missing", missing}};
}

} // namespace

TEST_CASE("zip makes a list of the parts of one item and allocates nothing", "[nodes][zip]") {
    const auto node = test::made<JoinNode>(add_zip, inputs({"picture", "mask"}));
    const Image picture = test::plain(6, 4);
    const Image mask = test::plain(6, 4, 1);
    List parts;
    parts.members = {{{}, picture}, {{}, mask}};
    test::TestContext context;
    const Payload result = node->join(parts, context);
    REQUIRE(result.get<List>() != nullptr);
    REQUIRE(result.get<List>()->members.size() == 2);
    CHECK(test::shares_pixels(result.get<List>()->members[0].payload, picture));
    CHECK(test::shares_pixels(result.get<List>()->members[1].payload, mask));
    CHECK(context.allocated_bytes == 0);
    const NodeBound bound =
        node->bound({PayloadBound::image(picture.spec()), PayloadBound::image(mask.spec())});
    CHECK(bound.output.images == 2);
    CHECK(bound.output.members.size() == 2);
    CHECK(bound.working_bytes == 0);
}

TEST_CASE("the inputs of a zip have the names that it is given", "[nodes][zip]") {
    NodeRegistry registry;
    add_zip(registry);
    const NodeType::Ports ports = registry.find("zip")->inputs(inputs({"a", "b", "c"}));
    REQUIRE(ports.size() == 3);
    CHECK(ports[0].name == "a");
    CHECK(ports[2].name == "c");
    CHECK(ports[0].payload == "any");
    CHECK_THROWS_WITH(registry.find("zip")->inputs(inputs({"a"})),
                      "\"inputs\" has one name; expected two or more, such as [\"picture\", "
                      "\"mask\"]");
}

TEST_CASE("zip fails or drops what is not complete", "[nodes][zip]") {
    CHECK_FALSE(test::made<JoinNode>(add_zip, inputs({"a", "b"}))->drops_incomplete());
    CHECK(test::made<JoinNode>(add_zip, inputs({"a", "b"}, "drop"))->drops_incomplete());
}

// SPDX-License-Identifier: Apache-2.0
#include "penstock/list_member.hpp"

#include "nodes/made.hpp"
#include "support/catch.hpp"

using namespace penstock;

TEST_CASE("unbatch gives the members of a list as they were", "[nodes][unbatch]") {
    const auto node = test::made<WorkNode>(add_unbatch, {});
    const Image image = test::plain(4, 4);
    List list;
    list.members = {{{.sequence = 5, .path = 0, .request = {}, .attributes = {}}, image},
                    {{.sequence = 6, .path = 0, .request = {}, .attributes = {}}, image}};
    test::TestContext context;
    const Payload result = node->process(list, context);
    REQUIRE(result.get<List>() != nullptr);
    REQUIRE(result.get<List>()->members.size() == 2);
    CHECK(result.get<List>()->members[1].info.sequence == 6);
    CHECK(test::shares_pixels(result.get<List>()->members[1].payload, image));
    CHECK(context.allocated_bytes == 0);
}

TEST_CASE("unbatch makes as many items as the list may hold", "[nodes][unbatch]") {
    const auto node = test::made<WorkNode>(add_unbatch, {});
    const PayloadBound member = PayloadBound::image(test::plain(4, 4).spec());
    const NodeBound bound = node->bound(PayloadBound::list({member, member, member}));
    CHECK(bound.output.members.size() == 3);
    CHECK(bound.output.bytes == 3 * member.bytes);
    CHECK(bound.working_bytes == 0);
}

TEST_CASE("unbatch takes lists and gives anything", "[nodes][unbatch]") {
    NodeRegistry registry;
    add_unbatch(registry);
    const NodeDescriptor& descriptor = registry.find("unbatch")->descriptor;
    CHECK(descriptor.traits.splits);
    CHECK(descriptor.find_input("in")->payload == "list");
    CHECK(descriptor.find_output("out")->payload == "any");
}

// SPDX-License-Identifier: Apache-2.0
#include "penstock/list_member.hpp"

#include "nodes/made.hpp"
#include "support/catch.hpp"

#include <chrono>

using namespace penstock;

namespace {

List gathered(GatherNode& node, std::uint64_t count) {
    test::TestContext result;
    node.begin(result);
    for (std::uint64_t i = 0; i < count; ++i) {
        test::TestContext context;
        context.info.sequence = i;
        context.info.attributes.set("size", "small");
        node.add(test::plain(4, 4), i, context);
        CHECK(context.allocated_bytes == 0);
    }
    Payload list = node.finish(result);
    CHECK(result.allocated_bytes == 0);
    return std::move(*list.get<List>());
}

} // namespace

TEST_CASE("a batch keeps its members with their names and attributes", "[nodes][batch]") {
    const auto node = test::made<GatherNode>(add_batch, {{"size", 3}});
    CHECK(node->group_size() == 3);
    const List list = gathered(*node, 3);
    REQUIRE(list.members.size() == 3);
    CHECK(list.members[2].info.sequence == 2);
    CHECK(*list.members[2].info.attributes.find("size") == Value{"small"});
    CHECK(list.members[2].payload.get<Image>() != nullptr);
}

TEST_CASE("each batch begins empty, and the last may be short", "[nodes][batch]") {
    const auto node = test::made<GatherNode>(add_batch, {{"size", 3}});
    CHECK(gathered(*node, 3).members.size() == 3);
    CHECK(gathered(*node, 1).members.size() == 1);
}

TEST_CASE("the bound of a batch is that of all its members", "[nodes][batch]") {
    const auto node = test::made<GatherNode>(add_batch, {{"size", 5}});
    const PayloadBound member = PayloadBound::image(test::plain(4, 4).spec());
    const NodeBound bound = node->bound(member);
    CHECK(bound.output.members.size() == 5);
    CHECK(bound.output.images == 5);
    CHECK(bound.output.bytes == 5 * member.bytes);
    CHECK(bound.working_bytes == 0);
}

TEST_CASE("a batch consults the clock only with a timeout", "[nodes][batch]") {
    NodeRegistry registry;
    add_batch(registry);
    const NodeType& type = *registry.find("batch");
    CHECK_FALSE(type.consults_clock({{"size", 3}}));
    CHECK(type.consults_clock({{"size", 3}, {"timeout", 1.5}}));
    CHECK_FALSE(test::made<GatherNode>(add_batch, {{"size", 3}})->longest_wait().has_value());
    CHECK(test::made<GatherNode>(add_batch, {{"size", 3}, {"timeout", 1.5}})->longest_wait() ==
          Duration{std::chrono::milliseconds{1500}});
    CHECK(type.descriptor.traits.retains);
}

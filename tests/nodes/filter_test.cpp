// SPDX-License-Identifier: Apache-2.0
#include "nodes/made.hpp"
#include "support/catch.hpp"

using namespace penstock;
using test::condition;

namespace {

// What is left of an image of that width.
Payload passed(const Value::Object& params, std::uint32_t width) {
    test::TestContext context;
    return test::made<WorkNode>(add_filter, params)->process(test::plain(width, 4), context);
}

} // namespace

TEST_CASE("a filter keeps what its condition holds for, without a copy", "[nodes][filter]") {
    const auto node = test::made<WorkNode>(add_filter, {{"keep", condition("width", "ge", 10)}});
    const Image image = test::plain(10, 4);
    test::TestContext context;
    CHECK(test::shares_pixels(node->process(image, context), image));
    CHECK(context.allocated_bytes == 0);
    CHECK(passed({{"keep", condition("width", "ge", 10)}}, 9).is_empty());
}

TEST_CASE("a filter drops what its condition holds for", "[nodes][filter]") {
    CHECK(passed({{"drop", condition("width", "ge", 10)}}, 10).is_empty());
    CHECK_FALSE(passed({{"drop", condition("width", "ge", 10)}}, 9).is_empty());
}

TEST_CASE("a filter asks for attributes of the item", "[nodes][filter]") {
    const auto node =
        test::made<WorkNode>(add_filter, {{"keep", condition("size", "eq", "small")}});
    test::TestContext context;
    CHECK(node->process(test::plain(1, 1), context).is_empty());
    context.info.attributes.set("size", "small");
    CHECK_FALSE(node->process(test::plain(1, 1), context).is_empty());
    CHECK_FALSE(node->process(List{}, context).is_empty());
}

TEST_CASE("a filter needs exactly one of keep and drop", "[nodes][filter]") {
    const Value any = condition("width", "ge", 1);
    CHECK_THROWS_WITH(test::made<WorkNode>(add_filter, {}),
                      "neither \"keep\" nor \"drop\" is set; set one of them");
    CHECK_THROWS_WITH(test::made<WorkNode>(add_filter, {{"keep", any}, {"drop", any}}),
                      Catch::Contains("both \"keep\" and \"drop\" are set"));
}

TEST_CASE("a filter passes on and may drop", "[nodes][filter]") {
    NodeRegistry registry;
    add_filter(registry);
    const NodeTraits& traits = registry.find("filter")->descriptor.traits;
    CHECK(traits.passes_on);
    CHECK(traits.may_drop);
    CHECK(traits.is_concurrent);
}

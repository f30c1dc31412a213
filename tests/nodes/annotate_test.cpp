// SPDX-License-Identifier: Apache-2.0
#include "nodes/made.hpp"
#include "support/catch.hpp"

using namespace penstock;

TEST_CASE("annotate fills in texts and sets numbers and truths as they are", "[nodes][annotate]") {
    const auto node = test::made<WorkNode>(
        add_annotate,
        {{"set",
          Value::Object{
              {"size", "{width}x{height}"}, {"label", "{stem}"}, {"stars", 4}, {"good", true}}}});
    node->open({});
    test::TestContext context;
    context.info.request.path = "photos/a.jpg";
    const Image image = test::plain(6, 4);
    CHECK(test::shares_pixels(node->process(image, context), image));
    CHECK(*context.info.attributes.find("size") == Value{"6x4"});
    CHECK(*context.info.attributes.find("label") == Value{"a"});
    CHECK(*context.info.attributes.find("stars") == Value{4});
    CHECK(*context.info.attributes.find("good") == Value{true});
}

TEST_CASE("annotate makes all attributes of what was there before", "[nodes][annotate]") {
    const auto node =
        test::made<WorkNode>(add_annotate, {{"set", Value::Object{{"a", "new"}, {"b", "{a}"}}}});
    node->open({});
    test::TestContext context;
    context.info.attributes.set("a", "old");
    static_cast<void>(node->process(List{}, context));
    CHECK(*context.info.attributes.find("a") == Value{"new"});
    CHECK(*context.info.attributes.find("b") == Value{"old"});
}

TEST_CASE("annotate fails an item that has nothing to fill in", "[nodes][annotate]") {
    const auto node =
        test::made<WorkNode>(add_annotate, {{"set", Value::Object{{"size", "{width}"}}}});
    node->open({});
    test::TestContext context;
    CHECK_THROWS_AS(node->process(List{}, context), ItemError);
}

// SPDX-License-Identifier: Apache-2.0
#include "penstock/failure.hpp"
#include "penstock/list_member.hpp"

#include "nodes/made.hpp"
#include "support/catch.hpp"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

using namespace penstock;

namespace {

// What a node says about an image that it passes on as it is.
Attributes measured(void (*add)(NodeRegistry&), const Value::Object& params, const Image& image) {
    const auto node = test::made<WorkNode>(add, params);
    const NodeBound bound = node->bound(PayloadBound::image(image.spec()));
    test::TestContext context;
    const Payload payload = node->process(image, context);
    CHECK(test::shares_pixels(payload, image));
    CHECK(context.allocated_bytes <= bound.working_bytes - bound.codec_bytes);
    CHECK(bound.output.spec == image.spec());
    NodeRegistry registry;
    add(registry);
    CHECK(registry.find(registry.names().front())->descriptor.traits.passes_on);
    return context.info.attributes;
}

Value value_of(const Attributes& attributes, const char* name) {
    const Value* value = attributes.find(name);
    return value == nullptr ? Value{} : *value;
}

// Gray and alpha.
Image gray_and_alpha() {
    Image image = test::plain(2, 1, 2, 255);
    image.pixels()[0] = std::byte{51};
    image.pixels()[2] = std::byte{153};
    return image;
}

List pair_of(const Image& image, const Image& reference) {
    List parts;
    parts.members = {{{}, image}, {{}, reference}};
    return parts;
}

// Whether it passes, item by item.
std::string passed(const Value::Object& params, const std::vector<Value>& values) {
    const auto node = test::made<WorkNode>(add_dedupe, params);
    std::string text;
    for (const Value& value : values) {
        test::TestContext context;
        context.info.attributes.set("hash", value);
        context.info.attributes.set("other", 1);
        text += node->process(List{}, context).is_empty() ? '-' : '+';
    }
    return text;
}

} // namespace

TEST_CASE("stats tells numbers over all colours, and lists of each channel", "[nodes][stats]") {
    const Attributes found = measured(add_stats, {}, gray_and_alpha());
    CHECK(std::abs(value_of(found, "stats_min").as_real() - 0.2) < 1e-7);
    CHECK(std::abs(value_of(found, "stats_max").as_real() - 0.6) < 1e-7);
    CHECK(std::abs(value_of(found, "stats_mean").as_real() - 0.4) < 1e-7);
    CHECK(std::abs(value_of(found, "stats_deviation").as_real() - 0.2) < 1e-7);
    const std::pair<const char*, double> lists[] = {
        {"stats.min", 0.2}, {"stats.max", 0.6}, {"stats.mean", 0.4}, {"stats.deviation", 0.2}};
    for (const auto& [name, gray] : lists) {
        const Value list = value_of(found, name);
        REQUIRE(list.as_array().size() == 2);
        CHECK(std::abs(list.as_array()[0].as_real() - gray) < 1e-7);
        CHECK(list.as_array()[1].as_real() == (name == std::string{"stats.deviation"} ? 0 : 1));
    }
    CHECK(value_of(found, "stats.histogram").is_null());
}

TEST_CASE("stats counts values in as many parts as it is told", "[nodes][stats]") {
    const Attributes found = measured(add_stats, {{"histogram", 5}}, gray_and_alpha());
    CHECK(value_of(found, "stats.histogram") ==
          Value{Value::Array{Value::Array{0, 1, 0, 1, 0}, Value::Array{0, 0, 0, 0, 2}}});
}

TEST_CASE("hash is a text of the algorithm's length", "[nodes][hash]") {
    const Image image = test::plain(30, 20, 3, 9);
    const std::string sha = value_of(measured(add_hash, {}, image), "hash").as_string();
    CHECK(sha.size() == 64);
    CHECK(value_of(measured(add_hash, {}, test::plain(30, 20, 3, 9)), "hash") == Value{sha});
    CHECK(value_of(measured(add_hash, {}, test::plain(30, 20, 3, 8)), "hash") != Value{sha});
    CHECK(value_of(measured(add_hash, {{"algorithm", "dhash"}}, image), "hash") ==
          Value{"0000000000000000"});
}

TEST_CASE("compare passes on its image, and says how alike the reference is", "[nodes][compare]") {
    const auto node = test::made<JoinNode>(add_compare, {});
    const Image image = test::plain(20, 20, 3, 100);
    const NodeBound bound =
        node->bound({PayloadBound::image(image.spec()), PayloadBound::image(image.spec())});
    test::TestContext context;
    Payload payload = node->join(pair_of(image, test::plain(20, 20, 3, 151)), context);
    CHECK(payload.get<Image>()->pixels().data() != image.pixels().data()); // held here, too
    CHECK(std::as_const(*payload.get<Image>()).pixels()[7] == std::byte{100});
    CHECK(context.allocated_bytes <= bound.output.bytes + bound.working_bytes);
    const double decibels = value_of(context.info.attributes, "psnr").as_real();
    CHECK(std::abs(decibels - 20 * std::log10(5)) < 1e-4);
    const double x = 100 / 255.0;
    const double y = 151 / 255.0;
    CHECK(std::abs(value_of(context.info.attributes, "ssim").as_real() -
                   (2 * x * y + 1e-4) / (x * x + y * y + 1e-4)) < 1e-3);
}

TEST_CASE("compare hands on what nobody else holds, without a copy", "[nodes][compare]") {
    const auto node = test::made<JoinNode>(add_compare, {});
    Image image = test::plain(10, 10, 1, 100);
    const std::byte* const pixels = std::as_const(image).pixels().data();
    List parts;
    parts.members.push_back({{}, std::move(image)});
    parts.members.push_back({{}, test::plain(10, 10, 1, 100)});
    test::TestContext context;
    const Payload payload = node->join(std::move(parts), context);
    CHECK(payload.get<Image>()->pixels().data() == pixels);
    CHECK(std::isinf(value_of(context.info.attributes, "psnr").as_real()));
    CHECK(value_of(context.info.attributes, "ssim").is_null()); // below 11x11
}

TEST_CASE("compare fails what is of another size, or no image", "[nodes][compare]") {
    const auto node = test::made<JoinNode>(add_compare, {});
    const auto refusal = [&](List parts) -> std::string {
        test::TestContext context;
        try {
            static_cast<void>(node->join(std::move(parts), context));
        } catch (const ItemError& error) {
            return error.what();
        }
        return "accepted";
    };
    CHECK(refusal(pair_of(test::plain(20, 20), test::plain(20, 21))) ==
          "the image is 20x20 u8 x 3, and the reference is 20x21 u8 x 3; expected the same width, "
          "height and channels: put a resize or a convert before one of them");
    CHECK(refusal(pair_of(test::plain(20, 20, 3), test::plain(20, 20, 1))) != "accepted");
    List parts = pair_of(test::plain(20, 20), test::plain(20, 20));
    parts.members[1].payload = Encoded{};
    CHECK(refusal(std::move(parts)) == "the node takes image, and got encoded");
}

TEST_CASE("compare fails or drops what is not complete, by two ports", "[nodes][compare]") {
    CHECK_FALSE(test::made<JoinNode>(add_compare, {})->drops_incomplete());
    CHECK(test::made<JoinNode>(add_compare, {{"missing", "drop"}})->drops_incomplete());
    NodeRegistry registry;
    add_compare(registry);
    const NodeType::Ports ports = registry.find("compare")->inputs({});
    REQUIRE(ports.size() == 2);
    CHECK(ports[0].name == "image");
    CHECK(ports[0].payload == "image");
    CHECK(ports[1].name == "reference");
    CHECK(ports[1].payload == "image");
}

TEST_CASE("dedupe lets through the first of each value", "[nodes][dedupe]") {
    CHECK(passed({}, {"a", "b", "a", "c", "b"}) == "++-+-");
    CHECK(passed({}, {1, "1", 1.5, true, 1, "1", 1.5, true}) == "++++----");
    CHECK(passed({{"by", "other"}}, {"a", "b"}) == "+-");
}

TEST_CASE("dedupe goes by source order unless it is told otherwise, one call at a time",
          "[nodes][dedupe]") {
    NodeRegistry registry;
    add_dedupe(registry);
    const NodeDescriptor& descriptor = registry.find("dedupe")->descriptor;
    CHECK(descriptor.traits.can_order);
    CHECK(descriptor.traits.may_drop);
    CHECK_FALSE(descriptor.traits.is_concurrent);
    CHECK(descriptor.find_param("order")->default_value == Value{"source"});
}

TEST_CASE("dedupe fails an item without the attribute, or with a list", "[nodes][dedupe]") {
    const auto refusal = [](const Value::Object& params, const Value& value) -> std::string {
        const auto node = test::made<WorkNode>(add_dedupe, params);
        test::TestContext context;
        context.info.attributes.set("list", value);
        try {
            static_cast<void>(node->process(List{}, context));
        } catch (const ItemError& error) {
            CHECK(error.error_class() == ErrorClass::unsupported);
            return error.what();
        }
        return "accepted";
    };
    CHECK(refusal({}, 1) == "the item has no attribute \"hash\"; put a node hash before this one");
    CHECK(refusal({{"by", "mark"}}, 1) ==
          "the item has no attribute \"mark\"; name one that a node before this one sets");
    CHECK(refusal({{"by", "list"}}, Value::Array{1}) ==
          "the attribute is a list; expected text, a number, true or false");
}

// SPDX-License-Identifier: Apache-2.0
#include "penstock/failure.hpp"
#include "penstock/list_member.hpp"

#include "nodes/made.hpp"
#include "nodes/transformed.hpp"
#include "pixels/values.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

using namespace penstock;
using test::plain;
using test::samples_of;

namespace {

Image composed(const Value::Object& params, const Image& image, const Image& overlay) {
    const auto node = test::made<JoinNode>(add_composite, params);
    const NodeBound bound =
        node->bound({PayloadBound::image(image.spec()), PayloadBound::image(overlay.spec())});
    List parts;
    parts.members = {{{}, image}, {{}, overlay}};
    test::TestContext context;
    Payload payload = node->join(std::move(parts), context);
    Image result = std::move(*payload.get<Image>());
    CHECK(result.spec() == image.spec());
    CHECK(bound.output.spec == image.spec());
    CHECK(bound.output.images == 1);
    CHECK(context.allocated_bytes <= bound.output.bytes + bound.working_bytes);
    return result;
}

// Of an overlay of 2x1 on 4x3: where its pixels came to.
std::string place_with(const Value::Object& params) {
    const Image result = composed(params, plain(4, 3, 1, 0), plain(2, 1, 1, 1));
    std::string places;
    for (std::uint32_t y = 0; y < 3; ++y)
        for (std::uint32_t x = 0; x < 4; ++x)
            if (result.row(y)[x] == std::byte{1})
                places += std::to_string(x) + ',' + std::to_string(y) + ' ';
    return places;
}

} // namespace

TEST_CASE("composite lays the overlay where it is told", "[nodes][composite]") {
    CHECK(place_with({}) == "0,0 1,0 ");
    CHECK(place_with({{"x", 1}, {"y", 2}}) == "1,2 2,2 ");
    CHECK(place_with({{"gravity", "center"}}) == "1,1 2,1 ");
    CHECK(place_with({{"gravity", "bottom_right"}}) == "2,2 3,2 ");
    CHECK(place_with({{"gravity", "bottom_right"}, {"x", 1}, {"y", 1}}) == "1,1 2,1 ");
    CHECK(place_with({{"x", -1}}) == "0,0 ");
    CHECK(place_with({{"x", 65535}}).empty());
    CHECK(place_with({{"gravity", "right"}, {"x", -2}}).empty());
}

TEST_CASE("composite blends as it is told", "[nodes][composite]") {
    const auto with = [](const Value::Object& params) {
        return samples_of(composed(params, plain(1, 1, 1, 100), plain(1, 1, 1, 200))).front();
    };
    CHECK(with({}) == 200);
    CHECK(with({{"operation", "over"}, {"opacity", 0.5}}) == 150);
    CHECK(with({{"operation", "add"}}) == 255);
    CHECK(with({{"operation", "add"}, {"opacity", 0.5}}) == 200);
    CHECK(with({{"operation", "multiply"}}) == 78);
    CHECK(with({{"operation", "screen"}}) == 222);
    CHECK(with({{"opacity", 0.0}}) == 100);
    CHECK(with({{"opacity", 0.5}, {"linear", true}}) == 160); // of light, 0.127 and 0.578
}

TEST_CASE("composite leaves the images that it got as they were", "[nodes][composite]") {
    const Image image = plain(3, 2, 3, 10);
    const Image overlay = plain(2, 2, 4, 200);
    const Image result = composed({}, image, overlay);
    CHECK(std::as_const(result).pixels().data() != image.pixels().data());
    CHECK(std::ranges::all_of(image.pixels(), [](std::byte s) { return s == std::byte{10}; }));
    CHECK(std::ranges::all_of(overlay.pixels(), [](std::byte s) { return s == std::byte{200}; }));
}

TEST_CASE("composite takes images of any shape and type", "[nodes][composite]") {
    for (const PixelType type : test::all_types)
        for (const std::uint32_t channels : {1U, 2U, 3U, 4U})
            for (const auto& [width, height] : {std::pair{1U, 1U}, {65535U, 1U}, {1U, 300U}}) {
                const Image image =
                    test::noise({width, height, channels, type, ColourSpace::srgb}, 3);
                const Image same = composed({}, image, plain(0, 0, 1));
                CHECK(std::ranges::equal(std::as_const(same).pixels(), image.pixels()));
                const Image white =
                    composed({{"gravity", "center"}}, image, plain(70000, 400, 1, 255));
                CHECK(test::count_wrong(white, std::vector<double>(test::sample_count(image), 1)) ==
                      0);
            }
}

TEST_CASE("composite says what it cannot compose", "[nodes][composite]") {
    Image no_space = plain(2, 2);
    no_space.set_colour_space(ColourSpace::unspecified);
    CHECK_THROWS_AS(composed({{"linear", true}}, no_space, plain(2, 2)), ItemError);
    CHECK_THROWS_AS(composed({{"linear", true}}, plain(2, 2), no_space), ItemError);
    CHECK_NOTHROW(composed({}, no_space, plain(2, 2)));
    const auto node = test::made<JoinNode>(add_composite, {});
    List parts;
    parts.members = {{{}, plain(1, 1)}, {{}, List{}}};
    test::TestContext context;
    CHECK_THROWS_WITH(node->join(parts, context), "the node takes image, and got list");
}

TEST_CASE("composite has two inputs, and fails or drops what is not complete",
          "[nodes][composite]") {
    NodeRegistry registry;
    add_composite(registry);
    const NodeType::Ports ports = registry.find("composite")->inputs({});
    REQUIRE(ports.size() == 2);
    CHECK(ports[0].name == "image");
    CHECK(ports[1].name == "overlay");
    CHECK(ports[1].payload == "image");
    CHECK_FALSE(test::made<JoinNode>(add_composite, {})->drops_incomplete());
    CHECK(test::made<JoinNode>(add_composite, {{"missing", "drop"}})->drops_incomplete());
}

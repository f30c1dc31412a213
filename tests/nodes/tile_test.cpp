// SPDX-License-Identifier: Apache-2.0
#include "penstock/list_member.hpp"

#include "nodes/made.hpp"
#include "pixels/patterns.hpp"
#include "support/catch.hpp"

#include <algorithm>

using namespace penstock;

namespace {

Value::Object tiles_of(int width, int height, int overlap = 0, int most = 64) {
    return {{"width", width}, {"height", height}, {"overlap", overlap}, {"max_tiles", most}};
}

List tiles(const Image& image, const Value::Object& params) {
    const auto node = test::made<WorkNode>(add_tile, params);
    const NodeBound bound = node->bound(PayloadBound::image(image.spec()));
    test::TestContext context;
    context.info.attributes.set("size", "large");
    Payload result = node->process(image, context);
    List list = std::move(*result.get<List>());
    CHECK(context.allocated_bytes <= bound.output.bytes + bound.working_bytes);
    CHECK(bound.output.members.size() == list.members.size());
    CHECK(bound.output.members.size() <= node->most_results());
    CHECK(bound.output.members.front().whole == image.spec());
    return list;
}

std::int64_t number(const ListMember& tile, const char* name) {
    return tile.info.attributes.find(name)->as_integer();
}

std::string places(const List& list) {
    std::string text;
    for (const ListMember& tile : list.members) {
        const ImageSpec& spec = tile.payload.get<Image>()->spec();
        CHECK(number(tile, "tile_width") == spec.width);
        CHECK(number(tile, "tile_height") == spec.height);
        text += (text.empty() ? "" : " ") + std::to_string(number(tile, "tile_x")) + "," +
                std::to_string(number(tile, "tile_y")) + ":" + std::to_string(spec.width) + "x" +
                std::to_string(spec.height);
    }
    return text;
}

} // namespace

TEST_CASE("tiles cover the image row by row; the last ones have what is left", "[nodes][tile]") {
    CHECK(places(tiles(test::plain(10, 6), tiles_of(4, 4))) ==
          "0,0:4x4 4,0:4x4 8,0:2x4 0,4:4x2 4,4:4x2 8,4:2x2");
    CHECK(places(tiles(test::plain(8, 4), tiles_of(4, 4))) == "0,0:4x4 4,0:4x4");
    CHECK(places(tiles(test::plain(3, 2), tiles_of(4, 4))) == "0,0:3x2");
}

TEST_CASE("neighbours share their overlap", "[nodes][tile]") {
    CHECK(places(tiles(test::plain(10, 4), tiles_of(4, 4, 1))) == "0,0:4x4 3,0:4x4 6,0:4x4");
    CHECK(places(tiles(test::plain(11, 4), tiles_of(4, 4, 1))) ==
          "0,0:4x4 3,0:4x4 6,0:4x4 9,0:2x4");
}

TEST_CASE("each tile has the pixels of its place, in every pixel type", "[nodes][tile]") {
    for (const PixelType type : {PixelType::u8, PixelType::u16, PixelType::f32}) {
        Image image = Image::allocate({9, 7, 3, type, ColourSpace::srgb});
        pixels::draw(pixels::Pattern::noise, {}, image);
        const std::size_t pixel = image.spec().pixel_bytes();
        for (const ListMember& tile : tiles(image, tiles_of(4, 3)).members) {
            const Image& part = *tile.payload.get<Image>();
            CHECK(part.spec().colour_space == ColourSpace::srgb);
            for (std::uint32_t y = 0; y < part.spec().height; ++y) {
                const auto row = image.row(static_cast<std::uint32_t>(number(tile, "tile_y")) + y);
                const auto x = static_cast<std::size_t>(number(tile, "tile_x"));
                CHECK(std::ranges::equal(part.row(y),
                                         row.subspan(x * pixel, part.spec().width * pixel)));
            }
        }
    }
}

TEST_CASE("tiles say what they are pieces of, and keep the attributes of the image",
          "[nodes][tile]") {
    const List list = tiles(test::plain(10, 6), tiles_of(4, 4));
    const ListMember& fifth = list.members[4];
    CHECK(number(fifth, "tile_index") == 4);
    CHECK(number(fifth, "tile_columns") == 3);
    CHECK(number(fifth, "tile_rows") == 2);
    CHECK(number(fifth, "tile_image_width") == 10);
    CHECK(number(fifth, "tile_image_height") == 6);
    CHECK(*fifth.info.attributes.find("size") == Value{"large"});
}

TEST_CASE("tile names every attribute that it sets", "[nodes][tile]") {
    NodeRegistry registry;
    add_tile(registry);
    const auto& names = registry.find("tile")->descriptor.attributes;
    const List list = tiles(test::plain(4, 4), tiles_of(4, 4));
    for (const auto& [name, value] : list.members[0].info.attributes.entries())
        CHECK((name == "size" || std::ranges::find(names, name) != names.end()));
    CHECK(names.size() + 1 == list.members[0].info.attributes.entries().size());
}

TEST_CASE("too many tiles fail the image, before and while it is made", "[nodes][tile]") {
    const auto node = test::made<WorkNode>(add_tile, tiles_of(4, 4, 0, 5));
    const Image image = test::plain(10, 6);
    test::TestContext context;
    const char* message = "an image of 10x6 makes 6 tiles of 4x4; max_tiles allows 5; raise it, or "
                          "make larger tiles";
    CHECK_THROWS_WITH(node->process(image, context), message);
    CHECK_THROWS_WITH(node->bound(PayloadBound::image(image.spec())), message);
    CHECK(node->most_results() == 5);
}

TEST_CASE("an overlap as large as a tile is refused", "[nodes][tile]") {
    CHECK_THROWS_WITH(test::made<WorkNode>(add_tile, tiles_of(8, 4, 4)),
                      "\"overlap\" is 4; expected less than \"width\" and \"height\", which are 8 "
                      "and 4");
}

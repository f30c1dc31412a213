// SPDX-License-Identifier: Apache-2.0
#include "penstock/list_member.hpp"

#include "nodes/made.hpp"
#include "pixels/patterns.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <functional>
#include <vector>

using namespace penstock;

namespace {

Image picture(std::uint32_t width, std::uint32_t height) {
    Image image = Image::allocate({width, height, 3, PixelType::u8, ColourSpace::srgb});
    pixels::draw(pixels::Pattern::noise, {}, image);
    return image;
}

List tiles(const Image& image, int side, int overlap = 0) {
    test::TestContext context;
    Payload result =
        test::made<WorkNode>(
            add_tile,
            {{"width", side}, {"height", side}, {"overlap", overlap}, {"max_tiles", 4096}})
            ->process(image, context);
    return std::move(*result.get<List>());
}

Image joined(const List& list) {
    test::TestContext context;
    Payload result = test::made<JoinNode>(add_untile, {{"missing", "fail"}})->join(list, context);
    return std::move(*result.get<Image>());
}

// Of nine tiles, spoilt.
std::string failure(const std::function<void(std::vector<ListMember>&)>& spoil) {
    List list = tiles(picture(12, 12), 4);
    spoil(list.members);
    try {
        static_cast<void>(joined(list));
    } catch (const ItemError& error) {
        CHECK(error.error_class() == ErrorClass::unsupported);
        return error.what();
    }
    return "joined";
}

} // namespace

TEST_CASE("untile makes the image that tile has cut", "[nodes][untile]") {
    for (const auto& [width, height] : {std::pair{12U, 12U}, {13U, 7U}, {1U, 30U}, {30U, 1U}})
        for (const int side : {3, 5, 64})
            for (const int overlap : {0, 1, 2}) {
                INFO(width << "x" << height << " in " << side << ", overlap " << overlap);
                const Image image = picture(width, height);
                const Image result = joined(tiles(image, side, overlap));
                CHECK(result.spec() == image.spec());
                CHECK(std::ranges::equal(result.pixels(), image.pixels()));
            }
}

TEST_CASE("where tiles overlap, each side of the middle comes from its own", "[nodes][untile]") {
    List list = tiles(test::plain(6, 1, 1), 4, 2); // 0..4 and 2..6: the middle is 3
    REQUIRE(list.members.size() == 2);
    list.members[0].payload = test::plain(4, 1, 1, 10);
    list.members[1].payload = test::plain(4, 1, 1, 20);
    const Image result = joined(list);
    const std::vector<int> expected = {10, 10, 10, 20, 20, 20};
    for (std::size_t i = 0; i < expected.size(); ++i)
        CHECK(std::to_integer<int>(result.pixels()[i]) == expected[i]);
}

TEST_CASE("tiles may come with other channels, all of them alike", "[nodes][untile]") {
    List list = tiles(picture(8, 4), 4);
    for (ListMember& tile : list.members)
        tile.payload = test::plain(4, 4, 1, 9);
    CHECK(joined(list).spec().channels == 1);
}

TEST_CASE("what does not fit together fails and says what differs", "[nodes][untile]") {
    CHECK(failure([](auto&) {}) == "joined");
    CHECK(failure([](auto& all) { all.clear(); }) == "there is no tile to put together");
    CHECK(failure([](auto& all) { all.pop_back(); }) ==
          "8 tiles came; expected 3 columns of 3: all that tile has made of one image");
    CHECK(failure([](auto& all) { std::swap(all[1], all[2]); }) ==
          "tile 2 came where tile 1 was expected: each tile of one image, once");
    CHECK(failure([](auto& all) { all[3].payload = test::plain(2, 2); }) ==
          "tile 3 is 2x2, and was cut as 4x4; expected it in its size; resize the image before "
          "tile or behind untile");
    CHECK(failure([](auto& all) { all[3].payload = test::plain(4, 4, 1); }) ==
          "tile 3 is 4x4 u8 x 1, and tile 0 is 4x4 u8 x 3; expected the same channels and pixel "
          "type; put a convert before untile");
    CHECK(failure([](auto& all) { all[0].payload = List{}; }) ==
          "a piece is list; expected the image that tile has made; put untile before what turns "
          "it into something else");
    CHECK(failure([](auto& all) { all[0].info.attributes = {}; }) ==
          "a piece has no attribute tile_columns that is a number; expected pieces that tile has "
          "made");
}

TEST_CASE("attributes that somebody else has set cannot lead out of the image", "[nodes][untile]") {
    const char* names[] = {"tile_x", "tile_y", "tile_image_width", "tile_image_height"};
    for (const char* name : names)
        for (const std::int64_t value :
             {std::int64_t{1}, std::int64_t{5}, std::int64_t{4294967295}})
            for (const std::size_t tile : {std::size_t{0}, std::size_t{4}, std::size_t{8}}) {
                const bool is_read = tile == 0 || name[5] != 'i';
                INFO(name << " of " << tile << " is " << value);
                if (is_read)
                    CHECK(failure([&](auto& all) {
                              all[tile].info.attributes.set(name, value);
                          }).find("does not fit between the others") != std::string::npos);
            }
}

TEST_CASE("the bound of untile is the image that was cut", "[nodes][untile]") {
    const auto tiler = test::made<WorkNode>(
        add_tile, {{"width", 4}, {"height", 4}, {"overlap", 0}, {"max_tiles", 64}});
    const auto node = test::made<JoinNode>(add_untile, {{"missing", "fail"}});
    const ImageSpec spec{10, 6, 3, PixelType::u8, ColourSpace::srgb};
    std::vector<PayloadBound> pieces = tiler->bound(PayloadBound::image(spec)).output.members;
    CHECK(node->bound(pieces).output.spec == spec);
    CHECK(node->bound(pieces).output.bytes == PayloadBound::image(spec).bytes);
    CHECK(node->bound(pieces).output.images == 1);
    for (PayloadBound& piece : pieces)
        piece.whole = {};
    CHECK(node->bound(pieces).output.bytes == 6 * pieces[0].bytes);
    CHECK(node->bound({}).output.bytes == 0);
}

TEST_CASE("untile fails or drops what is not complete", "[nodes][untile]") {
    CHECK_FALSE(test::made<JoinNode>(add_untile, {{"missing", "fail"}})->drops_incomplete());
    CHECK(test::made<JoinNode>(add_untile, {{"missing", "drop"}})->drops_incomplete());
    NodeRegistry registry;
    add_untile(registry);
    CHECK(registry.find("untile")->descriptor.traits.joins_split);
}

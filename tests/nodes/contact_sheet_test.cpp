// SPDX-License-Identifier: Apache-2.0
#include "nodes/made.hpp"
#include "pixels/patterns.hpp"
#include "support/catch.hpp"

#include <array>
#include <vector>

using namespace penstock;

namespace {

Value::Object sheet(const char* background = "#102030") {
    return {{"columns", 2},
            {"rows", 2},
            {"cell_width", 8},
            {"cell_height", 4},
            {"margin", 1},
            {"background", background}};
}

Image made_of(const std::vector<Image>& pictures, const Value::Object& params = sheet()) {
    const auto node = test::made<GatherNode>(add_contact_sheet, params);
    test::TestContext result;
    node->begin(result);
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        const NodeBound bound = node->bound(PayloadBound::image(pictures[i].spec()));
        test::TestContext context;
        node->add(pictures[i], i, context);
        CHECK(context.allocated_bytes <= bound.working_bytes);
        CHECK(bound.output.bytes == result.allocated_bytes);
    }
    Payload payload = node->finish(result);
    return std::move(*payload.get<Image>());
}

using Rgb = std::array<int, 3>;

Rgb at(const Image& image, std::size_t x, std::uint32_t y) {
    const auto row = image.row(y);
    return {std::to_integer<int>(row[3 * x]),
            std::to_integer<int>(row[3 * x + 1]),
            std::to_integer<int>(row[3 * x + 2])};
}

const Rgb background = {0x10, 0x20, 0x30};

} // namespace

TEST_CASE("a contact sheet has its cells and a margin around each", "[nodes][contact_sheet]") {
    const Image result = made_of({test::plain(8, 4, 3, 200), test::plain(8, 4, 3, 100)});
    CHECK(result.spec() == ImageSpec{19, 11, 3, PixelType::u8, ColourSpace::srgb});
    CHECK(at(result, 0, 0) == background);
    CHECK(at(result, 1, 1) == Rgb{200, 200, 200});
    CHECK(at(result, 8, 4) == Rgb{200, 200, 200});
    CHECK(at(result, 9, 1) == background);
    CHECK(at(result, 10, 1) == Rgb{100, 100, 100});
    CHECK(at(result, 1, 5) == background);
    CHECK(at(result, 1, 6) == background); // nothing came for the second row
}

TEST_CASE("small images stand in the middle, large ones are made smaller",
          "[nodes][contact_sheet]") {
    const Image result = made_of({test::plain(2, 2, 3, 200), test::plain(400, 400, 3, 100)});
    CHECK(at(result, 3, 2) == background);
    CHECK(at(result, 4, 2) == Rgb{200, 200, 200});
    CHECK(at(result, 5, 3) == Rgb{200, 200, 200});
    CHECK(at(result, 6, 3) == background);
    // 4x4, from 12 to 16.
    CHECK(at(result, 11, 1) == background);
    CHECK(at(result, 12, 1) == Rgb{100, 100, 100});
    CHECK(at(result, 15, 4) == Rgb{100, 100, 100});
    CHECK(at(result, 16, 4) == background);
}

TEST_CASE("the third image begins the second row", "[nodes][contact_sheet]") {
    const Image one = test::plain(8, 4, 3, 1);
    const Image result = made_of({one, one, test::plain(8, 4, 3, 77)});
    CHECK(at(result, 1, 6) == Rgb{77, 77, 77});
    CHECK(at(result, 10, 6) == background);
}

TEST_CASE("gray images become gray, transparent ones show the background",
          "[nodes][contact_sheet]") {
    Image half = test::plain(8, 4, 4, 200);
    for (std::size_t i = 3; i < half.pixels().size(); i += 4)
        half.pixels()[i] = std::byte{0};
    const Image result =
        made_of({test::plain(8, 4, 1, 50), half, test::plain(8, 4, 2, 255)}, sheet("#0A0b0c"));
    CHECK(at(result, 1, 1) == Rgb{50, 50, 50});
    CHECK(at(result, 10, 1) == Rgb{10, 11, 12});
    CHECK(at(result, 1, 6) == Rgb{255, 255, 255});
}

TEST_CASE("each sheet begins empty", "[nodes][contact_sheet]") {
    const auto node = test::made<GatherNode>(add_contact_sheet, sheet());
    CHECK(node->group_size() == 4);
    test::TestContext context;
    node->begin(context);
    node->add(test::plain(8, 4, 3, 200), 0, context);
    static_cast<void>(node->finish(context));
    node->begin(context);
    Payload second = node->finish(context);
    CHECK(at(*second.get<Image>(), 1, 1) == background);
}

TEST_CASE("what an image needs beside the sheet is bounded whatever its proportions",
          "[nodes][contact_sheet]") {
    const auto node = test::made<GatherNode>(add_contact_sheet, sheet());
    const NodeBound bound = node->bound(PayloadBound::image({300, 300, 1, PixelType::u8, {}}));
    for (const auto& [width, height] : {std::pair{300U, 300U}, {300U, 150U}, {20U, 300U}, {9U, 1U}})
        for (std::uint32_t channels = 1; channels <= 4; ++channels) {
            test::TestContext context;
            node->begin(context);
            context.allocated_bytes = 0;
            node->add(test::plain(width, height, channels), 0, context);
            CHECK(context.allocated_bytes <= bound.working_bytes);
        }
}

TEST_CASE("other pixels than 8 bit ones fail, and the message names convert",
          "[nodes][contact_sheet]") {
    const auto node = test::made<GatherNode>(add_contact_sheet, sheet());
    test::TestContext context;
    node->begin(context);
    const Image words = Image::allocate({4, 4, 3, PixelType::u16, ColourSpace::srgb});
    CHECK_THROWS_WITH(
        node->add(words, 0, context),
        "found 4x4 u16 x 3; expected 8 bits and 1 to 4 channels; put a convert before "
        "the contact sheet");
    CHECK_THROWS_AS(node->add(test::plain(4, 4, 5), 0, context), ItemError);
}

TEST_CASE("colours and sizes that cannot be are refused before the run", "[nodes][contact_sheet]") {
    for (const char* colour : {"white", "#fff", "#12345g", "1234567", ""})
        CHECK_THROWS_WITH(test::made<GatherNode>(add_contact_sheet, sheet(colour)),
                          Catch::Contains("expected a colour, such as \"#ffffff\""));
    CHECK_THROWS_WITH(
        test::made<GatherNode>(add_contact_sheet, {{"columns", 1000}, {"cell_width", 65}}),
        "the sheet would be 73008 px wide; expected at most 65535");
    CHECK_THROWS_WITH(
        test::made<GatherNode>(add_contact_sheet, {{"rows", 1000}, {"cell_height", 65}}),
        "the sheet would be 73008 px high; expected at most 65535");
}

// SPDX-License-Identifier: Apache-2.0
#include "penstock/failure.hpp"

#include "nodes/transformed.hpp"

#include <string>
#include <vector>

using namespace penstock;
using test::numbered;
using test::samples_of;
using test::size_of;
using test::transformed;

namespace {

std::vector<int> cropped(const Value::Object& params) {
    return samples_of(transformed(add_crop, params, numbered(5, 4)).image);
}

std::string refusal(const Value::Object& params) {
    const auto node = test::made<WorkNode>(add_crop, params);
    test::TestContext context;
    try {
        static_cast<void>(node->process(Payload{numbered(5, 4)}, context));
    } catch (const ItemError& error) {
        CHECK(error.error_class() == ErrorClass::unsupported);
        return error.what();
    }
    return "none";
}

} // namespace

TEST_CASE("crop cuts out the area that it is told", "[nodes][crop]") {
    CHECK(cropped({{"x", 1}, {"y", 2}, {"width", 3}, {"height", 2}}) ==
          std::vector{11, 12, 13, 16, 17, 18});
    CHECK(cropped({{"width", 2}, {"height", 1}}) == std::vector{0, 1});
    CHECK(cropped({{"x", 4}, {"height", 2}}) == std::vector{4, 9});
    CHECK(cropped({{"y", 3}, {"width", 2}}) == std::vector{15, 16});
}

TEST_CASE("crop counts from where its gravity pulls", "[nodes][crop]") {
    const auto at = [](const char* gravity, int x = 0, int y = 0) {
        return cropped({{"width", 2}, {"height", 1}, {"gravity", gravity}, {"x", x}, {"y", y}})[0];
    };
    CHECK(at("top_left") == 0);
    CHECK(at("top") == 1);
    CHECK(at("top_right") == 3);
    CHECK(at("left") == 5);
    CHECK(at("center") == 6);
    CHECK(at("right") == 8);
    CHECK(at("bottom_left") == 15);
    CHECK(at("bottom") == 16);
    CHECK(at("bottom_right") == 18);
    CHECK(at("bottom_right", 1, 2) == 7);
    CHECK(at("center", 1, -1) == 2);
    CHECK(cropped({{"gravity", "center"}, {"x", 1}, {"y", 1}}) ==
          std::vector{12, 13, 14, 17, 18, 19}); // 3x2, as much as is left when it is moved
}

TEST_CASE("crop of an area that sticks out fails, or is clipped", "[nodes][crop]") {
    CHECK(refusal({{"x", 3}, {"width", 3}, {"height", 1}}) ==
          "the image is 5x4, and 3x1 at (3, 0) lies partly outside it; take an area that is "
          "inside, or set outside to clip");
    CHECK(refusal({{"y", -1}, {"height", 2}}) != "none");
    CHECK(cropped({{"x", 3}, {"width", 3}, {"height", 1}, {"outside", "clip"}}) ==
          std::vector{3, 4});
    CHECK(cropped({{"x", -1}, {"width", 3}, {"height", 1}, {"outside", "clip"}}) ==
          std::vector{0, 1});
    CHECK(cropped({{"width", 100}, {"height", 1}, {"gravity", "center"}, {"outside", "clip"}}) ==
          std::vector{5, 6, 7, 8, 9});
    for (const char* outside : {"fail", "clip"}) {
        CHECK(refusal({{"x", 5}, {"width", 1}, {"height", 1}, {"outside", outside}}) ==
              "the image is 5x4, and 1x1 at (5, 0) lies beside it; take an area that is inside, or "
              "set outside to clip");
        CHECK(refusal({{"y", -3}, {"width", 1}, {"height", 3}, {"outside", outside}}) != "none");
    }
}

TEST_CASE("crop passes on an image that it takes whole", "[nodes][crop]") {
    const Image image = numbered(5, 4);
    const auto result = transformed(
        add_crop, {{"width", 9}, {"height", 9}, {"gravity", "center"}, {"outside", "clip"}}, image);
    CHECK(std::as_const(result.image).pixels().data() == image.pixels().data());
    CHECK(result.allocated == 0);
}

TEST_CASE("crop gives a small piece memory of its own", "[nodes][crop]") {
    const auto result = transformed(add_crop, {{"width", 2}, {"height", 2}}, numbered(500, 400, 3));
    CHECK(result.bound.output.bytes == buffer_capacity(12));
    CHECK(result.image.capacity() == buffer_capacity(12));
}

TEST_CASE("crop of any image has a bound, whatever becomes of it", "[nodes][crop]") {
    const auto node = test::made<WorkNode>(add_crop, {{"x", 500}, {"width", 300}, {"height", 300}});
    const ImageSpec spec{64, 64, 3, PixelType::u8, ColourSpace::srgb};
    CHECK(node->bound(PayloadBound::image(spec)).output.spec.pixels() > 0);
}

TEST_CASE("crop takes pixels of every type", "[nodes][crop]") {
    for (const PixelType type : {PixelType::u8, PixelType::u16, PixelType::f16, PixelType::f32})
        for (std::uint32_t channels = 1; channels <= 5; ++channels) {
            Image image = Image::allocate({3, 3, channels, type, ColourSpace::linear});
            for (std::size_t i = 0; i < image.pixels().size(); ++i)
                image.pixels()[i] = static_cast<std::byte>(i);
            const auto result =
                transformed(add_crop, {{"x", 1}, {"y", 1}, {"width", 1}, {"height", 1}}, image);
            CHECK(samples_of(result.image)[0] == static_cast<int>(4 * image.spec().pixel_bytes()));
            CHECK(result.image.spec().colour_space == ColourSpace::linear);
        }
}

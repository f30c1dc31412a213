// SPDX-License-Identifier: Apache-2.0
#include "penstock/image.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <utility>

using namespace penstock;

namespace {

constexpr ImageSpec spec{.width = 5, .height = 3, .channels = 2, .pixel_type = PixelType::u16};

Image numbered() {
    Image image = Image::allocate(spec);
    unsigned number = 0;
    for (std::byte& byte : image.pixels())
        byte = static_cast<std::byte>(number++);
    return image;
}

} // namespace

TEST_CASE("an image has the pixels of its spec", "[core][image]") {
    const Image image = Image::allocate(spec);
    CHECK(image.spec() == spec);
    CHECK(image.pixels().size() == 5 * 3 * 2 * 2);
    CHECK(image.capacity() == buffer_capacity(60));
    CHECK_FALSE(image.is_empty());
    CHECK(image.is_unique());
}

TEST_CASE("an image of nothing is empty", "[core][image]") {
    CHECK(Image{}.is_empty());
    CHECK(Image{}.capacity() == 0);
    CHECK(Image::allocate({.width = 0, .height = 7, .channels = 3}).is_empty());
}

TEST_CASE("rows are packed, the top one first", "[core][image]") {
    Image image = numbered();
    for (std::uint32_t y = 0; y < spec.height; ++y) {
        CHECK(image.row(y).size() == 20);
        CHECK(image.row(y).data() == image.pixels().data() + 20 * y);
        CHECK(std::as_const(image).row(y).front() == static_cast<std::byte>(20 * y));
    }
}

TEST_CASE("copies of an image share its pixels", "[core][image]") {
    Image image = numbered();
    {
        const Image copy = image;
        CHECK_FALSE(image.is_unique());
        image.pixels()[7] = std::byte{99};
        CHECK(copy.pixels()[7] == std::byte{99});
    }
    CHECK(image.is_unique());
}

TEST_CASE("a clone has the same pixels in memory of its own", "[core][image]") {
    Image image = numbered();
    Image clone = Image::allocate(spec);
    image.clone_into(clone);
    CHECK(std::ranges::equal(clone.pixels(), image.pixels()));
    CHECK(image.is_unique());
    image.pixels()[7] = std::byte{99};
    CHECK(clone.pixels()[7] == std::byte{7});
}

TEST_CASE("saying what pixels mean leaves them alone", "[core][image]") {
    Image image = numbered();
    const std::byte* const before = image.pixels().data();
    image.set_colour_space(ColourSpace::linear);
    CHECK(image.spec().colour_space == ColourSpace::linear);
    const ImageSpec flat{.width = 15, .height = 1, .channels = 4, .pixel_type = PixelType::u8};
    image.set_spec(flat);
    CHECK(image.spec() == flat);
    CHECK(image.pixels().data() == before);
    CHECK(image.row(0).size() == 60);
    CHECK(image.row(0).back() == std::byte{59});
}

TEST_CASE("a copy keeps its own word about what pixels mean", "[core][image]") {
    const Image image = numbered();
    Image copy = image;
    copy.set_colour_space(ColourSpace::srgb);
    CHECK(image.spec().colour_space == ColourSpace::unspecified);
}

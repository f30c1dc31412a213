// SPDX-License-Identifier: Apache-2.0
#include "penstock/image_spec.hpp"

#include "penstock/failure.hpp"

#include "support/catch.hpp"

#include <cstdint>
#include <limits>

using namespace penstock;

namespace {

constexpr std::uint32_t most = std::numeric_limits<std::uint32_t>::max();

template <class Count> void check_refused(Count count, const char* words) {
    try {
        (void)count();
        FAIL("it was counted");
    } catch (const ItemError& error) {
        CHECK(error.error_class() == ErrorClass::limit);
        CHECK_THAT(error.what(), Catch::Matchers::Contains(words));
    }
}

} // namespace

TEST_CASE("bytes of an image are those of its pixels", "[core][image_spec]") {
    const ImageSpec spec{.width = 7, .height = 5, .channels = 3, .pixel_type = PixelType::f32};
    CHECK(spec.pixels() == 35);
    CHECK(spec.pixel_bytes() == 12);
    CHECK(spec.row_bytes() == 84);
    CHECK(spec.bytes() == 420);
    CHECK(ImageSpec{}.bytes() == 0);
}

TEST_CASE("sizes beyond 32 bits are counted right", "[core][image_spec]") {
    const ImageSpec spec{
        .width = 100'000, .height = 90'000, .channels = 4, .pixel_type = PixelType::u16};
    CHECK(spec.pixels() == 9'000'000'000);
    CHECK(spec.bytes() == 72'000'000'000);
    CHECK(ImageSpec{.width = most, .height = 1, .channels = most}.row_bytes() ==
          std::uint64_t{most} * most);
}

TEST_CASE("an image that cannot be addressed is refused with class limit", "[core][image_spec]") {
    const ImageSpec area{
        .width = most, .height = most, .channels = 3, .pixel_type = PixelType::u16};
    check_refused([&] { return area.bytes(); }, "4294967295x4294967295 u16 x 3");
    const ImageSpec row{.width = most, .height = 1, .channels = most, .pixel_type = PixelType::f32};
    check_refused([&] { return row.row_bytes(); }, "4294967295x1 f32 x 4294967295");
    check_refused([&] { return row.bytes(); }, "too large");
    // 2^64 bytes: would be 0 if it wrapped.
    const ImageSpec wrapping{
        .width = 1U << 31, .height = 1U << 31, .channels = 2, .pixel_type = PixelType::u16};
    check_refused([&] { return wrapping.bytes(); }, "too large");
}

TEST_CASE("two and four channels have alpha", "[core][image_spec]") {
    for (const std::uint32_t channels : {0U, 1U, 2U, 3U, 4U, 5U, 6U})
        CHECK(ImageSpec{.channels = channels}.has_alpha() == (channels == 2 || channels == 4));
}

TEST_CASE("a spec is written as size, type and channels", "[core][image_spec]") {
    CHECK(ImageSpec{.width = 1920, .height = 1080, .channels = 3}.to_string() ==
          "1920x1080 u8 x 3");
}

TEST_CASE("specs are equal where every field is", "[core][image_spec]") {
    const ImageSpec spec{.width = 2, .height = 3, .channels = 4};
    CHECK(spec == ImageSpec{.width = 2, .height = 3, .channels = 4});
    ImageSpec other = spec;
    other.colour_space = ColourSpace::srgb;
    CHECK_FALSE(spec == other);
    other = spec;
    other.pixel_type = PixelType::f16;
    CHECK_FALSE(spec == other);
    CHECK_FALSE(spec == ImageSpec{.width = 3, .height = 2, .channels = 4});
}

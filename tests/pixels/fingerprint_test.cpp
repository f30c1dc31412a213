// SPDX-License-Identifier: Apache-2.0
#include "pixels/fingerprint.hpp"

#include "penstock/failure.hpp"

#include "pixels/values.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <set>
#include <string>

using namespace penstock;
using namespace penstock::pixels;

namespace {

std::string dhash(const Image& image) {
    Buffer scratch = Buffer::allocate(dhash_scratch_bytes(image.spec()));
    return dhash_of(image, scratch.bytes());
}

// Grays that become brighter to the right in the rows of the mask, and darker in the others.
Image slopes(std::uint32_t width, std::uint32_t height, unsigned rows, std::uint32_t channels = 1) {
    Image image = Image::allocate({width, height, channels, PixelType::u8, ColourSpace::srgb});
    for (std::uint32_t y = 0; y < height; ++y)
        for (std::uint32_t x = 0; x < width; ++x)
            for (std::uint32_t c = 0; c < channels; ++c) {
                const bool rises = (rows >> (7 - y * 8 / height) & 1U) != 0;
                const std::uint32_t value = x * 200 / width;
                image.row(y)[x * channels + c] =
                    static_cast<std::byte>(rises ? value : 255 - value);
            }
    return image;
}

} // namespace

TEST_CASE("sha256 is that of a line about the pixels, and of the pixels", "[pixels][fingerprint]") {
    Image image = Image::allocate({2, 1, 3, PixelType::u8, ColourSpace::srgb});
    for (std::size_t i = 0; i < 6; ++i)
        image.pixels()[i] = static_cast<std::byte>('a' + i);
    // printf '2x1 u8 x 3 srgb\nabcdef' | sha256sum
    CHECK(sha256_of(image) == "5d167e64d47b7f854c9f4d553640977d921304708690d5aa1ba930c4a469e9a0");
}

TEST_CASE("sha256 differs where the size, the type, the colour space or a pixel does",
          "[pixels][fingerprint]") {
    std::set<std::string> found;
    for (const ImageSpec& spec : {ImageSpec{6, 2, 1, PixelType::u16, ColourSpace::srgb},
                                  {2, 6, 1, PixelType::u16, ColourSpace::srgb},
                                  {3, 2, 2, PixelType::u16, ColourSpace::srgb},
                                  {6, 2, 1, PixelType::f16, ColourSpace::srgb},
                                  {6, 2, 1, PixelType::u16, ColourSpace::linear},
                                  {6, 2, 1, PixelType::u16, ColourSpace::unspecified}}) {
        Image image = Image::allocate(spec);
        std::fill(image.pixels().begin(), image.pixels().end(), std::byte{9});
        found.insert(sha256_of(image));
        CHECK(sha256_of(image) == sha256_of(image));
        image.pixels()[23] = std::byte{8};
        found.insert(sha256_of(image));
    }
    CHECK(found.size() == 12);
}

TEST_CASE("dhash says where pixels become brighter to the right", "[pixels][fingerprint]") {
    CHECK(dhash(slopes(90, 80, 0b11111111)) == "ffffffffffffffff");
    CHECK(dhash(slopes(90, 80, 0b00000000)) == "0000000000000000");
    CHECK(dhash(slopes(90, 80, 0b10000001)) == "ff000000000000ff");
    CHECK(dhash(slopes(90, 80, 0b10100000)) == "ff00ff0000000000");
}

TEST_CASE("dhash is the same for all sizes, types and channels of a picture",
          "[pixels][fingerprint]") {
    const Image image = slopes(180, 160, 0b10110010);
    CHECK(dhash(slopes(1800, 80, 0b10110010)) == dhash(image));
    for (const std::uint32_t channels : {3U, 4U})
        CHECK(dhash(slopes(90, 160, 0b10110010, channels)) == dhash(image));
    CHECK(dhash(test::noise({5, 3, 4, PixelType::f16, ColourSpace::srgb})).size() == 16);
    CHECK_THROWS_AS(dhash(test::noise({50, 30, 5, PixelType::u8, ColourSpace::srgb})), ItemError);
}

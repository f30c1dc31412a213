// SPDX-License-Identifier: Apache-2.0
#include "codec/hdr.hpp"

#include "codec/raw_files.hpp"
#include "support/catch.hpp"

#include <cmath>
#include <cstring>
#include <limits>

using namespace penstock;
using namespace penstock::codec;
using test::bytes;
using test::operator+;

namespace {

test::Bytes hdr(const std::string& size, const test::Bytes& rest) {
    return bytes("#?RADIANCE\nEXPOSURE=1\nFORMAT=32-bit_rle_rgbe\n\n" + size + "\n") + rest;
}

Image of_floats(std::initializer_list<float> values) {
    Image image = Image::allocate(
        test::spec_of(static_cast<std::uint32_t>(values.size() / 3), 1, 3, PixelType::f32));
    std::memcpy(image.pixels().data(), values.begin(), values.size() * sizeof(float));
    return image;
}

} // namespace

TEST_CASE("a pixel shares one exponent", "[codec][hdr]") {
    CHECK(test::samples_of(test::decoded(hdr("-Y 1 +X 1", bytes({128, 64, 0, 129})))) ==
          std::vector{1.0F, 0.5F, 0.0F});
    CHECK(test::samples_of(test::decoded(hdr("-Y 1 +X 1", bytes({128, 64, 0, 0})))) ==
          std::vector{0.0F, 0.0F, 0.0F});
}

TEST_CASE("run lengths of both kinds", "[codec][hdr]") {
    const test::Bytes packed =
        bytes({2, 2, 0, 8, 128 + 8, 128, 3, 64, 64, 64, 128 + 5, 64, 128 + 8, 0, 128 + 8, 129});
    const auto row = test::samples_of(test::decoded(hdr("-Y 1 +X 8", packed)));
    for (std::size_t x = 0; x < 8; ++x) {
        CHECK(row[x * 3] == 1.0F);
        CHECK(row[x * 3 + 1] == 0.5F);
        CHECK(row[x * 3 + 2] == 0.0F);
    }
    const auto old = test::samples_of(
        test::decoded(hdr("-Y 1 +X 4", bytes({128, 0, 0, 129, 1, 1, 1, 2, 0, 128, 0, 129}))));
    CHECK(old == std::vector<float>{1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0});
}

TEST_CASE("the size says which way the rows lie", "[codec][hdr]") {
    const test::Bytes two = bytes({128, 0, 0, 129, 0, 128, 0, 129});
    const auto decoded = [&](const char* size) {
        const Image image = test::decoded(hdr(size, two));
        return std::pair{image.spec().width, test::samples_of(image)[0]};
    };
    CHECK(decoded("-Y 2 +X 1") == std::pair{1U, 1.0F});
    CHECK(decoded("+Y 2 +X 1") == std::pair{1U, 0.0F});
    CHECK(decoded("-Y 1 -X 2") == std::pair{2U, 0.0F});
    CHECK(decoded("+X 2 -Y 1") == std::pair{2U, 1.0F});
    CHECK(decoded("-X 2 +Y 1") == std::pair{2U, 0.0F});
}

TEST_CASE("eight bits of the largest sample are kept; what cannot be held is 0 or the most",
          "[codec][hdr]") {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const float infinity = std::numeric_limits<float>::infinity();
    const Image image = of_floats({1000, 0.001F, 3, nan, -1, 2, infinity, 1, 1e-45F, 1e-45F, 0, 0});
    const auto values =
        test::samples_of(test::decoded(test::encoded(image, {.format = FormatId::hdr})));
    CHECK(std::abs(values[0] - 1000) <= 4);
    CHECK(values[1] == 0);
    CHECK(std::abs(values[2] - 3) <= 4);
    CHECK((values[3] == 0 && values[4] == 0 && values[5] == 2));
    CHECK((std::isfinite(values[6]) && values[6] > 1.6e38F));
    CHECK((values[9] == 0 && values[10] == 0 && values[11] == 0));
    // What was read once is written again without further loss.
    const Image once = test::decoded(test::encoded(
        test::picture(test::spec_of(50, 9, 3, PixelType::f32)), {.format = FormatId::hdr}));
    const Image twice = test::decoded(test::encoded(once, {.format = FormatId::hdr}));
    CHECK(std::ranges::equal(once.pixels(), twice.pixels()));
}

TEST_CASE("what is wrong with an HDR is said", "[codec][hdr]") {
    CHECK(test::refusal(hdr("-Y 2 +X 1", bytes({1, 2, 3, 4}))) ==
          "truncated: the Radiance HDR ends after 1 of 2 rows");
    CHECK(test::refusal(hdr("-Y 1 +X 8", bytes({2, 2, 0, 9}))) ==
          "corrupt: the Radiance HDR has a scan line of another width");
    CHECK(test::refusal(hdr("-Y 1 +X 8", bytes({2, 2, 0, 8, 128 + 9, 1}))) ==
          "corrupt: the Radiance HDR has a run of impossible length");
    CHECK(test::refusal(hdr("-Y 1 +X 8", bytes({2, 2, 0, 8, 0, 1}))) ==
          "corrupt: the Radiance HDR has a run of impossible length");
    CHECK(test::refusal(hdr("-Y 1 +X 2", bytes({1, 1, 1, 2}))) ==
          "corrupt: the Radiance HDR has a run of impossible length");
    CHECK(test::refusal(hdr("-Y one +X 2", {})) ==
          "corrupt: the Radiance HDR has the size \"-Y one +X 2\"; expected one such as \"-Y 1080 "
          "+X 1920\"");
    CHECK(test::refusal(bytes("#?RADIANCE\nFORMAT=32-bit_rle_xyze\n\n-Y 1 +X 1\n....")) ==
          "unsupported: the Radiance HDR has the format \"32-bit_rle_xyze\"; only 32-bit_rle_rgbe "
          "is read");
}

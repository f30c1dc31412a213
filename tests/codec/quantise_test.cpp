// SPDX-License-Identifier: Apache-2.0
#include "codec/quantise.hpp"

#include "codec/pictures.hpp"
#include "support/catch.hpp"

#include <algorithm>

using namespace penstock;
using namespace penstock::codec;

namespace {

Image of_colours(const std::vector<Rgb>& colours) {
    Image image = Image::allocate(test::spec_of(static_cast<std::uint32_t>(colours.size()), 1, 3));
    for (std::size_t i = 0; i < colours.size(); ++i)
        for (std::size_t c = 0; c < 3; ++c)
            image.pixels()[i * 3 + c] = static_cast<std::byte>(colours[i][c]);
    return image;
}

} // namespace

TEST_CASE("colours that fit are the palette, in order", "[codec][gif]") {
    Quantiser quantiser{of_colours({{9, 9, 9}, {1, 2, 3}, {9, 9, 9}, {1, 2, 4}}), 3};
    CHECK(quantiser.is_exact());
    CHECK(quantiser.palette().size() == 3);
    CHECK(quantiser.palette()[0] == Rgb{1, 2, 3});
    CHECK(quantiser.index_of({1, 2, 4}) == 1);
    CHECK(quantiser.index_of({9, 9, 9}) == 2);
}

TEST_CASE("what does not fit is cut into boxes, and each becomes its mean", "[codec][gif]") {
    Quantiser quantiser{of_colours({{0, 0, 0}, {4, 0, 0}, {250, 0, 0}, {254, 0, 0}}), 2};
    CHECK_FALSE(quantiser.is_exact());
    REQUIRE(quantiser.palette().size() == 2);
    CHECK(quantiser.palette()[0] == Rgb{2, 0, 0});
    CHECK(quantiser.palette()[1] == Rgb{252, 0, 0});
    CHECK(quantiser.index_of({100, 0, 0}) == 0);
    CHECK(quantiser.index_of({200, 0, 0}) == 1);
}

TEST_CASE("colours that differ only in their low bits make one box", "[codec][gif]") {
    Quantiser quantiser{of_colours({{0, 0, 0}, {1, 0, 0}, {2, 0, 0}}), 2};
    CHECK_FALSE(quantiser.is_exact());
    REQUIRE(quantiser.palette().size() == 1);
    CHECK(quantiser.palette()[0] == Rgb{1, 0, 0});
}

TEST_CASE("pixels that are transparent do not count", "[codec][gif]") {
    Image image = Image::allocate(test::spec_of(2, 1, 4));
    std::ranges::fill(image.pixels(), std::byte{127});
    CHECK(Quantiser{image, 1}.palette().empty());
    image.pixels()[3] = std::byte{128};
    CHECK(Quantiser{image, 1}.palette().size() == 1);
}

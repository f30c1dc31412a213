// SPDX-License-Identifier: Apache-2.0
#include "pixels/profile.hpp"

#include "penstock/failure.hpp"

#include "pixels/values.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <lcms2.h>
#include <span>
#include <string>
#include <vector>

using namespace penstock;
using namespace penstock::pixels;

namespace {

using Bytes = std::vector<std::byte>;

Bytes saved(cmsHPROFILE profile) {
    cmsUInt32Number size = 0;
    REQUIRE(cmsSaveProfileToMem(profile, nullptr, &size));
    Bytes bytes(size);
    REQUIRE(cmsSaveProfileToMem(profile, bytes.data(), &size));
    cmsCloseProfile(profile);
    return bytes;
}

struct Point {
    double x, y;
};
constexpr Point d65{0.3127, 0.3290};
using Primaries = std::array<Point, 3>;
constexpr Primaries srgb_primaries{{{0.64, 0.33}, {0.30, 0.60}, {0.15, 0.06}}};
constexpr Primaries wide_primaries{{{0.64, 0.33}, {0.21, 0.71}, {0.15, 0.06}}}; // Adobe RGB (1998)
constexpr double wide_gamma = 2.2;

Bytes wide_profile() {
    const cmsCIExyY white{d65.x, d65.y, 1};
    const auto point = [](const Point& p) { return cmsCIExyY{p.x, p.y, 1}; };
    const cmsCIExyYTRIPLE primaries{
        point(wide_primaries[0]), point(wide_primaries[1]), point(wide_primaries[2])};
    cmsToneCurve* const curve = cmsBuildGamma(nullptr, wide_gamma);
    cmsToneCurve* const curves[] = {curve, curve, curve};
    Bytes bytes = saved(cmsCreateRGBProfile(&white, &primaries, curves));
    cmsFreeToneCurve(curve);
    return bytes;
}

Bytes gray_profile(double gamma) {
    cmsToneCurve* const curve = cmsBuildGamma(nullptr, gamma);
    Bytes bytes = saved(cmsCreateGrayProfile(cmsD50_xyY(), curve));
    cmsFreeToneCurve(curve);
    return bytes;
}

// Rows of a matrix.
using Vector = std::array<double, 3>;
using Matrix = std::array<Vector, 3>;

Matrix inverse(const Matrix& m) {
    Matrix result{};
    double determinant = 0;
    for (std::size_t i = 0; i < 3; ++i)
        determinant += m[0][i] * (m[1][(i + 1) % 3] * m[2][(i + 2) % 3] -
                                  m[1][(i + 2) % 3] * m[2][(i + 1) % 3]);
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t k = 0; k < 3; ++k)
            result[k][i] = (m[(i + 1) % 3][(k + 1) % 3] * m[(i + 2) % 3][(k + 2) % 3] -
                            m[(i + 1) % 3][(k + 2) % 3] * m[(i + 2) % 3][(k + 1) % 3]) /
                           determinant;
    return result;
}

Vector product(const Matrix& m, const Vector& v) {
    Vector result{};
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t k = 0; k < 3; ++k)
            result[i] += m[i][k] * v[k];
    return result;
}

// From light in these primaries to XYZ, white being that of D65.
Matrix to_xyz(const Primaries& primaries) {
    Matrix columns{};
    for (std::size_t i = 0; i < 3; ++i) {
        const Point& p = primaries[i];
        const Vector xyz{p.x / p.y, 1, (1 - p.x - p.y) / p.y};
        for (std::size_t k = 0; k < 3; ++k)
            columns[k][i] = xyz[k];
    }
    const Vector white{d65.x / d65.y, 1, (1 - d65.x - d65.y) / d65.y};
    const Vector amounts = product(inverse(columns), white);
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t k = 0; k < 3; ++k)
            columns[k][i] *= amounts[i];
    return columns;
}

// sRGB of wide values, not clamped.
Vector reference(const Vector& wide) {
    Vector light{};
    for (std::size_t i = 0; i < 3; ++i)
        light[i] = std::pow(wide[i], wide_gamma);
    light = product(inverse(to_xyz(srgb_primaries)), product(to_xyz(wide_primaries), light));
    for (double& value : light)
        value = value < 0 ? value * 12.92 : test::srgb_of(value); // below black it is a line
    return light;
}

} // namespace

TEST_CASE("colours of a profile become those of sRGB, in place, in all types",
          "[pixels][profile]") {
    const Bytes profile = wide_profile();
    for (const PixelType type : test::all_types)
        for (const std::uint32_t channels : {3U, 4U}) {
            // Values of 0..1, with alpha or without.
            Image image = test::noise({210, 7, 4, type, ColourSpace::srgb});
            if (channels == 3)
                image.set_spec({1960, 1, 3, type, ColourSpace::srgb});
            CAPTURE(image.spec().to_string());
            const std::vector<double> values = test::values_of(image);
            const std::byte* const pixels = image.pixels().data();
            convert_colours(image, profile, srgb_profile, {});
            CHECK(image.pixels().data() == pixels);
            // Profiles count in 2^-16, and Little CMS for 8 bits in 2^-14. Halfs it does not round.
            const double steps = type == PixelType::f16 ? 2 : 1;
            const double slack = type == PixelType::u8 ? 1.1 / 255 : 4e-4;
            int wrong = 0;
            for (std::size_t i = 0; i + 3 <= values.size(); i += channels) {
                const Vector expected = reference({values[i], values[i + 1], values[i + 2]});
                for (std::size_t c = 0; c < 3; ++c) {
                    const double value = test::held(type, expected[c]);
                    const double found = test::value_at(image, i + c);
                    if (!(std::abs(found - value) <=
                          slack + steps * test::rounding_of(type, value)) &&
                        wrong++ == 0)
                        UNSCOPED_INFO("sample " << i + c << ": " << found << " for " << value);
                }
                if (channels == 4)
                    wrong += test::value_at(image, i + 3) != values[i + 3];
            }
            CHECK(wrong == 0);
        }
}

TEST_CASE("gray of a profile stays gray, and gets the curve of sRGB", "[pixels][profile]") {
    const Bytes profile = gray_profile(1.0);
    for (const PixelType type : {PixelType::u8, PixelType::u16, PixelType::f32})
        for (const std::uint32_t channels : {1U, 2U}) {
            Image image = test::noise({150, 2, 2, type, ColourSpace::srgb});
            if (channels == 1)
                image.set_spec({300, 2, 1, type, ColourSpace::srgb});
            const std::vector<double> values = test::values_of(image);
            convert_colours(image, profile, srgb_profile, {});
            int wrong = 0;
            for (std::size_t i = 0; i < values.size(); i += channels) {
                wrong += !(std::abs(test::value_at(image, i) - test::srgb_of(values[i])) <=
                           (type == PixelType::u8 ? 0.6 / 255 : 4e-4));
                if (channels == 2)
                    wrong += test::value_at(image, i + 1) != values[i + 1];
            }
            CAPTURE(image.spec().to_string());
            CHECK(wrong == 0);
        }
}

TEST_CASE("a profile is for images with as many colours", "[pixels][profile]") {
    const Bytes wide = wide_profile();
    const Bytes gray = gray_profile(2.2);
    const auto spec = [](std::uint32_t channels) {
        return ImageSpec{1, 1, channels, PixelType::u8, ColourSpace::srgb};
    };
    for (const std::uint32_t channels : {1U, 2U}) {
        CHECK(is_profile_for(spec(channels), gray));
        CHECK_FALSE(is_profile_for(spec(channels), wide));
    }
    for (const std::uint32_t channels : {3U, 4U}) {
        CHECK(is_profile_for(spec(channels), wide));
        CHECK_FALSE(is_profile_for(spec(channels), gray));
    }
    CHECK_FALSE(is_profile_for(spec(5), wide));
    CHECK_FALSE(is_profile_for(spec(3), {}));
    CHECK_FALSE(is_profile_for(spec(3), std::span{wide}.first(100)));
}

TEST_CASE("a damaged profile fails the image, and says so", "[pixels][profile]") {
    Image image = test::noise({2, 2, 3, PixelType::u8, ColourSpace::srgb});
    const Bytes profile = wide_profile();
    for (const std::size_t size : {std::size_t{128}, std::size_t{140}, profile.size() - 100})
        try {
            convert_colours(image, std::span{profile}.first(size), srgb_profile, {});
            FAIL("it was used");
        } catch (const ItemError& error) {
            CAPTURE(size, error.what());
            CHECK(error.error_class() == ErrorClass::corrupt);
            CHECK(std::string{error.what()}.find("the colour profile cannot be used: ") == 0);
            CHECK(std::string{error.what()}.ends_with(
                "; to do without it, put a strip_metadata before this node, whose kinds have icc"));
        }
}

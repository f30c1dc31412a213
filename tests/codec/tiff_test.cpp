// SPDX-License-Identifier: Apache-2.0
// TIFFs of kinds that no encoder here makes, from the directory to the pixels.
#include "codec/tiff_files.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <utility>

using namespace penstock;
using namespace penstock::codec;
using test::TiffPage;

namespace {

// A page of 7x3 pixels of one gray channel, all of whose samples are different, or nearly.
struct Gray {
    explicit Gray(std::uint32_t bits, std::uint32_t photometric = 1) {
        const auto most = static_cast<std::uint32_t>((std::uint64_t{1} << bits) - 1);
        for (std::uint32_t i = 0; i < 21; ++i)
            samples.push_back(static_cast<std::uint32_t>(std::uint64_t{most} * (i * 8 % 21) / 20));
        page = {.width = 7,
                .height = 3,
                .bits = bits,
                .photometric = photometric,
                .blocks = {test::packed(samples, bits, 7)}};
    }
    TiffPage page;
    std::vector<std::uint32_t> samples;
};

void check_samples(const Image& image, const std::vector<double>& expected, double tolerance) {
    const std::vector<float> samples = test::samples_of(image);
    REQUIRE(samples.size() == expected.size());
    double worst = 0;
    for (std::size_t i = 0; i < samples.size(); ++i)
        worst = std::max(worst, std::abs(samples[i] - expected[i]));
    CHECK(worst <= tolerance);
}

std::string refusal(const test::Bytes& file) {
    try {
        static_cast<void>(test::decoded(file));
    } catch (const ItemError& error) {
        return std::string{to_string(error.error_class())} + ": " + error.what();
    }
    return "it was decoded";
}

using Vector = std::array<double, 3>;
using Matrix = std::array<Vector, 3>;

Vector product(const Matrix& matrix, const Vector& vector) {
    Vector result{};
    for (std::size_t row = 0; row < 3; ++row)
        for (std::size_t i = 0; i < 3; ++i)
            result[row] += matrix[row][i] * vector[i];
    return result;
}

// CIE Lab under D50 to XYZ, from there to D65 after Bradford, and to sRGB, 0 to 1: three published
// steps, one after another (CIE 15, Lindbloom, IEC 61966-2-1).
Vector srgb_of_lab(double lightness, double a, double b) {
    constexpr Vector white{0.96422, 1, 0.82521};
    constexpr Matrix to_d65{{{0.9555766, -0.0230393, 0.0631636},
                             {-0.0282895, 1.0099416, 0.0210077},
                             {0.0122982, -0.0204830, 1.3299098}}};
    constexpr Matrix to_rgb{{{3.2404542, -1.5371385, -0.4985314},
                             {-0.9692660, 1.8760108, 0.0415560},
                             {0.0556434, -0.2040259, 1.0572252}}};
    const double middle = (lightness + 16) / 116;
    Vector xyz{middle + a / 500, middle, middle - b / 200};
    for (std::size_t i = 0; i < 3; ++i)
        xyz[i] = white[i] *
                 (xyz[i] > 6.0 / 29 ? std::pow(xyz[i], 3) : 108.0 / 841 * (xyz[i] - 4.0 / 29));
    Vector rgb = product(to_rgb, product(to_d65, xyz));
    for (double& value : rgb) {
        value = std::clamp(value, 0.0, 1.0);
        value = value <= 0.0031308 ? value * 12.92 : 1.055 * std::pow(value, 1 / 2.4) - 0.055;
    }
    return rgb;
}

} // namespace

TEST_CASE("integers of any number of bits fill the range of their samples", "[codec][tiff]") {
    for (const std::uint32_t bits : {1U, 2U, 4U, 8U, 10U, 12U, 14U, 16U, 32U})
        for (const bool counts_from_white : {false, true}) {
            INFO(bits << " bits" << (counts_from_white ? ", white is 0" : ""));
            const Gray gray{bits, counts_from_white ? 0U : 1U};
            const Image image = test::decoded(test::tiff_file({gray.page}));
            CHECK(image.spec().pixel_type == (bits <= 8    ? PixelType::u8
                                              : bits <= 16 ? PixelType::u16
                                                           : PixelType::f32));
            std::vector<double> expected;
            for (const std::uint32_t sample : gray.samples) {
                const double share = static_cast<double>(sample) / (std::pow(2.0, bits) - 1);
                expected.push_back(counts_from_white ? 1 - share : share);
            }
            check_samples(image, expected, bits <= 8 ? 0.5 / 255 + 1e-6 : 1.0 / 65535);
        }
}

TEST_CASE("floating point samples are as they are", "[codec][tiff]") {
    const std::vector<float> values = {0.0F, 1.0F, -2.5F, 1e20F, 0.25F, 3.0F};
    std::vector<std::uint32_t> bits(values.size());
    std::memcpy(bits.data(), values.data(), sizeof(float) * values.size());
    const TiffPage single{.width = 3,
                          .height = 2,
                          .bits = 32,
                          .sample_format = 3,
                          .blocks = {test::packed(bits, 32, 3)}};
    const Image image = test::decoded(test::tiff_file({single}));
    CHECK(image.spec().pixel_type == PixelType::f32);
    CHECK(test::samples_of(image) == values);
    const TiffPage half{.width = 2,
                        .height = 1,
                        .bits = 16,
                        .sample_format = 3,
                        .blocks = {test::packed({0x3C00, 0xC000}, 16, 2)}};
    CHECK(test::samples_of(test::decoded(test::tiff_file({half}))) == std::vector<float>{1, -2});
}

TEST_CASE("a palette becomes RGB", "[codec][tiff]") {
    for (const std::uint32_t bits : {1U, 4U, 8U}) {
        const std::size_t entries = std::size_t{1} << bits;
        TiffPage page{.width = 2, .height = 1, .bits = bits, .photometric = 3};
        page.colour_map.resize(entries * 3);
        page.colour_map[1] = 0xFFFF;               // red of entry 1
        page.colour_map[entries] = 0x8080;         // green of entry 0
        page.colour_map[2 * entries + 1] = 0x4040; // blue of entry 1
        page.blocks = {test::packed({0, 1}, bits, 2)};
        INFO(bits);
        check_samples(
            test::decoded(test::tiff_file({page})), {0, 128 / 255.0, 0, 1, 0, 64 / 255.0}, 1e-6);
    }
}

TEST_CASE("inks become RGB", "[codec][tiff]") {
    const TiffPage page{.width = 3,
                        .height = 1,
                        .samples = 4,
                        .photometric = 5,
                        .blocks = {test::packed({255, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 0}, 8, 12)}};
    check_samples(test::decoded(test::tiff_file({page})), {0, 1, 1, 0, 0, 0, 1, 1, 1}, 1.0 / 255);
}

TEST_CASE("Lab becomes RGB", "[codec][tiff]") {
    // sRGB colours in Lab under D50, adapted after Bradford: as Lindbloom's calculator has them.
    struct Colour {
        std::array<double, 3> lab;
        std::array<int, 3> rgb;
    };
    const std::vector<Colour> colours = {{{100, 0, 0}, {255, 255, 255}},
                                         {{0, 0, 0}, {0, 0, 0}},
                                         {{53.59, 0, 0}, {128, 128, 128}},
                                         {{54.29, 80.81, 69.89}, {255, 0, 0}},
                                         {{87.82, -79.27, 80.99}, {0, 255, 0}},
                                         {{29.57, 68.30, -112.03}, {0, 0, 255}},
                                         {{97.61, -15.75, 93.39}, {255, 255, 0}},
                                         {{60.17, 93.54, -60.50}, {255, 0, 255}}};
    TiffPage page{.width = static_cast<std::uint32_t>(colours.size()),
                  .height = 1,
                  .samples = 3,
                  .photometric = 8};
    std::vector<std::uint32_t> samples;
    std::vector<double> expected;
    for (const Colour& colour : colours) {
        samples.push_back(static_cast<std::uint32_t>(std::lround(colour.lab[0] * 2.55)));
        for (const std::size_t i : {1U, 2U}) // with a sign
            samples.push_back(static_cast<std::uint32_t>(std::lround(colour.lab[i])) & 0xFFU);
        for (const int value : colour.rgb)
            expected.push_back(value / 255.0);
    }
    page.blocks = {test::packed(samples, 8, samples.size())};
    const Image image = test::decoded(test::tiff_file({page}));
    // What the file holds is rounded, and half a step of a or b is some steps of RGB, near 0 more.
    check_samples(image, expected, 10.5 / 255);
    // Of what it holds, each sample is the nearest but one at most.
    std::vector<double> exact;
    for (std::size_t i = 0; i < samples.size(); i += 3)
        for (const double value : srgb_of_lab(samples[i] / 2.55,
                                              static_cast<std::int8_t>(samples[i + 1]),
                                              static_cast<std::int8_t>(samples[i + 2])))
            exact.push_back(value);
    check_samples(image, exact, 1.0 / 255);
    for (std::size_t i = 0; i < 9; ++i) // white, black and gray have no tint
        CHECK(std::abs(test::samples_of(image)[i] - expected[i]) <= 1.01 / 255);
}

TEST_CASE("YCbCr becomes RGB, with all colour detail and with less", "[codec][tiff]") {
    const auto luma = [](std::size_t x, std::size_t y) { return 40 + (x * 23 + y * 31) % 170; };
    const auto blue = [](std::size_t x, std::size_t y) { return 100 + (x * 9 + y * 5) % 50; };
    const auto red = [](std::size_t x, std::size_t y) { return 90 + (x * 7 + y * 11) % 60; };
    for (const auto& [across, down] : {std::pair{1U, 1U}, {2U, 1U}, {2U, 2U}, {4U, 1U}, {4U, 4U}})
        for (const auto& [width, height] : {std::pair{8U, 8U}, {7U, 5U}}) {
            INFO(across << "x" << down << ", " << width << "x" << height);
            TiffPage page{.width = width,
                          .height = height,
                          .samples = 3,
                          .photometric = 6,
                          .subsampling = {across, down},
                          .blocks = {{}}};
            // Blocks: all their luma, then one blue, one red; what sticks out is filled up.
            for (std::size_t y = 0; y < height; y += down)
                for (std::size_t x = 0; x < width; x += across) {
                    for (std::size_t i = 0; i < std::size_t{across} * down; ++i)
                        page.blocks[0].push_back(
                            static_cast<std::byte>(luma(x + i % across, y + i / across)));
                    page.blocks[0].push_back(static_cast<std::byte>(blue(x, y)));
                    page.blocks[0].push_back(static_cast<std::byte>(red(x, y)));
                }
            std::vector<double> expected; // ITU-R 601, whole range
            for (std::size_t y = 0; y < height; ++y)
                for (std::size_t x = 0; x < width; ++x) {
                    const auto light = static_cast<double>(luma(x, y));
                    const auto at = [](std::size_t i, std::size_t step) { return i / step * step; };
                    const double cb = static_cast<double>(blue(at(x, across), at(y, down))) - 128;
                    const double cr = static_cast<double>(red(at(x, across), at(y, down))) - 128;
                    for (const double value : {light + 1.402 * cr,
                                               light - 0.344136 * cb - 0.714136 * cr,
                                               light + 1.772 * cb})
                        expected.push_back(std::clamp(value, 0.0, 255.0) / 255);
                }
            check_samples(test::decoded(test::tiff_file({page})), expected, 1.5 / 255);
        }
}

TEST_CASE("colour models that libtiff cannot convert are refused before anything is read",
          "[codec][tiff]") {
    const auto page = [](std::uint32_t photometric, std::uint32_t bits) {
        return TiffPage{.width = 2,
                        .height = 1,
                        .bits = bits,
                        .samples = 3,
                        .photometric = photometric,
                        .blocks = {test::Bytes(2 * 3 * bits / 8)}};
    };
    for (const auto& [photometric, bits] :
         {std::pair{8U, 16U}, std::pair{9U, 8U}, std::pair{10U, 8U}, std::pair{12345U, 8U}}) {
        INFO(photometric << ", " << bits << " bits");
        CHECK_THAT(refusal(test::tiff_file({page(photometric, bits)})),
                   Catch::Matchers::StartsWith("unsupported: "));
        CHECK_THROWS_AS(read_header(MemoryReader{test::tiff_file({page(photometric, bits)})}),
                        ItemError);
    }
}

TEST_CASE("planes, strips, tiles and byte orders give the same picture", "[codec][tiff]") {
    const Image image = test::picture(test::spec_of(40, 20, 3));
    const auto pixels = image.pixels();
    const TiffPage whole{.width = 40,
                         .height = 20,
                         .samples = 3,
                         .photometric = 2,
                         .blocks = {{pixels.begin(), pixels.end()}}};
    TiffPage strips = whole;
    strips.rows_per_strip = 7;
    strips.blocks.clear();
    for (std::uint32_t y = 0; y < 20; y += 7) {
        const auto rows = pixels.subspan(y * 120, std::min(7U, 20 - y) * 120);
        strips.blocks.emplace_back(rows.begin(), rows.end());
    }
    TiffPage planes = whole;
    planes.planar = 2;
    planes.blocks.assign(3, test::Bytes(800));
    for (std::size_t i = 0; i < pixels.size(); ++i)
        planes.blocks[i % 3][i / 3] = pixels[i];
    TiffPage tiles = whole;
    tiles.tile_side = 16;
    tiles.blocks.assign(6, test::Bytes(16 * 16 * 3));
    for (std::uint32_t y = 0; y < 20; ++y)
        for (std::uint32_t x = 0; x < 40; ++x)
            std::ranges::copy(image.row(y).subspan(x * 3, 3),
                              tiles.blocks[y / 16 * 3 + x / 16].begin() +
                                  (y % 16 * 16 + x % 16) * 3);
    for (const TiffPage& page : {whole, strips, planes, tiles})
        for (const std::endian order : {std::endian::little, std::endian::big})
            CHECK(std::ranges::equal(test::decoded(test::tiff_file({page}, order)).pixels(),
                                     image.pixels()));
}

TEST_CASE("alpha that colours are multiplied by is divided out, other alpha is kept",
          "[codec][tiff]") {
    TiffPage page{.width = 1,
                  .height = 1,
                  .samples = 4,
                  .photometric = 2,
                  .extra_sample = 1,
                  .blocks = {test::packed({50, 25, 0, 128}, 8, 4)}};
    check_samples(test::decoded(test::tiff_file({page})),
                  {100 / 255.0, 50 / 255.0, 0, 128 / 255.0},
                  1.01 / 255);
    page.extra_sample = 2;
    check_samples(
        test::decoded(test::tiff_file({page})), {50 / 255.0, 25 / 255.0, 0, 128 / 255.0}, 1e-6);
}

TEST_CASE("signed and complex samples, old JPEG and volumes are refused by name", "[codec][tiff]") {
    const auto page =
        [](std::uint32_t bits, std::uint32_t sample_format, std::uint32_t compression) {
            return test::tiff_file({{.width = 1,
                                     .height = 1,
                                     .bits = bits,
                                     .sample_format = sample_format,
                                     .compression = compression,
                                     .blocks = {test::Bytes(16)}}});
        };
    CHECK_THAT(refusal(page(16, 2, 1)),
               Catch::Matchers::StartsWith("unsupported: the TIFF has "
                                           "samples that are signed"));
    CHECK_THAT(refusal(page(64, 3, 1)),
               Catch::Matchers::StartsWith("unsupported: the TIFF has "
                                           "floating point samples of 64"));
    CHECK_THAT(refusal(page(24, 1, 1)),
               Catch::Matchers::StartsWith("unsupported: the TIFF has samples of 24 bits"));
    CHECK_THAT(refusal(page(8, 1, 6)),
               Catch::Matchers::StartsWith("unsupported: the TIFF has compression 6"));
}

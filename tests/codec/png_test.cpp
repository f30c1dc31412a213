// SPDX-License-Identifier: Apache-2.0
#include "codec/png.hpp"

#include "codec/png_files.hpp"
#include "codec/png_reader.hpp"
#include "codec/raw_files.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cstring>
#include <string>

using namespace penstock;
using namespace penstock::codec;
using test::Bytes;
using test::bytes;
using test::operator+;
using test::png_file;
using test::PngSample;
using test::sample_at;
using test::spec_of;

namespace {

// Sides that have pixels in every pass of an interlaced picture, and in few.
constexpr std::array<std::array<std::uint32_t, 2>, 6> sizes = {
    {{13, 9}, {8, 8}, {1, 1}, {1, 9}, {3, 2}, {33, 1}}};

std::vector<PngSample> all_kinds() {
    std::vector<PngSample> kinds;
    for (const auto& [width, height] : sizes)
        for (const bool is_interlaced : {false, true}) {
            const auto add = [&, width = width, height = height](std::uint32_t colour_type,
                                                                 std::uint32_t bits) {
                kinds.push_back({.width = width,
                                 .height = height,
                                 .bits = bits,
                                 .colour_type = colour_type,
                                 .is_interlaced = is_interlaced,
                                 .palette_entries = colour_type == 3 ? 1U << bits : 0});
            };
            for (const std::uint32_t bits : {1, 2, 4, 8, 16})
                add(0, bits);
            for (const std::uint32_t bits : {1, 2, 4, 8})
                add(3, bits);
            for (const std::uint32_t colour_type : {2, 4, 6})
                for (const std::uint32_t bits : {8, 16})
                    add(colour_type, bits);
        }
    return kinds;
}

// What the chunk tRNS names as the transparent colour, two bytes a sample.
std::uint32_t key_at(const PngSample& png, std::uint32_t c) {
    return std::to_integer<std::uint32_t>(png.transparency[c * 2]) << 8U |
           std::to_integer<std::uint32_t>(png.transparency[c * 2 + 1]);
}
Bytes key_of(const PngSample& png, std::uint32_t x, std::uint32_t y) {
    Bytes key;
    for (std::uint32_t c = 0; c < samples_per_pixel(png); ++c) {
        const std::uint32_t sample = sample_at(png, x, y, c);
        key = std::move(key) +
              bytes({static_cast<int>(sample >> 8U), static_cast<int>(sample & 255U)});
    }
    return key;
}

// The samples of a pixel as they are to be delivered.
std::vector<std::uint32_t> expected_pixel(const PngSample& png, std::uint32_t x, std::uint32_t y) {
    std::vector<std::uint32_t> pixel;
    if (png.colour_type == 3) {
        const std::uint32_t index = sample_at(png, x, y, 0);
        for (const std::uint8_t part : test::palette_colour(index))
            pixel.push_back(part);
        if (!png.transparency.empty())
            pixel.push_back(index < png.transparency.size()
                                ? std::to_integer<std::uint32_t>(png.transparency[index])
                                : 255);
        return pixel;
    }
    const std::uint32_t most = png.bits == 16 ? 65535 : 255;
    bool is_key = !png.transparency.empty();
    for (std::uint32_t c = 0; c < samples_per_pixel(png); ++c) {
        const std::uint32_t sample = sample_at(png, x, y, c);
        is_key = is_key && sample == key_at(png, c);
        pixel.push_back(sample * (most / ((1U << png.bits) - 1)));
    }
    if (!png.transparency.empty())
        pixel.push_back(is_key ? 0 : most);
    return pixel;
}

std::vector<std::uint32_t> pixel_of(const Image& image, std::uint32_t x, std::uint32_t y) {
    const ImageSpec& spec = image.spec();
    const auto samples = image.row(y).subspan(x * spec.pixel_bytes(), spec.pixel_bytes());
    std::vector<std::uint32_t> pixel;
    for (std::size_t at = 0; at < samples.size(); at += bytes_of(spec.pixel_type)) {
        std::uint16_t sample = std::to_integer<std::uint8_t>(samples[at]);
        if (spec.pixel_type == PixelType::u16)
            std::memcpy(&sample, &samples[at], sizeof sample);
        pixel.push_back(sample);
    }
    return pixel;
}

// How many pixels are not as the formula says; the header has promised what is delivered.
int wrong_pixels(const PngSample& png, const Bytes& between = {}) {
    const Bytes file = png_file(png, between);
    const Image image = test::decoded(file);
    const ImageSpec promised = read_header(MemoryReader{file}).spec;
    CHECK(image.spec() == promised);
    CHECK(promised.to_string() ==
          spec_of(png.width,
                  png.height,
                  static_cast<std::uint32_t>(expected_pixel(png, 0, 0).size()),
                  png.bits == 16 ? PixelType::u16 : PixelType::u8)
              .to_string());
    int wrong = 0;
    for (std::uint32_t y = 0; y < png.height; ++y)
        for (std::uint32_t x = 0; x < png.width; ++x)
            wrong += pixel_of(image, x, y) != expected_pixel(png, x, y) ? 1 : 0;
    return wrong;
}

std::string name_of(const PngSample& png) {
    return "colour type " + std::to_string(png.colour_type) + ", " + std::to_string(png.bits) +
           " bits, " + std::to_string(png.width) + "x" + std::to_string(png.height) +
           (png.is_interlaced ? ", interlaced" : "");
}

} // namespace

TEST_CASE("a PNG of every colour type and depth, interlaced or not, is read as it was made",
          "[codec][png]") {
    for (const PngSample& png : all_kinds()) {
        INFO(name_of(png));
        CHECK(wrong_pixels(png) == 0);
    }
}

TEST_CASE("entries of a palette for which the PNG says nothing are opaque", "[codec][png]") {
    for (const std::uint32_t bits : {1U, 2U, 4U, 8U})
        for (const bool is_interlaced : {false, true}) {
            PngSample png{.width = 29,
                          .height = 17,
                          .bits = bits,
                          .colour_type = 3,
                          .is_interlaced = is_interlaced,
                          .palette_entries = 1U << bits};
            for (const std::size_t entries : {std::size_t{1}, std::size_t{png.palette_entries}}) {
                png.transparency.assign(entries, std::byte{77});
                png.transparency[0] = std::byte{0};
                INFO(name_of(png) << ", " << entries << " entries");
                CHECK(wrong_pixels(png) == 0);
            }
        }
}

TEST_CASE("the transparent colour of a PNG becomes alpha, exactly that one", "[codec][png]") {
    for (PngSample png : all_kinds()) {
        if (png.colour_type != 0 && png.colour_type != 2)
            continue;
        INFO(name_of(png));
        png.transparency = key_of(png, png.width / 2, png.height / 2);
        CHECK(expected_pixel(png, png.width / 2, png.height / 2).back() == 0);
        CHECK(wrong_pixels(png) == 0);
        if (png.bits < 16)
            continue;
        png.transparency.back() ^= std::byte{1}; // the lower byte counts, too
        CHECK(expected_pixel(png, png.width / 2, png.height / 2).back() == 65535);
        CHECK(wrong_pixels(png) == 0);
    }
}

TEST_CASE("a PNG with a few significant bits is delivered as it is stored", "[codec][png]") {
    const Bytes between = test::png_chunk("sBIT", bytes({5, 5, 5}));
    CHECK(wrong_pixels({.width = 20, .height = 10, .bits = 8}, between) == 0);
    CHECK(wrong_pixels({.width = 20, .height = 10, .bits = 16}, between) == 0);
    CHECK(wrong_pixels({.width = 20, .height = 10}, test::png_chunk("gAMA", bytes({0, 1, 0, 0}))) ==
          0);
}

TEST_CASE("pixels of a PNG may come in many chunks, empty ones among them", "[codec][png]") {
    for (const bool is_interlaced : {false, true}) {
        PngSample png{.width = 40, .height = 30, .is_interlaced = is_interlaced, .idat_bytes = 1};
        CHECK(wrong_pixels(png) == 0);
        png.idat_bytes = 100'000;
        CHECK(wrong_pixels(png, test::png_chunk("IDAT", {}) + test::png_chunk("IDAT", {})) == 0);
    }
}

TEST_CASE("only the chunks of a PNG that make its picture are given to libpng", "[codec][png]") {
    const PngSample png{.width = 20, .height = 10, .transparency = bytes({0, 1, 0, 2, 0, 3})};
    const Bytes text = test::png_chunk("zTXt", bytes({1, 2, 3}));
    const Bytes plain = png_file(png);
    Bytes file = png_file(png, text + text) + text;
    file.insert(file.begin() + 33, text.begin(), text.end());
    for (const std::size_t step : {std::size_t{1}, std::size_t{7}, plain.size()}) {
        PngPictureBytes given{file};
        Bytes all;
        for (Bytes part(step); all.size() < plain.size(); all = std::move(all) + part) {
            part.resize(std::min(step, plain.size() - all.size()));
            REQUIRE(given.take(part));
        }
        CHECK(all == plain);
        Bytes more(1);
        CHECK_FALSE(given.take(more));
    }
}

TEST_CASE("metadata of any size are no business of a PNG's decoder", "[codec][png]") {
    // More than libpng would take in.
    const Bytes text = test::png_chunk("tEXt", Bytes(9'000'000, std::byte{'x'}));
    CHECK(wrong_pixels({.width = 5, .height = 4}, text) == 0);
}

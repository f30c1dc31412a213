// SPDX-License-Identifier: Apache-2.0
// on_truncated "pad" in every format that has rows in order: which of them are there, and where.
#include "codec/exr_files.hpp"
#include "codec/frames.hpp"
#include "codec/gif_files.hpp"
#include "codec/raw_files.hpp"
#include "codec/tiff_files.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

using namespace penstock;
using namespace penstock::codec;
using test::bytes;
using test::gif_picture;
using test::gif_screen;
using test::operator+;
using test::spec_of;
using test::values_of;

namespace {

constexpr DecodeOptions pad{.on_truncated = TruncatedPolicy::pad};

struct Case {
    std::string name;
    test::Bytes file;
    bool is_bottom_up = false;
};

test::Bytes tiff_in_strips() {
    const Image image = test::picture(spec_of(120, 160, 3));
    test::TiffPage page{
        .width = 120, .height = 160, .samples = 3, .photometric = 2, .rows_per_strip = 8};
    for (std::uint32_t y = 0; y < 160; y += 8) {
        const auto rows = image.pixels().subspan(y * 360, 8 * 360);
        page.blocks.emplace_back(rows.begin(), rows.end());
    }
    return test::tiff_file({page});
}

test::Bytes tiff_in_tiles() {
    const Image image = test::picture(spec_of(128, 160, 1));
    test::TiffPage page{.width = 128, .height = 160, .tile_side = 32};
    page.blocks.assign(4 * 5, test::Bytes(32 * 32));
    for (std::uint32_t y = 0; y < 160; ++y)
        for (std::uint32_t x = 0; x < 128; x += 32)
            std::ranges::copy(image.row(y).subspan(x, 32),
                              page.blocks[y / 32 * 4 + x / 32].begin() + y % 32 * 32);
    return test::tiff_file({page});
}

// PFM: the lowest row comes first.
test::Bytes pfm() {
    const Image image = test::picture(spec_of(120, 160, 3, PixelType::f32));
    test::Bytes file = bytes("PF\n120 160\n-1.0\n");
    for (std::uint32_t y = 160; y-- > 0;)
        file.insert(file.end(), image.row(y).begin(), image.row(y).end());
    return file;
}

std::vector<Case> cases() {
    using enum Compression;
    const auto made = [](const EncodeOptions& options) {
        const PixelType type = format_of(options.format).written_types.front();
        return test::encoded(test::picture(spec_of(120, 160, 3, type)), options);
    };
    std::vector<Case> all = {
        {"bmp", made({.format = FormatId::bmp}), true},
        {"pnm", made({.format = FormatId::pnm})},
        {"pfm", pfm(), true},
        {"tga rle", made({.format = FormatId::tga})},
        {"tga none", made({.format = FormatId::tga, .compression = none})},
        {"dpx", made({.format = FormatId::dpx})},
        {"hdr", made({.format = FormatId::hdr})},
        {"gif", made({.format = FormatId::gif})},
        {"tiff strips", tiff_in_strips()},
        {"tiff tiles", tiff_in_tiles()},
    };
    for (const Compression compression : {none, rle, zip, piz, pxr24, b44, dwaa})
        all.push_back({"exr " + std::string{to_string(compression)},
                       made({.format = FormatId::exr, .compression = compression})});
    return all;
}

// How many rows are as in the whole picture, from the end where the file begins; all others must
// be 0.
std::uint32_t rows_there(const Image& image, const Image& whole, bool is_bottom_up) {
    const std::uint32_t height = whole.spec().height;
    const auto row = [&](std::uint32_t i) { return is_bottom_up ? height - 1 - i : i; };
    std::uint32_t rows = 0;
    while (rows < height && std::ranges::equal(image.row(row(rows)), whole.row(row(rows))))
        ++rows;
    for (std::uint32_t i = rows; i < height; ++i)
        CHECK(std::ranges::count(image.row(row(i)), std::byte{0}) == std::ssize(image.row(row(i))));
    return rows;
}

std::string refusal(const test::Bytes& file, const DecodeOptions& options) {
    try {
        static_cast<void>(test::decoded_as(file, options));
    } catch (const ItemError& error) {
        return std::string{to_string(error.error_class())} + ": " + error.what();
    }
    return "it was decoded";
}

// Values after `cut` bytes of a file, the rest of which is missing.
std::vector<int> padded(test::Bytes file, std::size_t cut) {
    file.resize(file.size() - cut);
    CHECK(test::refusal(file).starts_with("truncated: "));
    const Decoded result = test::decoded_as(file, pad);
    CHECK(result.is_truncated);
    return values_of(result.image);
}

// Blocks of one byte, so that what is there of them can be told apart.
test::Bytes in_small_blocks(const test::Bytes& data) {
    test::Bytes result{data[0]};
    for (std::size_t i = 2; i + 1 < data.size(); ++i)
        result = std::move(result) + test::Bytes{std::byte{1}, data[i]};
    return std::move(result) + bytes({0});
}

} // namespace

TEST_CASE("rows that a file has before it ends are delivered in every format that has them in "
          "order",
          "[codec][truncated]") {
    for (const Case& each : cases()) {
        const Image whole = test::decoded(each.file);
        CHECK_FALSE(test::decoded_as(each.file, pad).is_truncated);
        std::uint32_t before = 0;
        for (const double share : {0.3, 0.5, 0.7, 0.9}) {
            INFO(each.name << ": " << share);
            test::Bytes file = each.file;
            file.resize(static_cast<std::size_t>(static_cast<double>(file.size()) * share));
            CHECK(test::refusal(file).starts_with("truncated: "));
            const Decoded result = test::decoded_as(file, pad);
            CHECK(result.is_truncated);
            const std::uint32_t rows = rows_there(result.image, whole, each.is_bottom_up);
            CHECK(rows > static_cast<std::uint32_t>(160 * (share - 0.28)));
            CHECK(rows > before);
            CHECK(rows < 160);
            before = rows;
        }
    }
}

TEST_CASE("a BMP has its lowest row first, with run lengths too", "[codec][truncated]") {
    // 1x3 pixels of 8 bits, a palette of two grays.
    const auto bmp = [](int compression, const test::Bytes& data) {
        return bytes("BM") + bytes({0, 0, 0, 0, 0, 0, 0, 0, 62, 0, 0, 0, 40, 0, 0, 0}) +
               bytes({1, 0, 0, 0, 3, 0, 0, 0, 1, 0, 8, 0, compression, 0, 0, 0}) +
               bytes({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0}) +
               bytes({5, 5, 5, 0, 9, 9, 9, 0}) + data;
    };
    const test::Bytes plain = bmp(0, bytes({1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0}));
    CHECK(values_of(test::decoded(plain)) == std::vector{9, 5, 9});
    CHECK(padded(plain, 4) == std::vector{0, 5, 9});
    CHECK(padded(plain, 8) == std::vector{0, 0, 9});
    const test::Bytes runs = bmp(1, bytes({1, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 1}));
    CHECK(values_of(test::decoded(runs)) == std::vector{9, 5, 9});
    CHECK(padded(runs, 4) == std::vector{0, 5, 9});
    CHECK(padded(runs, 5) == std::vector{0, 0, 9}); // the row is not ended
    // What is not reached is black, not the first colour of the palette.
    CHECK(padded(runs, 8) == std::vector{0, 0, 9});
}

TEST_CASE("the last number of a PNM that is text can be a part of one", "[codec][truncated]") {
    const auto pnm = [](std::string_view numbers) {
        return bytes("P2 2 2 255\n") + bytes(numbers);
    };
    CHECK(values_of(test::decoded(pnm("1 2 3 4"))) == std::vector{1, 2, 3, 4}); // the very last one
    CHECK(padded(pnm("1 2 3 "), 0) == std::vector{1, 2, 0, 0});
    CHECK(padded(pnm("1 2 3"), 0) == std::vector{1, 2, 0, 0});
    CHECK(padded(pnm("1 2 "), 0) == std::vector{1, 2, 0, 0});
    CHECK(refusal(pnm("1 2"), pad) ==
          "truncated: the PNM ends after 0 of 2 rows; no row of it could be read, so there is "
          "nothing that on_truncated \"pad\" could complete");
    CHECK(padded(bytes("P1 2 2\n10"), 0) == std::vector{0, 255, 0, 0});
}

TEST_CASE("a Targa file may begin at any corner", "[codec][truncated]") {
    const auto tga = [](int flags) {
        return bytes({0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 3, 0, 8, flags, 1, 2, 3, 4, 5, 6});
    };
    CHECK(padded(tga(0x20), 1) == std::vector{1, 2, 3, 4, 0, 0});
    CHECK(padded(tga(0x00), 1) == std::vector{0, 0, 3, 4, 1, 2});
    CHECK(padded(tga(0x30), 3) == std::vector{2, 1, 0, 0, 0, 0});
    CHECK(padded(tga(0x10), 4) == std::vector{0, 0, 0, 0, 2, 1});
    CHECK(refusal(bytes({0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 3, 0, 8, 0, 1}), pad) ==
          "truncated: the Targa file ends after 0 of 3 rows; no row of it could be read, so there "
          "is nothing that on_truncated \"pad\" could complete");
}

TEST_CASE("a GIF keeps what is above its picture, and of an interlaced one what has no gaps",
          "[codec][truncated]") {
    const test::Bytes data = in_small_blocks(test::gif_indices({1, 0, 1, 0}));
    const test::Bytes low = gif_screen(1, 6) + gif_picture(0, 1, 1, 4, 0, data) + test::gif_end();
    const std::vector<int> dark{1, 2, 3, 255};
    const std::vector<int> light{4, 5, 6, 255};
    const std::vector<int> free{0, 0, 0, 0};
    const auto rows = [](const std::vector<std::vector<int>>& all) {
        std::vector<int> values;
        for (const std::vector<int>& row : all)
            values.insert(values.end(), row.begin(), row.end());
        return values;
    };
    CHECK(values_of(test::decoded(low)) == rows({free, light, dark, light, dark, free}));
    CHECK(padded(low, 4) == rows({free, light, dark, light, free, free})); // two bytes of codes
    CHECK(padded(low, 6) == rows({free, light, free, free, free, free}));
    test::Bytes none = low;
    none.resize(low.size() - 8);
    CHECK_THAT(refusal(none, pad), Catch::Matchers::Contains("no row of it could be read"));
    // Rows 0, 2, 1, 3 in the file.
    const test::Bytes laced =
        gif_screen(1, 4) + gif_picture(0, 0, 1, 4, 0x40, data) + test::gif_end();
    CHECK(padded(laced, 4) == std::vector{4, 5, 6, 4, 5, 6, 1, 2, 3, 0, 0, 0});
    CHECK(padded(laced, 6) == std::vector{4, 5, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0});
}

TEST_CASE("frames of a GIF are not completed", "[codec][truncated]") {
    const test::Bytes data = in_small_blocks(test::gif_indices({1, 0, 1, 0}));
    test::Bytes file = gif_screen(1, 4) + gif_picture(0, 0, 1, 4, 0, data) +
                       gif_picture(0, 0, 1, 4, 0, data) + test::gif_end();
    file.resize(file.size() - 4);
    HeaderLimits limits;
    limits.accepts_truncated = true;
    const std::vector<Header> headers = read_frame_headers(MemoryReader{file}, limits, 10);
    REQUIRE(headers.size() == 2);
    test::TestContext context;
    Buffer buffer = context.allocate_bytes(file.size());
    std::ranges::copy(file, buffer.bytes().begin());
    CHECK_THROWS_WITH(decode_frames(headers, std::move(buffer), pad, {}, context),
                      "the GIF ends after 3 of 4 rows of its frame 1");
}

TEST_CASE("a DPX that was cut off is not taken for one without padding", "[codec][truncated]") {
    const Image image = test::picture(spec_of(1, 4, 3)); // rows of three bytes and one more
    const test::Bytes file = test::encoded(image, {.format = FormatId::dpx});
    const std::vector<int> whole = values_of(image);
    for (const std::size_t cut : {4U, 5U, 8U}) { // 4: as many bytes as without padding
        std::vector<int> expected = whole;
        std::fill(expected.end() - (cut > 5 ? 6 : 3), expected.end(), 0);
        INFO(cut);
        CHECK(padded(file, cut) == expected);
    }
}

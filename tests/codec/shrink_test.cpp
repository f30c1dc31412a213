// SPDX-License-Identifier: Apache-2.0
#include "codec/shrink.hpp"

#include "codec/jpeg_files.hpp"
#include "codec/pictures.hpp"
#include "codec/truncated.hpp"
#include "core/turn.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

using namespace penstock;
using namespace penstock::codec;
using test::spec_of;

namespace {

constexpr std::array<std::uint32_t, 3> eighths = {1, 2, 4};

// What an image may be scaled to at least where its JPEG is decoded at so many eighths.
double scale_for(std::uint32_t scale) {
    return scale / 8.0 / shrink_margin - 1e-9;
}

Header header_of(std::span<const std::byte> file) {
    return read_header(MemoryReader{file});
}

Decoded decoded_by(const Header& header,
                   std::span<const std::byte> file,
                   const DecodeOptions& options = {}) {
    test::TestContext context;
    const CodecModule module;
    Buffer buffer = Buffer::allocate(file.size());
    std::ranges::copy(file, buffer.bytes().begin());
    Decoded result = decode(header, std::move(buffer), options, module, context);
    CHECK(context.allocated_bytes <= decode_working_bytes(header, options.orientation) +
                                         buffer_capacity(result.image.spec().bytes()));
    return result;
}

// The means of squares of the picture; at the right and at the bottom of what there is of them.
Image averaged(const Image& image, std::uint32_t side) {
    ImageSpec spec = image.spec();
    spec.width = (spec.width + side - 1) / side;
    spec.height = (spec.height + side - 1) / side;
    Image result = Image::allocate(spec);
    const auto sample = [&](std::uint32_t x, std::uint32_t y, std::uint32_t c) {
        return std::to_integer<unsigned>(image.row(y)[x * spec.channels + c]);
    };
    for (std::uint32_t y = 0; y < spec.height; ++y)
        for (std::uint32_t x = 0; x < spec.width; ++x)
            for (std::uint32_t c = 0; c < spec.channels; ++c) {
                unsigned sum = 0;
                unsigned count = 0;
                for (std::uint32_t v = y * side; v < std::min((y + 1) * side, image.spec().height);
                     ++v)
                    for (std::uint32_t u = x * side;
                         u < std::min((x + 1) * side, image.spec().width);
                         ++u, ++count)
                        sum += sample(u, v, c);
                result.row(y)[x * spec.channels + c] =
                    static_cast<std::byte>((sum + count / 2) / count);
            }
    return result;
}

std::vector<std::pair<std::string, test::Bytes>> jpegs() {
    const Image rgb = test::picture(spec_of(205, 131, 3));
    return {
        {"4:2:0", test::encoded(rgb, {.format = FormatId::jpeg, .subsampling = Subsampling::s420})},
        {"4:4:4", test::encoded(rgb, {.format = FormatId::jpeg, .subsampling = Subsampling::s444})},
        {"progressive", test::encoded(rgb, {.format = FormatId::jpeg, .progressive = true})},
        {"gray", test::encoded(test::picture(spec_of(205, 131, 1)), {.format = FormatId::jpeg})},
        {"CMYK",
         test::jpeg_of({.width = 205, .height = 131, .components = 4, .luma_factors = {2, 2}})}};
}

// The class of what goes wrong; "none" where nothing does.
std::string outcome(const Header& header, std::span<const std::byte> file) {
    try {
        static_cast<void>(decoded_by(header, file));
    } catch (const ItemError& error) {
        return std::string{to_string(error.error_class())};
    }
    return "none";
}

} // namespace

TEST_CASE("a JPEG is decoded at the smallest scale that keeps the margin", "[codec][shrink]") {
    const test::Bytes file =
        test::encoded(test::picture(spec_of(405, 300, 3)), {.format = FormatId::jpeg});
    const Header whole = header_of(file);
    const auto eighths_at = [&](double least_scale) {
        return shrunk(whole, least_scale).layout.eighths;
    };
    CHECK(eighths_at(0.001) == 1);
    CHECK(eighths_at(0.125 / 1.9) == 1);
    CHECK(eighths_at(0.126 / 1.9) == 2);
    CHECK(eighths_at(0.25 / 1.9) == 2);
    CHECK(eighths_at(0.251 / 1.9) == 4);
    CHECK(eighths_at(0.5 / 1.9) == 4);
    CHECK(eighths_at(0.501 / 1.9) == 8);
    CHECK(eighths_at(1) == 8);
    CHECK(shrunk(whole, 1).spec == whole.spec);
    CHECK_FALSE(shrunk(whole, 1).spec.is_shrunk());
    const Header eighth = shrunk(whole, 0.01);
    CHECK(eighth.spec.width == 51);  // 50.625
    CHECK(eighth.spec.height == 38); // 37.5
    CHECK(eighth.spec.shrunk ==
          Shrunk{.width = 405, .height = 300, .right = 0.375F, .bottom = 0.5F});
    CHECK(eighth.spec.whole() == whole.spec);
    CHECK(shrunk(whole, 0.25).spec.width == 203);
}

TEST_CASE("a picture whose format has no other sizes stays as it is", "[codec][shrink]") {
    for (const FormatId format : {FormatId::png, FormatId::webp, FormatId::bmp}) {
        const test::Bytes file =
            test::encoded(test::picture(spec_of(400, 300, 3)), {.format = format});
        CHECK(shrunk(header_of(file), 0.01).spec == header_of(file).spec);
    }
}

TEST_CASE("every pixel of a JPEG that is decoded smaller is about the mean of those it stands for",
          "[codec][shrink]") {
    for (const auto& [name, file] : jpegs())
        for (const std::uint32_t scale : eighths) {
            INFO(name << " at " << scale << "/8");
            const Header header = shrunk(header_of(file), scale_for(scale));
            REQUIRE(header.layout.eighths == scale);
            const Image image = decoded_by(header, file).image;
            CHECK(image.spec() == header.spec);
            const Image expected = averaged(test::decoded(file), 8 / scale);
            REQUIRE(image.spec().width == expected.spec().width);
            REQUIRE(image.spec().height == expected.spec().height);
            const test::Difference difference = test::difference(image, expected);
            CHECK(difference.mean < (name == "CMYK" ? 0.03 : 0.02)); // inks are multiplied
        }
}

TEST_CASE("what is decoded smaller is turned upright, and says what of it is spare",
          "[codec][shrink]") {
    const test::Bytes file =
        test::encoded(test::picture(spec_of(205, 131, 3)), {.format = FormatId::jpeg});
    Header header = shrunk(header_of(file), 0.01);
    const Image stored = decoded_by(header, file).image; // 26x17: 0.375 and 0.625 are spare
    for (std::uint8_t orientation = 1; orientation <= 8; ++orientation) {
        INFO(int{orientation});
        header.orientation = orientation;
        const Image upright = decoded_by(header, file).image;
        const auto turn = static_cast<Turn>(orientation);
        const ImageSpec& spec = upright.spec();
        CHECK(spec == decoded_spec(header, OrientationPolicy::upright));
        Image expected = Image::allocate(turned_spec(stored.spec(), turn));
        copy_turned(stored.spec(), turn, stored.pixels(), expected.pixels());
        CHECK(std::ranges::equal(upright.pixels(), expected.pixels()));
        const bool is_on_its_side = orientation > 4;
        CHECK(spec.shrunk.width == (is_on_its_side ? 131 : 205));
        CHECK(spec.shrunk.height == (is_on_its_side ? 205 : 131));
        const float across = is_on_its_side ? 0.625F : 0.375F;
        const float down = is_on_its_side ? 0.375F : 0.625F;
        const bool is_left =
            orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
        const bool is_top =
            orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
        CHECK(spec.shrunk.left == (is_left ? across : 0));
        CHECK(spec.shrunk.right == (is_left ? 0 : across));
        CHECK(spec.shrunk.top == (is_top ? down : 0));
        CHECK(spec.shrunk.bottom == (is_top ? 0 : down));
    }
}

TEST_CASE("a damaged JPEG fails alike, whole or smaller", "[codec][shrink]") {
    for (const auto& [name, file] : jpegs()) {
        const Header whole = header_of(file);
        int failures = 0;
        for (std::size_t at = file.size() / 4; at < file.size(); at += file.size() / 23) {
            test::Bytes damaged = file;
            damaged[at] = std::byte{0xFF};
            damaged[at + (at + 1 < file.size() ? 1 : 0)] = std::byte{0xD9};
            const std::string expected = outcome(whole, damaged);
            failures += expected == "none" ? 0 : 1;
            for (const std::uint32_t scale : eighths) {
                INFO(name << " at " << scale << "/8, damaged at " << at);
                CHECK(outcome(shrunk(whole, scale_for(scale)), damaged) == expected);
            }
        }
        CHECK(failures > 5);
    }
}

TEST_CASE("of a JPEG that ends early the smaller rows that are there are delivered",
          "[codec][shrink][truncated]") {
    for (const auto& [name, file] : jpegs())
        for (const std::uint32_t scale : eighths) {
            const Header header = shrunk(header_of(file), scale_for(scale));
            const Image whole = decoded_by(header, file).image;
            std::uint32_t before = 0;
            for (const double share : {0.5, 0.7, 0.9}) {
                INFO(name << " at " << scale << "/8: " << share);
                const auto beginning = std::span{file}.first(
                    static_cast<std::size_t>(static_cast<double>(file.size()) * share));
                CHECK(outcome(header, beginning) == "truncated");
                const Decoded padded =
                    decoded_by(header, beginning, {.on_truncated = TruncatedPolicy::pad});
                CHECK(padded.is_truncated);
                if (name == "progressive")
                    continue; // all rows are there, coarser
                std::uint32_t rows = 0;
                while (rows < whole.spec().height &&
                       std::ranges::equal(padded.image.row(rows), whole.row(rows)))
                    ++rows;
                for (std::uint32_t y = rows; y < whole.spec().height; ++y)
                    CHECK(std::ranges::count(padded.image.row(y), std::byte{0}) ==
                          std::ssize(padded.image.row(y)));
                CHECK(rows > before);
                CHECK(rows < whole.spec().height);
                before = rows;
            }
        }
}

TEST_CASE("a JPEG 2000 is decoded at one of its resolutions", "[codec][shrink]") {
    for (const Compression compression : {Compression::lossless, Compression::lossy}) {
        const test::Bytes file =
            test::encoded(test::picture(spec_of(1100, 515, 3)),
                          {.format = FormatId::jp2, .quality = 95, .compression = compression});
        const Header whole = header_of(file);
        CHECK(shrunk(whole, 0.9).spec == whole.spec);
        CHECK(shrunk(whole, 1).codec_bytes == whole.codec_bytes);
        const Image full = test::decoded(file);
        for (const std::uint32_t halvings : {1U, 2U, 3U}) {
            INFO(halvings);
            const Header header =
                shrunk(whole, std::ldexp(1.0 / shrink_margin, -static_cast<int>(halvings)) - 1e-9);
            REQUIRE(header.layout.halvings == halvings);
            CHECK(header.codec_bytes < whole.codec_bytes);
            const std::uint32_t side = 1U << halvings;
            CHECK(header.spec.width == (1100 + side - 1) / side);
            CHECK(header.spec.height == (515 + side - 1) / side);
            CHECK(header.spec.whole() == whole.spec);
            const Image image = decoded_by(header, file).image;
            CHECK(test::difference(image, averaged(full, side)).mean < 0.05);
            CHECK(outcome(header, std::span{file}.first(file.size() / 2)) ==
                  outcome(whole, std::span{file}.first(file.size() / 2)));
        }
    }
}

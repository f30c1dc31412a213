// SPDX-License-Identifier: Apache-2.0
#include "codec/jpeg_dc.hpp"

#include "codec/jpeg.hpp"
#include "codec/jpeg_files.hpp"
#include "codec/shrink.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

using namespace penstock;
using namespace penstock::codec;

namespace {

using test::Bytes;
using test::JpegShape;

constexpr std::array<std::array<int, 2>, 4> samplings{{{1, 1}, {2, 1}, {2, 2}, {1, 2}}};

std::optional<Bytes> dc_picture(std::span<const std::byte> file) {
    const auto header = read_jpeg_dc_header(file);
    return header ? test::jpeg_means(*header) : std::nullopt;
}

void check_equal(const Bytes& file) {
    const auto wanted = test::jpeg_eighth(file);
    REQUIRE(wanted.has_value());
    const auto found = dc_picture(file);
    REQUIRE(found.has_value());
    CHECK((*found == *wanted));
}

// Where a segment with that marker has its contents.
std::size_t segment_at(const Bytes& file, int marker) {
    const std::array<std::byte, 2> wanted{std::byte{0xFF}, static_cast<std::byte>(marker)};
    const auto found = std::ranges::search(file, wanted);
    REQUIRE_FALSE(found.empty());
    return static_cast<std::size_t>(found.begin() - file.begin()) + 4;
}

Bytes recipe(std::uint32_t seed) {
    std::mt19937 random{seed};
    Bytes bytes(3000);
    for (std::byte& byte : bytes)
        byte = static_cast<std::byte>(random());
    return bytes;
}

Bytes with_inserted(Bytes file, std::size_t where, std::initializer_list<int> bytes) {
    for (const int byte : bytes)
        file.insert(file.begin() + static_cast<std::ptrdiff_t>(where++),
                    static_cast<std::byte>(byte));
    return file;
}

} // namespace

TEST_CASE("an eighth of a JPEG from its blocks' means equals that of libjpeg at every size",
          "[codec][jpeg]") {
    const auto factors = GENERATE(from_range(samplings));
    for (std::uint32_t side = 1; side <= 40; ++side)
        for (const std::uint32_t other : {1U, 8U, 17U, 41U - side}) {
            CAPTURE(side, other, factors[0], factors[1]);
            check_equal(test::jpeg_of({.width = side, .height = other, .luma_factors = factors}));
            check_equal(test::jpeg_of({.width = other, .height = side, .luma_factors = factors}));
        }
}

TEST_CASE("an eighth of a gray JPEG equals that of libjpeg, whatever its sampling says",
          "[codec][jpeg]") {
    for (const int horizontal : {1, 2, 4})
        for (const int vertical : {1, 2, 3})
            for (std::uint32_t side = 1; side <= 40; ++side) {
                CAPTURE(side, horizontal, vertical);
                check_equal(test::jpeg_of({.width = side,
                                           .height = 41 - side,
                                           .components = 1,
                                           .luma_factors = {horizontal, vertical}}));
            }
}

TEST_CASE("an eighth of a JPEG equals that of libjpeg at every quality", "[codec][jpeg]") {
    const auto factors = GENERATE(from_range(samplings));
    for (int quality = 1; quality <= 100; ++quality) {
        CAPTURE(quality, factors[0], factors[1]);
        check_equal(test::jpeg_of({.width = 70,
                                   .height = 50,
                                   .luma_factors = factors,
                                   .quality = quality,
                                   .is_optimised = quality % 2 == 0}));
    }
}

TEST_CASE("an eighth of a JPEG whose scan is larger than what is looked at equals that of libjpeg",
          "[codec][jpeg]") {
    const auto factors = GENERATE(from_range(samplings));
    for (const int quality : {50, 98, 100})
        check_equal(test::jpeg_of(
            {.width = 1001, .height = 333, .luma_factors = factors, .quality = quality}));
}

TEST_CASE("an eighth of a JPEG of any coefficients, in codes of up to 16 bits, equals that of "
          "libjpeg",
          "[codec][jpeg]") {
    int taken = 0;
    int with_longest_codes = 0;
    for (std::uint32_t seed = 0; seed < 200; ++seed) {
        CAPTURE(seed);
        const Bytes file = test::jpeg_of_coefficients({.width = 150,
                                                       .height = 100,
                                                       .components = seed % 9 == 0 ? 1 : 3,
                                                       .luma_factors = samplings[seed % 4],
                                                       .is_optimised = seed % 3 != 0},
                                                      recipe(seed));
        const auto header = read_jpeg_dc_header(file);
        REQUIRE(header.has_value());
        const auto found = dc_picture(file);
        if (!found)
            continue; // a sum is too large
        CHECK((found == test::jpeg_eighth(file)));
        ++taken;
        with_longest_codes += header->component[0].ac.counts[15] != std::byte{0} ? 1 : 0;
    }
    CHECK(taken > 50);
    CHECK(with_longest_codes > 20);
}

TEST_CASE("only plain JPEGs are decoded from their blocks' means", "[codec][jpeg]") {
    const auto check_refused = [](const JpegShape& shape) {
        const Bytes file = test::jpeg_of(shape);
        CHECK(test::jpeg_eighth(file).has_value());
        CHECK_FALSE(read_jpeg_dc_header(file).has_value());
    };
    SECTION("not progressive ones") {
        check_refused({.is_progressive = true});
    }
    SECTION("not arithmetic ones") {
        check_refused({.is_arithmetic = true});
    }
    SECTION("not those with restart markers") {
        check_refused({.restart_interval = 1});
    }
    SECTION("not those of four inks") {
        const Bytes file = test::jpeg_of({.components = 4});
        CHECK_FALSE(read_jpeg_dc_header(file).has_value());
    }
    SECTION("not those that store RGB") {
        check_refused({.is_rgb = true});
    }
    SECTION("not those with a scan for each component") {
        check_refused({.has_scan_each = true});
    }
    SECTION("not those with a quarter of the chroma") {
        check_refused({.width = 64, .luma_factors = {4, 1}});
    }
    SECTION("not those of 12 bits") {
        Bytes file = test::jpeg_of({});
        file[segment_at(file, 0xC0)] = std::byte{12};
        CHECK_FALSE(read_jpeg_dc_header(file).has_value());
    }
}

TEST_CASE(
    "what says that a JPEG is not YCbCr is heeded before it is decoded from its blocks' means",
    "[codec][jpeg]") {
    const Bytes file = test::jpeg_of({.width = 30, .height = 20});
    REQUIRE(dc_picture(file).has_value());
    SECTION("Adobe's transform") {
        const auto adobe = [&](int transform) {
            return with_inserted(
                file,
                2,
                {0xFF, 0xEE, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, transform});
        };
        CHECK((dc_picture(adobe(1)) == test::jpeg_eighth(adobe(1))));
        CHECK(dc_picture(adobe(1)).has_value());
        CHECK_FALSE(dc_picture(adobe(0)).has_value());
        CHECK_FALSE(dc_picture(adobe(2)).has_value());
    }
    SECTION("letters for components") {
        Bytes named = file;
        const std::array<char, 3> letters{'R', 'G', 'B'};
        for (std::size_t i = 0; i < 3; ++i) {
            named[segment_at(file, 0xC0) + 6 + i * 3] = static_cast<std::byte>(letters[i]);
            named[segment_at(file, 0xDA) + 1 + i * 2] = static_cast<std::byte>(letters[i]);
        }
        CHECK(test::jpeg_eighth(named).has_value());
        CHECK_FALSE(read_jpeg_dc_header(named).has_value());
    }
    SECTION("a JFIF of another version, of which libjpeg warns") {
        Bytes later = file;
        later[segment_at(file, 0xE0) + 5] = std::byte{2};
        CHECK_FALSE(read_jpeg_dc_header(later).has_value());
    }
}

TEST_CASE("a JPEG that ends early is not decoded from its blocks' means", "[codec][jpeg]") {
    const auto factors = GENERATE(from_range(samplings));
    const Bytes file = test::jpeg_of({.width = 50, .height = 40, .luma_factors = factors});
    std::size_t taken = 0;
    for (std::size_t size = 0; size < file.size(); ++size)
        taken += dc_picture(std::span{file}.first(size)).has_value() ? 1 : 0;
    CHECK(taken == 0);
}

TEST_CASE("a JPEG that was changed is decoded from its blocks' means as libjpeg decodes it, or not",
          "[codec][jpeg]") {
    const auto factors = GENERATE(from_range(samplings));
    const Bytes file = test::jpeg_of({.width = 20, .height = 20, .luma_factors = factors});
    std::size_t taken = 0;
    std::size_t different = 0;
    for (std::size_t i = 0; i < file.size(); ++i)
        for (const unsigned change : {1U, 4U, 16U, 64U, 128U, 0xFFU}) {
            Bytes changed = file;
            changed[i] ^= static_cast<std::byte>(change);
            const auto found = dc_picture(changed);
            if (!found)
                continue;
            ++taken;
            different += found == test::jpeg_eighth(changed) ? 0 : 1;
        }
    CHECK(different == 0);
    CHECK(taken > file.size() / 2); // quantisers, comments, some values
}

TEST_CASE("what is between a scan and the end marker is left to libjpeg", "[codec][jpeg]") {
    const Bytes file = test::jpeg_of({.width = 20, .height = 20});
    const std::size_t end = file.size() - 2;
    CHECK(dc_picture(with_inserted(file, file.size(), {1, 2, 3})).has_value());
    CHECK_FALSE(dc_picture(with_inserted(file, end, {0})).has_value());
    CHECK_FALSE(dc_picture(with_inserted(file, end, {0xFF, 0})).has_value());
    CHECK_FALSE(dc_picture(with_inserted(file, end, {0xFF, 0xFE, 0, 2})).has_value());
    CHECK_FALSE(dc_picture(with_inserted(file, end, {0xFF, 0xD0})).has_value());
}

TEST_CASE("means at which libjpeg can wrap around are left to it", "[codec][jpeg]") {
    Bytes file = test::jpeg_of({.width = 8, .height = 8, .components = 1, .quality = 100}, 3);
    REQUIRE(dc_picture(file).has_value());
    const auto quantiser = GENERATE(std::byte{255}, std::byte{0});
    file[segment_at(file, 0xDB) + 1] = quantiser;
    CHECK(test::jpeg_eighth(file).has_value());
    CHECK_FALSE(dc_picture(file).has_value());
}

TEST_CASE("decoding a JPEG from its blocks' means takes little memory beside its pixels",
          "[codec][jpeg]") {
    CHECK(jpeg_dc_scratch_bytes(4000, 3) < 96 * 1024);
    CHECK(jpeg_dc_scratch_bytes(65'500, 3) < 640 * 1024);
}

namespace {

constexpr std::byte untouched{0xAA};

struct Decoding {
    Bytes pixels;
    bool has_used_scratch = false;
};

// What decode does where a picture will be scaled to a sixteenth.
Decoding decoded_eighth(const Bytes& file, bool takes_block_means) {
    Header header = read_header(MemoryReader{file});
    header.layout.takes_block_means = takes_block_means;
    header = shrunk(header, 1.0 / 16);
    REQUIRE(header.layout.eighths == 1);
    Decoding result{.pixels = Bytes(header.spec.bytes())};
    Bytes scratch(header.scratch_bytes, untouched);
    decode_jpeg(header, file, result.pixels, scratch);
    result.has_used_scratch =
        std::ranges::any_of(scratch, [](std::byte byte) { return byte != untouched; });
    return result;
}

std::string refusal_of_eighth(const Bytes& file, bool takes_block_means) {
    try {
        static_cast<void>(decoded_eighth(file, takes_block_means));
        return {};
    } catch (const ItemError& error) {
        return error.what();
    }
}

} // namespace

TEST_CASE("an eighth of a plain JPEG is decoded from its blocks' means where that is wished",
          "[codec][jpeg]") {
    const Bytes file = test::jpeg_of({.width = 201, .height = 99, .luma_factors = {2, 2}});
    const Decoding by_means = decoded_eighth(file, true);
    const Decoding by_libjpeg = decoded_eighth(file, false);
    CHECK(by_means.has_used_scratch);
    CHECK_FALSE(by_libjpeg.has_used_scratch);
    CHECK((by_means.pixels == by_libjpeg.pixels));
}

TEST_CASE("an eighth of a JPEG that is not plain is decoded as ever", "[codec][jpeg]") {
    const JpegShape shape = GENERATE(JpegShape{.restart_interval = 2},
                                     JpegShape{.is_progressive = true},
                                     JpegShape{.components = 4},
                                     JpegShape{.is_rgb = true});
    const Bytes file = test::jpeg_of(shape);
    CHECK((decoded_eighth(file, true).pixels == decoded_eighth(file, false).pixels));
}

TEST_CASE("an eighth of a damaged JPEG is refused in the same words", "[codec][jpeg]") {
    const Bytes whole = test::jpeg_of({.width = 60, .height = 60, .luma_factors = {2, 2}});
    Bytes file = whole;
    SECTION("that ends early") {
        file.resize(file.size() - 40);
    }
    SECTION("whose data are too short") {
        const auto end = file.end() - 2;
        file.erase(end - 30, end);
    }
    CHECK_FALSE(refusal_of_eighth(file, true).empty());
    CHECK(refusal_of_eighth(file, true) == refusal_of_eighth(file, false));
}

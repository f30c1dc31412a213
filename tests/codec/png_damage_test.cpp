// SPDX-License-Identifier: Apache-2.0
// PNGs that are damaged, or end early.
#include "codec/png.hpp"
#include "codec/png_files.hpp"
#include "codec/raw_files.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <algorithm>
#include <cstdio>
#include <fcntl.h>
#include <functional>
#include <string>
#include <unistd.h>

using namespace penstock;
using namespace penstock::codec;
using test::Bytes;
using test::bytes;
using test::operator+;
using test::png_file;
using test::PngSample;
using test::refusal;

namespace {

const Bytes signature = bytes({0x89, 'P', 'N', 'G', 13, 10, 26, 10});

PngSample sample(bool is_interlaced) {
    return {.width = 120, .height = 90, .is_interlaced = is_interlaced, .idat_bytes = 1000};
}

Bytes beginning(const Bytes& file, std::size_t size) {
    return {file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size)};
}

// Where the checksum of the n-th chunk of that name lies.
std::size_t sum_of(const Bytes& file, std::string_view name, int number = 0) {
    for (std::size_t at = 8; at + 12 <= file.size();) {
        std::size_t length = 0;
        for (std::size_t i = 0; i < 4; ++i)
            length = length << 8U | std::to_integer<std::size_t>(file[at + i]);
        const auto found = std::span{file}.subspan(at + 4, 4);
        at += length + 12;
        if (std::ranges::equal(found, bytes(name)) && number-- == 0)
            return at - 4;
    }
    return 0;
}

// The file with a wrong checksum.
Bytes damaged(Bytes file, std::string_view name, int number = 0) {
    const std::size_t at = sum_of(file, name, number);
    REQUIRE(at != 0);
    file[at] ^= std::byte{1};
    return file;
}

// What a call writes to stderr.
std::string talk_of(const std::function<void()>& call) {
    const test::TempDir folder;
    const std::string path = (folder / "stderr").string();
    std::fflush(stderr);
    const int before = ::dup(2);
    const int file = ::open(path.c_str(), O_CREAT | O_WRONLY, 0600);
    REQUIRE((before >= 0 && file >= 0));
    ::dup2(file, 2);
    call();
    std::fflush(stderr);
    ::dup2(before, 2);
    ::close(before);
    ::close(file);
    return test::read_file(path);
}

// The rows that are as in the whole picture; the others must be 0.
std::uint32_t completed_rows(const Decoded& result, const Image& whole) {
    CHECK(result.is_truncated);
    std::uint32_t rows = 0;
    while (rows < 90 && std::ranges::equal(result.image.row(rows), whole.row(rows)))
        ++rows;
    for (std::uint32_t y = rows; y < 90; ++y)
        CHECK(std::ranges::count(result.image.row(y), std::byte{0}) == 360);
    return rows;
}

Decoded padded(const Bytes& file) {
    return test::decoded_as(file, {.on_truncated = TruncatedPolicy::pad});
}

} // namespace

TEST_CASE("a PNG that ends early fails as truncated, wherever it ends", "[codec][png]") {
    for (const bool is_interlaced : {false, true}) {
        const Bytes file = png_file(sample(is_interlaced));
        CHECK(refusal(file).empty());
        for (std::size_t size = 8; size < file.size(); size += size < 60 ? 1 : 611) {
            INFO(size << " of " << file.size());
            CHECK(refusal(beginning(file, size)).starts_with("truncated: "));
        }
        for (const std::size_t missing : {1U, 4U, 5U, 11U, 12U, 13U, 17U}) {
            INFO(missing << " bytes are missing");
            CHECK(refusal(beginning(file, file.size() - missing)).starts_with("truncated: "));
        }
    }
}

TEST_CASE("the rows that a PNG has before it ends are completed", "[codec][png]") {
    const Bytes file = png_file(sample(false));
    const Image whole = test::decoded(file);
    std::uint32_t before = 0;
    for (const int share : {2, 4, 6, 8, 9}) {
        const auto rows = completed_rows(
            padded(beginning(file, file.size() * static_cast<std::size_t>(share) / 10)), whole);
        CHECK(rows > before);
        CHECK(rows >= static_cast<std::uint32_t>(share * 9 - 3));
        CHECK(rows < 90);
        before = rows;
    }
}

TEST_CASE("no row of a PNG that ends early is lost because its chunk is incomplete",
          "[codec][png]") {
    PngSample png = sample(false);
    png.idat_bytes = 1'000'000;
    const Bytes file = png_file(png); // of noise, so that each row takes what it has
    const Image whole = test::decoded(file);
    for (const std::size_t rows : {1U, 2U, 30U, 85U}) {
        const std::size_t size = 33 + 8 + rows * 361 + 150;
        CHECK(completed_rows(padded(beginning(file, size)), whole) == rows);
    }
}

TEST_CASE("of an interlaced PNG that ends early, rows are there once its last pass has begun",
          "[codec][png]") {
    const Bytes file = png_file(sample(true)); // the last pass brings half of the pixels
    const Image whole = test::decoded(file);
    for (const int share : {1, 3, 4})
        CHECK_THROWS_WITH(
            padded(beginning(file, file.size() * static_cast<std::size_t>(share) / 10)),
            Catch::Matchers::Contains("no row of it could be read"));
    for (const int share : {6, 7, 8, 9}) {
        const auto rows = completed_rows(
            padded(beginning(file, file.size() * static_cast<std::size_t>(share) / 10)), whole);
        CHECK(rows >= static_cast<std::uint32_t>((share - 5) * 18 - 9));
        CHECK(rows < 90);
    }
}

TEST_CASE("a PNG without its last chunk, or without the end of it, has all its rows",
          "[codec][png]") {
    for (const bool is_interlaced : {false, true}) {
        const Bytes file = png_file(sample(is_interlaced));
        const Image whole = test::decoded(file);
        for (const std::size_t missing : {1U, 4U, 12U}) {
            const Bytes short_file = beginning(file, file.size() - missing);
            CHECK(refusal(short_file) == "truncated: the PNG ends before its last chunk");
            CHECK(completed_rows(padded(short_file), whole) == 90);
        }
    }
}

TEST_CASE("each checksum of what makes up the picture of a PNG counts", "[codec][png]") {
    for (const bool is_interlaced : {false, true}) {
        const Bytes file = png_file(sample(is_interlaced));
        CHECK(refusal(damaged(file, "IHDR")) == "corrupt: the PNG is damaged: IHDR: CRC error");
        for (int number = 0; sum_of(file, "IDAT", number) != 0; ++number)
            CHECK(refusal(damaged(file, "IDAT", number)) ==
                  "corrupt: the PNG is damaged: IDAT: CRC error");
        CHECK(sum_of(file, "IDAT", 5) != 0);
        CHECK(refusal(damaged(file, "IEND")) == "corrupt: the PNG is damaged: IEND: CRC error");
    }
    const Bytes palette = png_file({.width = 9,
                                    .height = 9,
                                    .colour_type = 3,
                                    .palette_entries = 7,
                                    .transparency = bytes({1, 2, 3})});
    CHECK(refusal(damaged(palette, "PLTE")) == "corrupt: the PNG is damaged: PLTE: CRC error");
    CHECK(refusal(damaged(palette, "tRNS")) == "corrupt: the PNG is damaged: tRNS: CRC error");
}

TEST_CASE("what is wrong with a PNG's metadata is no fault of its picture", "[codec][png]") {
    const Bytes plain = png_file(sample(false));
    const Image expected = test::decoded(plain);
    for (const Bytes& chunk : {test::png_chunk("tEXt", bytes("Title")),
                               test::png_chunk("iCCP", bytes("no profile")),
                               test::png_chunk("sBIT", bytes({200, 200, 200, 9})),
                               test::png_chunk("gAMA", {}),
                               test::png_chunk("zTXt", bytes({'k', 0, 0, 1, 2, 3}))}) {
        const Bytes file = png_file(sample(false), chunk);
        const std::string name{reinterpret_cast<const char*>(chunk.data()) + 4, 4};
        INFO(name);
        CHECK(std::ranges::equal(test::decoded(file).pixels(), expected.pixels()));
        CHECK(std::ranges::equal(test::decoded(damaged(file, name)).pixels(), expected.pixels()));
    }
}

TEST_CASE("pixels of a PNG that are too few, or cannot be unpacked, are damage", "[codec][png]") {
    const PngSample png = sample(false);
    const Bytes head = signature + test::png_chunk("IHDR", png_header(png));
    const Bytes pixels = png_pixels(png);
    const Bytes half = beginning(pixels, pixels.size() / 2);
    const Bytes end = test::png_chunk("IEND", {});
    CHECK(refusal(head + test::png_chunk("IDAT", half) + end) ==
          "corrupt: the PNG is damaged: Not enough image data");
    CHECK(refusal(head + test::png_chunk("IDAT", {}) + end) ==
          "corrupt: the PNG is damaged: Not enough image data");
    Bytes wrong = pixels;
    wrong.back() ^= std::byte{1}; // of the sum over all of them
    CHECK(refusal(head + test::png_chunk("IDAT", wrong) + end) ==
          "corrupt: the PNG is damaged: IDAT: incorrect data check");
    CHECK(refusal(head + test::png_chunk("IDAT", bytes("this was never packed")) + end)
              .starts_with("corrupt: the PNG is damaged: IDAT: "));
    CHECK(refusal(head + test::png_chunk("ABCD", {}) + test::png_chunk("IDAT", pixels) + end) ==
          "corrupt: the PNG is damaged: ABCD: unhandled critical chunk");
}

TEST_CASE("what follows the end of a PNG is not read", "[codec][png]") {
    const Bytes file = png_file(sample(true));
    const Image expected = test::decoded(file);
    for (const Bytes& more : {bytes("more"), file, Bytes(5000, std::byte{0xFF})})
        CHECK(std::ranges::equal(test::decoded(file + more).pixels(), expected.pixels()));
}

TEST_CASE("a PNG is never larger than its header said, whatever it says later", "[codec][png]") {
    const Bytes small = png_file({.width = 10, .height = 10});
    const Header header = read_header(MemoryReader{small});
    std::vector<std::byte> pixels(header.spec.bytes());
    for (const PngSample& other : {PngSample{.width = 11, .height = 10},
                                   PngSample{.width = 10, .height = 11},
                                   PngSample{.width = 10, .height = 10, .bits = 16},
                                   PngSample{.width = 10, .height = 10, .colour_type = 6}}) {
        const Bytes file = png_file(other);
        for (const std::size_t room : {std::size_t{0}, std::size_t{header.scratch_bytes}}) {
            Bytes scratch(room);
            CHECK_THROWS_AS(decode_png(header, file, pixels, scratch), ItemError);
            CHECK_NOTHROW(decode_png(header, small, pixels, scratch));
        }
    }
    const PngSample huge{.width = 0x7FFF'FFFF, .height = 0x7FFF'FFFF};
    CHECK(refusal(signature + test::png_chunk("IHDR", png_header(huge)) +
                  test::png_chunk("IDAT", bytes("x")) + test::png_chunk("IEND", {}))
              .starts_with("limit: the picture is 2147483647x2147483647 pixels"));
}

TEST_CASE("nothing is printed, whatever is wrong with a PNG", "[codec][png]") {
    const Bytes file = png_file(sample(true));
    const Bytes palette =
        png_file({.width = 9, .height = 9, .bits = 8, .colour_type = 3, .palette_entries = 7});
    const std::string talk = talk_of([&] {
        static_cast<void>(refusal(beginning(file, file.size() / 2)));
        static_cast<void>(refusal(damaged(file, "IDAT", 2)));
        static_cast<void>(refusal(damaged(palette, "PLTE")));
        static_cast<void>(refusal(damaged(file, "IEND")));
        static_cast<void>(refusal(png_file(sample(false), test::png_chunk("PLTE", bytes("no")))));
        static_cast<void>(refusal(signature + test::png_chunk("IHDR", png_header(sample(false))) +
                                  test::png_chunk("tRNS", bytes({1, 2, 3})) +
                                  test::png_chunk("IDAT", png_pixels(sample(false))) +
                                  test::png_chunk("IDAT", bytes("more pixels than there are")) +
                                  test::png_chunk("IEND", {})));
    });
    CHECK(talk.empty());
}

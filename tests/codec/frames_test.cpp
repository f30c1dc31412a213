// SPDX-License-Identifier: Apache-2.0
#include "codec/frames.hpp"

#include "codec/exr_files.hpp"
#include "codec/tiff_directory.hpp"
#include "codec/tiff_files.hpp"
#include "codec/webp_container.hpp"
#include "codec/webp_files.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <string_view>

using namespace penstock;
using namespace penstock::codec;
using test::spec_of;
using test::TiffPage;
using test::webp_animation;

namespace {

TiffPage page_of(std::uint32_t width, int value, std::uint32_t subfile_type = 0) {
    return {.width = width,
            .height = 2,
            .subfile_type = subfile_type,
            .blocks = {test::Bytes(width * 2, static_cast<std::byte>(value))}};
}

std::vector<Decoded> frames_of(const test::Bytes& file, std::uint32_t max_frames = 100) {
    const std::vector<Header> headers =
        read_frame_headers(MemoryReader{file}, HeaderLimits{}, max_frames);
    test::TestContext context;
    Buffer buffer = context.allocate_bytes(file.size());
    std::ranges::copy(file, buffer.bytes().begin());
    return decode_frames(headers, std::move(buffer), {}, {}, context);
}

std::string refusal(const test::Bytes& file, std::uint32_t max_frames = 100) {
    try {
        static_cast<void>(frames_of(file, max_frames));
    } catch (const ItemError& error) {
        return std::string{to_string(error.error_class())} + ": " + error.what();
    }
    return "it was decoded";
}

std::uint32_t count(const test::Bytes& file) {
    const MemoryReader reader{file};
    return count_frames(reader, read_header(reader), 100);
}

void append(test::Bytes& file, std::string_view words) {
    for (const char c : words)
        file.push_back(static_cast<std::byte>(c));
}

} // namespace

TEST_CASE("pages of a TIFF are decoded one by one, each in its own size", "[codec][frames]") {
    for (const std::endian order : {std::endian::little, std::endian::big}) {
        const test::Bytes file =
            test::tiff_file({page_of(3, 10), page_of(5, 20), page_of(4, 30)}, order);
        CHECK(count(file) == 3);
        const std::vector<Decoded> frames = frames_of(file);
        REQUIRE(frames.size() == 3);
        for (std::size_t i = 0; i < 3; ++i) {
            CHECK(frames[i].image.spec().width == std::array{3U, 5U, 4U}[i]);
            CHECK(frames[i].image.row(1)[2] == static_cast<std::byte>(10 * (i + 1)));
        }
    }
}

TEST_CASE("thumbnails and masks of a TIFF are none of its pictures", "[codec][frames]") {
    const test::Bytes file =
        test::tiff_file({page_of(3, 10), page_of(5, 20, 1), page_of(5, 25, 4), page_of(4, 30, 2)});
    CHECK(count(file) == 2);
    const std::vector<Decoded> frames = frames_of(file);
    REQUIRE(frames.size() == 2);
    CHECK(frames[1].image.spec().width == 4);
}

TEST_CASE("directories of a TIFF that lead in a circle are corrupt", "[codec][frames]") {
    test::Bytes file = test::tiff_file({page_of(3, 10), page_of(3, 20), page_of(3, 30)});
    const TiffDirectory first = read_tiff_directory(MemoryReader{file});
    const TiffDirectory last =
        read_tiff_directory(MemoryReader{file}, find_tiff_pages(MemoryReader{file}, 10).back());
    const std::size_t next = last.first_entry + last.entries * 12;
    for (unsigned i = 0; i < 4; ++i)
        file[next + i] = static_cast<std::byte>(first.next >> (8 * i) & 0xFFU);
    CHECK(refusal(file) == "corrupt: the TIFF's directories lead in a circle");
}

TEST_CASE("more pictures than are allowed fail, and the message names the limit",
          "[codec][frames]") {
    const test::Bytes tiff = test::tiff_file({page_of(3, 10), page_of(3, 20), page_of(3, 30)});
    CHECK(refusal(tiff, 2) == "limit: the TIFF has at least 3 pictures; max_frames allows 2");
    CHECK(refusal(tiff, 3) == "it was decoded");
    const Image image = test::picture(spec_of(8, 6, 4));
    const test::Bytes webp = webp_animation(8, 6, {{image}, {image}, {image}});
    CHECK(refusal(webp, 2) == "limit: the WebP has 3 pictures; max_frames allows 2");
    CHECK(refusal(webp, 3) == "it was decoded");
}

TEST_CASE("frames of an animated WebP are laid over what was left before", "[codec][frames]") {
    const Image canvas = test::picture(spec_of(16, 12, 4));
    const Image patch = test::picture(spec_of(6, 4, 4), 7);
    const test::Bytes file =
        webp_animation(16, 12, {{canvas}, {patch, 4, 2, true}, {patch, 8, 8, false}});
    CHECK(count(file) == 3);
    const std::vector<Decoded> frames = frames_of(file);
    REQUIRE(frames.size() == 3);
    CHECK(std::ranges::equal(frames[0].image.pixels(), canvas.pixels()));
    CHECK(std::ranges::equal(frames[0].image.pixels(), test::decoded(file).pixels()));
    const auto pixel = [](const Image& image, std::uint32_t x, std::uint32_t y) {
        return image.row(y).subspan(x * 4, 4);
    };
    CHECK(std::ranges::equal(pixel(frames[1].image, 4, 2), pixel(patch, 0, 0)));
    CHECK(std::ranges::equal(pixel(frames[1].image, 3, 2), pixel(canvas, 3, 2)));
    CHECK(pixel(frames[2].image, 4, 2)[3] == std::byte{0}); // cleared
    CHECK(std::ranges::equal(pixel(frames[2].image, 13, 11), pixel(patch, 5, 3)));
}

TEST_CASE("an animated PNG has a first picture, and says that there are more", "[codec][frames]") {
    test::Bytes file = test::encoded(test::picture(spec_of(8, 6, 3)), {.format = FormatId::png});
    test::Bytes chunk;
    append(chunk,
           {"\0\0\0\x08"
            "acTL\0\0\0\x03\0\0\0\0sum?",
            20});
    file.insert(file.begin() + 33, chunk.begin(), chunk.end());
    CHECK(count(file) == 3);
    CHECK_NOTHROW(test::decoded(file));
    CHECK(refusal(file) ==
          "unsupported: the PNG has 3 pictures, of which only the first one can be decoded; set "
          "frames to \"first\"");
}

TEST_CASE("a file with one picture is a list of one", "[codec][frames]") {
    for (const FormatId format : {FormatId::jpeg, FormatId::png, FormatId::webp}) {
        const test::Bytes file = test::encoded(test::picture(spec_of(8, 6, 3)), {.format = format});
        CHECK(count(file) == 1);
        const std::vector<Decoded> frames = frames_of(file, 1);
        REQUIRE(frames.size() == 1);
        CHECK(std::ranges::equal(frames[0].image.pixels(), test::decoded(file).pixels()));
    }
}

TEST_CASE("parts of an OpenEXR file are its pictures", "[codec][frames]") {
    const test::Bytes file = test::exr_file({{.name = "left", .channels = {{"Y", true, 1}}},
                                             {.name = "right", .channels = {{"Y", true, 2}}}});
    CHECK(count(file) == 2);
    const std::vector<Decoded> frames = frames_of(file);
    REQUIRE(frames.size() == 2);
    CHECK(test::samples_of(frames[0].image)[0] == 1.0F);
    CHECK(test::samples_of(frames[1].image)[0] == 2.0F);
}

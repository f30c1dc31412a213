// SPDX-License-Identifier: Apache-2.0
#include "codec/sniff.hpp"

#include "codec/pictures.hpp"
#include "support/catch.hpp"

#include <string>

using namespace penstock;
using namespace penstock::codec;

namespace {

test::Bytes bytes_of(std::string_view text) {
    test::Bytes bytes;
    for (const char c : text)
        bytes.push_back(static_cast<std::byte>(c));
    return bytes;
}

std::string looks_like(std::string_view text) {
    const test::Bytes bytes = bytes_of(text);
    const Sniffed sniffed = sniff(MemoryReader{bytes});
    CHECK_FALSE(sniffed.format);
    return std::string{sniffed.looks_like};
}

std::string refusal(const test::Bytes& bytes, const HeaderLimits& limits = {}) {
    try {
        static_cast<void>(read_header(MemoryReader{bytes}, limits));
    } catch (const ItemError& error) {
        return std::string{to_string(error.error_class())} + ": " + error.what();
    }
    return {};
}

} // namespace

TEST_CASE("content decides what a file is", "[codec]") {
    for (const Format& format : formats()) {
        const Image image = test::picture(test::spec_of(8, 8, 3, format.written_types[0]));
        const test::Bytes file = test::encoded(image, {.format = format.id});
        CHECK(sniff(MemoryReader{file}).format == format.id);
        CHECK(read_header(MemoryReader{file}).format == format.id);
    }
}

TEST_CASE("a Targa has no signature: it is one where every field of its header makes sense",
          "[codec]") {
    const test::Bytes good =
        test::encoded(test::picture(test::spec_of(8, 8, 3)), {.format = FormatId::tga});
    CHECK(sniff(MemoryReader{good}).format == FormatId::tga);
    // Kind of palette, kind of picture, width, height, bits, flags.
    for (const auto& [at, value] :
         {std::pair{1, 2}, {2, 4}, {2, 0x22}, {12, 0}, {14, 0}, {16, 9}, {17, 0x40}, {17, 9}}) {
        test::Bytes bad = good;
        bad[static_cast<std::size_t>(at)] = static_cast<std::byte>(value);
        INFO("byte " << at << " is " << value);
        CHECK_FALSE(sniff(MemoryReader{bad}).format);
    }
}

TEST_CASE("what is no picture that can be read is called by its name", "[codec]") {
    CHECK(looks_like("") == "an empty file");
    CHECK(looks_like("DDS ....") == "a DDS");
    CHECK(looks_like("BM is how this text begins") == "text");
    CHECK(looks_like("P632 358888888632!") == "text");
    CHECK(looks_like("8BPS....") == "a Photoshop file");
    CHECK(looks_like({"\0\0\0\x1C"
                      "ftypheic",
                      12}) == "a HEIC");
    CHECK(looks_like({"\0\0\0\x1C"
                      "ftypavif",
                      12}) == "an AVIF");
    CHECK(looks_like("  <svg xmlns='x'>") == "an SVG");
    CHECK(looks_like("<!DOCTYPE html><html>") == "an HTML page");
    CHECK(looks_like("%PDF-1.4") == "a PDF");
    CHECK(looks_like("hello, world\n") == "text");
    CHECK(looks_like({"\0\0\0\0\0\0\0\0", 8}) == "nothing but zeros");
    CHECK(looks_like("RIFF....WAVEfmt ") == "text");
    CHECK(looks_like("\x01\x02\x03\x04") == "no format that is known here");
    CHECK(looks_like("version https://git-lfs.github.com/spec/v1") ==
          "a Git LFS pointer, not the picture itself");
}

TEST_CASE("other files fail as unsupported, with what was found and what was expected", "[codec]") {
    const std::string all = "jpeg, png, webp, tiff, exr, hdr, bmp, pnm, tga, dpx, jp2, gif";
    CHECK(format_names() == all);
    CHECK(refusal(bytes_of("8BPS....")) ==
          "unsupported: this is a Photoshop file; expected " + all);
    CHECK(refusal({}) == "unsupported: this is an empty file; expected " + all);
    const test::Bytes jpeg =
        test::encoded(test::picture(test::spec_of(8, 8, 3)), {.format = FormatId::jpeg});
    HeaderLimits limits;
    limits.formats = {FormatId::png, FormatId::tiff};
    CHECK(refusal(jpeg, limits) ==
          "unsupported: this is a JPEG, which the parameter formats (png, tiff) leaves out");
}

TEST_CASE("limits are checked from the header, and messages name them", "[codec]") {
    const test::Bytes jpeg =
        test::encoded(test::picture(test::spec_of(40, 30, 3)), {.format = FormatId::jpeg});
    HeaderLimits limits;
    limits.max_pixels = 1199;
    CHECK(refusal(jpeg, limits) ==
          "limit: the picture has 40x30 = 1200 pixels; max_pixels allows 1199");
    limits.max_pixels = 1200;
    CHECK(refusal(jpeg, limits).empty());
    limits.max_side = 39;
    CHECK(refusal(jpeg, limits) == "limit: the picture is 40x30 pixels; max_side allows 39");
    limits = {};
    limits.max_file_bytes = 100;
    CHECK(refusal(jpeg, limits) == "limit: the file has " + std::to_string(jpeg.size()) +
                                       " bytes; max_file_bytes allows 100");
    limits = {};
    limits.max_channels = 2;
    CHECK(refusal(jpeg, limits) == "limit: the picture has 3 channels; max_channels allows 2");
}

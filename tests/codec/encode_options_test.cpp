// SPDX-License-Identifier: Apache-2.0
#include "codec/encode_options.hpp"

#include "codec/pictures.hpp"
#include "support/catch.hpp"

#include <stdexcept>
#include <string>

using namespace penstock;
using namespace penstock::codec;
using test::spec_of;

namespace {

std::string refusal(const EncodeOptions& options) {
    try {
        check_options(options);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return {};
}

} // namespace

TEST_CASE("defaults are those that the documentation states", "[codec]") {
    const Image u8 = test::picture(spec_of(50, 40, 3));
    const auto same = [&](const EncodeOptions& left, const EncodeOptions& right) {
        return test::encoded(u8, left) == test::encoded(u8, right);
    };
    CHECK(same({.format = FormatId::jpeg},
               {.format = FormatId::jpeg,
                .quality = 90,
                .subsampling = Subsampling::s420,
                .progressive = false,
                .optimize = false,
                .restart_interval = 0}));
    CHECK(same({.format = FormatId::png}, {.format = FormatId::png, .level = 6}));
    CHECK(same(
        {.format = FormatId::webp},
        {.format = FormatId::webp, .quality = 80, .method = 4, .compression = Compression::lossy}));
    CHECK(same({.format = FormatId::tiff},
               {.format = FormatId::tiff, .compression = Compression::lzw}));
    CHECK(same({.format = FormatId::tga},
               {.format = FormatId::tga, .compression = Compression::rle}));
    CHECK(same({.format = FormatId::jp2},
               {.format = FormatId::jp2, .quality = 48, .compression = Compression::lossy}));
    CHECK(same({.format = FormatId::gif}, {.format = FormatId::gif, .colours = 256}));
    const Image u16 = test::picture(spec_of(50, 40, 3, PixelType::u16));
    CHECK(test::encoded(u16, {.format = FormatId::dpx}) ==
          test::encoded(u16, {.format = FormatId::dpx, .bits = 16}));
    const Image f16 = test::picture(spec_of(50, 40, 3, PixelType::f16));
    CHECK(test::encoded(f16, {.format = FormatId::exr}) ==
          test::encoded(f16, {.format = FormatId::exr, .compression = Compression::zip}));
}

TEST_CASE("a parameter that a format does not use is refused with the formats that do", "[codec]") {
    CHECK(refusal({.format = FormatId::png, .quality = 90}) ==
          "format png does not use quality; jpeg, webp, jp2 does: leave it out, or choose "
          "another format");
    CHECK(refusal({.format = FormatId::jpeg, .level = 3}) ==
          "format jpeg does not use level; png, tiff does: leave it out, or choose another "
          "format");
    CHECK(refusal({.format = FormatId::webp, .subsampling = Subsampling::s444}) ==
          "format webp does not use subsampling; jpeg does: leave it out, or choose another "
          "format");
    CHECK(refusal({.format = FormatId::exr, .compression = Compression::lzw}) ==
          "format exr has no compression \"lzw\"; it has none, rle, zip, zips, piz, pxr24, b44, "
          "b44a, dwaa, dwab");
    CHECK(refusal({.format = FormatId::jpeg, .effort = Effort::fast}) ==
          "format jpeg does not use effort; png does: leave it out, or choose another format");
    CHECK(refusal({.format = FormatId::png, .level = 1, .effort = Effort::fast}) ==
          "level means nothing with effort fast: leave out one of them");
    CHECK(refusal({.format = FormatId::png, .effort = Effort::fast}).empty());
    CHECK(refusal({.format = FormatId::png, .level = 12}).empty());
    const auto zip = [](int level) {
        return refusal({.format = FormatId::tiff, .level = level, .compression = Compression::zip});
    };
    CHECK(zip(0) == "level 0 is for png; a TIFF has 1 to 9, or compression none instead");
    CHECK(zip(9).empty());
    CHECK(zip(10) == "level 10 is for png; a TIFF has 1 to 9");
    CHECK(refusal({.format = FormatId::tiff, .level = 3}) ==
          "a TIFF uses level with compression zip only, and this one is lzw: leave out level, or "
          "write compression zip");
    CHECK(
        refusal({.format = FormatId::webp, .quality = 90, .compression = Compression::lossless}) ==
        "quality means nothing with compression lossless: leave out one of them");
    CHECK(refusal({.format = FormatId::tga, .compression = Compression::lzw}) ==
          "format tga has no compression \"lzw\"; it has none, rle");
    CHECK(refusal({.format = FormatId::bmp, .compression = Compression::rle}) ==
          "format bmp does not use compression; webp, tiff, exr, tga, jp2 does: leave it out, or "
          "choose another format");
    CHECK(refusal({.format = FormatId::dpx, .bits = 11}) ==
          "a DPX has 10, 12 or 16 bits for u16 pixels, not 11");
    CHECK(refusal({.format = FormatId::png, .bits = 16}) ==
          "format png does not use bits; dpx does: leave it out, or choose another format");
    CHECK(refusal({.format = FormatId::png, .colours = 16}) ==
          "format png does not use colours; gif does: leave it out, or choose another format");
    CHECK(refusal({.format = FormatId::jpeg,
                   .quality = 90,
                   .subsampling = Subsampling::s444,
                   .progressive = true})
              .empty());
    CHECK(refusal({.format = FormatId::png, .optimize = true}) ==
          "format png does not use optimize; jpeg does: leave it out, or choose another format");
    CHECK(refusal({.format = FormatId::jp2, .restart_interval = 8}) ==
          "format jp2 does not use restart_interval; jpeg does: leave it out, or choose another "
          "format");
    CHECK(refusal({.format = FormatId::jpeg, .method = 6}) ==
          "format jpeg does not use method; webp does: leave it out, or choose another format");
    CHECK(refusal({.format = FormatId::jpeg, .progressive = true, .optimize = false}) ==
          "a progressive JPEG always has optimised tables: leave out optimize, or make it true");
    CHECK(refusal({.format = FormatId::jpeg,
                   .progressive = true,
                   .optimize = true,
                   .restart_interval = 8})
              .empty());
    CHECK(refusal({.format = FormatId::webp, .method = 0, .compression = Compression::lossless})
              .empty());
}

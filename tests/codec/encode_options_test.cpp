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
                .progressive = false}));
    CHECK(same({.format = FormatId::png}, {.format = FormatId::png, .level = 6}));
    CHECK(same({.format = FormatId::webp},
               {.format = FormatId::webp, .quality = 80, .compression = Compression::lossy}));
    CHECK(same({.format = FormatId::tiff},
               {.format = FormatId::tiff, .compression = Compression::lzw}));
    const Image f16 = test::picture(spec_of(50, 40, 3, PixelType::f16));
    CHECK(test::encoded(f16, {.format = FormatId::exr}) ==
          test::encoded(f16, {.format = FormatId::exr, .compression = Compression::zip}));
}

TEST_CASE("a parameter that a format does not use is refused with the formats that do", "[codec]") {
    CHECK(refusal({.format = FormatId::png, .quality = 90}) ==
          "format png does not use quality; jpeg, webp does: leave it out, or choose another "
          "format");
    CHECK(refusal({.format = FormatId::jpeg, .level = 3}) ==
          "format jpeg does not use level; png, tiff does: leave it out, or choose another "
          "format");
    CHECK(refusal({.format = FormatId::webp, .subsampling = Subsampling::s444}) ==
          "format webp does not use subsampling; jpeg does: leave it out, or choose another "
          "format");
    CHECK(refusal({.format = FormatId::exr, .compression = Compression::lzw}) ==
          "format exr has no compression \"lzw\"; it has none, rle, zip, zips, piz, pxr24, b44, "
          "b44a, dwaa, dwab");
    CHECK(refusal({.format = FormatId::tiff, .level = 3}) ==
          "a TIFF uses level with compression zip only, and this one is lzw: leave out level, or "
          "write compression zip");
    CHECK(
        refusal({.format = FormatId::webp, .quality = 90, .compression = Compression::lossless}) ==
        "quality means nothing with compression lossless: leave out one of them");
    CHECK(refusal({.format = FormatId::jpeg,
                   .quality = 90,
                   .subsampling = Subsampling::s444,
                   .progressive = true})
              .empty());
}

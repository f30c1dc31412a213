// SPDX-License-Identifier: Apache-2.0
#include "codec/pictures.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <set>

using namespace penstock;
using namespace penstock::codec;
using test::spec_of;

namespace {

struct Case {
    EncodeOptions options;
    double largest; // difference that is allowed, of samples in 0 to 1
    double mean;
};

std::vector<Case> cases() {
    using enum Compression;
    std::vector<Case> all;
    for (const Subsampling subsampling :
         {Subsampling::s444, Subsampling::s422, Subsampling::s420, Subsampling::s440})
        all.push_back(
            {{.format = FormatId::jpeg, .quality = 95, .subsampling = subsampling}, 0.25, 0.025});
    all.push_back({{.format = FormatId::jpeg, .quality = 95, .progressive = true}, 0.25, 0.025});
    for (const bool is_progressive : {false, true})
        all.push_back({{.format = FormatId::jpeg,
                        .quality = 100,
                        .subsampling = Subsampling::s444,
                        .progressive = is_progressive,
                        .optimize = true,
                        .restart_interval = 1},
                       0.25,
                       0.025});
    for (const int level : {0, 1, 6, 9})
        all.push_back({{.format = FormatId::png, .level = level}, 0, 0});
    all.push_back({{.format = FormatId::webp, .quality = 95}, 0.25, 0.03});
    for (const int method : {0, 4, 6})
        all.push_back(
            {{.format = FormatId::webp, .method = method, .compression = lossless}, 0, 0});
    for (const Compression compression : {none, lzw, zip, packbits})
        all.push_back({{.format = FormatId::tiff, .compression = compression}, 0, 0});
    for (const Compression compression :
         {none, rle, zip, zips, piz, pxr24, b44, b44a, dwaa, dwab}) {
        const bool has_loss =
            compression == b44 || compression == b44a || compression == dwaa || compression == dwab;
        all.push_back({{.format = FormatId::exr, .compression = compression},
                       has_loss ? 0.2 : 0.002, // premultiplied and divided again
                       has_loss ? 0.02 : 0.0005});
    }
    all.push_back({{.format = FormatId::hdr}, 0.004, 0.001});
    all.push_back({{.format = FormatId::bmp}, 0, 0});
    all.push_back({{.format = FormatId::pnm}, 0, 0});
    for (const Compression compression : {none, rle})
        all.push_back({{.format = FormatId::tga, .compression = compression}, 0, 0});
    all.push_back({{.format = FormatId::dpx}, 0, 0});
    all.push_back({{.format = FormatId::jp2}, 0.05, 0.005});
    all.push_back({{.format = FormatId::jp2, .quality = 100}, 0.015, 0.002});
    all.push_back({{.format = FormatId::jp2, .compression = lossless}, 0, 0});
    return all;
}

std::string name_of(const EncodeOptions& options, const ImageSpec& spec) {
    return std::string{format_of(options.format).name} + ' ' + spec.to_string() +
           (options.compression ? ' ' + std::string{to_string(*options.compression)} : "");
}

} // namespace

TEST_CASE("every format gives back what was written, for every pixel type and channel count",
          "[codec]") {
    std::size_t count = 0;
    for (const Case& one : cases()) {
        const Format& format = format_of(one.options.format);
        for (const PixelType type : format.written_types)
            for (const std::uint32_t channels : format.written_channels) {
                const Image image = test::picture(spec_of(67, 45, channels, type));
                INFO(name_of(one.options, image.spec()));
                const test::Bytes file = test::encoded(image, one.options);
                CHECK(file.size() <= max_encoded_bytes(image.spec(), one.options));
                const Image again = test::decoded(file);
                REQUIRE(again.spec().to_string() == image.spec().to_string());
                const test::Difference difference = test::difference(image, again);
                CHECK(difference.largest <= one.largest);
                CHECK(difference.mean <= one.mean);
                ++count;
            }
    }
    CHECK(count > 100);
}

TEST_CASE("what goes through png, tiff and webp without loss comes back bit for bit", "[codec]") {
    using enum Compression;
    const std::vector<std::pair<EncodeOptions, ImageSpec>> all = {
        {{.format = FormatId::png}, spec_of(31, 17, 4)},
        {{.format = FormatId::png}, spec_of(31, 17, 2, PixelType::u16)},
        {{.format = FormatId::webp, .compression = lossless}, spec_of(31, 17, 4)},
        {{.format = FormatId::tiff}, spec_of(31, 17, 2)},
        {{.format = FormatId::tiff, .compression = zip}, spec_of(31, 17, 4, PixelType::u16)},
        {{.format = FormatId::tiff, .compression = zip}, spec_of(31, 70, 4, PixelType::f16)},
        {{.format = FormatId::tiff}, spec_of(31, 70, 7, PixelType::f32)},
        {{.format = FormatId::exr}, spec_of(31, 70, 3, PixelType::f32)},
        {{.format = FormatId::exr}, spec_of(31, 70, 1, PixelType::f16)},
    };
    for (const auto& [options, spec] : all) {
        INFO(name_of(options, spec));
        const Image image = test::picture(spec);
        const Image again = test::decoded(test::encoded(image, options));
        CHECK(std::ranges::equal(image.pixels(), again.pixels()));
    }
}

TEST_CASE("the smallest and the oddest shapes survive", "[codec]") {
    for (const Format& format : formats())
        for (const auto& [width, height] :
             {std::pair{1U, 1U}, {1U, 300U}, {300U, 1U}, {17U, 33U}, {16U, 16U}}) {
            const PixelType type = format.written_types[0];
            const Image image = test::picture(spec_of(width, height, 3, type));
            INFO(format.name << ' ' << image.spec().to_string());
            const test::Bytes file = test::encoded(image, {.format = format.id});
            CHECK(file.size() <= max_encoded_bytes(image.spec(), {.format = format.id}));
            const Image again = test::decoded(file);
            CHECK(again.spec().to_string() == image.spec().to_string());
            CHECK(test::difference(image, again).mean < 0.05);
        }
}

TEST_CASE("noise, which no encoder can pack, stays within the bound", "[codec]") {
    for (const Case& one : cases()) {
        const Format& format = format_of(one.options.format);
        for (const PixelType type : format.written_types) {
            const std::uint32_t channels = std::min(format.written_channels.back(), 4U);
            Image image = test::picture(spec_of(203, 150, channels, type));
            std::uint32_t noise = 7;
            for (std::byte& byte : image.pixels())
                byte = static_cast<std::byte>((noise = noise * 1664525U + 1013904223U) >> 24U);
            EncodeOptions options = one.options;
            if (options.quality)
                options.quality = 100;
            INFO(name_of(options, image.spec()));
            CHECK(test::encoded(image, options).size() <= max_encoded_bytes(image.spec(), options));
        }
    }
}

TEST_CASE("colour space is linear for exr, sRGB for what holds integers", "[codec]") {
    const Image u8 = test::picture(spec_of(8, 8, 3));
    for (const FormatId format : {FormatId::jpeg, FormatId::png, FormatId::webp, FormatId::tiff})
        CHECK(test::decoded(test::encoded(u8, {.format = format})).spec().colour_space ==
              ColourSpace::srgb);
    for (const FormatId format :
         {FormatId::bmp, FormatId::pnm, FormatId::tga, FormatId::jp2, FormatId::gif})
        CHECK(test::decoded(test::encoded(u8, {.format = format})).spec().colour_space ==
              ColourSpace::srgb);
    for (const ColourSpace space :
         {ColourSpace::unspecified, ColourSpace::srgb, ColourSpace::linear}) {
        Image image = test::picture(spec_of(8, 8, 3));
        image.set_colour_space(space);
        CHECK(test::decoded(test::encoded(image, {.format = FormatId::dpx})).spec().colour_space ==
              space);
    }
    const Image f32 = test::picture(spec_of(8, 8, 3, PixelType::f32));
    CHECK(test::decoded(test::encoded(f32, {.format = FormatId::exr})).spec().colour_space ==
          ColourSpace::linear);
    CHECK(test::decoded(test::encoded(f32, {.format = FormatId::hdr})).spec().colour_space ==
          ColourSpace::linear);
    CHECK(test::decoded(test::encoded(f32, {.format = FormatId::tiff})).spec().colour_space ==
          ColourSpace::unspecified);
}

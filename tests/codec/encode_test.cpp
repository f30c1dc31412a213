// SPDX-License-Identifier: Apache-2.0
#include "codec/pictures.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <string>
#include <thread>
#include <webp/encode.h>

using namespace penstock;
using namespace penstock::codec;
using test::spec_of;

namespace {

std::string failure(const ImageSpec& spec, const EncodeOptions& options) {
    try {
        static_cast<void>(test::encoded(test::picture(spec), options));
    } catch (const ItemError& error) {
        return std::string{to_string(error.error_class())} + ": " + error.what();
    }
    return {};
}

std::string text_of(const test::Bytes& bytes) {
    std::string text;
    for (const std::byte b : bytes)
        text += static_cast<char>(b);
    return text;
}

} // namespace

TEST_CASE("every encode parameter changes the bytes", "[codec]") {
    using enum Compression;
    const Image u8 = test::picture(spec_of(90, 70, 3));
    const Image u16 = test::picture(spec_of(90, 70, 3, PixelType::u16));
    const Image f16 = test::picture(spec_of(90, 70, 3, PixelType::f16));
    const std::vector<std::vector<EncodeOptions>> groups = {
        {{.format = FormatId::jpeg, .quality = 10},
         {.format = FormatId::jpeg, .quality = 50},
         {.format = FormatId::jpeg, .quality = 90},
         {.format = FormatId::jpeg, .quality = 100}},
        {{.format = FormatId::jpeg, .subsampling = Subsampling::s444},
         {.format = FormatId::jpeg, .subsampling = Subsampling::s422},
         {.format = FormatId::jpeg, .subsampling = Subsampling::s420},
         {.format = FormatId::jpeg, .subsampling = Subsampling::s440},
         {.format = FormatId::jpeg, .subsampling = Subsampling::gray}},
        {{.format = FormatId::jpeg, .progressive = false},
         {.format = FormatId::jpeg, .progressive = true}},
        {{.format = FormatId::jpeg},
         {.format = FormatId::jpeg, .optimize = true},
         {.format = FormatId::jpeg, .restart_interval = 1},
         {.format = FormatId::jpeg, .restart_interval = 3},
         {.format = FormatId::jpeg, .optimize = true, .restart_interval = 3}},
        {{.format = FormatId::png, .level = 0},
         {.format = FormatId::png, .level = 1},
         {.format = FormatId::png, .level = 9}},
        {{.format = FormatId::webp, .quality = 10},
         {.format = FormatId::webp, .quality = 90},
         {.format = FormatId::webp, .compression = lossless}},
        {{.format = FormatId::webp, .method = 0},
         {.format = FormatId::webp},
         {.format = FormatId::webp, .method = 6},
         {.format = FormatId::webp, .method = 0, .compression = lossless},
         {.format = FormatId::webp, .compression = lossless},
         {.format = FormatId::webp, .method = 6, .compression = lossless}},
        {{.format = FormatId::tiff, .compression = none},
         {.format = FormatId::tiff, .compression = lzw},
         {.format = FormatId::tiff, .compression = zip},
         {.format = FormatId::tiff, .compression = packbits}},
        {{.format = FormatId::tiff, .level = 1, .compression = zip},
         {.format = FormatId::tiff, .level = 9, .compression = zip}},
        {{.format = FormatId::tga, .compression = none},
         {.format = FormatId::tga, .compression = rle}},
        {{.format = FormatId::dpx, .bits = 10},
         {.format = FormatId::dpx, .bits = 12},
         {.format = FormatId::dpx, .bits = 16}},
        {{.format = FormatId::jp2, .quality = 20},
         {.format = FormatId::jp2, .quality = 40},
         {.format = FormatId::jp2, .compression = lossless}},
        {{.format = FormatId::gif, .colours = 2},
         {.format = FormatId::gif, .colours = 16},
         {.format = FormatId::gif, .colours = 256}},
        {{.format = FormatId::exr, .compression = none},
         {.format = FormatId::exr, .compression = rle},
         {.format = FormatId::exr, .compression = zip},
         {.format = FormatId::exr, .compression = zips},
         {.format = FormatId::exr, .compression = piz},
         {.format = FormatId::exr, .compression = pxr24},
         {.format = FormatId::exr, .compression = b44},
         {.format = FormatId::exr, .compression = b44a},
         {.format = FormatId::exr, .compression = dwaa},
         {.format = FormatId::exr, .compression = dwab}},
    };
    for (const auto& group : groups) {
        std::set<test::Bytes> files;
        for (const EncodeOptions& options : group)
            files.insert(test::encoded(options.format == FormatId::exr   ? f16
                                       : options.format == FormatId::dpx ? u16
                                                                         : u8,
                                       options));
        INFO(format_of(group[0].format).name << ", " << group.size() << " variants");
        CHECK(files.size() == group.size());
    }
}

TEST_CASE("a WebP has the bytes that libwebp's simple calls give it, and a method makes it smaller",
          "[codec]") {
    for (const std::uint32_t channels : {3U, 4U}) {
        const Image image = test::picture(spec_of(90, 70, channels));
        const auto* pixels = reinterpret_cast<const std::uint8_t*>(image.pixels().data());
        const int stride = static_cast<int>(image.spec().row_bytes());
        std::uint8_t* memory = nullptr;
        std::size_t size = channels == 4 ? WebPEncodeRGBA(pixels, 90, 70, stride, 60, &memory)
                                         : WebPEncodeRGB(pixels, 90, 70, stride, 60, &memory);
        const auto taken = [&] {
            const auto* bytes = reinterpret_cast<const std::byte*>(memory);
            const test::Bytes file(bytes, bytes + size);
            WebPFree(memory);
            return file;
        };
        CHECK(taken() == test::encoded(image, {.format = FormatId::webp, .quality = 60}));
        size = channels == 4 ? WebPEncodeLosslessRGBA(pixels, 90, 70, stride, &memory)
                             : WebPEncodeLosslessRGB(pixels, 90, 70, stride, &memory);
        CHECK(
            taken() ==
            test::encoded(image, {.format = FormatId::webp, .compression = Compression::lossless}));
        CHECK(test::encoded(image, {.format = FormatId::webp, .method = 6}).size() <
              test::encoded(image, {.format = FormatId::webp, .method = 0}).size());
    }
}

TEST_CASE("pixels that a format cannot hold fail as unsupported, and the message names the remedy",
          "[codec]") {
    CHECK(failure(spec_of(4, 4, 4), {.format = FormatId::jpeg}) ==
          "unsupported: JPEG holds 1 or 3 channels, and the image has 4; put a node flatten (puts "
          "it on a background) or convert with channels=3 (drops the alpha channel) before this "
          "one");
    CHECK(failure(spec_of(4, 4, 2), {.format = FormatId::jpeg}) ==
          "unsupported: JPEG holds 1 or 3 channels, and the image has 2; put a node flatten (puts "
          "it on a background) or convert with channels=1 (drops the alpha channel) before this "
          "one");
    CHECK(failure(spec_of(4, 4, 3, PixelType::u16), {.format = FormatId::jpeg}) ==
          "unsupported: JPEG holds u8 pixels, and the image has u16; put a node convert with "
          "pixel_type=u8 before this one");
    CHECK(failure(spec_of(4, 4, 1), {.format = FormatId::webp}) ==
          "unsupported: WebP holds 3 to 4 channels, and the image has 1; put a node convert with "
          "channels=3 before this one");
    CHECK(failure(spec_of(4, 4, 3, PixelType::f32), {.format = FormatId::png}) ==
          "unsupported: PNG holds u8, u16 pixels, and the image has f32; put a node convert with "
          "pixel_type=u8 before this one");
    CHECK(failure(spec_of(4, 4, 3), {.format = FormatId::exr}) ==
          "unsupported: OpenEXR holds f16, f32 pixels, and the image has u8; put a node convert "
          "with pixel_type=f16 before this one");
    CHECK(failure(spec_of(4, 4, 2), {.format = FormatId::bmp}) ==
          "unsupported: BMP holds 1, 3 or 4 channels, and the image has 2; put a node convert with "
          "channels=4 before this one");
    CHECK(failure(spec_of(4, 4, 4, PixelType::f32), {.format = FormatId::hdr}) ==
          "unsupported: Radiance HDR holds 3 channels, and the image has 4; put a node flatten "
          "(puts it on a background) or convert with channels=3 (drops the alpha channel) before "
          "this one");
    CHECK(failure(spec_of(4, 4, 3), {.format = FormatId::dpx, .bits = 10}) ==
          "unsupported: a DPX of 10 bits is made of u16 pixels, and the image has u8; leave out "
          "bits, or put a node convert with pixel_type=u16 before this one");
    CHECK(failure(spec_of(4, 4, 1, PixelType::u16), {.format = FormatId::dpx, .bits = 10}) ==
          "unsupported: readers do not agree on the order of samples in a DPX of 10 bits and 1 "
          "channel; choose bits 16, or put a node convert with channels=3 before this one");
    CHECK(failure(spec_of(16384, 1, 3), {.format = FormatId::webp}) ==
          "unsupported: WebP holds pictures of at most 16383 pixels a side, and the image has "
          "16384x1; put a node resize before this one");
}

TEST_CASE("files hold no date, no clock and no name of the software", "[codec]") {
    for (const Format& format : formats()) {
        const Image image = test::picture(spec_of(64, 64, 3, format.written_types[0]));
        const test::Bytes file = test::encoded(image, {.format = format.id});
        INFO(format.name);
        CHECK(file == test::encoded(image, {.format = format.id}));
        const std::string text = text_of(file);
        for (const char* word :
             {"DateTime", "OpenImageIO", "OpenJPEG", "Software", "tIME", "xpacket", "xmpmeta"})
            CHECK(text.find(word) == std::string::npos);
        // "2031:05:17 10:11:12": how both writers spell a time.
        bool has_time = false;
        for (std::size_t i = 0; i + 19 <= text.size(); ++i)
            has_time |= text[i + 4] == ':' && text[i + 7] == ':' && text[i + 10] == ' ' &&
                        text[i + 13] == ':' && text[i + 16] == ':' &&
                        std::isdigit(static_cast<unsigned char>(text[i])) != 0;
        CHECK_FALSE(has_time);
    }
}

TEST_CASE("the result has the size of what was encoded, and the scratch is charged too",
          "[codec]") {
    const Image image = test::picture(spec_of(200, 100, 3));
    const CodecModule module;
    for (const FormatId format : {FormatId::jpeg, FormatId::png, FormatId::webp, FormatId::tiff}) {
        test::TestContext context;
        const EncodeOptions options{.format = format};
        const Encoded result = encode(image, options, module, context);
        const std::uint64_t scratch =
            encoder_scratch_bytes(format_of(format), image.spec(), options);
        CHECK((scratch > image.pixels().size()) == (format == FormatId::png)); // all rows, filtered
        CHECK(context.allocated_bytes == buffer_capacity(max_encoded_bytes(image.spec(), options)) +
                                             buffer_capacity(scratch) +
                                             buffer_capacity(result.buffer.size()));
        CHECK(result.buffer.capacity() == buffer_capacity(result.buffer.size()));
        CHECK(result.format == format_of(format).name);
        CHECK(result.extension == format_of(format).extension);
        CHECK(result.spec == image.spec());
    }
}

TEST_CASE("many threads encode and decode at once, with equal results", "[codec]") {
    std::vector<Image> images;
    std::vector<test::Bytes> expected;
    for (const Format& format : formats()) {
        images.push_back(test::picture(spec_of(120, 90, 3, format.written_types[0])));
        expected.push_back(test::encoded(images.back(), {.format = format.id}));
    }
    std::vector<int> good(8, 0);
    {
        std::vector<std::jthread> threads;
        for (int& count : good)
            threads.emplace_back([&] {
                for (int round = 0; round < 5; ++round)
                    for (std::size_t i = 0; i < formats().size(); ++i) {
                        const test::Bytes file =
                            test::encoded(images[i], {.format = formats()[i].id});
                        const Image again = test::decoded(file);
                        if (file == expected[i] && again.spec().width == 120)
                            ++count;
                    }
            });
    }
    for (const int count : good)
        CHECK(count == 5 * static_cast<int>(formats().size()));
}

// SPDX-License-Identifier: Apache-2.0
// The memory that each codec takes by itself, up to 50 megapixels, against what is declared:
// minutes and some 3 GB, so it is run by name alone, in a release build:
//     build/release/bin/penstock_codec_memory_test "[large]"
#include "codec/format.hpp"
#include "codec/memory/codec_memory.hpp"
#include "codec/tiff_files.hpp"
#include "codec/webp_files.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <zlib.h>

using namespace penstock;
using namespace penstock::codec;
using test::CodecUse;
using test::spec_of;

namespace {

struct Size {
    std::uint32_t width;
    std::uint32_t height;
};
constexpr Size tiny{8, 8};
constexpr Size largest{8192, 6104};
constexpr std::array sizes = {
    Size{1000, 800}, Size{4000, 3000}, Size{16'000, 750}, Size{750, 16'000}, largest};

// The use of a codec at a size.
using Measure = std::function<CodecUse(Size)>;

// Prints and checks one kind of file at each size. Beyond what a tiny picture takes: code, tables.
void check(const std::string& name, const Measure& measure, std::span<const Size> at = sizes) {
    const std::uint64_t least = measure(tiny).measured;
    for (const Size size : at) {
        const CodecUse use = measure(size);
        const std::uint64_t own = use.measured - std::min(least, use.measured);
        std::printf("%-34s %5u x %5u  %7.1f of %7.1f MB  %5.1f %%\n",
                    name.c_str(),
                    size.width,
                    size.height,
                    static_cast<double>(own) / 1e6,
                    static_cast<double>(use.declared) / 1e6,
                    100 * static_cast<double>(own) / static_cast<double>(use.declared));
        std::fflush(stdout);
        INFO(name << ", " << size.width << " x " << size.height);
        CHECK(own <= use.declared + test::memory_tolerance);
    }
}

Image picture_for(const EncodeOptions& options, PixelType type, Size size) {
    const std::uint32_t most = std::min(format_of(options.format).written_channels.back(), 4U);
    return test::picture(spec_of(size.width, size.height, most, type));
}

// A file is made once for each size; so many bytes are not kept at once.
Measure decoding(std::function<test::Bytes(Size)> make,
                 const CodecModule& module,
                 const HeaderLimits& limits = {}) {
    return [make = std::move(make), &module, limits](Size size) {
        return test::decoder_alone(make(size), limits, module);
    };
}

void check_both(const EncodeOptions& options,
                PixelType type,
                std::span<const Size> at,
                const CodecModule& module) {
    const std::string name = test::name_of(options) + ' ' + std::string{to_string(type)};
    check(
        "encode " + name,
        [&](Size size) {
            return test::encoder_alone(picture_for(options, type, size), options, module);
        },
        at);
    check("decode " + name,
          decoding(
              [&](Size size) { return test::encoded(picture_for(options, type, size), options); },
              module),
          at);
}

test::Bytes deflated(const test::Bytes& bytes) {
    uLongf size = ::compressBound(bytes.size());
    test::Bytes result(size);
    REQUIRE(::compress2(reinterpret_cast<Bytef*>(result.data()),
                        &size,
                        reinterpret_cast<const Bytef*>(bytes.data()),
                        bytes.size(),
                        1) == Z_OK);
    result.resize(size);
    return result;
}

enum class Blocks { tiles, planes, one_strip };

// What no encoder here makes: RGB of 8 bits in other blocks than strips of a few rows.
test::Bytes tiff_of(Size size, Blocks blocks, bool is_packed) {
    constexpr std::uint32_t tile = 256;
    test::TiffPage page{.width = size.width, .height = size.height, .samples = 3, .photometric = 2};
    page.compression = is_packed ? 8 : 1;
    const Image image = test::picture(spec_of(size.width, size.height, 3));
    const auto pixels = image.pixels();
    if (blocks == Blocks::one_strip)
        page.blocks = {{pixels.begin(), pixels.end()}};
    if (blocks == Blocks::planes) {
        page.planar = 2;
        page.blocks.assign(3, test::Bytes(pixels.size() / 3));
        for (std::size_t i = 0; i < pixels.size(); ++i)
            page.blocks[i % 3][i / 3] = pixels[i];
    }
    if (blocks == Blocks::tiles) {
        page.tile_side = tile;
        const std::size_t across = (size.width + tile - 1) / tile;
        const std::size_t down = (size.height + tile - 1) / tile;
        page.blocks.assign(across * down, test::Bytes(std::size_t{tile} * tile * 3));
        for (std::uint32_t y = 0; y < size.height; ++y)
            for (std::uint32_t x = 0; x < size.width; x += tile)
                std::ranges::copy(image.row(y).subspan(x * 3, std::min(tile, size.width - x) * 3),
                                  page.blocks[y / tile * across + x / tile].begin() +
                                      y % tile * tile * 3);
    }
    if (is_packed)
        std::ranges::transform(page.blocks, page.blocks.begin(), deflated);
    return test::tiff_file({page});
}

// Three times the same picture; each time the canvas is saved and put back.
test::Bytes gif_animation_of(Size size) {
    const test::Bytes gif = test::encoded(test::picture(spec_of(size.width, size.height, 3)),
                                          {.format = FormatId::gif});
    const std::size_t palette = 3U << ((std::to_integer<unsigned>(gif[10]) & 7U) + 1);
    const auto picture = std::span{gif}.subspan(13 + palette, gif.size() - 13 - palette - 1);
    test::Bytes file{gif.begin(), gif.begin() + static_cast<std::ptrdiff_t>(13 + palette)};
    for (int i = 0; i < 3; ++i) {
        for (const int byte : {0x21, 0xF9, 4, 3 << 2, 0, 0, 0, 0})
            file.push_back(static_cast<std::byte>(byte));
        file.insert(file.end(), picture.begin(), picture.end());
    }
    file.push_back(std::byte{0x3B});
    return file;
}

test::Bytes webp_animation_of(Size size, Compression compression) {
    const Image image = test::picture(spec_of(size.width, size.height, 4));
    return test::webp_animation(size.width, size.height, {{image}, {image}}, compression);
}

} // namespace

TEST_CASE("codecs stay within their bounds up to 50 megapixels", "[.large]") {
    const CodecModule module;
    static_cast<void>(module.codecs());
    for (const EncodeOptions& options : test::memory_variants()) {
        const auto types = format_of(options.format).written_types;
        check_both(options, types.front(), sizes, module);
        if (types.size() > 1)
            check_both(options, types.back(), std::span{sizes}.subspan(1, 1), module);
    }
}

TEST_CASE("decoders stay within their bounds up to 50 megapixels, files that are made elsewhere",
          "[.large]") {
    const CodecModule module;
    static_cast<void>(module.codecs());
    for (const bool is_packed : {false, true}) {
        const std::string packing = is_packed ? " zip" : " none";
        for (const auto& [name, blocks] : {std::pair{"tiles", Blocks::tiles},
                                           std::pair{"planes", Blocks::planes},
                                           std::pair{"one strip", Blocks::one_strip}})
            check("decode tiff " + std::string{name} + packing,
                  decoding([&](Size size) { return tiff_of(size, blocks, is_packed); }, module));
    }
    HeaderLimits limits;
    limits.exr.channels = {"G", "A"};
    for (const Compression compression : {Compression::zip, Compression::piz, Compression::dwaa}) {
        const EncodeOptions options{.format = FormatId::exr, .compression = compression};
        check("decode two channels of " + test::name_of(options),
              decoding(
                  [&](Size size) {
                      return test::encoded(picture_for(options, PixelType::f16, size), options);
                  },
                  module,
                  limits));
    }
}

TEST_CASE("animations stay within their bounds up to 50 megapixels", "[.large]") {
    check("decode gif animation",
          [](Size size) { return test::animation_alone(gif_animation_of(size)); });
    for (const Compression compression : {Compression::lossy, Compression::lossless})
        check("decode webp animation " + std::string{to_string(compression)}, [&](Size size) {
            return test::animation_alone(webp_animation_of(size, compression));
        });
}

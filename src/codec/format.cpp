// SPDX-License-Identifier: Apache-2.0
#include "codec/format.hpp"

#include "codec/bmp.hpp"
#include "codec/codec_bounds.hpp"
#include "codec/dpx.hpp"
#include "codec/embed.hpp"
#include "codec/found_metadata.hpp"
#include "codec/gif.hpp"
#include "codec/hdr.hpp"
#include "codec/header.hpp"
#include "codec/jp2.hpp"
#include "codec/jpeg.hpp"
#include "codec/jpeg_scaled.hpp"
#include "codec/levels.hpp"
#include "codec/png.hpp"
#include "codec/pnm.hpp"
#include "codec/shrink.hpp"
#include "codec/tga.hpp"
#include "codec/webp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace penstock::codec {
namespace {

constexpr std::array<std::string_view, 5> jpeg_extensions = {"jpg", "jpeg", "jpe", "jfif", "jif"};
constexpr std::array<std::string_view, 2> png_extensions = {"png", "apng"};
constexpr std::array<std::string_view, 1> webp_extensions = {"webp"};
constexpr std::array<std::string_view, 2> tiff_extensions = {"tif", "tiff"};
constexpr std::array<std::string_view, 3> exr_extensions = {"exr", "sxr", "mxr"};
constexpr std::array<std::string_view, 3> hdr_extensions = {"hdr", "pic", "rgbe"};
constexpr std::array<std::string_view, 2> bmp_extensions = {"bmp", "dib"};
constexpr std::array<std::string_view, 6> pnm_extensions = {
    "pnm", "ppm", "pgm", "pbm", "pam", "pfm"};
constexpr std::array<std::string_view, 4> tga_extensions = {"tga", "targa", "icb", "vda"};
constexpr std::array<std::string_view, 1> dpx_extensions = {"dpx"};
constexpr std::array<std::string_view, 6> jp2_extensions = {
    "jp2", "j2k", "j2c", "jpc", "jpf", "jpx"};
constexpr std::array<std::string_view, 1> gif_extensions = {"gif"};

constexpr std::array u8_only = {PixelType::u8};
constexpr std::array integers = {PixelType::u8, PixelType::u16};
constexpr std::array all_types = {PixelType::u8, PixelType::u16, PixelType::f16, PixelType::f32};
constexpr std::array f32_only = {PixelType::f32};
constexpr std::array floats = {PixelType::f16, PixelType::f32};

constexpr std::array<std::uint32_t, 2> gray_or_rgb = {1, 3};
constexpr std::array<std::uint32_t, 1> rgb_only = {3};
constexpr std::array<std::uint32_t, 3> gray_rgb_or_rgba = {1, 3, 4};
constexpr std::array<std::uint32_t, 2> rgb_or_rgba = {3, 4};
constexpr std::array<std::uint32_t, 16> up_to_16 = {
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
constexpr auto up_to_rgba = std::span{up_to_16}.first<4>();

using enum EncodeParam;
constexpr std::array jpeg_params = {quality, subsampling, progressive, optimize, restart_interval};
constexpr std::array png_params = {level, effort};
constexpr std::array webp_params = {quality, compression, method};
constexpr std::array tiff_params = {compression, level};
constexpr std::array exr_params = {compression};
constexpr std::array tga_params = {compression};
constexpr std::array dpx_params = {bits};
constexpr std::array jp2_params = {quality, compression};
constexpr std::array gif_params = {colours};

constexpr std::uint32_t any_side = 65'535;

// For codecs that need no memory of their caller.
template <auto Decode>
void without_scratch(const Header& header,
                     std::span<const std::byte> file,
                     std::span<std::byte> pixels,
                     std::span<std::byte>) {
    Decode(header, file, pixels);
}
template <auto Encode>
std::size_t without_scratch(const Image& image,
                            const EncodeOptions& options,
                            std::span<std::byte> target,
                            std::span<std::byte>) {
    return Encode(image, options, target);
}

constexpr std::array table = {
    Format{.id = FormatId::jpeg,
           .name = "jpeg",
           .label = "JPEG",
           .extension = "jpg",
           .extensions = jpeg_extensions,
           .through = "libjpeg-turbo",
           .reads = "u8, 1 or 3 channels: gray, YCbCr, RGB, CMYK and YCCK, baseline and "
                    "progressive",
           .written_types = u8_only,
           .written_channels = gray_or_rgb,
           .max_side = 65'500,
           .params = jpeg_params,
           .read_header = read_jpeg_header,
           .decode = decode_jpeg,
           .scaled = scaled_jpeg,
           .scale_margin = shrink_margin,
           .encode = without_scratch<encode_jpeg>,
           .max_encoded_bytes = max_jpeg_bytes,
           .encoder_bytes = jpeg_encoder_bytes,
           .metadata = "ICC, EXIF, XMP, resolution, comments",
           .decoder_memory = "256 KiB + 64 C W + 8 H; several scans: + 2 S; four inks: + 4 W; "
                             "block_means: + 64 KiB + 8 W",
           .encoder_memory = "520 KiB + 64 C W + 8 H; progressive, optimize: + 2 S",
           .find_metadata = find_jpeg_metadata,
           .embed = embed_in_jpeg},
    Format{.id = FormatId::png,
           .name = "png",
           .label = "PNG",
           .extension = "png",
           .extensions = png_extensions,
           .through = "libdeflate and penstock; libpng",
           .reads = "u8 or u16, 1 to 4 channels: all of the standard; palettes become RGB",
           .written_types = integers,
           .written_channels = up_to_rgba,
           .max_side = any_side,
           .params = png_params,
           .read_header = read_png_header,
           .decode = decode_png,
           .encode = encode_png,
           .max_encoded_bytes = max_png_bytes,
           .encoder_bytes = png_encoder_bytes,
           .encoder_scratch_bytes = png_encoder_scratch_bytes,
           .metadata = "ICC, EXIF, XMP, resolution, texts",
           .decoder_memory = "132 KiB + 4 R; neither interlaced nor of few bits: + S + H",
           .encoder_memory =
               "180 KiB + 4 R; effort default: + S + H + 588 KiB; level 10 to 12: + 9 MiB",
           .find_metadata = find_png_metadata,
           .embed = embed_in_png},
    Format{.id = FormatId::webp,
           .name = "webp",
           .label = "WebP",
           .extension = "webp",
           .extensions = webp_extensions,
           .through = "libwebp",
           .reads = "u8, 3 or 4 channels: lossy and lossless",
           .written_types = u8_only,
           .written_channels = rgb_or_rgba,
           .max_side = 16'383,
           .params = webp_params,
           .read_header = read_webp_header,
           .decode = without_scratch<decode_webp>,
           .encode = without_scratch<encode_webp>,
           .max_encoded_bytes = max_webp_bytes,
           .encoder_bytes = webp_encoder_bytes,
           .metadata = "ICC, EXIF, XMP",
           .decoder_memory =
               "1 MiB + 256 W; alpha: + P; alpha or lossless: + 5 P + 54 MiB; all frames: + 14 P",
           .encoder_memory =
               "5 MiB + 12 P; lossy with alpha: + 18 P; lossless: + 20 P + 4 S + 4 MiB",
           .find_metadata = find_webp_metadata,
           .embed = embed_in_webp},
    Format{.id = FormatId::tiff,
           .name = "tiff",
           .label = "TIFF",
           .extension = "tif",
           .extensions = tiff_extensions,
           .through = "OpenImageIO",
           .reads = "u8, u16, f16 or f32, 1 to 16 channels: strips and tiles, BigTIFF too",
           .written_types = all_types,
           .written_channels = up_to_16,
           .max_side = any_side,
           .params = tiff_params,
           .read_header = read_tiff_header,
           .decode = nullptr,
           .scaled = scaled_by_level,
           .scale_margin = level_margin,
           .find_levels = find_levels_of_tiff,
           .encode = nullptr,
           .max_encoded_bytes = max_tiff_bytes,
           .encoder_bytes = tiff_encoder_bytes,
           .metadata = "ICC, EXIF, XMP, resolution",
           .decoder_memory =
               "4 MiB + 4 R + 4 B + 32 N; packed planes: + 2 B; YCbCr: + 4 P + 2 B; zstd: + 32 MiB",
           .encoder_memory = "2 MiB + 128 R + 32 H",
           .find_metadata = find_tiff_metadata,
           .embed = embed_in_tiff},
    Format{.id = FormatId::exr,
           .name = "exr",
           .label = "OpenEXR",
           .extension = "exr",
           .extensions = exr_extensions,
           .through = "OpenImageIO",
           .reads = "f16 or f32, 1 to 4 channels: scan lines and tiles",
           .written_types = floats,
           .written_channels = up_to_rgba,
           .max_side = any_side,
           .params = exr_params,
           .read_header = read_exr_header,
           .decode = nullptr,
           .scaled = scaled_by_level,
           .scale_margin = level_margin,
           .find_levels = find_levels_of_exr,
           .encode = nullptr,
           .max_encoded_bytes = max_exr_bytes,
           .encoder_bytes = exr_encoder_bytes,
           .metadata = "texts",
           .decoder_memory = "4 MiB + 64 H + 8 B; dwaa, dwab: + 12 B",
           .encoder_memory = "4 MiB + 64 H + 8 B; dwaa, dwab: + 8 B",
           .find_metadata = find_exr_metadata,
           .embed = embed_in_exr},
    Format{.id = FormatId::hdr,
           .name = "hdr",
           .label = "Radiance HDR",
           .extension = "hdr",
           .extensions = hdr_extensions,
           .through = "penstock",
           .reads = "f32, 3 channels: RGBE, packed or not",
           .written_types = f32_only,
           .written_channels = rgb_only,
           .max_side = any_side,
           .params = {},
           .read_header = read_hdr_header,
           .decode = decode_hdr,
           .encode = without_scratch<encode_hdr>,
           .max_encoded_bytes = max_hdr_bytes,
           .encoder_bytes = hdr_encoder_bytes,
           .decoder_memory = "16 KiB + 4 W",
           .encoder_memory = "16 KiB + 4 W"},
    Format{.id = FormatId::bmp,
           .name = "bmp",
           .label = "BMP",
           .extension = "bmp",
           .extensions = bmp_extensions,
           .through = "penstock",
           .reads = "u8, 1, 3 or 4 channels: 1 to 32 bits a pixel, palettes (gray ones become "
                    "gray), masks, run lengths",
           .written_types = u8_only,
           .written_channels = gray_rgb_or_rgba,
           .max_side = any_side,
           .params = {},
           .read_header = read_bmp_header,
           .decode = without_scratch<decode_bmp>,
           .encode = without_scratch<encode_bmp>,
           .max_encoded_bytes = max_bmp_bytes,
           .encoder_bytes = own_encoder_bytes,
           .decoder_memory = "16 KiB",
           .encoder_memory = "16 KiB"},
    Format{.id = FormatId::pnm,
           .name = "pnm",
           .label = "PNM",
           .extension = "pnm",
           .extensions = pnm_extensions,
           .through = "penstock",
           .reads = "u8, u16 or f32, 1 to 16 channels: PBM, PGM, PPM, PAM and PFM",
           .written_types = integers,
           .written_channels = up_to_rgba,
           .max_side = any_side,
           .params = {},
           .read_header = read_pnm_header,
           .decode = without_scratch<decode_pnm>,
           .encode = without_scratch<encode_pnm>,
           .max_encoded_bytes = max_pnm_bytes,
           .encoder_bytes = own_encoder_bytes,
           .decoder_memory = "16 KiB",
           .encoder_memory = "16 KiB"},
    Format{.id = FormatId::tga,
           .name = "tga",
           .label = "Targa",
           .extension = "tga",
           .extensions = tga_extensions,
           .through = "penstock",
           .reads = "u8, 1 to 4 channels: gray, RGB and palettes, run lengths or not",
           .written_types = u8_only,
           .written_channels = gray_rgb_or_rgba,
           .max_side = any_side,
           .params = tga_params,
           .read_header = read_tga_header,
           .decode = without_scratch<decode_tga>,
           .encode = without_scratch<encode_tga>,
           .max_encoded_bytes = max_tga_bytes,
           .encoder_bytes = own_encoder_bytes,
           .decoder_memory = "16 KiB",
           .encoder_memory = "16 KiB"},
    Format{.id = FormatId::dpx,
           .name = "dpx",
           .label = "DPX",
           .extension = "dpx",
           .extensions = dpx_extensions,
           .through = "penstock",
           .reads =
               "u8 or u16, 1, 3 or 4 channels: 8, 10, 12 and 16 bit luma, RGB and RGBA, not packed",
           .written_types = integers,
           .written_channels = gray_rgb_or_rgba,
           .max_side = any_side,
           .params = dpx_params,
           .read_header = read_dpx_header,
           .decode = without_scratch<decode_dpx>,
           .encode = without_scratch<encode_dpx>,
           .max_encoded_bytes = max_dpx_bytes,
           .encoder_bytes = own_encoder_bytes,
           .decoder_memory = "16 KiB",
           .encoder_memory = "16 KiB"},
    Format{.id = FormatId::jp2,
           .name = "jp2",
           .label = "JPEG 2000",
           .extension = "jp2",
           .extensions = jp2_extensions,
           .through = "OpenJPEG",
           .reads = "u8 or u16, 1 to 16 channels: JP2 and bare codestreams, up to 16 bits, "
                    "palettes, gray, RGB and YCC",
           .written_types = integers,
           .written_channels = up_to_rgba,
           .max_side = any_side,
           .params = jp2_params,
           .read_header = read_jp2_header,
           .decode = without_scratch<decode_jp2>,
           .scaled = scaled_jp2,
           .scale_margin = shrink_margin,
           .encode = without_scratch<encode_jp2>,
           .max_encoded_bytes = max_jp2_bytes,
           .encoder_bytes = jp2_encoder_bytes,
           .decoder_memory = "4 MiB + 4 C P + 5 T + 512 K + 6 KiB N + 1280 C N + 2 F",
           .encoder_memory = "4 MiB + 14 T + 16 KiB N"},
    Format{.id = FormatId::gif,
           .name = "gif",
           .label = "GIF",
           .extension = "gif",
           .extensions = gif_extensions,
           .through = "giflib",
           .reads = "u8, 3 or 4 channels: the first picture, on its canvas",
           .written_types = u8_only,
           .written_channels = rgb_or_rgba,
           .max_side = any_side,
           .params = gif_params,
           .read_header = read_gif_header,
           .decode = decode_gif,
           .encode = without_scratch<encode_gif>,
           .max_encoded_bytes = max_gif_bytes,
           .encoder_bytes = gif_encoder_bytes,
           .decoder_memory = "256 KiB + W; all frames: + 64 KiB + 2 S + 1 KiB N",
           .encoder_memory = "2.3 MiB + 32 W"},
};

// "a", "a or b", "a, b or c".
std::string alternatives(std::span<const std::uint32_t> numbers) {
    std::string text = std::to_string(numbers[0]);
    for (std::size_t i = 1; i < numbers.size(); ++i)
        text += (i + 1 < numbers.size() ? ", " : " or ") + std::to_string(numbers[i]);
    return text;
}

} // namespace

std::span<const Format> formats() {
    return table;
}

const Format& format_of(FormatId id) {
    return table[static_cast<std::size_t>(id)];
}

const Format* find_format(std::string_view name) {
    for (const Format& format : table)
        if (format.name == name)
            return &format;
    return nullptr;
}

std::string format_names() {
    std::string names;
    for (const Format& format : table)
        names += (names.empty() ? "" : ", ") + std::string{format.name};
    return names;
}

std::uint64_t
encoder_scratch_bytes(const Format& format, const ImageSpec& spec, const EncodeOptions& options) {
    return format.encoder_scratch_bytes != nullptr ? format.encoder_scratch_bytes(spec, options)
                                                   : 0;
}

std::string kept_metadata_names(const Format& format) {
    return format.metadata.empty() ? "none" : std::string{format.metadata};
}

bool writes_channels(const Format& format, std::uint32_t channels) {
    return std::ranges::find(format.written_channels, channels) != format.written_channels.end();
}

std::string written_type_names(const Format& format) {
    std::string names;
    for (const PixelType type : format.written_types)
        names += (names.empty() ? "" : ", ") + std::string{to_string(type)};
    return names;
}

std::string written_channel_names(const Format& format) {
    const auto channels = format.written_channels;
    const bool is_range = channels.back() - channels.front() + 1 == channels.size();
    if (is_range && channels.size() > 1)
        return fmt::format("{} to {}", channels.front(), channels.back());
    return alternatives(channels);
}

std::string param_names(const Format& format) {
    std::string names;
    for (const EncodeParam param : format.params)
        names += (names.empty() ? "" : ", ") + std::string{to_string(param)};
    return names.empty() ? "none" : names;
}

} // namespace penstock::codec

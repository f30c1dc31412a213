// SPDX-License-Identifier: Apache-2.0
#include "codec/format.hpp"

#include "codec/codec_bounds.hpp"
#include "codec/header.hpp"

#include <array>

namespace penstock::codec {
namespace {

constexpr std::array<std::string_view, 5> jpeg_extensions = {"jpg", "jpeg", "jpe", "jfif", "jif"};
constexpr std::array<std::string_view, 2> png_extensions = {"png", "apng"};
constexpr std::array<std::string_view, 1> webp_extensions = {"webp"};
constexpr std::array<std::string_view, 2> tiff_extensions = {"tif", "tiff"};
constexpr std::array<std::string_view, 3> exr_extensions = {"exr", "sxr", "mxr"};

constexpr std::array u8_only = {PixelType::u8};
constexpr std::array integers = {PixelType::u8, PixelType::u16};
constexpr std::array all_types = {PixelType::u8, PixelType::u16, PixelType::f16, PixelType::f32};
constexpr std::array floats = {PixelType::f16, PixelType::f32};

using enum EncodeParam;
constexpr std::array jpeg_params = {quality, subsampling, progressive};
constexpr std::array png_params = {level};
constexpr std::array webp_params = {quality, compression};
constexpr std::array tiff_params = {compression, level};
constexpr std::array exr_params = {compression};

constexpr std::uint32_t any_side = 65'535;

constexpr std::array table = {
    Format{FormatId::jpeg,
           "jpeg",
           "JPEG",
           "jpg",
           jpeg_extensions,
           CodecKind::built_in,
           u8_only,
           1,
           3,
           65'500,
           jpeg_params,
           read_jpeg_header,
           max_jpeg_bytes,
           jpeg_encoder_bytes},
    Format{FormatId::png,
           "png",
           "PNG",
           "png",
           png_extensions,
           CodecKind::module,
           integers,
           1,
           4,
           any_side,
           png_params,
           read_png_header,
           max_png_bytes,
           png_encoder_bytes},
    Format{FormatId::webp,
           "webp",
           "WebP",
           "webp",
           webp_extensions,
           CodecKind::built_in,
           u8_only,
           3,
           4,
           16'383,
           webp_params,
           read_webp_header,
           max_webp_bytes,
           webp_encoder_bytes},
    Format{FormatId::tiff,
           "tiff",
           "TIFF",
           "tif",
           tiff_extensions,
           CodecKind::module,
           all_types,
           1,
           16,
           any_side,
           tiff_params,
           read_tiff_header,
           max_tiff_bytes,
           tiff_encoder_bytes},
    Format{FormatId::exr,
           "exr",
           "OpenEXR",
           "exr",
           exr_extensions,
           CodecKind::module,
           floats,
           1,
           4,
           any_side,
           exr_params,
           read_exr_header,
           max_exr_bytes,
           exr_encoder_bytes},
};

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

} // namespace penstock::codec

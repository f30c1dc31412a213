// SPDX-License-Identifier: Apache-2.0
#include "penstock/failure.hpp"

#include "codec/byte_order.hpp"
#include "codec/jp2.hpp"
#include "codec/jp2_stream.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <vector>

namespace penstock::codec {
namespace {

[[noreturn]] void fail(const Jp2Memory& memory) {
    if (memory.is_full)
        throw ItemError{ErrorClass::limit,
                        "the JPEG 2000 became larger than a picture of that size can be"};
    throw ItemError{
        ErrorClass::node,
        fmt::format("the JPEG 2000 cannot be encoded: {}",
                    memory.message.empty() ? "OpenJPEG does not say why" : memory.message)};
}

struct Tiling {
    std::uint32_t width;
    std::uint32_t height;
};

Tiling tiling_of(const ImageSpec& spec) {
    return {.width = std::min(spec.width, jp2_tile_side),
            .height = std::min(spec.height, jp2_tile_side)};
}

opj_cparameters_t parameters_of(const ImageSpec& spec, const EncodeOptions& options) {
    static char no_comment[] = ""; // else OpenJPEG writes its name and version
    const Tiling tile = tiling_of(spec);
    opj_cparameters_t parameters{};
    opj_set_default_encoder_parameters(&parameters);
    parameters.cp_comment = no_comment;
    parameters.tile_size_on = OPJ_TRUE;
    parameters.cp_tdx = static_cast<int>(tile.width);
    parameters.cp_tdy = static_cast<int>(tile.height);
    // Each level halves the picture; there has to be something left of it.
    parameters.numresolution =
        std::clamp(static_cast<int>(std::bit_width(std::min(tile.width, tile.height))), 1, 6);
    parameters.tcp_mct = spec.channels >= 3 ? 1 : 0;
    parameters.tcp_numlayers = 1;
    if (compression_of(options) == Compression::lossless) {
        parameters.cp_disto_alloc = 1;
        return parameters;
    }
    parameters.irreversible = 1;
    parameters.cp_fixed_quality = 1;
    parameters.tcp_distoratio[0] = static_cast<float>(quality_of(options));
    return parameters;
}

Jp2Image empty_image(const ImageSpec& spec) {
    std::vector<opj_image_cmptparm_t> components(spec.channels);
    for (opj_image_cmptparm_t& component : components) {
        component.dx = 1;
        component.dy = 1;
        component.w = spec.width;
        component.h = spec.height;
        component.prec = spec.pixel_type == PixelType::u8 ? 8 : 16;
    }
    Jp2Image image{opj_image_tile_create(
        spec.channels, components.data(), spec.channels >= 3 ? OPJ_CLRSPC_SRGB : OPJ_CLRSPC_GRAY)};
    if (!image)
        throw ItemError{ErrorClass::resource, "no memory is left"};
    image->x1 = spec.width;
    image->y1 = spec.height;
    if (spec.has_alpha())
        image->comps[spec.channels - 1].alpha = 1;
    return image;
}

// The part of the image that a tile holds, channel after channel.
void fill_tile(const Image& image,
               const Tiling& tiling,
               std::uint32_t column,
               std::uint32_t row,
               std::vector<OPJ_BYTE>& tile) {
    const ImageSpec& spec = image.spec();
    const std::size_t sample = bytes_of(spec.pixel_type);
    const std::uint32_t left = column * tiling.width;
    const std::uint32_t top = row * tiling.height;
    const std::uint32_t right = std::min(left + tiling.width, spec.width);
    const std::uint32_t bottom = std::min(top + tiling.height, spec.height);
    tile.clear();
    for (std::uint32_t c = 0; c < spec.channels; ++c)
        for (std::uint32_t y = top; y < bottom; ++y) {
            const auto from = image.row(y);
            for (std::uint32_t x = left; x < right; ++x)
                for (std::size_t i = 0; i < sample; ++i)
                    tile.push_back(std::to_integer<OPJ_BYTE>(
                        from[(std::size_t{x} * spec.channels + c) * sample + i]));
        }
}

} // namespace

std::size_t
encode_jp2(const Image& image, const EncodeOptions& options, std::span<std::byte> target) {
    const ImageSpec& spec = image.spec();
    Jp2Memory memory{.target = target};
    const Jp2Stream stream = jp2_writer(memory);
    const Jp2Codec codec{opj_create_compress(OPJ_CODEC_JP2)};
    if (!stream || !codec)
        throw ItemError{ErrorClass::resource, "no memory is left"};
    listen(codec.get(), memory);
    const Jp2Image picture = empty_image(spec);
    opj_cparameters_t parameters = parameters_of(spec, options);
    if (opj_setup_encoder(codec.get(), &parameters, picture.get()) == 0 ||
        opj_start_compress(codec.get(), picture.get(), stream.get()) == 0)
        fail(memory);
    const Tiling tiling = tiling_of(spec);
    const auto columns = static_cast<std::uint32_t>(ceil_div(spec.width, tiling.width));
    const auto rows = static_cast<std::uint32_t>(ceil_div(spec.height, tiling.height));
    std::vector<OPJ_BYTE> tile;
    tile.reserve(std::size_t{tiling.width} * tiling.height * spec.pixel_bytes());
    for (std::uint32_t i = 0; i < columns * rows; ++i) {
        fill_tile(image, tiling, i % columns, i / columns, tile);
        if (opj_write_tile(
                codec.get(), i, tile.data(), static_cast<OPJ_UINT32>(tile.size()), stream.get()) ==
            0)
            fail(memory);
    }
    if (opj_end_compress(codec.get(), stream.get()) == 0 || memory.is_full)
        fail(memory);
    return memory.size;
}

} // namespace penstock::codec

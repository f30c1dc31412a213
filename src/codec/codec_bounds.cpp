// SPDX-License-Identifier: Apache-2.0
#include "codec/codec_bounds.hpp"

#include "codec/byte_order.hpp"
#include "codec/dpx.hpp"
#include "codec/header.hpp"
#include "codec/huffman_deflate.hpp"
#include "codec/jp2.hpp"
#include "codec/quantise.hpp"

#include <algorithm>

namespace penstock::codec {
namespace {

constexpr std::uint64_t kib = 1024;
constexpr std::uint64_t mib = 1024 * kib;

struct BlockShape {
    std::uint64_t width; // of what is encoded together, in pixels
    std::uint64_t height;
    std::uint64_t samples_per_pixel_times_4;
};

BlockShape shape_of(const ImageSpec& spec, const EncodeOptions& options) {
    if (spec.channels == 1)
        return {8, 8, 4};
    switch (subsampling_of(options)) {
    case Subsampling::s444:
        return {8, 8, 12};
    case Subsampling::s422:
        return {16, 8, 8};
    case Subsampling::s440:
        return {8, 16, 8};
    case Subsampling::s420:
        return {16, 16, 6};
    case Subsampling::gray:
        return {8, 8, 4};
    }
    return {8, 8, 12};
}

std::uint64_t padded_samples(const ImageSpec& spec, const EncodeOptions& options) {
    const BlockShape shape = shape_of(spec, options);
    return ceil_div(spec.width, shape.width) * shape.width * ceil_div(spec.height, shape.height) *
           shape.height * shape.samples_per_pixel_times_4 / 4;
}

} // namespace

std::uint64_t max_jpeg_bytes(const ImageSpec& spec, const EncodeOptions& options) {
    // What tjBufSize() says: two bytes for each sample that is coded, whatever the quality. A
    // restart marker has two bytes, behind one that is filled up. Each scan has its own; where it
    // is of one component, blocks are counted, and at most six scans of libjpeg's progression see
    // the same one.
    const std::uint64_t samples = padded_samples(spec, options);
    const auto interval = static_cast<std::uint64_t>(restart_interval_of(options));
    const std::uint64_t scans = is_progressive(options) ? 6 : 1;
    const std::uint64_t restarts = interval == 0 ? 0 : scans * (samples / 64) / interval;
    return samples * 2 + restarts * 8 + 2048;
}

std::uint64_t jpeg_encoder_bytes(const ImageSpec& spec, const EncodeOptions& options) {
    const std::uint64_t rows =
        (std::uint64_t{spec.width} + 16) * spec.channels * 64 + spec.height * sizeof(void*);
    const std::uint64_t coefficients =
        is_optimized(options) ? padded_samples(spec, options) * 2 : 0;
    return 512 * kib + rows + coefficients;
}

std::uint64_t max_png_bytes(const ImageSpec& spec, const EncodeOptions&) {
    // What cannot be made smaller is stored, in blocks of 10 KB and more that have 5 bytes each;
    // chunks have 12.
    const std::uint64_t raw = spec.bytes() + spec.height;
    return raw + raw / 128 + 4 * kib;
}

std::uint64_t png_encoder_bytes(const ImageSpec&, const EncodeOptions& options) {
    if (effort_of(options) == Effort::fast)
        return own_codec_bytes + HuffmanDeflate::heap_bytes;
    // libdeflate's compressor, and then zlib's: 653 and 262 KiB; from level 10 on 8.6 MiB.
    return level_of(options) >= 10 ? 9 * mib : 768 * kib;
}

std::uint64_t max_webp_bytes(const ImageSpec& spec, const EncodeOptions& options) {
    if (compression_of(options) == Compression::lossless)
        return spec.bytes() + spec.bytes() / 4 + 64 * kib;
    // A macroblock of 16x16 pixels never takes more than its samples do; alpha is stored at worst.
    return spec.pixels() * 2 + (spec.has_alpha() ? spec.pixels() * 5 / 4 : 0) + 64 * kib;
}

std::uint64_t webp_encoder_bytes(const ImageSpec& spec, const EncodeOptions& options) {
    // The encoder's own output grows by doubling: the old and the new one exist at once.
    const std::uint64_t output = max_webp_bytes(spec, options) * 3;
    const std::uint64_t argb = spec.pixels() * 4;
    if (compression_of(options) == Compression::lossless)
        return output + argb * 8 + 8 * mib;
    return output + spec.pixels() * (spec.has_alpha() ? 20 : 6) + 4 * mib;
}

std::uint64_t max_tiff_bytes(const ImageSpec& spec, const EncodeOptions& options) {
    const std::uint64_t raw = spec.bytes();
    const std::uint64_t tables = std::uint64_t{spec.height} * 16 + 16 * kib;
    switch (compression_of(options)) {
    case Compression::none:
        return raw + tables;
    case Compression::lzw: // 12 bits for a byte at worst
        return raw + raw / 2 + tables;
    default:
        return raw + raw / 64 + tables;
    }
}

std::uint64_t tiff_encoder_bytes(const ImageSpec& spec, const EncodeOptions&) {
    constexpr std::uint64_t strip_rows = 32;
    return 2 * mib + spec.row_bytes() * strip_rows * 4 + std::uint64_t{spec.height} * 32;
}

std::uint32_t exr_lines_per_block(Compression compression) {
    switch (compression) {
    case Compression::zip:
    case Compression::pxr24:
        return 16;
    case Compression::piz:
    case Compression::b44:
    case Compression::b44a:
    case Compression::dwaa:
        return 32;
    case Compression::dwab:
        return 256;
    default:
        return 1;
    }
}

std::uint64_t max_exr_bytes(const ImageSpec& spec, const EncodeOptions& options) {
    // A block that does not become smaller is stored as it is, behind 8 bytes; a table has 8 more.
    const std::uint64_t blocks =
        ceil_div(spec.height, exr_lines_per_block(compression_of(options)));
    return spec.bytes() + spec.bytes() / 16 + blocks * 16 + 16 * kib;
}

std::uint64_t exr_encoder_bytes(const ImageSpec& spec, const EncodeOptions& options) {
    const Compression compression = compression_of(options);
    const std::uint64_t block =
        spec.row_bytes() * std::min(exr_lines_per_block(compression), spec.height);
    const bool is_dwa = compression == Compression::dwaa || compression == Compression::dwab;
    return 4 * mib + block * (is_dwa ? 16 : 8) + std::uint64_t{spec.height} * 64;
}

std::uint64_t max_hdr_bytes(const ImageSpec& spec, const EncodeOptions&) {
    // Runs save what they cost; a head for each copy of 128 bytes, and one more for the last.
    const std::uint64_t plane = spec.width + spec.width / 128 + 2;
    return (plane * 4 + 4) * spec.height + 128;
}

std::uint64_t hdr_encoder_bytes(const ImageSpec& spec, const EncodeOptions&) {
    return own_codec_bytes + std::uint64_t{spec.width} * 4;
}

std::uint64_t max_bmp_bytes(const ImageSpec& spec, const EncodeOptions&) {
    return ceil_div(spec.row_bytes(), 4) * 4 * spec.height + 2 * kib;
}

std::uint64_t max_pnm_bytes(const ImageSpec& spec, const EncodeOptions&) {
    return spec.bytes() + 128;
}

std::uint64_t max_tga_bytes(const ImageSpec& spec, const EncodeOptions&) {
    // Of gray, a copy of one and a run of two take four bytes for three pixels; else runs save.
    return spec.bytes() + spec.pixels() / 3 + std::uint64_t{spec.height} * 2 + 128;
}

std::uint64_t max_dpx_bytes(const ImageSpec& spec, const EncodeOptions&) {
    return ceil_div(spec.row_bytes(), 4) * 4 * spec.height + 2 * kib;
}

std::uint64_t max_jp2_bytes(const ImageSpec& spec, const EncodeOptions& options) {
    // Without loss, colours take a bit more than they had. With loss, a high quality keeps bits
    // that the wavelets added.
    const std::uint64_t raw = spec.bytes();
    return 64 * kib + (compression_of(options) == Compression::lossless ? raw + raw / 4 : raw * 2);
}

std::uint64_t jp2_encoder_bytes(const ImageSpec& spec, const EncodeOptions&) {
    // A tile: as bytes, as numbers, as coefficients of its blocks, and what is packed of it.
    const std::uint64_t tile = std::min<std::uint64_t>(spec.width, jp2_tile_side) *
                               std::min<std::uint64_t>(spec.height, jp2_tile_side) * spec.channels;
    const std::uint64_t tiles =
        ceil_div(spec.width, jp2_tile_side) * ceil_div(spec.height, jp2_tile_side);
    return 4 * mib + tile * 14 + tiles * 16 * kib;
}

std::uint64_t max_gif_bytes(const ImageSpec& spec, const EncodeOptions&) {
    // At worst twelve bits a pixel, and a byte of length for each 255.
    return spec.pixels() * 3 / 2 + spec.pixels() / 128 + 2 * kib;
}

std::uint64_t gif_encoder_bytes(const ImageSpec& spec, const EncodeOptions&) {
    return 256 * kib + Quantiser::heap_bytes + std::uint64_t{spec.width} * 32;
}

std::uint64_t own_encoder_bytes(const ImageSpec&, const EncodeOptions&) {
    return own_codec_bytes;
}

} // namespace penstock::codec

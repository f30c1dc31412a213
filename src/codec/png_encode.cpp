// SPDX-License-Identifier: Apache-2.0
#include "penstock/failure.hpp"

#include "codec/codec_bounds.hpp"
#include "codec/huffman_deflate.hpp"
#include "codec/png.hpp"
#include "codec/png_file_writer.hpp"
#include "codec/png_row_filter.hpp"

#include <algorithm>
#include <cassert>
#include <libdeflate.h>
#include <memory>
#include <zlib.h>

namespace penstock::codec {
namespace {

[[noreturn]] void fail_for_memory() {
    throw ItemError{ErrorClass::resource, "no memory is left to encode the PNG"};
}

// Rows that the fast way packs together: as many as one of its blocks holds, at least one.
std::uint64_t rows_per_stripe(const ImageSpec& spec) {
    constexpr std::uint64_t block = 65'535;
    return std::clamp<std::uint64_t>(block / (spec.row_bytes() + 1), 1, spec.height);
}

bool is_fast(const EncodeOptions& options) {
    return effort_of(options) == Effort::fast;
}

PngFilterChoice filter_choice(const ImageSpec& spec, const EncodeOptions& options) {
    if (is_fast(options))
        return PngFilterChoice::least_sum;
    const int level = level_of(options);
    if (level == 0)
        return PngFilterChoice::none;
    // Of samples of 16 bits the lower byte is often noise, which misleads the sum. Levels that take
    // seconds can wait for the better choice, too.
    const bool is_worth_it = level >= 10 || (level >= 6 && spec.pixel_type == PixelType::u16);
    return is_worth_it ? PngFilterChoice::least_entropy : PngFilterChoice::least_sum;
}

// Of repetitions. Samples of two bytes repeat pixel by pixel, if at all.
unsigned distance_of(const ImageSpec& spec) {
    return spec.pixel_type == PixelType::u16 ? static_cast<unsigned>(spec.pixel_bytes()) : 1;
}

// What follows packs what PngRowFilter makes into `target`, and gives the size; 0 where there is no
// room.

std::size_t pack_fast(const ImageSpec& spec,
                      PngRowFilter& filter,
                      std::span<std::byte> target,
                      std::span<std::uint8_t> rows) {
    HuffmanDeflate packed{target, distance_of(spec)};
    const std::uint64_t stripe = rows_per_stripe(spec);
    const std::size_t row_bytes = spec.row_bytes() + 1;
    for (std::uint64_t y = 0; y < spec.height; y += stripe) {
        const std::uint64_t count = std::min(stripe, spec.height - y);
        for (std::uint64_t i = 0; i < count; ++i)
            filter.next(&rows[i * row_bytes]);
        if (!packed.add(rows.first(count * row_bytes)))
            return 0;
    }
    return packed.finish();
}

std::size_t
pack_by_zlib(std::span<const std::uint8_t> rows, int level, std::span<std::byte> target) {
    uLongf size = target.size();
    const int result = ::compress2(
        reinterpret_cast<Bytef*>(target.data()), &size, rows.data(), rows.size(), level);
    if (result == Z_MEM_ERROR)
        fail_for_memory();
    return result == Z_OK ? size : 0;
}

std::size_t
pack_by_libdeflate(std::span<const std::uint8_t> rows, int level, std::span<std::byte> target) {
    const std::unique_ptr<::libdeflate_compressor, decltype(&::libdeflate_free_compressor)>
        compressor{::libdeflate_alloc_compressor(level), ::libdeflate_free_compressor};
    if (!compressor)
        fail_for_memory();
    return ::libdeflate_zlib_compress(
        compressor.get(), rows.data(), rows.size(), target.data(), target.size());
}

// zlib's same level looks longer for the long repetitions that flat drawings and gradients are made
// of, and there it is quick. Gives the size of whatever is smaller.
std::size_t or_by_zlib(std::span<const std::uint8_t> rows,
                       int level,
                       std::span<std::byte> target,
                       std::size_t size) {
    const auto behind = target.subspan(size);
    const auto room = behind.first(std::min(size - 1, behind.size()));
    const std::size_t other = pack_by_zlib(rows, std::min(level, 9), room);
    if (other == 0)
        return size;
    std::ranges::copy(room.first(other), target.begin());
    return other;
}

// In noise libdeflate takes repetitions that cost more than they save.
std::size_t or_fast(const ImageSpec& spec,
                    std::span<const std::uint8_t> rows,
                    std::span<std::byte> target,
                    std::size_t size) {
    HuffmanDeflate packed{target, distance_of(spec)};
    if (packed.measure(rows) >= size)
        return size;
    return packed.add(rows) ? packed.finish() : 0;
}

std::size_t pack_well(const ImageSpec& spec,
                      std::span<const std::uint8_t> rows,
                      int level,
                      std::span<std::byte> target) {
    const std::size_t size = pack_by_libdeflate(rows, level, target);
    if (level < 6 || size == 0)
        return size;
    if (size <= rows.size() / 16)
        return or_by_zlib(rows, level, target, size);
    return size <= rows.size() / 2 ? size : or_fast(spec, rows, target, size);
}

} // namespace

std::uint64_t png_encoder_scratch_bytes(const ImageSpec& spec, const EncodeOptions& options) {
    const std::uint64_t rows = is_fast(options) ? rows_per_stripe(spec) : spec.height;
    return PngRowFilter::scratch_bytes(spec) + rows * (spec.row_bytes() + 1) + png_row_margin;
}

std::size_t encode_png(const Image& image,
                       const EncodeOptions& options,
                       std::span<std::byte> target,
                       std::span<std::byte> scratch) {
    const ImageSpec& spec = image.spec();
    assert(scratch.size() >= png_encoder_scratch_bytes(spec, options));
    PngRowFilter filter{image, filter_choice(spec, options), scratch};
    const auto rest = scratch.subspan(PngRowFilter::scratch_bytes(spec));
    const std::span rows{reinterpret_cast<std::uint8_t*>(rest.data()), rest.size()};
    PngFileWriter file{target};
    std::size_t packed = 0;
    if (is_fast(options)) {
        packed = pack_fast(spec, filter, file.pixels(), rows);
    } else {
        const std::size_t row_bytes = spec.row_bytes() + 1;
        for (std::uint32_t y = 0; y < spec.height; ++y)
            filter.next(&rows[y * row_bytes]);
        packed =
            pack_well(spec, rows.first(spec.height * row_bytes), level_of(options), file.pixels());
    }
    const std::size_t size = packed != 0 ? file.finish(spec, packed) : 0;
    if (size == 0)
        throw ItemError{ErrorClass::limit,
                        "the PNG became larger than a picture of that size can be"};
    return size;
}

} // namespace penstock::codec

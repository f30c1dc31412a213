// SPDX-License-Identifier: Apache-2.0
#include "codec/decode.hpp"

#include "codec/format.hpp"
#include "codec/jpeg_scans.hpp"
#include "codec/nonfinite.hpp"
#include "codec/truncated.hpp"
#include "core/turn.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <utility>

namespace penstock::codec {
namespace {

bool is_turned(const Header& header, OrientationPolicy policy) {
    return policy == OrientationPolicy::upright && header.orientation != 1;
}

// What makes it stand upright.
Turn turn_of(const Header& header) {
    return static_cast<Turn>(header.orientation);
}

// What the codec makes is not what is delivered.
bool is_moved(const Header& header, OrientationPolicy policy) {
    return header.placement || is_turned(header, policy);
}

const ImageSpec& stored_spec(const Header& header) {
    return header.placement ? header.placement->stored : header.spec;
}

// The header of what the codec makes.
Header as_stored(Header header) {
    header.spec = stored_spec(header);
    header.placement.reset();
    return header;
}

const GuestCodecs& guest(const CodecModule& module) {
    try {
        return module.codecs();
    } catch (const ModuleError& error) {
        throw ItemError{ErrorClass::resource, error.what()};
    }
}

void decode_stored(const Header& header,
                   Buffer& file,
                   std::span<std::byte> pixels,
                   const CodecModule& module,
                   NodeContext& context) {
    if (const auto decode = format_of(header.format).decode; decode != nullptr) {
        Buffer scratch;
        if (header.scratch_bytes != 0)
            scratch = context.allocate_bytes(header.scratch_bytes);
        decode(header, file.bytes(), pixels, scratch.bytes());
    } else if (const auto failure = guest(module).decode(as_stored(header), file.bytes(), pixels)) {
        if (failure->error_class == ErrorClass::truncated)
            throw TruncatedPicture{failure->message, failure->whole_rows};
        throw ItemError{failure->error_class, failure->message};
    }
}

// True where rows were missing and have been filled.
bool fill_or_pad(const Header& header,
                 const Fill& fill,
                 std::span<std::byte> pixels,
                 TruncatedPolicy policy) {
    try {
        fill(pixels);
        return false;
    } catch (const TruncatedPicture& truncated) {
        if (policy == TruncatedPolicy::fail)
            throw;
        if (truncated.whole_rows() == 0)
            throw ItemError{ErrorClass::truncated,
                            fmt::format("{}; no row of it could be read, so there is nothing that "
                                        "on_truncated \"pad\" could complete",
                                        truncated.what())};
        const std::uint64_t row_bytes = stored_spec(header).row_bytes();
        const std::uint64_t begin = truncated.first_row() * row_bytes;
        const std::uint64_t end = begin + truncated.whole_rows() * row_bytes;
        std::ranges::fill(pixels.first(begin), std::byte{0});
        std::ranges::fill(pixels.subspan(end), std::byte{0});
        return true;
    }
}

// Lays what is stored where it belongs; what it leaves free is 0.
void place(const Placement& placement, std::span<const std::byte> stored, Image& image) {
    std::ranges::fill(image.pixels(), std::byte{0});
    const auto from = [](std::int64_t offset) { return std::max<std::int64_t>(-offset, 0); };
    const auto size = [](std::int64_t offset, std::uint32_t stored_side, std::uint32_t side) {
        return std::min<std::int64_t>(stored_side, std::int64_t{side} - offset);
    };
    const std::int64_t left = from(placement.x);
    const std::int64_t right = size(placement.x, placement.stored.width, image.spec().width);
    const std::int64_t bottom = size(placement.y, placement.stored.height, image.spec().height);
    const std::uint64_t pixel = placement.stored.pixel_bytes();
    for (std::int64_t y = from(placement.y); left < right && y < bottom; ++y) {
        const auto row =
            stored.subspan(static_cast<std::uint64_t>(y) * placement.stored.row_bytes() +
                               static_cast<std::uint64_t>(left) * pixel,
                           static_cast<std::uint64_t>(right - left) * pixel);
        const auto target = image.row(static_cast<std::uint32_t>(y + placement.y));
        std::ranges::copy(
            row, target.subspan(static_cast<std::uint64_t>(left + placement.x) * pixel).begin());
    }
}

void check_scans(const Header& header, std::span<const std::byte> file, std::uint32_t most) {
    if (header.format != FormatId::jpeg || !header.layout.is_progressive)
        return;
    const std::size_t scans = count_jpeg_scans(file);
    if (scans > most)
        throw ItemError{ErrorClass::limit,
                        fmt::format("the JPEG has {} scans; max_scans allows {}", scans, most)};
}

} // namespace

ImageSpec decoded_spec(const Header& header, OrientationPolicy policy) {
    return is_turned(header, policy) ? turned_spec(header.spec, turn_of(header)) : header.spec;
}

std::uint64_t decode_working_bytes(const Header& header, OrientationPolicy policy) {
    std::uint64_t bytes = header.codec_bytes + buffer_capacity(header.scratch_bytes);
    if (is_moved(header, policy))
        bytes += buffer_capacity(stored_spec(header).bytes());
    return bytes;
}

Decoded decode_with(const Header& header,
                    const Fill& fill,
                    const DecodeOptions& options,
                    NodeContext& context) {
    Decoded result;
    if (!is_moved(header, options.orientation)) {
        result.image = context.allocate_image(header.spec);
        result.is_truncated =
            fill_or_pad(header, fill, result.image.pixels(), options.on_truncated);
    } else {
        Buffer stored = context.allocate_bytes(stored_spec(header).bytes());
        result.is_truncated = fill_or_pad(header, fill, stored.bytes(), options.on_truncated);
        result.image = context.allocate_image(decoded_spec(header, options.orientation));
        const auto pixels = std::as_const(stored).bytes();
        if (header.placement)
            place(*header.placement, pixels, result.image);
        else
            copy_turned(header.spec, turn_of(header), pixels, result.image.pixels());
    }
    result.nonfinite_pixels = count_nonfinite_pixels(result.image);
    return result;
}

Decoded decode_picture(const Header& header,
                       Buffer& file,
                       const DecodeOptions& options,
                       const CodecModule& module,
                       NodeContext& context) {
    check_scans(header, std::as_const(file).bytes(), options.max_scans);
    return decode_with(
        header,
        [&](std::span<std::byte> pixels) { decode_stored(header, file, pixels, module, context); },
        options,
        context);
}

Decoded decode(const Header& header,
               Buffer file,
               const DecodeOptions& options,
               const CodecModule& module,
               NodeContext& context) {
    assert(file.is_unique());
    return decode_picture(header, file, options, module, context);
}

} // namespace penstock::codec

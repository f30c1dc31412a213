// SPDX-License-Identifier: Apache-2.0
#include "codec/decode.hpp"

#include "codec/format.hpp"
#include "codec/jpeg.hpp"
#include "codec/jpeg_scans.hpp"
#include "codec/orientation.hpp"
#include "codec/truncated.hpp"
#include "codec/webp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <utility>

namespace penstock::codec {
namespace {

bool is_turned(const Header& header, OrientationPolicy policy) {
    return policy == OrientationPolicy::upright && header.orientation != 1;
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
    if (header.format == FormatId::jpeg) {
        Buffer scratch;
        if (header.scratch_bytes != 0)
            scratch = context.allocate_bytes(header.scratch_bytes);
        decode_jpeg(header, file.bytes(), pixels, scratch.bytes());
    } else if (header.format == FormatId::webp) {
        decode_webp(header, file.bytes(), pixels);
    } else if (const auto failure = guest(module).decode(header, file.bytes(), pixels)) {
        if (failure->error_class == ErrorClass::truncated)
            throw TruncatedPicture{failure->message, failure->whole_rows};
        throw ItemError{failure->error_class, failure->message};
    }
}

// True where rows were missing and have been filled.
bool decode_or_pad(const Header& header,
                   Buffer& file,
                   std::span<std::byte> pixels,
                   TruncatedPolicy policy,
                   const CodecModule& module,
                   NodeContext& context) {
    try {
        decode_stored(header, file, pixels, module, context);
        return false;
    } catch (const TruncatedPicture& truncated) {
        if (policy == TruncatedPolicy::fail)
            throw;
        if (truncated.whole_rows() == 0)
            throw ItemError{ErrorClass::truncated,
                            fmt::format("{}; no row of it could be read, so there is nothing that "
                                        "on_truncated \"pad\" could complete",
                                        truncated.what())};
        std::ranges::fill(pixels.subspan(truncated.whole_rows() * header.spec.row_bytes()),
                          std::byte{0});
        return true;
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
    return is_turned(header, policy) ? upright_spec(header.spec, header.orientation) : header.spec;
}

std::uint64_t decode_working_bytes(const Header& header, OrientationPolicy policy) {
    std::uint64_t bytes = header.codec_bytes + buffer_capacity(header.scratch_bytes);
    if (is_turned(header, policy))
        bytes += buffer_capacity(header.spec.bytes());
    return bytes;
}

Decoded decode(const Header& header,
               Buffer file,
               const DecodeOptions& options,
               const CodecModule& module,
               NodeContext& context) {
    assert(file.is_unique());
    check_scans(header, std::as_const(file).bytes(), options.max_scans);
    Decoded result;
    if (!is_turned(header, options.orientation)) {
        result.image = context.allocate_image(header.spec);
        result.is_truncated = decode_or_pad(
            header, file, result.image.pixels(), options.on_truncated, module, context);
        return result;
    }
    Buffer stored = context.allocate_bytes(header.spec.bytes());
    result.is_truncated =
        decode_or_pad(header, file, stored.bytes(), options.on_truncated, module, context);
    file = {}; // its memory is free for others while the pixels are turned
    result.image = context.allocate_image(upright_spec(header.spec, header.orientation));
    turn_upright(
        header.spec, header.orientation, std::as_const(stored).bytes(), result.image.pixels());
    return result;
}

} // namespace penstock::codec

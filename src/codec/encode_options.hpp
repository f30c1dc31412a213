// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace penstock::codec {

/// In the order of the table of formats.
enum class FormatId : std::uint8_t {
    jpeg,
    png,
    webp,
    tiff,
    exr,
    hdr,
    bmp,
    pnm,
    tga,
    dpx,
    jp2,
    gif,
};

/// How much colour detail a JPEG keeps.
enum class Subsampling : std::uint8_t { s444, s422, s420, s440, gray };

enum class Compression : std::uint8_t {
    lossy,
    lossless,
    none,
    lzw,
    zip,
    packbits,
    rle,
    zips,
    piz,
    pxr24,
    b44,
    b44a,
    dwaa,
    dwab,
};

/// What a small file may cost.
enum class Effort : std::uint8_t {
    standard, ///< what the level says
    fast,     ///< as little as can be
};

/// What of an image's metadata goes into its file.
enum class KeptMetadata : std::uint8_t { all, icc, none };

/// A parameter of `encode` that only some formats use.
enum class EncodeParam : std::uint8_t {
    quality,
    level,
    subsampling,
    progressive,
    optimize,
    restart_interval,
    method,
    compression,
    bits,
    colours,
    effort,
};

/// What the user wrote for `encode`; what is absent has the format's default.
struct EncodeOptions {
    FormatId format = FormatId::jpeg;
    std::optional<int> quality = {};
    std::optional<int> level = {};
    std::optional<Subsampling> subsampling = {};
    std::optional<bool> progressive = {};
    std::optional<bool> optimize = {};
    std::optional<int> restart_interval = {};
    std::optional<int> method = {};
    std::optional<Compression> compression = {};
    std::optional<int> bits = {};
    std::optional<int> colours = {};
    std::optional<Effort> effort = {};
    KeptMetadata metadata = KeptMetadata::all; ///< of all formats
};

[[nodiscard]] std::string_view to_string(EncodeParam param);
[[nodiscard]] std::string_view to_string(Subsampling subsampling);
[[nodiscard]] std::string_view to_string(Compression compression);

/// The value that counts: what was written, or the format's default.
[[nodiscard]] int quality_of(const EncodeOptions& options);
[[nodiscard]] int level_of(const EncodeOptions& options);
[[nodiscard]] Subsampling subsampling_of(const EncodeOptions& options);
[[nodiscard]] bool is_progressive(const EncodeOptions& options);
/// A progressive JPEG always is.
[[nodiscard]] bool is_optimized(const EncodeOptions& options);
[[nodiscard]] int restart_interval_of(const EncodeOptions& options);
[[nodiscard]] int method_of(const EncodeOptions& options);
[[nodiscard]] Compression compression_of(const EncodeOptions& options);
[[nodiscard]] int bits_of(const EncodeOptions& options);
[[nodiscard]] int colours_of(const EncodeOptions& options);
[[nodiscard]] Effort effort_of(const EncodeOptions& options);

/// Throws `std::runtime_error` where something was written that the format does not use, or a value
/// that it does not know: a sentence that says which formats use it.
void check_options(const EncodeOptions& options);

} // namespace penstock::codec

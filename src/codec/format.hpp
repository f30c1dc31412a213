// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image_spec.hpp"

#include "codec/encode_options.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::codec {

class ByteReader;
struct Header;

/// Who decodes and encodes a format.
enum class CodecKind : std::uint8_t {
    built_in, ///< a library that this one links
    module,   ///< OpenImageIO, in a module that is loaded when it is needed
};

/// One row of the table of formats.
struct Format {
    FormatId id;
    std::string_view name;                        ///< "jpeg"
    std::string_view label;                       ///< "JPEG": what messages call it
    std::string_view extension;                   ///< "jpg": what files are called that are written
    std::span<const std::string_view> extensions; ///< what files are called elsewhere
    CodecKind codec;

    std::span<const PixelType> written_types;
    std::uint32_t min_channels; ///< that `encode` writes
    std::uint32_t max_channels;
    std::uint32_t max_side;              ///< of a picture in this format
    std::span<const EncodeParam> params; ///< parameters of `encode` that mean something here

    /// Reads the header: everything but the limits is checked. Throws `ItemError`.
    Header (*read_header)(const ByteReader& file);
    /// The most bytes that a picture of that spec can become.
    std::uint64_t (*max_encoded_bytes)(const ImageSpec& spec, const EncodeOptions& options);
    /// The most memory that the encoder takes by itself, beside input and output.
    std::uint64_t (*encoder_bytes)(const ImageSpec& spec, const EncodeOptions& options);
};

/// All formats, in the order in which messages list them.
[[nodiscard]] std::span<const Format> formats();
[[nodiscard]] const Format& format_of(FormatId id);
/// The format of that name, or null.
[[nodiscard]] const Format* find_format(std::string_view name);
/// "jpeg, png, webp, tiff, exr".
[[nodiscard]] std::string format_names();

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"
#include "penstock/image_spec.hpp"

#include "codec/encode_options.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::codec {

class ByteReader;
class FileParts;
struct Embedded;
struct FoundMetadata;
struct Header;

/// One row of the table of formats.
struct Format {
    FormatId id;
    std::string_view name;                        ///< "jpeg"
    std::string_view label;                       ///< "JPEG": what messages call it
    std::string_view extension;                   ///< "jpg": what files are called that are written
    std::span<const std::string_view> extensions; ///< what files are called elsewhere
    std::string_view through; ///< the library that does it; "penstock" where it is done here
    std::string_view reads;   ///< what `decode` takes and delivers, for the documentation

    std::span<const PixelType> written_types;
    std::span<const std::uint32_t> written_channels; ///< ascending
    std::uint32_t max_side;                          ///< of a picture in this format
    std::span<const EncodeParam> params; ///< parameters of `encode` that mean something here

    /// Reads the header: everything but the limits is checked. Throws `ItemError`.
    Header (*read_header)(const ByteReader& file);
    /// Decodes the whole file into `pixels`; `scratch` has header.scratch_bytes. Throws
    /// `ItemError`. Null: the module with OpenImageIO does it.
    void (*decode)(const Header& header,
                   std::span<const std::byte> file,
                   std::span<std::byte> pixels,
                   std::span<std::byte> scratch);
    /// The header of the picture as it is decoded at the smallest size in the file's reach that is
    /// at least `least_scale` of its width and height. Null: there is one size.
    Header (*scaled)(const Header& header, double least_scale) = nullptr;
    double scale_margin = 1; ///< how much larger than what is wanted that size has to be
    /// Looks for smaller pictures of the same in the file, and lists them in the header. Null:
    /// there are none.
    void (*find_levels)(const ByteReader& file, Header& header) = nullptr;
    /// Writes the file into `target`, which has max_encoded_bytes, and gives its size; `scratch`
    /// has encoder_scratch_bytes. Throws `ItemError`. Null: the module does it.
    std::size_t (*encode)(const Image& image,
                          const EncodeOptions& options,
                          std::span<std::byte> target,
                          std::span<std::byte> scratch);
    /// The most bytes that a picture of that spec can become.
    std::uint64_t (*max_encoded_bytes)(const ImageSpec& spec, const EncodeOptions& options);
    /// The most memory that the encoder takes by itself, beside input and output.
    std::uint64_t (*encoder_bytes)(const ImageSpec& spec, const EncodeOptions& options);
    /// What `encode` takes from its caller beside input and output. Null: nothing.
    std::uint64_t (*encoder_scratch_bytes)(const ImageSpec& spec,
                                           const EncodeOptions& options) = nullptr;

    /// What of the metadata is kept when such a file is read and written, in words; what is not
    /// named is lost. Empty: nothing is kept.
    std::string_view metadata = {};
    /// What Header::codec_bytes and scratch_bytes, and what `encoder_bytes` and
    /// `encoder_scratch_bytes` come to at most, for the documentation: a sum of terms such as "64 C
    /// W" in the letters that `memory_letters` explains, and behind semicolons what comes on top
    /// where the words before the colon hold.
    std::string_view decoder_memory;
    std::string_view encoder_memory;
    /// Finds the metadata in a file. Null: none are read.
    void (*find_metadata)(const ByteReader& file, FoundMetadata& found) = nullptr;
    /// Puts a finished file together anew, with metadata. Null: none are written.
    void (*embed)(std::span<std::byte> file, Embedded& embedded, FileParts& parts) = nullptr;
};

/// All formats, in the order in which messages list them.
[[nodiscard]] std::span<const Format> formats();
[[nodiscard]] const Format& format_of(FormatId id);
/// The format of that name, or null.
[[nodiscard]] const Format* find_format(std::string_view name);
/// "jpeg, png, webp, ...".
[[nodiscard]] std::string format_names();

/// What the letters in `decoder_memory` and `encoder_memory` stand for: a sentence.
inline constexpr std::string_view memory_letters =
    "W and H are the sides, C the channels, P the pixels, R the bytes of a row, S those of the "
    "picture, B those of a block that is packed by itself (a strip, a tile, some lines), T the "
    "samples of such a tile, N the number of blocks, tiles or frames, K that of code-blocks and "
    "precincts, F the bytes of the file";

/// What `encode` takes from its caller beside input and output.
[[nodiscard]] std::uint64_t
encoder_scratch_bytes(const Format& format, const ImageSpec& spec, const EncodeOptions& options);

/// What is kept of ICC, EXIF, XMP, resolution and texts: "ICC, EXIF"; "none".
[[nodiscard]] std::string kept_metadata_names(const Format& format);
[[nodiscard]] bool writes_channels(const Format& format, std::uint32_t channels);
/// "u8, u16".
[[nodiscard]] std::string written_type_names(const Format& format);
/// "1, 3 or 4", "1 to 4".
[[nodiscard]] std::string written_channel_names(const Format& format);
/// The parameters of `encode` that the format uses: "quality, subsampling", or "none".
[[nodiscard]] std::string param_names(const Format& format);

} // namespace penstock::codec

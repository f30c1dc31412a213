// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/failure.hpp"
#include "penstock/image_spec.hpp"

#include "codec/byte_reader.hpp"
#include "codec/encode_options.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::codec {

/// How pixels lie in the file, where the codec has to know. Rows where both tile sides are 0.
struct Layout {
    std::uint32_t tile_width = 0;
    std::uint32_t tile_height = 0;
    std::uint32_t rows_per_block = 0; ///< rows that are compressed together; 0: unknown
    std::uint32_t first_channel = 0;  ///< of those that are delivered, in OpenImageIO's order
    bool is_progressive = false;      ///< a JPEG in several scans, an interlaced PNG
    bool is_cmyk = false;             ///< JPEG: four inks, which decode makes RGB of
    bool is_lossless = false;         ///< WebP
    bool is_premultiplied = false;    ///< colours are multiplied by alpha; decode divides
    bool is_inverted = false;         ///< TIFF: 0 is white; JPEG of four inks: 0 is full ink
    bool reads_blocks = false;        ///< TIFF: only whole strips can be read
    bool is_lab = false;              ///< TIFF: CIE Lab, which decode makes RGB of
    bool is_wide = false;             ///< TIFF: integers of 32 bits, which decode makes 0 to 1
    std::uint64_t directory = 0;      ///< TIFF: offset of the picture's; 0: the first one
    std::uint32_t part = 0;           ///< OpenEXR: number of the part
    std::uint32_t most_halvings = 0;  ///< JPEG 2000: how often it can be halved on the way
    std::uint32_t halvings = 0;       ///< JPEG 2000: how often it is; see `shrunk`
    std::uint32_t level = 0;          ///< OpenEXR: number of the level; 0 is the whole picture
    bool takes_block_means = false;   ///< JPEG: an eighth of it may come from `decode_jpeg_dc`
    std::uint32_t eighths = 8; ///< JPEG: of its width and height, that are decoded; see `shrunk`
};

/// A picture that fills only a part of what is delivered, or sticks out of it.
struct Placement {
    ImageSpec stored;   ///< what the codec makes
    std::int64_t x = 0; ///< where its left upper corner goes
    std::int64_t y = 0;
};

/// The same picture at a lower resolution, as TIFF and OpenEXR files can have it.
struct Level {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint64_t codec_bytes = 0; ///< as that of the header
    Layout layout;
};

/// What of an OpenEXR file is wanted.
struct ExrChoice {
    std::string part = {};                  ///< name or number; empty: the first one
    std::vector<std::string> channels = {}; ///< channels or layers; empty: the colours
    bool fills_display_window = false;      ///< not: the data window
};

/// What the first bytes of a file say about its picture.
struct Header {
    FormatId format = FormatId::jpeg;
    ImageSpec spec;               ///< as `decode` delivers it, before it is turned upright
    std::uint8_t orientation = 1; ///< as in EXIF: 1 to 8, 1 is upright
    std::uint64_t file_bytes = 0;
    std::uint64_t codec_bytes = 0;    ///< the most that the codec allocates by itself
    std::uint64_t scratch_bytes = 0;  ///< what decode takes from its caller beside the pixels
    std::uint32_t frames = 1;         ///< pictures in the file, where this tells (not of TIFF, GIF)
    std::uint64_t metadata_bytes = 0; ///< of profiles, EXIF, XMP, texts, as they lie in the file
    /// A sentence where the file cannot hold all of its picture; empty where that is not known
    /// before it is decoded.
    std::string truncation;
    std::vector<std::string> channel_names; ///< OpenEXR: where they have to be picked out
    std::optional<Placement> placement;     ///< nothing: `spec` is what the codec makes
    std::vector<Level> levels;              ///< `find_levels`: from large to small; at most 16
    Layout layout;
};

/// What decoders of our own take beside file, pixels and scratch: the stack.
inline constexpr std::uint64_t own_codec_bytes = 16 * 1024;

/// What decode refuses to touch, and what it looks for.
struct HeaderLimits {
    std::uint64_t max_pixels = 256'000'000;
    std::uint64_t max_file_bytes = std::uint64_t{1} << 30;
    std::uint32_t max_side = 65'535;
    std::uint32_t max_channels = 16;
    std::uint64_t max_metadata_bytes = std::uint64_t{16} << 20;
    bool accepts_truncated = false; ///< as far as the header is there
    ExrChoice exr = {};
    std::vector<FormatId> formats; ///< that are accepted; empty: all
};

/// Finds the format by content and reads its header; nothing is allocated that the file's content
/// could make large, and the number of reads is bounded. Throws `ItemError`: unsupported,
/// truncated, corrupt or limit.
[[nodiscard]] Header read_header(const ByteReader& file, const HeaderLimits& limits = {});

/// Checks a header that one of the functions below gave, and completes it. `read_header` does so.
void complete_header(Header& header,
                     FormatId format,
                     std::uint64_t file_bytes,
                     const HeaderLimits& limits);

// One for each format. They check what they read, but no limits.
[[nodiscard]] Header read_jpeg_header(const ByteReader& file);
[[nodiscard]] Header read_png_header(const ByteReader& file);
[[nodiscard]] Header read_webp_header(const ByteReader& file);
[[nodiscard]] Header read_tiff_header(const ByteReader& file);
[[nodiscard]] Header read_tiff_header(const ByteReader& file, std::uint64_t directory);
[[nodiscard]] Header read_exr_header(const ByteReader& file);
[[nodiscard]] Header read_exr_header(const ByteReader& file, const ExrChoice& choice);
[[nodiscard]] Header read_hdr_header(const ByteReader& file);
[[nodiscard]] Header read_bmp_header(const ByteReader& file);
[[nodiscard]] Header read_pnm_header(const ByteReader& file);
[[nodiscard]] Header read_tga_header(const ByteReader& file);
[[nodiscard]] Header read_dpx_header(const ByteReader& file);
[[nodiscard]] Header read_jp2_header(const ByteReader& file);
[[nodiscard]] Header read_gif_header(const ByteReader& file);

} // namespace penstock::codec

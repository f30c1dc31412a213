// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include "codec/byte_reader.hpp"
#include "codec/encode_options.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace penstock::codec {

struct Header;

/// What a Targa file says before its pixels.
struct TgaHeader {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t bits = 0;        ///< of a pixel in the file: 8, 15, 16, 24 or 32
    std::uint32_t colour_bits = 0; ///< of a colour: as `bits`, or of an entry of the palette
    std::uint32_t channels = 3;
    bool is_gray = false;
    bool has_palette = false;
    bool is_premultiplied = false; ///< colours are multiplied by alpha
    bool is_packed = false;        ///< run lengths
    bool is_bottom_up = false;     ///< the lowest row comes first
    bool is_right_to_left = false;
    std::uint32_t first_index = 0; ///< of the palette
    std::uint32_t palette_entries = 0;
    std::uint64_t palette_offset = 0;
    std::uint64_t data_offset = 0;
};

/// The header, where the file can be a Targa file: the format has no signature, so every field has
/// to make sense. No value where one does not.
[[nodiscard]] std::optional<TgaHeader> find_tga_header(const ByteReader& file);

/// Decodes into `pixels`, the upper left pixel first. Throws `ItemError`; where the file ends
/// early, after the pixels that are there.
void decode_tga(const Header& header, std::span<const std::byte> file, std::span<std::byte> pixels);

/// Writes the upper row first, with run lengths where options say so. Gives the size.
[[nodiscard]] std::size_t
encode_tga(const Image& image, const EncodeOptions& options, std::span<std::byte> target);

} // namespace penstock::codec

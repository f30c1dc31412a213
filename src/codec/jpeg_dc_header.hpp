// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace penstock::codec {

/// A Huffman code as a JPEG stores it.
struct HuffmanSource {
    std::span<const std::byte> counts;  ///< 16: how many codes of 1 bit, of 2 bits, ...
    std::span<const std::byte> symbols; ///< what they stand for, from the shortest one on
};

/// A component of a JPEG that `read_jpeg_dc_header` takes.
struct JpegDcComponent {
    std::span<const std::byte> quantisers; ///< 64, in the order in which coefficients are stored
    HuffmanSource dc;
    HuffmanSource ac;
};

/// Where a JPEG has what its picture at an eighth of its size is made of. Points into the file.
struct JpegDcHeader {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t components = 0; ///< 1: gray; 3: YCbCr
    std::uint32_t horizontal = 1; ///< blocks of luma beside each other for one of Cb, 1 or 2
    std::uint32_t vertical = 1;   ///< the same above each other
    std::array<JpegDcComponent, 3> component;
    std::span<const std::byte> scan; ///< the coded data, and whatever comes behind them
};

/// Nothing where the JPEG is not of the plain kind that `decode_jpeg_dc` takes: baseline, 8 bits,
/// all components in one scan, gray or YCbCr, chroma at full or half size, no restart markers; and
/// nothing where anything is odd, be it only something that libjpeg would warn of.
[[nodiscard]] std::optional<JpegDcHeader> read_jpeg_dc_header(std::span<const std::byte> file);

} // namespace penstock::codec

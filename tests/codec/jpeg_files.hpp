// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/jpeg_dc_header.hpp"
#include "codec/pictures.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

// JPEGs that an encoder does not give one by itself, and what libjpeg makes of them.
namespace penstock::test {

/// What libjpeg makes of a JPEG at an eighth of its size, gray or RGB. Nothing where it fails, or
/// warns of anything.
[[nodiscard]] std::optional<Bytes> jpeg_eighth(std::span<const std::byte> file);

/// What the decoder of block means makes of a JPEG of that header. Nothing where it does not take
/// it.
[[nodiscard]] std::optional<Bytes> jpeg_means(const codec::JpegDcHeader& header);

struct JpegShape {
    std::uint32_t width = 16;
    std::uint32_t height = 16;
    int components = 3;
    std::array<int, 2> luma_factors{1, 1}; ///< horizontal, vertical; those of chroma are 1
    int quality = 90;
    bool is_progressive = false;
    bool is_arithmetic = false;
    bool is_optimised = false;
    unsigned restart_interval = 0; ///< in MCUs
    bool is_rgb = false;           ///< not YCbCr
    bool has_scan_each = false;    ///< components one after the other
};

/// A picture with noise, edges and flat parts.
[[nodiscard]] Bytes jpeg_of(const JpegShape& shape, std::uint32_t seed = 1);

/// A JPEG whose coefficients and quantisers are made of these bytes: as different as they can be.
[[nodiscard]] Bytes jpeg_of_coefficients(const JpegShape& shape, std::span<const std::byte> recipe);

} // namespace penstock::test

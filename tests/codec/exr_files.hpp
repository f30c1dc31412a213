// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/pictures.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace penstock::test {

/// One part of an OpenEXR file that is written by hand: lines, not compressed.
struct ExrFilePart {
    struct Channel {
        std::string name = {};
        bool is_float = true; ///< not: half
        float first = 0; ///< the sample at the left of row y, column x is first + x / 8 + y / 64
    };
    std::string name = {};
    std::array<std::int32_t, 4> data = {0, 0, 3, 1}; ///< min x, min y, max x, max y
    std::array<std::int32_t, 4> display = {0, 0, 3, 1};
    std::vector<Channel> channels = {}; ///< in the order of their names
};

/// A picture in tiles with all its levels down to one pixel, as floats, not compressed.
struct ExrPyramid {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t tile_side = 16;
    std::vector<std::string> channels = {"B", "G", "R"}; ///< in the order of their names
    std::uint8_t mode = 1;                               ///< 0: one level; 0x11: sides round up
    std::array<std::int32_t, 2> first = {0, 0};          ///< min x, min y
    bool is_environment = false;
    /// The sample of a channel, counted in the order of the names, at a pixel of a level.
    float (*sample)(std::uint32_t level,
                    std::size_t channel,
                    std::uint32_t x,
                    std::uint32_t y) = nullptr;
};

[[nodiscard]] Bytes exr_pyramid(const ExrPyramid& pyramid);

[[nodiscard]] Bytes exr_file(const std::vector<ExrFilePart>& parts);

} // namespace penstock::test

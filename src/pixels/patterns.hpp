// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include <cstdint>
#include <memory_resource>

namespace penstock::pixels {

/// Pictures that need no files.
enum class Pattern : std::uint8_t {
    gradient, ///< smooth ramps, up and down: red across, green down, blue along the diagonal
    checker,  ///< a board of two colours
    noise,    ///< every sample random: what no encoder can compress
    plasma,   ///< interfering waves of colour
    photo,    ///< what a photograph is to an encoder: about 2 bits a pixel as JPEG of quality 90
};

/// Which of the endless pictures of a pattern.
struct PatternKey {
    std::uint64_t seed = 0;
    std::uint64_t index = 0;
};

/// Fills the image. The pixels depend on the arguments and the image's spec alone; all arithmetic
/// is in integers. `memory`: where what it needs beside the image comes from.
void draw(Pattern pattern,
          const PatternKey& key,
          Image& image,
          std::pmr::memory_resource& memory = *std::pmr::get_default_resource());

/// An upper bound of all the memory that `draw` takes beside the image, where none is used again.
[[nodiscard]] std::uint64_t draw_working_bytes(Pattern pattern, const ImageSpec& spec);

} // namespace penstock::pixels

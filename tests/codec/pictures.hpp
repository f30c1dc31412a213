// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/encoded.hpp"
#include "penstock/image.hpp"

#include "codec/decode.hpp"
#include "codec/encode.hpp"
#include "codec/format.hpp"
#include "codec/header.hpp"
#include "support/test_context.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace penstock::test {

/// A picture with gradients, edges and some noise, in which no two corners are alike. Floating
/// point samples are in 0 to 1, and alpha is never 0.
[[nodiscard]] Image picture(const ImageSpec& spec, std::uint32_t seed = 1);

/// Shorter than to write out the whole spec.
[[nodiscard]] inline ImageSpec spec_of(std::uint32_t width,
                                       std::uint32_t height,
                                       std::uint32_t channels,
                                       PixelType type = PixelType::u8) {
    return {.width = width,
            .height = height,
            .channels = channels,
            .pixel_type = type,
            .colour_space = ColourSpace::unspecified};
}

using Bytes = std::vector<std::byte>;

[[nodiscard]] Bytes encoded(const Image& image, const codec::EncodeOptions& options);

/// Reads the header and decodes, with buffers that count against nothing. Throws `ItemError`.
[[nodiscard]] Image decoded(std::span<const std::byte> file,
                            codec::OrientationPolicy policy = codec::OrientationPolicy::upright);
[[nodiscard]] codec::Decoded decoded_as(std::span<const std::byte> file,
                                        const codec::DecodeOptions& options);

/// The largest and the mean difference of two images of equal shape, samples mapped to 0 to 1.
struct Difference {
    double largest = 0;
    double mean = 0;
};
[[nodiscard]] Difference difference(const Image& left, const Image& right);

/// The samples of an image, mapped to 0 to 1.
[[nodiscard]] std::vector<float> samples_of(const Image& image);

[[nodiscard]] Bytes bytes_of_file(const std::string& path);

} // namespace penstock::test

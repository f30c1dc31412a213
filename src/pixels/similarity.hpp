// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

// How alike two images are. They have the same width, height and channels; integers count as 0..1,
// so their pixel types may differ.
namespace penstock::pixels {

/// The peak signal-to-noise ratio in decibels, over all channels, where white is the peak; infinite
/// for equal images.
[[nodiscard]] double psnr(const Image& image, const Image& reference);

/// How much scratch memory `ssim` needs.
[[nodiscard]] std::uint64_t ssim_scratch_bytes(const ImageSpec& spec);

/// The mean structural similarity of Wang, Bovik, Sheikh and Simoncelli (Image quality assessment:
/// from error visibility to structural similarity, 2004): under a Gaussian window of 11x11 pixels
/// and a sigma of 1.5, with K1 = 0.01 and K2 = 0.03, wherever all of the window is inside. Of
/// colours, of their Rec. 709 luma, without alpha; throws `ItemError` (unsupported) where there are
/// more than 4 channels. Nothing for images that are smaller than the window.
[[nodiscard]] std::optional<double>
ssim(const Image& image, const Image& reference, std::span<std::byte> scratch);

} // namespace penstock::pixels

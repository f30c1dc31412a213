// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

// Colours of ICC profiles, by Little CMS.
namespace penstock::pixels {

/// What becomes of colours that the target does not have, as ICC.1 names it.
enum class Intent : std::uint8_t { perceptual, relative, saturation, absolute };

struct ProfileOptions {
    Intent intent = Intent::relative;
    /// Whether the darkest colour of the one becomes the darkest of the other.
    bool black_point_compensation = true;
};

/// The most memory that a conversion takes beside the image, by profiles of that size together.
/// Little CMS gets no more: where it wants to, the conversion fails.
[[nodiscard]] std::uint64_t profile_working_bytes(std::uint64_t profile_bytes);

/// Whether the profile is for such images: gray ones, or RGB. Reads its header alone.
[[nodiscard]] bool is_profile_for(const ImageSpec& spec, std::span<const std::byte> profile);

/// What a profile without bytes stands for.
inline constexpr std::span<const std::byte> srgb_profile{};

/// Changes colours that one profile describes to those of another, in place; gray stays gray, alpha
/// as it is. Each is `srgb_profile`, or `is_profile_for` the image. Throws `ItemError`: corrupt
/// where a profile is damaged or of no use, limit where it takes too much memory.
void convert_colours(Image& image,
                     std::span<const std::byte> from,
                     std::span<const std::byte> to,
                     const ProfileOptions& options);

} // namespace penstock::pixels

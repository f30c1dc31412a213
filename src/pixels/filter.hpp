// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace penstock::pixels {

/// How a new pixel is made of the old ones around it. Where the image shrinks, all but `nearest`
/// widen, so that every old pixel counts.
enum class Filter : std::uint8_t {
    nearest,  ///< the old pixel at that place, unchanged
    bilinear, ///< triangle, support 1
    bicubic,  ///< Catmull-Rom, support 2: sharp
    mitchell, ///< Mitchell-Netravali, support 2: softer, hardly rings
    lanczos,  ///< Lanczos, support 3: sharpest; rings a little at hard edges
};

/// For each new pixel of a row (or column): which old pixels it is made of, and how much of each.
class Weights {
public:
    Weights(std::uint32_t old_size, std::uint32_t new_size, Filter filter);

    /// The first old pixel. Never smaller for a later new pixel; nor is the last.
    [[nodiscard]] std::uint32_t first(std::uint32_t i) const { return first_[i]; }
    /// One behind the last.
    [[nodiscard]] std::uint32_t end(std::uint32_t i) const {
        return first_[i] + static_cast<std::uint32_t>(offset_[i + 1] - offset_[i]);
    }
    /// They add up to one. Never empty.
    [[nodiscard]] std::span<const float> of(std::uint32_t i) const {
        return std::span{values_}.subspan(offset_[i], offset_[i + 1] - offset_[i]);
    }
    /// Of one old pixel, `first(i) <= old < end(i)`.
    [[nodiscard]] float at(std::uint32_t i, std::uint32_t old) const {
        return values_[offset_[i] + (old - first_[i])];
    }
    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(first_.size()); }
    /// The most old pixels that one new pixel is made of.
    [[nodiscard]] std::uint32_t most_taps() const;
    /// The most new pixels that have begun and not ended at one old pixel.
    [[nodiscard]] std::uint32_t most_active() const;

private:
    std::vector<std::uint32_t> first_;
    std::vector<std::size_t> offset_; // into values_; one more than there are new pixels
    std::vector<float> values_;
};

/// Half the width of the filter, in pixels of the larger scale.
[[nodiscard]] std::uint32_t support_of(Filter filter);

/// An upper bound of the memory behind a `Weights`.
[[nodiscard]] std::uint64_t
weights_bytes(std::uint32_t old_size, std::uint32_t new_size, Filter filter);

} // namespace penstock::pixels

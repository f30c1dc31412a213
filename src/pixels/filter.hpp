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
    box,      ///< the mean of the area that it covers
    bilinear, ///< triangle, support 1
    bicubic,  ///< Catmull-Rom, support 2: sharp
    mitchell, ///< Mitchell-Netravali, support 2: softer, hardly rings
    lanczos2, ///< Lanczos, support 2: between the two
    lanczos,  ///< Lanczos, support 3: sharpest; rings a little at hard edges
};

/// A row (or column) of old pixels that is scaled, and the part of the new one that is wanted.
struct Scaling {
    std::uint32_t old_size = 0;
    std::uint32_t new_size = 0;
    std::uint32_t first = 0;        ///< new pixel that is wanted
    std::uint32_t count = new_size; ///< that are wanted
    /// How much of the first and of the last old pixel lies outside of what is scaled: less than 1;
    /// below 0 where that goes on beyond them.
    double spare_front = 0;
    double spare_back = 0;
};

/// For each new pixel that is wanted, counted from 0: which old pixels it is made of, and how much
/// of each.
class Weights {
public:
    Weights(const Scaling& scaling, Filter filter);
    /// Those of a Gaussian of that standard deviation, in pixels, cut off at four of them; the row
    /// keeps its size. Behind its ends, its first and last pixels go on.
    [[nodiscard]] static Weights gaussian(std::uint32_t size, double sigma);

    /// The first old pixel. Never smaller for a later new pixel; nor is the last.
    [[nodiscard]] std::uint32_t first(std::uint32_t i) const { return first_[i]; }
    /// One behind the last.
    [[nodiscard]] std::uint32_t end(std::uint32_t i) const { return first_[i] + count_[i]; }
    /// They add up to one. Never empty.
    [[nodiscard]] std::span<const float> of(std::uint32_t i) const {
        return std::span{values_}.subspan(offset_[i], count_[i]);
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
    Weights() = default;
    void reserve(std::size_t pixels, std::size_t values);
    // Of the next new pixel.
    void add(std::uint32_t first, std::span<const double> taps);

    std::vector<std::uint32_t> first_;
    std::vector<std::uint32_t> count_;
    std::vector<std::size_t> offset_; // into values_
    std::vector<float> values_;
};

/// Half the width of the filter, in pixels of the larger scale.
[[nodiscard]] double support_of(Filter filter);

/// The weight of an old pixel at that distance from the centre, which is below the support, before
/// all are made to add up to one. The box depends on more than that: it is 1.
[[nodiscard]] double weight_at(Filter filter, double distance);

/// An upper bound of the memory behind a `Weights`.
[[nodiscard]] std::uint64_t weights_bytes(const Scaling& scaling, Filter filter);

/// How many pixels to either side of one a Gaussian takes.
[[nodiscard]] std::uint32_t gaussian_reach(double sigma);

/// The most taps of `Weights::gaussian`, and the most active.
[[nodiscard]] std::uint64_t gaussian_taps(std::uint32_t size, double sigma);

/// An upper bound of the memory behind `Weights::gaussian`.
[[nodiscard]] std::uint64_t gaussian_bytes(std::uint32_t size, double sigma);

} // namespace penstock::pixels

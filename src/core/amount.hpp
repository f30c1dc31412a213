// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

namespace penstock {

/// Images (pixel buffers) and bytes (buffer capacity and declared working memory): the two things
/// that are bounded.
struct Amount {
    std::uint64_t images = 0;
    std::uint64_t bytes = 0;

    friend bool operator==(const Amount&, const Amount&) = default;

    /// In each dimension; what is too large to be added up is the most there is, and fits nowhere.
    Amount& operator+=(const Amount& other) {
        constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
        images += std::min(other.images, most - images);
        bytes += std::min(other.bytes, most - bytes);
        return *this;
    }
    /// In each dimension; never below zero.
    Amount& operator-=(const Amount& other) {
        images -= std::min(images, other.images);
        bytes -= std::min(bytes, other.bytes);
        return *this;
    }
    friend Amount operator+(Amount left, const Amount& right) { return left += right; }
    friend Amount operator-(Amount left, const Amount& right) { return left -= right; }

    /// In both dimensions.
    [[nodiscard]] bool fits(const Amount& limit) const {
        return images <= limit.images && bytes <= limit.bytes;
    }
    [[nodiscard]] bool is_zero() const { return images == 0 && bytes == 0; }
};

/// The larger in each dimension.
[[nodiscard]] inline Amount max(const Amount& left, const Amount& right) {
    return {std::max(left.images, right.images), std::max(left.bytes, right.bytes)};
}
[[nodiscard]] inline Amount min(const Amount& left, const Amount& right) {
    return {std::min(left.images, right.images), std::min(left.bytes, right.bytes)};
}

} // namespace penstock

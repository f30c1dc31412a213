// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace penstock::storage {

// Frames have at most 15 digits.
inline constexpr std::int64_t largest_frame = 999'999'999'999'999;

// The numbers of some frames, in order, as oiiotool's --frames and Nuke have them: "7", "1-100",
// "1-100x2" (every second one, from the first on), "1-100y2" (the others), and several of these
// behind commas. Where the first number is the larger one, it counts down. Numbers can be negative:
// "-10--1". Nothing is stored but the ranges. Immutable.
class FrameRanges {
public:
    static constexpr std::uint64_t most = 10'000'000;

    // Throws `std::invalid_argument`: what was found, and what was expected.
    explicit FrameRanges(std::string_view text);

    // 1 to `most`.
    [[nodiscard]] std::uint64_t size() const { return size_; }
    // `i` < size().
    [[nodiscard]] std::int64_t operator[](std::uint64_t i) const;

private:
    struct Range {
        std::uint64_t begin = 0; // how many numbers come before it
        std::int64_t first = 0;
        std::int64_t step = 1;   // negative: counts down
        std::uint64_t block = 0; // of "y": so many numbers behind each that is left out; else 0
    };

    void add(std::string_view text, std::string_view whole);

    std::vector<Range> ranges_;
    std::uint64_t size_ = 0;
};

} // namespace penstock::storage

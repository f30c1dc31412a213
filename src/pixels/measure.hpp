// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace penstock::pixels {

/// What the values of some channels are like. Integers count as 0..1; what is not finite does not
/// count, and where nothing is left, all but the count are NaN.
struct Statistics {
    std::uint64_t count = 0;
    double minimum = 0;
    double maximum = 0;
    double mean = 0;
    double deviation = 0; ///< the root of the mean square of what values differ by from the mean
    /// How many values are in each of as many equal parts of 0..1; what is beyond counts in the
    /// first and the last. Empty where none is asked for.
    std::vector<std::uint64_t> histogram;
};

/// Of each channel.
[[nodiscard]] std::vector<Statistics> measure(const Image& image, std::size_t bins);

/// Of all colours together, made of what is known of each channel; without a histogram.
[[nodiscard]] Statistics of_colours(const ImageSpec& spec, const std::vector<Statistics>& channels);

} // namespace penstock::pixels

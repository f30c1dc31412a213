// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/export.hpp"

#include <chrono>
#include <cstdint>
#include <string_view>

namespace penstock {

/// A number of bytes. In configs a string with a unit: "512MiB", "2GB", "4096B".
struct ByteSize {
    std::uint64_t bytes = 0;
    friend auto operator<=>(const ByteSize&, const ByteSize&) = default;
};

/// A number of pixels. In configs a string with a unit: "64Mpx", "500kpx", "1px".
struct PixelCount {
    std::uint64_t pixels = 0;
    friend auto operator<=>(const PixelCount&, const PixelCount&) = default;
};

/// A span of time. In configs a string with a unit: "250ms", "20s", "5min", "2h".
using Duration = std::chrono::nanoseconds;

/// What such a text means: a whole number of bytes, "0B" included. Throws `std::invalid_argument`,
/// with a sentence that says what was expected.
[[nodiscard]] PENSTOCK_API ByteSize parse_byte_size(std::string_view text);

/// What such a text means, "0s" included. Throws `std::invalid_argument`, with a sentence that says
/// what was expected.
[[nodiscard]] PENSTOCK_API Duration parse_duration(std::string_view text);

} // namespace penstock

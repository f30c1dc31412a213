// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace penstock::pixels {

/// From which end of a side offsets are counted.
enum class Anchor : std::uint8_t { begin, middle, end };

/// A corner, the middle of an edge, or the middle.
struct Gravity {
    Anchor across = Anchor::begin;
    Anchor down = Anchor::begin;

    friend bool operator==(const Gravity&, const Gravity&) = default;
};

/// "top_left", "top" and so on, for parameters.
[[nodiscard]] std::vector<std::pair<std::string, Gravity>> gravity_words();

/// Where something of that length begins on a side. From the ends, offsets count inwards; from the
/// middle, onwards. What is odd lies nearer to the beginning.
[[nodiscard]] std::int64_t
placed(std::int64_t side, std::int64_t length, std::int64_t offset, Anchor anchor);

} // namespace penstock::pixels

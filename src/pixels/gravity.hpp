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

/// The same with a margin, of which there is none around the middle.
[[nodiscard]] std::int64_t
placed_inside(std::int64_t side, std::int64_t length, std::int64_t margin, Anchor anchor);

/// What margins leave of a side.
[[nodiscard]] std::uint32_t room_in(std::uint32_t side, std::uint32_t margin);

} // namespace penstock::pixels

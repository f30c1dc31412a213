// SPDX-License-Identifier: Apache-2.0
#include "pixels/gravity.hpp"

namespace penstock::pixels {
namespace {

std::int64_t floor_half(std::int64_t value) {
    return value >= 0 ? value / 2 : -((1 - value) / 2);
}

} // namespace

std::vector<std::pair<std::string, Gravity>> gravity_words() {
    using enum Anchor;
    return {{"top_left", {begin, begin}},
            {"top", {middle, begin}},
            {"top_right", {end, begin}},
            {"left", {begin, middle}},
            {"center", {middle, middle}},
            {"right", {end, middle}},
            {"bottom_left", {begin, end}},
            {"bottom", {middle, end}},
            {"bottom_right", {end, end}}};
}

std::int64_t placed(std::int64_t side, std::int64_t length, std::int64_t offset, Anchor anchor) {
    switch (anchor) {
    case Anchor::middle:
        return floor_half(side - length) + offset;
    case Anchor::end:
        return side - length - offset;
    case Anchor::begin:
        break;
    }
    return offset;
}

std::int64_t
placed_inside(std::int64_t side, std::int64_t length, std::int64_t margin, Anchor anchor) {
    return placed(side, length, anchor == Anchor::middle ? 0 : margin, anchor);
}

std::uint32_t room_in(std::uint32_t side, std::uint32_t margin) {
    const std::uint64_t lost = 2 * std::uint64_t{margin};
    return side > lost ? static_cast<std::uint32_t>(side - lost) : 0;
}

} // namespace penstock::pixels

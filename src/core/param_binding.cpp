// SPDX-License-Identifier: Apache-2.0
#include "penstock/param_binding.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <utility>

namespace penstock {
namespace {

using Unit = std::pair<std::uint64_t, const char*>;

// The largest unit that divides the amount.
template <std::size_t N>
std::string in_largest_unit(std::uint64_t amount, const std::array<Unit, N>& units) {
    for (const auto& [size, name] : units)
        if (amount != 0 && amount % size == 0)
            return std::to_string(amount / size) + name;
    return std::to_string(amount) + units.back().second;
}

} // namespace

std::string to_string(ByteSize size) {
    static constexpr std::array<Unit, 5> units = {{{std::uint64_t{1} << 40, "TiB"},
                                                   {std::uint64_t{1} << 30, "GiB"},
                                                   {std::uint64_t{1} << 20, "MiB"},
                                                   {std::uint64_t{1} << 10, "KiB"},
                                                   {1, "B"}}};
    return in_largest_unit(size.bytes, units);
}

std::string to_string(PixelCount count) {
    static constexpr std::array<Unit, 4> units = {
        {{1'000'000'000, "Gpx"}, {1'000'000, "Mpx"}, {1'000, "kpx"}, {1, "px"}}};
    return in_largest_unit(count.pixels, units);
}

std::string to_string(Duration duration) {
    static constexpr std::array<Unit, 6> units = {{{3'600'000'000'000, "h"},
                                                   {60'000'000'000, "min"},
                                                   {1'000'000'000, "s"},
                                                   {1'000'000, "ms"},
                                                   {1'000, "us"},
                                                   {1, "ns"}}};
    const auto amount = static_cast<std::uint64_t>(duration.count());
    return duration.count() < 0 ? '-' + in_largest_unit(-amount, units)
                                : in_largest_unit(amount, units);
}

double shortest_decimal(float value) {
    if (!std::isfinite(value))
        return value;
    std::array<char, 32> text{}; // -1.17549435e-38 is among the longest
    char* const end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    double decimal = value;
    std::from_chars(text.data(), end, decimal);
    return static_cast<float>(decimal) == value ? decimal : double{value};
}

} // namespace penstock

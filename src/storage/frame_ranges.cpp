// SPDX-License-Identifier: Apache-2.0
#include "storage/frame_ranges.hpp"

#include "storage/quoted.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>
#include <string>

namespace penstock::storage {
namespace {

constexpr std::string_view expected =
    "expected frames such as \"1001-1100\", \"1001-1100x2\" for every second one, or "
    "\"1,5,10-20\"";

[[noreturn]] void refuse(std::string_view text, std::string_view why) {
    throw std::invalid_argument(fmt::format("{}: {}; {}", quoted(text), why, expected));
}

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(' ');
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

// The number that the text begins with, which is cut off.
std::optional<std::int64_t> take_number(std::string_view& text, std::string_view whole) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc::invalid_argument)
        return std::nullopt;
    if (error != std::errc{} || number > largest_frame || number < -largest_frame)
        refuse(whole, "a number has more than 15 digits");
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

std::int64_t taken_step(std::string_view& rest,
                        std::int64_t least,
                        std::string_view range,
                        std::string_view whole) {
    const std::optional<std::int64_t> step = take_number(rest, whole);
    if (!step || *step < least)
        refuse(whole,
               fmt::format("{} has no step of {} or more (\"10-1\" counts down by itself)",
                           quoted(range),
                           least));
    return *step;
}

bool take(std::string_view& text, char c) {
    if (text.empty() || text.front() != c)
        return false;
    text.remove_prefix(1);
    return true;
}

} // namespace

FrameRanges::FrameRanges(std::string_view text) {
    std::string_view rest = text;
    while (true) {
        const std::size_t comma = rest.find(',');
        add(trimmed(rest.substr(0, comma)), text);
        if (comma == std::string_view::npos)
            return;
        rest.remove_prefix(comma + 1);
    }
}

void FrameRanges::add(std::string_view text, std::string_view whole) {
    std::string_view rest = text;
    const std::optional<std::int64_t> first = take_number(rest, whole);
    if (!first)
        refuse(whole, text.empty() ? "a frame is missing" : quoted(text) + " is no frame");
    std::int64_t last = *first;
    std::int64_t step = 1;
    bool leaves_out = false;
    if (take(rest, '-')) {
        const std::optional<std::int64_t> end = take_number(rest, whole);
        if (!end)
            refuse(whole, quoted(text) + " has no last frame");
        last = *end;
        leaves_out = rest.substr(0, 1) == "y";
        if (take(rest, 'x') || take(rest, 'y'))
            step = taken_step(rest, leaves_out ? 2 : 1, text, whole);
    }
    if (!rest.empty())
        refuse(whole, fmt::format("{} is not understood from {} on", quoted(text), quoted(rest)));
    const bool is_down = last < *first;
    const auto all = static_cast<std::uint64_t>(is_down ? *first - last : last - *first) + 1;
    const std::uint64_t stepped = (all - 1) / static_cast<std::uint64_t>(step) + 1;
    const std::uint64_t count = leaves_out ? all - stepped : stepped;
    if (count > most - size_)
        refuse(whole, fmt::format("these are more than {} frames", most));
    if (count == 0)
        refuse(whole, quoted(text) + " leaves out the only frame");
    ranges_.push_back({.begin = size_,
                       .first = *first,
                       .step = is_down ? -step : step,
                       .block = leaves_out ? static_cast<std::uint64_t>(step) - 1 : 0});
    size_ += count;
}

std::int64_t FrameRanges::operator[](std::uint64_t i) const {
    const auto behind = std::upper_bound(
        ranges_.begin(), ranges_.end(), i, [](std::uint64_t number, const Range& range) {
            return number < range.begin;
        });
    const Range& range = *(behind - 1);
    const std::uint64_t position = i - range.begin;
    if (range.block == 0)
        return range.first + static_cast<std::int64_t>(position) * range.step;
    const auto blocks = static_cast<std::int64_t>(position / range.block);
    const auto within = static_cast<std::int64_t>(position % range.block) + 1;
    return range.first + blocks * range.step + (range.step < 0 ? -within : within);
}

} // namespace penstock::storage

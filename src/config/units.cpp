// SPDX-License-Identifier: Apache-2.0
#include "config/units.hpp"

#include "penstock/units.hpp"

#include "config/nearest.hpp"
#include "config/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <span>
#include <stdexcept>
#include <vector>

namespace penstock::config {
namespace {

struct Unit {
    std::string_view name;
    std::uint64_t size;
};

struct Kind {
    std::string_view what;   // "a size"
    std::string_view single; // what the smallest unit counts
    std::string_view example;
    std::span<const Unit> units;
};

constexpr std::uint64_t k = 1000;
constexpr Unit byte_units[] = {{"B", 1},
                               {"kB", k},
                               {"KB", k},
                               {"MB", k* k},
                               {"GB", k* k* k},
                               {"TB", k* k* k* k},
                               {"KiB", std::uint64_t{1} << 10},
                               {"MiB", std::uint64_t{1} << 20},
                               {"GiB", std::uint64_t{1} << 30},
                               {"TiB", std::uint64_t{1} << 40}};
constexpr Unit pixel_units[] = {{"px", 1}, {"kpx", k}, {"Mpx", k* k}, {"Gpx", k* k* k}};
constexpr Unit time_units[] = {{"ns", 1},
                               {"us", k},
                               {"ms", k* k},
                               {"s", k* k* k},
                               {"min", 60 * k* k* k},
                               {"h", 3600 * k* k* k}};

constexpr std::string_view digits = "0123456789";

// A decimal number, taken apart: 1.5 is whole 1, fraction 5, scale 10.
struct Decimal {
    std::uint64_t whole = 0;
    std::uint64_t fraction = 0;
    std::uint64_t scale = 1;
};

// Nothing where the number does not fit.
std::optional<std::uint64_t> to_number(std::string_view text) {
    std::uint64_t number = 0;
    for (const char c : text) {
        if (__builtin_mul_overflow(number, std::uint64_t{10}, &number) ||
            __builtin_add_overflow(number, static_cast<std::uint64_t>(c - '0'), &number))
            return std::nullopt;
    }
    return number;
}

std::optional<Decimal> to_decimal(std::string_view whole, std::string_view fraction) {
    while (!fraction.empty() && fraction.back() == '0')
        fraction.remove_suffix(1);
    constexpr std::size_t most_decimals = 9; // of the numbers in configs that anybody writes
    const auto before_point = to_number(whole);
    const auto behind_point = to_number(fraction);
    if (!before_point || !behind_point || fraction.size() > most_decimals)
        return std::nullopt;
    Decimal result{*before_point, *behind_point, 1};
    for (std::size_t i = 0; i < fraction.size(); ++i)
        result.scale *= 10;
    return result;
}

std::string expectation(const Kind& kind) {
    return fmt::format("expected {} such as \"{}\"", kind.what, kind.example);
}

std::string unknown_unit(const Kind& kind, std::string_view text, std::string_view unit) {
    std::vector<std::string> names;
    for (const Unit& known : kind.units)
        names.emplace_back(known.name);
    if (unit.empty())
        return fmt::format(
            "found {} without a unit; expected one of {}", in_quotes(text), joined(names));
    return fmt::format("found {} with the unknown unit {}; expected one of {}{}",
                       in_quotes(text),
                       in_quotes(unit),
                       joined(names),
                       did_you_mean(unit, names));
}

UnitResult amount_of(const Kind& kind,
                     std::string_view text,
                     const std::optional<Decimal>& number,
                     std::uint64_t unit) {
    UnitResult result;
    std::uint64_t amount = 0;
    std::uint64_t part = 0;
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (!number || __builtin_mul_overflow(number->whole, unit, &amount) ||
        __builtin_mul_overflow(number->fraction, unit, &part) ||
        __builtin_add_overflow(amount, part / number->scale, &amount) || amount > most)
        result.mistake = fmt::format("found {}, which is too large; expected at most {} {}",
                                     in_quotes(text),
                                     most,
                                     kind.single);
    else if (part % number->scale != 0)
        result.mistake =
            fmt::format("found {}, which is no whole number of {}", in_quotes(text), kind.single);
    else
        result.amount = static_cast<std::int64_t>(amount);
    return result;
}

UnitResult parse(const Kind& kind, std::string_view text) {
    const std::size_t number_end = std::min(text.find_first_not_of("0123456789."), text.size());
    const std::string_view number = text.substr(0, number_end);
    const std::string_view unit = text.substr(number_end);
    const std::size_t point = std::min(number.find('.'), number.size());
    const std::string_view whole = number.substr(0, point);
    const std::string_view fraction =
        point < number.size() ? number.substr(point + 1) : std::string_view{};
    const bool is_number = !whole.empty() && (point == number.size() || !fraction.empty()) &&
                           fraction.find('.') == std::string_view::npos;
    if (!is_number)
        return {{}, fmt::format("found {}; {}", in_quotes(text), expectation(kind))};
    const std::size_t unit_start = unit.find_first_not_of(' ');
    if (unit_start != 0 && unit_start != std::string_view::npos)
        return {{},
                fmt::format("found {} with a space in it; expected \"{}{}\"",
                            in_quotes(text),
                            number,
                            unit.substr(unit_start))};
    for (const Unit& known : kind.units)
        if (known.name == unit)
            return amount_of(kind, text, to_decimal(whole, fraction), known.size);
    return {{}, unknown_unit(kind, text, unit)};
}

} // namespace

UnitResult parse_byte_size(std::string_view text) {
    return parse({"a size with a unit", "bytes", "512MiB", byte_units}, text);
}

UnitResult parse_pixel_count(std::string_view text) {
    return parse({"a pixel count with a unit", "pixels", "64Mpx", pixel_units}, text);
}

UnitResult parse_duration(std::string_view text) {
    return parse({"a duration with a unit", "nanoseconds", "20s", time_units}, text);
}

} // namespace penstock::config

namespace penstock {
namespace {

std::int64_t amount_or_throw(const config::UnitResult& parsed) {
    if (!parsed.amount)
        throw std::invalid_argument{parsed.mistake};
    return *parsed.amount;
}

} // namespace

ByteSize parse_byte_size(std::string_view text) {
    return {static_cast<std::uint64_t>(amount_or_throw(config::parse_byte_size(text)))};
}

Duration parse_duration(std::string_view text) {
    return Duration{amount_or_throw(config::parse_duration(text))};
}

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#include "codec/png_row_filter.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>

namespace penstock::codec {
namespace {

constexpr std::size_t buffers = 3;

std::size_t buffer_bytes(const ImageSpec& spec) {
    return spec.row_bytes() + 2 * png_row_margin;
}

// Logarithms to base 2 in whole numbers, so that every machine chooses the same filters.
constexpr unsigned log_bits = 12; // behind the point
constexpr unsigned log_index_bits = 10;

// Of 1 + i / 1024.
constexpr auto fraction_logs = [] {
    std::array<std::uint16_t, std::size_t{1} << log_index_bits> table{};
    constexpr unsigned one = 30;
    for (std::uint64_t i = 0; i < table.size(); ++i) {
        std::uint64_t x = (std::uint64_t{1} << one) + (i << (one - log_index_bits));
        for (unsigned bit = log_bits; bit-- > 0;) {
            x = (x * x) >> one;
            if (x >> (one + 1) != 0) {
                table[i] = static_cast<std::uint16_t>(table[i] | 1U << bit);
                x >>= 1U;
            }
        }
    }
    return table;
}();

std::uint64_t log_of(std::uint64_t n) {
    const auto whole = static_cast<unsigned>(std::bit_width(n)) - 1;
    const std::uint64_t fraction = n << log_index_bits >> whole & (fraction_logs.size() - 1);
    return (std::uint64_t{whole} << log_bits) + fraction_logs[fraction];
}

// The sum of n log n: the larger, the fewer bits the bytes take.
std::uint64_t order_of(std::span<const std::uint8_t> bytes) {
    std::array<std::array<std::uint32_t, 256>, 4> counts{}; // several: equal bytes need not wait
    std::size_t i = 0;
    for (; i + 4 <= bytes.size(); i += 4)
        for (std::size_t k = 0; k < 4; ++k)
            ++counts[k][bytes[i + k]];
    for (; i < bytes.size(); ++i)
        ++counts[0][bytes[i]];
    std::uint64_t order = 0;
    for (std::size_t value = 0; value < 256; ++value) {
        const std::uint64_t n =
            counts[0][value] + counts[1][value] + counts[2][value] + counts[3][value];
        if (n != 0)
            order += n * log_of(n);
    }
    return order;
}

} // namespace

PngRowFilter::PngRowFilter(const Image& image, PngFilterChoice choice, std::span<std::byte> scratch)
    : image_{image}, choice_{choice}, scratch_{reinterpret_cast<std::uint8_t*>(scratch.data())} {
    assert(scratch.size() >= scratch_bytes(image.spec()));
    std::ranges::fill(scratch.first(scratch_bytes(image.spec())), std::byte{0});
}

std::uint64_t PngRowFilter::scratch_bytes(const ImageSpec& spec) {
    return buffers * std::uint64_t{buffer_bytes(spec)};
}

std::uint8_t* PngRowFilter::buffer(std::size_t number) const {
    return scratch_ + number * buffer_bytes(image_.spec()) + png_row_margin;
}

void PngRowFilter::next(std::uint8_t* target) {
    const ImageSpec& spec = image_.spec();
    const auto pixels = image_.row(y_);
    const auto* const from = reinterpret_cast<const std::uint8_t*>(pixels.data());
    std::uint8_t* const bytes = buffer(y_ % 2);
    if (spec.pixel_type == PixelType::u16 && std::endian::native == std::endian::little)
        swap_png_samples(from, pixels.size(), bytes);
    else
        std::copy_n(from, pixels.size(), bytes);
    const PngRow row{.bytes = bytes,
                     .above = buffer((y_ + 1) % 2),
                     .count = pixels.size(),
                     .step = spec.pixel_bytes()};
    const PngFilter filter = choose(row);
    *target = static_cast<std::uint8_t>(filter);
    filter_png_row(filter, row, target + 1);
    ++y_;
}

PngFilter PngRowFilter::choose(const PngRow& row) const {
    switch (choice_) {
    case PngFilterChoice::none:
        break;
    case PngFilterChoice::least_sum: {
        const auto costs = png_filter_costs(row);
        return static_cast<PngFilter>(std::ranges::min_element(costs) - costs.begin());
    }
    case PngFilterChoice::least_entropy:
        return of_least_entropy(row);
    }
    return PngFilter::none;
}

PngFilter PngRowFilter::of_least_entropy(const PngRow& row) const {
    std::uint64_t most = 0;
    auto best = PngFilter::none;
    for (std::uint8_t number = 0; number < png_filters; ++number) {
        const auto filter = static_cast<PngFilter>(number);
        std::uint8_t* const tried = buffer(2);
        filter_png_row(filter, row, tried);
        const std::uint64_t order = order_of({tried, row.count});
        if (number == 0 || order > most) {
            most = order;
            best = filter;
        }
    }
    return best;
}

} // namespace penstock::codec

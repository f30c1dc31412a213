// SPDX-License-Identifier: Apache-2.0
#include "codec/byte_order.hpp"
#include "codec/dpx.hpp"
#include "codec/header.hpp"
#include "codec/truncated.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace penstock::codec {
namespace {

void put_u16(std::span<std::byte> row, std::size_t index, std::uint32_t value) {
    const auto sample = static_cast<std::uint16_t>(value);
    std::memcpy(&row[index * 2], &sample, sizeof sample);
}

std::uint32_t scaled(std::uint32_t value, std::uint32_t largest) {
    return (value * 65'535 + largest / 2) / largest;
}

// Three samples in a word, the first one at the high end.
void decode_ten_bits(const DpxHeader& dpx,
                     std::span<const std::byte> from,
                     std::span<std::byte> to) {
    const std::size_t samples = std::size_t{dpx.width} * dpx.channels;
    const unsigned lowest = dpx.is_low_aligned ? 0 : 2;
    for (std::size_t i = 0; i < samples; ++i) {
        const std::uint32_t word = u32_at(from, i / 3 * 4, dpx.order);
        const unsigned shift = lowest + (2 - static_cast<unsigned>(i % 3)) * 10;
        put_u16(to, i, scaled(word >> shift & 0x3FFU, 0x3FF));
    }
}

void decode_words(const DpxHeader& dpx, std::span<const std::byte> from, std::span<std::byte> to) {
    const std::size_t samples = std::size_t{dpx.width} * dpx.channels;
    for (std::size_t i = 0; i < samples; ++i) {
        std::uint32_t value = u16_at(from, i * 2, dpx.order);
        if (dpx.bits == 12)
            value = scaled(dpx.is_low_aligned ? value & 0xFFFU : value >> 4U, 0xFFF);
        put_u16(to, i, value);
    }
}

void reverse_channels(const DpxHeader& dpx, std::span<std::byte> row) {
    const std::size_t sample = dpx.bits == 8 ? 1 : 2;
    for (std::size_t at = 0; at + sample * 4 <= row.size(); at += sample * 4)
        for (std::size_t c = 0; c < 2; ++c)
            for (std::size_t i = 0; i < sample; ++i)
                std::swap(row[at + c * sample + i], row[at + (3 - c) * sample + i]);
}

} // namespace

void decode_dpx(const Header& header,
                std::span<const std::byte> file,
                std::span<std::byte> pixels) {
    const DpxHeader dpx = find_dpx_header(MemoryReader{file});
    const std::uint64_t used =
        dpx.bits == 10 ? dpx.stride
                       : std::uint64_t{dpx.width} * dpx.channels * (dpx.bits == 8 ? 1 : 2);
    for (std::uint64_t y = 0; y < dpx.height; ++y) {
        const std::uint64_t at = dpx.data_offset + y * dpx.stride;
        if (at > file.size() || used > file.size() - at)
            throw TruncatedPicture{fmt::format("the DPX ends after {} of {} rows", y, dpx.height),
                                   y};
        const auto from = file.subspan(at, used);
        const auto to = pixels.subspan(y * header.spec.row_bytes(), header.spec.row_bytes());
        if (dpx.bits == 8)
            std::ranges::copy(from, to.begin());
        else if (dpx.bits == 10)
            decode_ten_bits(dpx, from, to);
        else
            decode_words(dpx, from, to);
        if (dpx.is_alpha_first)
            reverse_channels(dpx, to);
    }
}

} // namespace penstock::codec

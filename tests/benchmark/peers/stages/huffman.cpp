// SPDX-License-Identifier: Apache-2.0
#include "huffman.hpp"

#include "codec/bit_writer.hpp"

#include <algorithm>
#include <array>
#include <libdeflate.h>

namespace penstock::peers {
namespace {

using codec::BitCode;
using codec::BitWriter;

constexpr std::size_t symbols = 257; // all bytes, and the end of a block
constexpr std::size_t end_of_block = 256;
constexpr unsigned longest_code = 14; // four of them, and seven bits that wait, are 63
constexpr std::size_t block_bytes = 1 << 18;

using Counts = std::array<std::uint32_t, symbols>;

/// Four tables: the same byte again does not have to wait.
Counts count(std::span<const std::uint8_t> bytes) {
    std::array<std::array<std::uint32_t, 256>, 4> parts{};
    std::size_t i = 0;
    for (; i + 4 <= bytes.size(); i += 4)
        for (std::size_t k = 0; k < 4; ++k)
            ++parts[k][bytes[i + k]];
    for (; i < bytes.size(); ++i)
        ++parts[0][bytes[i]];
    Counts counts{};
    for (std::size_t byte = 0; byte < 256; ++byte)
        counts[byte] = parts[0][byte] + parts[1][byte] + parts[2][byte] + parts[3][byte];
    counts[end_of_block] = 1;
    return counts;
}

/// Of a dynamic block: 257 codes, and one of distances that is not used. Lengths 0 to 15 are
/// written as they are, in 4 bits each.
void write_head(std::span<const std::uint8_t> lengths, bool is_last, BitWriter& bits) {
    constexpr std::size_t length_symbols = 19;
    constexpr std::size_t other_symbols = 3; // 16, 17 and 18, which come first
    std::array<std::uint8_t, length_symbols> length_lengths{};
    std::ranges::fill(std::span{length_lengths}.first<length_symbols - other_symbols>(), 4);
    std::array<BitCode, length_symbols> codes{};
    codec::find_codes(length_lengths, codes);
    bits.add(is_last ? 1 : 0, 1);
    bits.add(2, 2);
    bits.add(symbols - 257, 5);
    bits.add(0, 5);
    bits.add(length_symbols - 4, 4);
    bits.flush();
    for (std::size_t i = 0; i < length_symbols; ++i) {
        bits.add(i < other_symbols ? 0 : 4, 3);
        bits.flush();
    }
    for (const std::uint8_t length : lengths) {
        bits.add(codes[length]);
        bits.flush();
    }
    bits.add(codes[0]);
    bits.flush();
}

void write_block(std::span<const std::uint8_t> bytes, bool is_last, BitWriter& bits) {
    std::array<std::uint8_t, symbols> lengths{};
    codec::find_code_lengths(count(bytes), longest_code, lengths);
    std::array<BitCode, symbols> codes{};
    codec::find_codes(lengths, codes);
    write_head(lengths, is_last, bits);
    BitWriter out = bits; // where the compiler can keep it in registers
    std::size_t i = 0;
    for (; i + 4 <= bytes.size(); i += 4) {
        for (std::size_t k = 0; k < 4; ++k)
            out.add(codes[bytes[i + k]]);
        out.flush();
    }
    for (; i < bytes.size(); ++i)
        out.add(codes[bytes[i]]);
    out.flush();
    out.add(codes[end_of_block]);
    out.flush();
    bits = out;
}

} // namespace

std::size_t most_packed_bytes(std::size_t bytes) {
    return bytes * 2 + 1024;
}

std::size_t pack_by_huffman(std::span<const std::uint8_t> bytes, std::span<std::byte> target) {
    auto* const begin = reinterpret_cast<std::uint8_t*>(target.data());
    BitWriter bits{begin};
    bits.add(0x0178, 16);
    for (std::size_t at = 0; at < bytes.size(); at += block_bytes) {
        const std::size_t size = std::min(block_bytes, bytes.size() - at);
        write_block(bytes.subspan(at, size), at + size == bytes.size(), bits);
    }
    bits.align();
    const std::uint32_t checksum = ::libdeflate_adler32(1, bytes.data(), bytes.size());
    bits.add(__builtin_bswap32(checksum), 32);
    bits.flush();
    return static_cast<std::size_t>(bits.at() - begin);
}

} // namespace penstock::peers

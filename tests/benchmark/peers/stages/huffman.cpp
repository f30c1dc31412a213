// SPDX-License-Identifier: Apache-2.0
#include "huffman.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <libdeflate.h>
#include <queue>
#include <utility>

namespace penstock::peers {
namespace {

constexpr std::size_t symbols = 257; // all bytes, and the end of a block
constexpr std::size_t end_of_block = 256;
constexpr unsigned longest_code = 15;
constexpr std::size_t block_bytes = 1 << 18;

using Counts = std::array<std::uint32_t, symbols>;
using Lengths = std::array<std::uint8_t, symbols>;

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

/// How long the code of each symbol is in a tree of Huffman's; 0 where it does not occur.
Lengths tree_lengths(const Counts& counts) {
    using Node = std::pair<std::uint64_t, std::size_t>; // weight, number
    std::priority_queue<Node, std::vector<Node>, std::greater<>> open;
    std::array<std::size_t, 2 * symbols> parent{};
    for (std::size_t symbol = 0; symbol < symbols; ++symbol)
        if (counts[symbol] > 0)
            open.emplace(counts[symbol], symbol);
    if (open.size() == 1) // a code needs a bit
        open.emplace(1, open.top().second == 0 ? 1 : 0);
    std::size_t next = symbols;
    while (open.size() > 1) {
        const Node one = open.top();
        open.pop();
        const Node other = open.top();
        open.pop();
        parent[one.second] = parent[other.second] = next;
        open.emplace(one.first + other.first, next++);
    }
    Lengths lengths{};
    for (std::size_t symbol = 0; symbol < symbols; ++symbol)
        for (std::size_t node = symbol; parent[node] != 0; node = parent[node])
            ++lengths[symbol];
    return lengths;
}

/// Flatter counts give a flatter tree.
Lengths code_lengths(Counts counts) {
    Lengths lengths = tree_lengths(counts);
    while (*std::ranges::max_element(lengths) > longest_code) {
        for (std::uint32_t& times : counts)
            times = (times + 1) / 2;
        lengths = tree_lengths(counts);
    }
    return lengths;
}

/// Codes as DEFLATE numbers them, their first bit lowest.
std::array<std::uint16_t, symbols> codes_of(const Lengths& lengths) {
    std::array<std::uint32_t, longest_code + 1> of_length{};
    for (const std::uint8_t length : lengths)
        ++of_length[length];
    of_length[0] = 0;
    std::array<std::uint32_t, longest_code + 1> next{};
    for (std::size_t length = 1; length < next.size(); ++length)
        next[length] = (next[length - 1] + of_length[length - 1]) << 1;
    std::array<std::uint16_t, symbols> codes{};
    for (std::size_t symbol = 0; symbol < symbols; ++symbol) {
        if (lengths[symbol] == 0)
            continue;
        std::uint32_t code = next[lengths[symbol]]++;
        for (unsigned bit = 0; bit < lengths[symbol]; ++bit, code >>= 1)
            codes[symbol] = static_cast<std::uint16_t>(codes[symbol] << 1 | (code & 1));
    }
    return codes;
}

class Bits {
public:
    explicit Bits(std::uint8_t* target) : at_{target} {}

    /// At most 57 bits before the next flush().
    void put(std::uint64_t bits, unsigned length) {
        held_ |= bits << count_;
        count_ += length;
    }
    void flush() {
        std::memcpy(at_, &held_, sizeof held_);
        at_ += count_ >> 3;
        held_ >>= count_ & ~7U;
        count_ &= 7;
    }
    /// Where the next whole byte goes.
    std::uint8_t* end() {
        count_ += (8 - count_) & 7;
        flush();
        return at_;
    }

private:
    std::uint8_t* at_;
    std::uint64_t held_ = 0;
    unsigned count_ = 0;
};

void write_block(std::span<const std::uint8_t> bytes, bool is_last, Bits& bits) {
    const Lengths lengths = code_lengths(count(bytes));
    const std::array<std::uint16_t, symbols> codes = codes_of(lengths);
    // A dynamic block of 257 codes and one of distances that is not used. Lengths 0 to 15 are
    // written as they are, in 4 bits each.
    bits.put(is_last ? 1 : 0, 1);
    bits.put(2, 2);
    bits.put(symbols - 257, 5);
    bits.put(0, 5);
    bits.put(15, 4);
    bits.flush();
    for (unsigned i = 0; i < 19; ++i) {
        bits.put(i < 3 ? 0 : 4, 3); // 16, 17, 18 come first
        bits.flush();
    }
    const auto put_length = [&](unsigned length) {
        unsigned reversed = 0;
        for (unsigned bit = 0; bit < 4; ++bit)
            reversed = reversed << 1 | (length >> bit & 1);
        bits.put(reversed, 4);
        bits.flush();
    };
    for (const std::uint8_t length : lengths)
        put_length(length);
    put_length(0);
    struct Code {
        std::uint32_t bits;
        std::uint32_t length;
    };
    std::array<Code, symbols> table{};
    for (std::size_t symbol = 0; symbol < symbols; ++symbol)
        table[symbol] = {codes[symbol], lengths[symbol]};
    std::size_t i = 0;
    for (; i + 3 <= bytes.size(); i += 3) {
        for (std::size_t k = 0; k < 3; ++k)
            bits.put(table[bytes[i + k]].bits, table[bytes[i + k]].length);
        bits.flush();
    }
    for (; i < bytes.size(); ++i) {
        bits.put(table[bytes[i]].bits, table[bytes[i]].length);
        bits.flush();
    }
    bits.put(table[end_of_block].bits, table[end_of_block].length);
    bits.flush();
}

} // namespace

void compress_by_huffman(std::span<const std::uint8_t> bytes, std::vector<std::uint8_t>& target) {
    target.resize(bytes.size() * 2 + 1024); // a code has 15 bits at most
    target[0] = 0x78;
    target[1] = 0x01;
    Bits bits{target.data() + 2};
    for (std::size_t at = 0; at < bytes.size(); at += block_bytes) {
        const std::size_t size = std::min(block_bytes, bytes.size() - at);
        write_block(bytes.subspan(at, size), at + size == bytes.size(), bits);
    }
    std::uint8_t* const end = bits.end();
    const std::uint32_t checksum = libdeflate_adler32(1, bytes.data(), bytes.size());
    for (unsigned k = 0; k < 4; ++k)
        end[k] = static_cast<std::uint8_t>(checksum >> (24 - 8 * k));
    target.resize(static_cast<std::size_t>(end + 4 - target.data()));
}

} // namespace penstock::peers

// SPDX-License-Identifier: Apache-2.0
#include "codec/huffman_code.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace penstock::codec {
namespace {

constexpr std::size_t most_symbols = 288;
constexpr std::size_t most_depth = 64; // sums of 32 bit counts cannot make a deeper tree
constexpr unsigned most_code_bits = 15;

struct Leaf {
    std::uint32_t count;
    std::uint16_t symbol;
};

// The symbols that occur, the rarest first; where there are fewer than two, others beside them.
std::size_t find_leaves(std::span<const std::uint32_t> counts, std::span<Leaf> leaves) {
    std::size_t used = 0;
    for (std::size_t i = 0; i < counts.size(); ++i)
        if (counts[i] != 0)
            leaves[used++] = {counts[i], static_cast<std::uint16_t>(i)};
    for (std::size_t i = 0; used < 2; ++i)
        if (counts[i] == 0)
            leaves[used++] = {0, static_cast<std::uint16_t>(i)};
    std::ranges::sort(leaves.first(used), [](const Leaf& left, const Leaf& right) {
        return left.count != right.count ? left.count < right.count : left.symbol < right.symbol;
    });
    return used;
}

using Depths = std::array<std::uint32_t, most_depth + 1>; // how many leaves lie so deep

// Joins the two rarest, leaves or nodes, until one is left.
Depths tree_of(std::span<const Leaf> leaves) {
    std::array<std::uint64_t, most_symbols> weights{}; // of nodes, which come into being ascending
    std::array<std::uint16_t, most_symbols> node_parents{};
    std::array<std::uint16_t, most_symbols> leaf_parents{};
    std::size_t leaf = 0;
    std::size_t node = 0;
    const std::size_t nodes = leaves.size() - 1;
    for (std::size_t made = 0; made < nodes; ++made)
        for (int part = 0; part < 2; ++part) {
            const auto parent = static_cast<std::uint16_t>(made);
            if (leaf < leaves.size() && (node == made || leaves[leaf].count <= weights[node])) {
                weights[made] += leaves[leaf].count;
                leaf_parents[leaf++] = parent;
            } else {
                weights[made] += weights[node];
                node_parents[node++] = parent;
            }
        }
    std::array<std::uint8_t, most_symbols> node_depths{};
    for (std::size_t i = nodes - 1; i-- > 0;)
        node_depths[i] = static_cast<std::uint8_t>(node_depths[node_parents[i]] + 1);
    Depths depths{};
    for (std::size_t i = 0; i < leaves.size(); ++i)
        ++depths[std::min<std::size_t>(node_depths[leaf_parents[i]] + 1U, most_depth)];
    return depths;
}

// Leaves that are too deep come up to the deepest place that is allowed; for the room that this
// takes, others go down.
void limit(Depths& depths, unsigned most_bits) {
    std::uint64_t taken = 0; // of 2^most_bits places
    for (std::size_t depth = most_bits + 1; depth < depths.size(); ++depth) {
        depths[most_bits] += depths[depth];
        depths[depth] = 0;
    }
    for (std::size_t depth = 1; depth <= most_bits; ++depth)
        taken += std::uint64_t{depths[depth]} << (most_bits - depth);
    for (; taken > std::uint64_t{1} << most_bits; --taken) {
        std::size_t depth = most_bits - 1;
        while (depths[depth] == 0)
            --depth;
        // One of there becomes the sister of one of the deepest.
        --depths[depth];
        depths[depth + 1] += 2;
        --depths[most_bits];
    }
}

} // namespace

void find_code_lengths(std::span<const std::uint32_t> counts,
                       unsigned most_bits,
                       std::span<std::uint8_t> lengths) {
    assert(counts.size() >= 2 && counts.size() <= most_symbols && counts.size() == lengths.size());
    assert(most_bits <= most_code_bits && counts.size() <= std::size_t{1} << most_bits);
    std::array<Leaf, most_symbols> storage{};
    const auto leaves = std::span{storage}.first(find_leaves(counts, storage));
    Depths depths = tree_of(leaves);
    limit(depths, most_bits);
    std::ranges::fill(lengths, std::uint8_t{0});
    std::size_t leaf = 0;
    for (std::size_t depth = most_bits; depth > 0; --depth)
        for (std::uint32_t i = 0; i < depths[depth]; ++i)
            lengths[leaves[leaf++].symbol] = static_cast<std::uint8_t>(depth);
}

void find_codes(std::span<const std::uint8_t> lengths, std::span<BitCode> codes) {
    assert(lengths.size() == codes.size());
    std::array<std::uint32_t, most_code_bits + 2> next{};
    for (const std::uint8_t length : lengths)
        ++next[length + 1U];
    next[1] = 0; // those without a code
    for (std::size_t length = 1; length < next.size(); ++length)
        next[length] = (next[length] + next[length - 1]) << 1U;
    for (std::size_t i = 0; i < lengths.size(); ++i) {
        codes[i] = {.bits = 0, .length = lengths[i]};
        std::uint32_t code = lengths[i] != 0 ? next[lengths[i]]++ : 0;
        for (unsigned bit = 0; bit < lengths[i]; ++bit, code >>= 1U)
            codes[i].bits = static_cast<std::uint16_t>(codes[i].bits << 1U | (code & 1U));
    }
}

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#include "png_rows.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>

// Compiled for AVX2 and for any machine; the better one that runs here is taken.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define PEERS_CLONES __attribute__((target_clones("avx2", "default"), optimize("O3")))
#else
#define PEERS_CLONES
#endif

namespace penstock::peers {
namespace {

/// Of left, above, and left of above: the one that is nearest to left + above - that.
inline int paeth(int a, int b, int c) {
    const int pa = std::abs(b - c);
    const int pb = std::abs(a - c);
    const int pc = std::abs(a + b - 2 * c);
    const int best = pb <= pc ? b : c;
    return pa <= pb && pa <= pc ? a : best;
}

inline std::uint32_t cost(std::uint8_t value) {
    return std::min<std::uint8_t>(value, static_cast<std::uint8_t>(0U - value));
}

PEERS_CLONES void
sub(const std::uint8_t* row, std::size_t bytes, std::uint8_t* target, std::uint32_t& sum) {
    std::uint32_t total = 0;
    for (std::size_t i = 0; i < bytes; ++i) {
        const auto value = static_cast<std::uint8_t>(row[i] - (row - rgb_bytes)[i]);
        target[i] = value;
        total += cost(value);
    }
    sum = total;
}

PEERS_CLONES void up(const std::uint8_t* row,
                     const std::uint8_t* above,
                     std::size_t bytes,
                     std::uint8_t* target,
                     std::uint32_t& sum) {
    std::uint32_t total = 0;
    for (std::size_t i = 0; i < bytes; ++i) {
        const auto value = static_cast<std::uint8_t>(row[i] - above[i]);
        target[i] = value;
        total += cost(value);
    }
    sum = total;
}

PEERS_CLONES void average(const std::uint8_t* row,
                          const std::uint8_t* above,
                          std::size_t bytes,
                          std::uint8_t* target,
                          std::uint32_t& sum) {
    std::uint32_t total = 0;
    for (std::size_t i = 0; i < bytes; ++i) {
        const auto value =
            static_cast<std::uint8_t>(row[i] - (((row - rgb_bytes)[i] + above[i]) >> 1));
        target[i] = value;
        total += cost(value);
    }
    sum = total;
}

PEERS_CLONES void nearest(const std::uint8_t* row,
                          const std::uint8_t* above,
                          std::size_t bytes,
                          std::uint8_t* target,
                          std::uint32_t& sum) {
    std::uint32_t total = 0;
    for (std::size_t i = 0; i < bytes; ++i) {
        const auto a = static_cast<std::int16_t>((row - rgb_bytes)[i]);
        const auto b = static_cast<std::int16_t>(above[i]);
        const auto c = static_cast<std::int16_t>((above - rgb_bytes)[i]);
        const auto pa = static_cast<std::int16_t>(std::abs(b - c));
        const auto pb = static_cast<std::int16_t>(std::abs(a - c));
        const auto pc = static_cast<std::int16_t>(std::abs(a + b - 2 * c));
        const std::int16_t other = pb <= pc ? b : c;
        const std::int16_t best = pa <= std::min(pb, pc) ? a : other;
        const auto value = static_cast<std::uint8_t>(row[i] - best);
        target[i] = value;
        total += cost(value);
    }
    sum = total;
}

PEERS_CLONES std::uint32_t cost_of_row(const std::uint8_t* row, std::size_t bytes) {
    std::uint32_t total = 0;
    for (std::size_t i = 0; i < bytes; ++i)
        total += cost(row[i]);
    return total;
}

PEERS_CLONES void
add(const std::uint8_t* filtered, const std::uint8_t* above, std::size_t bytes, std::uint8_t* row) {
    for (std::size_t i = 0; i < bytes; ++i)
        row[i] = static_cast<std::uint8_t>(filtered[i] + above[i]);
}

} // namespace

void filter_row(const std::uint8_t* row,
                const std::uint8_t* above,
                std::size_t bytes,
                std::uint8_t* work,
                std::uint8_t* target) {
    std::array<std::uint32_t, 5> sums{};
    sums[0] = cost_of_row(row, bytes);
    sub(row, bytes, work, sums[1]);
    up(row, above, bytes, work + bytes, sums[2]);
    average(row, above, bytes, work + 2 * bytes, sums[3]);
    nearest(row, above, bytes, work + 3 * bytes, sums[4]);
    const auto best = static_cast<std::size_t>(std::ranges::min_element(sums) - sums.begin());
    target[0] = static_cast<std::uint8_t>(best);
    std::memcpy(target + 1, best == 0 ? row : work + (best - 1) * bytes, bytes);
}

void filter_row_up(const std::uint8_t* row,
                   const std::uint8_t* above,
                   std::size_t bytes,
                   std::uint8_t* target) {
    std::uint32_t ignored = 0;
    target[0] = 2;
    up(row, above, bytes, target + 1, ignored);
}

void unfilter_row(std::uint8_t filter,
                  const std::uint8_t* filtered,
                  const std::uint8_t* above,
                  std::size_t bytes,
                  std::uint8_t* row) {
    if (filter == 0 || (filter == 2 && above == nullptr)) {
        std::memcpy(row, filtered, bytes);
        return;
    }
    if (filter == 2) {
        add(filtered, above, bytes, row);
        return;
    }
    // Each pixel needs the one before it: three numbers that go along, not memory.
    std::array<int, rgb_bytes> left{};
    std::array<int, rgb_bytes> corner{};
    for (std::size_t i = 0; i < bytes; i += rgb_bytes)
        for (std::size_t k = 0; k < rgb_bytes; ++k) {
            const int up_here = above == nullptr ? 0 : above[i + k];
            int guess = left[k];
            if (filter == 3)
                guess = (left[k] + up_here) >> 1;
            else if (filter == 4)
                guess = paeth(left[k], up_here, corner[k]);
            row[i + k] = static_cast<std::uint8_t>(filtered[i + k] + guess);
            left[k] = row[i + k];
            corner[k] = up_here;
        }
}

} // namespace penstock::peers

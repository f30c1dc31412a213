// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/jpeg_dc_blocks.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace penstock::codec {

/// Makes 2x2 samples of a block, as libjpeg does (its reduced inverse DCT). Chroma that has half as
/// many samples both ways comes to an eighth of the picture's size like that.
class JpegQuarter {
public:
    /// `quantisers` are in the order in which coefficients are stored.
    explicit JpegQuarter(std::span<const std::byte> quantisers);

    /// Reads the AC coefficients of a block whose DC coefficient is `dc`; two samples for each row.
    [[nodiscard]] bool read(JpegBits& bits,
                            const HuffmanCode& code,
                            const JpegValueTable& table,
                            std::int32_t dc,
                            std::byte* upper,
                            std::byte* lower) const;

private:
    // The first row of five columns, their odd rows, and what is of no use.
    static constexpr std::size_t columns = 5;
    static constexpr std::size_t unused = columns * 2;
    using Sums = std::array<std::int32_t, unused + 1>;

    struct Weight {
        std::int32_t factor = 0;  // what one of this coefficient adds to its sum
        std::int32_t largest = 0; // beyond it, sums can overflow, here or in libjpeg
        std::size_t sum = unused;
    };

    [[nodiscard]] static bool add(const Weight& weight, std::int32_t value, Sums& sums);
    [[nodiscard]] static bool finish(const Sums& sums, std::byte* upper, std::byte* lower);

    std::array<Weight, 64> weights_;
};

/// The sample that is so much above the middle. Gives false where libjpeg would wrap around: there
/// its kernels differ, and nothing that was encoded in earnest comes to that.
[[nodiscard]] constexpr bool to_jpeg_sample(std::int32_t above_middle, std::byte& sample) {
    constexpr std::int32_t wraps = 512;
    const std::int32_t value = above_middle + 128;
    sample = static_cast<std::byte>(value < 0 ? 0 : value > 255 ? 255 : value);
    return above_middle >= -wraps && above_middle < wraps;
}

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace penstock::codec {

/// The next bits of a scan, from the highest one on. Reads ahead by up to sixteen bytes.
struct JpegBits {
    const std::byte* next = nullptr; ///< borrowed from a JpegScan
    std::uint64_t bits = 0;
    unsigned count = 0; ///< of them; those behind are right, too, but are read again
    std::uint64_t following =
        0; ///< at `next`: loaded long before it is needed, since that takes time

    /// Makes them 56 bits at least.
    void refill() {
        bits |= following >> count;
        next += (63U - count) >> 3U;
        following = eight_bytes(next);
        count |= 56U;
    }
    void begin_at(const std::byte* first) {
        next = first;
        following = eight_bytes(first);
    }
    /// At most 32 and at least one of them.
    [[nodiscard]] std::uint32_t first(unsigned wanted) const {
        return static_cast<std::uint32_t>(bits >> (64U - wanted));
    }
    void take(unsigned taken) {
        bits <<= taken;
        count -= taken;
    }

private:
    // A shape that compilers know as one instruction.
    static std::uint64_t eight_bytes(const std::byte* from) {
        std::uint64_t value = 0;
        for (int i = 0; i < 8; ++i)
            value = value << 8U | std::to_integer<std::uint64_t>(from[i]);
        return value;
    }
};

/// The bytes of a scan without the zeros that are stuffed in behind each 0xFF, a piece at a time.
class JpegScan {
public:
    /// At least what an MCU of six blocks can take: 64 symbols of 31 bits each, and reading ahead.
    static constexpr std::size_t reserve = 2048;

    /// `coded` goes on beyond the scan; `window` is much larger than the reserve.
    JpegScan(std::span<const std::byte> coded, std::span<std::byte> window);

    /// Gives false as `prepare` does.
    [[nodiscard]] bool begin(JpegBits& bits);
    /// Sees to it that an MCU can be read. Gives false where the scan has ended before, or was left
    /// by another marker than the picture's end.
    [[nodiscard]] bool prepare(JpegBits& bits) {
        return static_cast<std::size_t>(end_ - bits.next) >= reserve && bits.next < end_
                   ? true
                   : fetch(bits);
    }
    /// Whether all has been read but the bits that fill the last byte.
    [[nodiscard]] bool is_at_end(JpegBits& bits);

private:
    [[nodiscard]] bool fetch(JpegBits& bits);
    [[nodiscard]] bool unstuff();

    std::span<const std::byte> coded_; // what is left of it
    std::span<std::byte> window_;
    std::byte* end_;        // of what is in the window
    bool is_whole_ = false; // nothing comes behind `end_`
};

} // namespace penstock::codec

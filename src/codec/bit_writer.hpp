// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/huffman_code.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace penstock::codec {

/// Bits one after the other, the lowest first, as deflate has them. Writes up to eight bytes behind
/// what it has.
class BitWriter {
public:
    explicit BitWriter(std::uint8_t* target) : at_{target} {}

    /// Room for 56 bits is there after flush().
    void add(std::uint64_t bits, unsigned count) {
        bits_ |= bits << count_;
        count_ += count;
    }
    void add(BitCode code) { add(code.bits, code.length); }
    void flush() {
        std::uint64_t bytes = bits_;
        if constexpr (std::endian::native == std::endian::big)
            bytes = __builtin_bswap64(bytes);
        std::memcpy(at_, &bytes, sizeof bytes);
        at_ += count_ >> 3U;
        bits_ >>= count_ & 56U;
        count_ &= 7U;
    }
    /// Bits of 0 up to the next byte.
    void align() {
        count_ = (count_ + 7U) & ~7U;
        flush();
    }
    /// Where the next byte goes; after align().
    [[nodiscard]] std::uint8_t* at() const { return at_; }
    void skip(std::size_t bytes) { at_ += bytes; }

private:
    std::uint8_t* at_;
    std::uint64_t bits_ = 0;
    unsigned count_ = 0;
};

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/jpeg_dc_header.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace penstock::codec {

/// A Huffman code of a JPEG, which is looked up a symbol at a time.
class HuffmanCode {
public:
    struct Found {
        unsigned length = 0; ///< of the code; 0: there is none that begins so
        unsigned symbol = 0;
    };

    static constexpr unsigned most_length = 16;

    /// Nothing where the counts make no prefix code, or a code has nothing but ones.
    [[nodiscard]] static std::optional<HuffmanCode> of(const HuffmanSource& source);

    /// The symbol with which these 16 bits begin.
    [[nodiscard]] Found find(unsigned bits) const;

    /// Calls `with(code, length, symbol)` for each code of up to `longest` bits.
    template <class Call> void each(unsigned longest, const Call& with) const {
        unsigned index = 0;
        for (unsigned length = 1; length <= longest; ++length)
            for (unsigned code = first_[length]; index < end_[length]; ++index, ++code)
                with(code, length, std::to_integer<unsigned>(symbols_[index]));
    }

private:
    std::span<const std::byte> symbols_;
    std::array<unsigned, most_length + 1> first_{}; // code of each length
    std::array<unsigned, most_length + 1> end_{};   // index of its symbols'
    std::array<unsigned, most_length + 1>
        limit_{}; // codes of up to that length are below, in 16 bits
};

/// Is added to the number of coefficients that are behind one where the block ends there: then the
/// sum is above it and less than 64 above it, and else it is 64 when the block is complete.
inline constexpr unsigned jpeg_block_ends = 128;

[[nodiscard]] constexpr bool is_jpeg_block(unsigned count) {
    return count == 64 || (count > jpeg_block_ends && count < jpeg_block_ends + 64);
}

/// A symbol of an AC coefficient: how many zeros come before it, and how many bits it has.
struct AcSymbol {
    unsigned zeros = 0;
    unsigned size = 0;
    bool ends_block = false;
    bool is_valid = true;

    explicit constexpr AcSymbol(unsigned symbol)
        : zeros{symbol >> 4U}, size{symbol & 15U}, ends_block{symbol == 0}, is_valid{size != 0 ||
                                                                                     zeros == 0 ||
                                                                                     zeros == 15} {}

    /// Coefficients that it speaks of, or that the block ends.
    [[nodiscard]] constexpr unsigned count() const {
        return ends_block ? jpeg_block_ends : zeros + 1;
    }
};

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#include "codec/jpeg_dc_codes.hpp"

namespace penstock::codec {

std::optional<HuffmanCode> HuffmanCode::of(const HuffmanSource& source) {
    HuffmanCode made;
    made.symbols_ = source.symbols;
    unsigned code = 0;
    unsigned index = 0;
    for (unsigned length = 1; length <= most_length; ++length) {
        const auto count = std::to_integer<unsigned>(source.counts[length - 1]);
        made.first_[length] = code;
        code += count;
        index += count;
        made.end_[length] = index;
        made.limit_[length] = code << (most_length - length);
        if (count != 0 && code >= 1U << length)
            return std::nullopt;
        code <<= 1U;
    }
    return made;
}

HuffmanCode::Found HuffmanCode::find(unsigned bits) const {
    for (unsigned length = 1; length <= most_length; ++length) {
        if (bits >= limit_[length])
            continue;
        const unsigned beyond = (bits >> (most_length - length)) - first_[length];
        const unsigned index = end_[length - 1] + beyond;
        return {length, std::to_integer<unsigned>(symbols_[index])};
    }
    return {};
}

} // namespace penstock::codec

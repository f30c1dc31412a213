// SPDX-License-Identifier: Apache-2.0
#include "codec/jpeg_dc_blocks.hpp"

namespace penstock::codec {

bool read_coefficient(JpegBits& bits, const HuffmanCode& code, JpegCoefficient& coefficient) {
    bits.refill();
    const HuffmanCode::Found found = code.find(bits.first(HuffmanCode::most_length));
    const AcSymbol symbol{found.symbol};
    if (found.length == 0 || !symbol.is_valid)
        return false;
    coefficient = {.count = symbol.count(),
                   .value = value_in(bits.bits, found.length, symbol.size)};
    bits.take(found.length + symbol.size);
    return true;
}

bool read_long_dc_difference(JpegBits& bits, const HuffmanCode& code, std::int32_t& difference) {
    const HuffmanCode::Found found = code.find(bits.first(HuffmanCode::most_length));
    if (found.length == 0)
        return false;
    difference = value_in(bits.bits, found.length, found.symbol);
    bits.take(found.length + found.symbol);
    bits.refill();
    return true;
}

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#include "codec/shrink.hpp"

#include "codec/byte_order.hpp"
#include "codec/format.hpp"

namespace penstock::codec {
namespace {

// What of the last pixel lies outside.
float spare_of(std::uint64_t side, std::uint32_t numerator, std::uint32_t denominator) {
    const std::uint64_t rest = side * numerator % denominator;
    return rest == 0 ? 0.0F
                     : static_cast<float>(denominator - rest) / static_cast<float>(denominator);
}

std::uint32_t scaled_side(std::uint64_t side, std::uint32_t numerator, std::uint32_t denominator) {
    return static_cast<std::uint32_t>(ceil_div(side * numerator, std::uint64_t{denominator}));
}

} // namespace

ImageSpec scaled_spec(const ImageSpec& spec, std::uint32_t numerator, std::uint32_t denominator) {
    ImageSpec scaled = spec;
    scaled.width = scaled_side(spec.width, numerator, denominator);
    scaled.height = scaled_side(spec.height, numerator, denominator);
    scaled.shrunk = {.width = spec.width,
                     .height = spec.height,
                     .right = spare_of(spec.width, numerator, denominator),
                     .bottom = spare_of(spec.height, numerator, denominator)};
    return scaled;
}

Header shrunk(const Header& header, double least_scale) {
    const Format& format = format_of(header.format);
    return format.scaled == nullptr ? header
                                    : format.scaled(header, least_scale * format.scale_margin);
}

void find_levels(const ByteReader& file, Header& header, double least_scale) {
    const Format& format = format_of(header.format);
    if (format.find_levels != nullptr && least_scale * format.scale_margin <= 0.5)
        format.find_levels(file, header);
}

} // namespace penstock::codec

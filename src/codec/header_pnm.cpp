// SPDX-License-Identifier: Apache-2.0
#include "codec/header.hpp"
#include "codec/pnm.hpp"
#include "codec/text_header.hpp"

#include <fmt/format.h>

#include <string>

namespace penstock::codec {
namespace {

[[noreturn]] void fail(const std::string& message) {
    throw ItemError{ErrorClass::corrupt, message};
}

void check_max_value(std::uint32_t value) {
    if (value == 0 || value > 65'535)
        fail(fmt::format("the PNM says that its largest value is {}; expected 1 to 65535", value));
}

// P7: lines with a word and a number, until ENDHDR.
void read_pam(TextHeader& text, PnmHeader& header) {
    text.next_line();
    for (std::string line = text.next_line(); line != "ENDHDR"; line = text.next_line()) {
        const std::size_t space = line.find_first_of(" \t");
        const std::string word = line.substr(0, space);
        const std::size_t begin = line.find_first_not_of(" \t", space);
        const std::string value = begin == line.npos ? "" : line.substr(begin);
        std::uint32_t* const target = word == "WIDTH"    ? &header.width
                                      : word == "HEIGHT" ? &header.height
                                      : word == "DEPTH"  ? &header.channels
                                      : word == "MAXVAL" ? &header.max_value
                                                         : nullptr;
        if (target == nullptr) // TUPLTYPE, comments, empty lines
            continue;
        const auto number = number_of(value);
        if (!number)
            fail(fmt::format("the PAM has no number behind {}", word));
        *target = *number;
    }
    check_max_value(header.max_value);
}

void read_pfm(TextHeader& text, PnmHeader& header) {
    header.width = text.next_number("width");
    header.height = text.next_number("height");
    // Negative: the low byte comes first. How large it is, is a matter of units; nobody applies it.
    std::string scale = text.next_line();
    if (scale.find_first_not_of(" \t\r") == scale.npos)
        scale = text.next_line();
    header.is_little_endian = scale.find('-') != scale.npos;
    if (scale.find_first_of("123456789") == scale.npos)
        fail("the PFM has no scale, or one of 0");
}

void read_pnm(TextHeader& text, PnmHeader& header) {
    header.width = text.next_number("width");
    header.height = text.next_number("height");
    const bool has_bits =
        header.samples == PnmSamples::plain_bits || header.samples == PnmSamples::packed_bits;
    if (!has_bits)
        header.max_value = text.next_number("largest value");
    check_max_value(header.max_value);
    text.next(); // one white space; what comes behind it is pixels already
}

} // namespace

PnmHeader find_pnm_header(const ByteReader& file) {
    TextHeader text{file, "PNM"};
    PnmHeader header;
    text.next();
    const char kind = text.next();
    using enum PnmSamples;
    header.samples = kind == '1'                  ? plain_bits
                     : kind == '2' || kind == '3' ? plain_numbers
                     : kind == '4'                ? packed_bits
                     : kind == 'F' || kind == 'f' ? floats
                                                  : binary;
    header.channels = kind == '3' || kind == '6' || kind == 'F' ? 3 : 1;
    if (kind == '7')
        read_pam(text, header);
    else if (header.samples == floats)
        read_pfm(text, header);
    else
        read_pnm(text, header);
    header.data_offset = text.position();
    return header;
}

Header read_pnm_header(const ByteReader& file) {
    const PnmHeader pnm = find_pnm_header(file);
    const bool is_float = pnm.samples == PnmSamples::floats;
    Header header;
    header.spec = {.width = pnm.width,
                   .height = pnm.height,
                   .channels = pnm.channels,
                   .pixel_type = is_float               ? PixelType::f32
                                 : pnm.max_value <= 255 ? PixelType::u8
                                                        : PixelType::u16,
                   .colour_space = is_float ? ColourSpace::linear : ColourSpace::srgb};
    header.codec_bytes = own_codec_bytes;
    return header;
}

} // namespace penstock::codec

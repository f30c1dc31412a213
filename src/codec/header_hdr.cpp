// SPDX-License-Identifier: Apache-2.0
#include "codec/hdr.hpp"
#include "codec/header.hpp"
#include "codec/text_header.hpp"

#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>

namespace penstock::codec {
namespace {

struct Axes {
    std::string_view first; // of scan lines
    std::string_view second;
    std::uint8_t orientation;
};

constexpr std::array<Axes, 8> all_axes = {{{"-Y", "+X", 1},
                                           {"-Y", "-X", 2},
                                           {"+Y", "-X", 3},
                                           {"+Y", "+X", 4},
                                           {"+X", "-Y", 5},
                                           {"-X", "-Y", 6},
                                           {"-X", "+Y", 7},
                                           {"+X", "+Y", 8}}};

// Up to the next space; what is left follows it.
std::string_view take_word(std::string_view& line) {
    const std::size_t begin = std::min(line.find_first_not_of(' '), line.size());
    line.remove_prefix(begin);
    const std::string_view word = line.substr(0, line.find(' '));
    line.remove_prefix(word.size());
    return word;
}

// "-Y 1080 +X 1920": the first axis is that of scan lines.
void read_size(std::string_view line, HdrHeader& header) {
    const std::string whole{line.substr(0, 60)};
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    const std::string_view first = take_word(line);
    const auto height = number_of(take_word(line));
    const std::string_view second = take_word(line);
    const auto width = number_of(take_word(line));
    for (const Axes& axes : all_axes)
        if (axes.first == first && axes.second == second && height && width) {
            header.height = *height;
            header.width = *width;
            header.orientation = axes.orientation;
            return;
        }
    throw ItemError{ErrorClass::corrupt,
                    fmt::format("the Radiance HDR has the size \"{}\"; expected one such as "
                                "\"-Y 1080 +X 1920\"",
                                printable(whole))};
}

} // namespace

HdrHeader find_hdr_header(const ByteReader& file) {
    TextHeader text{file, "Radiance HDR"};
    for (std::string line = text.next_line(); !line.empty() && line != "\r";
         line = text.next_line()) {
        constexpr std::string_view format = "FORMAT=";
        if (line.starts_with(format) && line.find("32-bit_rle_rgbe") == line.npos)
            throw ItemError{ErrorClass::unsupported,
                            fmt::format("the Radiance HDR has the format \"{}\"; only "
                                        "32-bit_rle_rgbe is read",
                                        printable(line.substr(format.size(), 60)))};
    }
    HdrHeader header;
    read_size(text.next_line(), header);
    header.data_offset = text.position();
    return header;
}

Header read_hdr_header(const ByteReader& file) {
    const HdrHeader hdr = find_hdr_header(file);
    Header header;
    header.orientation = hdr.orientation;
    header.spec = {.width = hdr.width,
                   .height = hdr.height,
                   .channels = 3,
                   .pixel_type = PixelType::f32,
                   .colour_space = ColourSpace::linear};
    header.codec_bytes = own_codec_bytes;
    header.scratch_bytes = std::uint64_t{hdr.width} * 4;
    return header;
}

} // namespace penstock::codec

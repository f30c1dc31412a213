// SPDX-License-Identifier: Apache-2.0
#include "codec/jpeg_dc_header.hpp"

#include "codec/byte_order.hpp"

#include <algorithm>
#include <bit>
#include <string_view>

namespace penstock::codec {
namespace {

using Bytes = std::span<const std::byte>;

constexpr std::size_t coefficients = 64;
constexpr std::uint32_t most_side = 65'500; // libjpeg's own limit

unsigned at(Bytes bytes, std::size_t index) {
    return std::to_integer<unsigned>(bytes[index]);
}

bool begins_with(Bytes bytes, std::string_view text) {
    return bytes.size() >= text.size() &&
           std::ranges::equal(bytes.first(text.size()), text, {}, [](std::byte b) {
               return static_cast<char>(b);
           });
}

// What the segments before the scan say.
struct Tables {
    std::array<Bytes, 4> quantisers;
    std::array<HuffmanSource, 4> dc;
    std::array<HuffmanSource, 4> ac;
};

struct FrameComponent {
    unsigned id = 0;
    unsigned horizontal = 0;
    unsigned vertical = 0;
    unsigned quantisers = 0;
};

struct Parts {
    Tables tables;
    std::array<FrameComponent, 3> component;
    JpegDcHeader header;
    bool is_complete = false;
};

// Each of these gives whether the segment is a plain one.

bool note_quantisers(Bytes segment, Tables& tables) {
    while (!segment.empty()) {
        const unsigned number = at(segment, 0); // its upper half: 1 for 16 bits
        if (number >= tables.quantisers.size() || segment.size() < 1 + coefficients)
            return false;
        tables.quantisers[number] = segment.subspan(1, coefficients);
        segment = segment.subspan(1 + coefficients);
    }
    return true;
}

bool note_huffman(Bytes segment, Tables& tables) {
    constexpr std::size_t lengths = 16;
    while (!segment.empty()) {
        const unsigned place = at(segment, 0);
        if ((place & 15U) >= tables.dc.size() || place >> 4U > 1 || segment.size() < 1 + lengths)
            return false;
        HuffmanSource code{.counts = segment.subspan(1, lengths), .symbols = {}};
        std::size_t symbols = 0;
        for (const std::byte count : code.counts)
            symbols += std::to_integer<std::size_t>(count);
        segment = segment.subspan(1 + lengths);
        if (symbols > 256 || symbols > segment.size())
            return false;
        code.symbols = segment.first(symbols);
        segment = segment.subspan(symbols);
        (place >> 4U == 0 ? tables.dc : tables.ac)[place & 15U] = code;
    }
    return true;
}

bool note_frame(Bytes segment, Parts& parts) {
    JpegDcHeader& header = parts.header;
    if (header.components != 0 || segment.size() < 6 || at(segment, 0) != 8)
        return false;
    header.height = u16_at(segment, 1, std::endian::big);
    header.width = u16_at(segment, 3, std::endian::big);
    header.components = at(segment, 5);
    if (header.width == 0 || header.height == 0 || header.width > most_side ||
        header.height > most_side)
        return false;
    if ((header.components != 1 && header.components != 3) ||
        segment.size() != 6 + std::size_t{header.components} * 3)
        return false;
    for (std::size_t i = 0; i < header.components; ++i) {
        const Bytes part = segment.subspan(6 + i * 3, 3);
        parts.component[i] = {.id = at(part, 0),
                              .horizontal = at(part, 1) >> 4U,
                              .vertical = at(part, 1) & 15U,
                              .quantisers = at(part, 2)};
    }
    return true;
}

bool has_plain_sampling(const Parts& parts) {
    const auto& [luma, blue, red] = parts.component;
    if (parts.header.components == 1) // has one block after the other, whatever its factors are
        return luma.horizontal - 1 < 4 && luma.vertical - 1 < 4;
    return luma.horizontal - 1 < 2 && luma.vertical - 1 < 2 && blue.horizontal == 1 &&
           blue.vertical == 1 && red.horizontal == 1 && red.vertical == 1;
}

// Colours are YCbCr unless somebody says otherwise: Adobe, or the letters RGB in place of numbers.
bool is_plain_application(unsigned marker, Bytes segment) {
    if (marker == 0xE0 && segment.size() >= 14 && begins_with(segment, {"JFIF\0", 5}))
        return at(segment, 5) == 1;
    if (marker == 0xEE && segment.size() >= 12 && begins_with(segment, "Adobe"))
        return at(segment, 11) == 1;
    return true;
}

bool has_plain_names(const Parts& parts) {
    const auto& [first, second, third] = parts.component;
    if (parts.header.components == 1)
        return true;
    const bool says_rgb = first.id == 'R' && second.id == 'G' && third.id == 'B';
    return !says_rgb && first.id != second.id && second.id != third.id && first.id != third.id;
}

// How many bits a difference of DC coefficients has: libjpeg refuses more, be they used or not.
bool are_sizes(Bytes symbols) {
    return std::ranges::all_of(symbols, [](std::byte symbol) { return symbol < std::byte{16}; });
}

bool note_scan(Bytes segment, Parts& parts) {
    JpegDcHeader& header = parts.header;
    const std::size_t count = header.components;
    if (count == 0 || segment.size() != 4 + count * 2 || at(segment, 0) != count)
        return false;
    for (std::size_t i = 0; i < count; ++i) {
        const unsigned dc = at(segment, 2 + i * 2) >> 4U;
        const unsigned ac = at(segment, 2 + i * 2) & 15U;
        const unsigned quantisers = parts.component[i].quantisers;
        if (at(segment, 1 + i * 2) != parts.component[i].id ||
            quantisers >= parts.tables.quantisers.size() || dc >= parts.tables.dc.size() ||
            ac >= parts.tables.ac.size())
            return false;
        header.component[i] = {.quantisers = parts.tables.quantisers[quantisers],
                               .dc = parts.tables.dc[dc],
                               .ac = parts.tables.ac[ac]};
        // Without a quantiser, DC coefficients may add up to anything unseen.
        if (header.component[i].quantisers.empty() ||
            header.component[i].quantisers[0] == std::byte{0} ||
            header.component[i].dc.symbols.empty() || header.component[i].ac.symbols.empty() ||
            !are_sizes(header.component[i].dc.symbols))
            return false;
    }
    const Bytes spectrum = segment.last(3);
    return at(spectrum, 0) == 0 && at(spectrum, 1) == coefficients - 1 && at(spectrum, 2) == 0;
}

bool have_one_code(const HuffmanSource& left, const HuffmanSource& right) {
    return left.counts.data() == right.counts.data();
}

bool note_segment(unsigned marker, Bytes segment, Parts& parts) {
    if ((marker >= 0xE0 && marker <= 0xEF) || marker == 0xFE)
        return is_plain_application(marker, segment);
    switch (marker) {
    case 0xC0:
        return note_frame(segment, parts) && has_plain_sampling(parts) && has_plain_names(parts);
    case 0xC4:
        return note_huffman(segment, parts.tables);
    case 0xDB:
        return note_quantisers(segment, parts.tables);
    case 0xDD: // restarts
        return segment.size() == 2 && at(segment, 0) == 0 && at(segment, 1) == 0;
    case 0xDA:
        parts.is_complete = true;
        return note_scan(segment, parts);
    default:
        return false;
    }
}

} // namespace

std::optional<JpegDcHeader> read_jpeg_dc_header(std::span<const std::byte> file) {
    if (file.size() < 2 || at(file, 0) != 0xFF || at(file, 1) != 0xD8)
        return std::nullopt;
    Parts parts;
    Bytes rest = file.subspan(2);
    while (!parts.is_complete) {
        if (rest.size() < 4 || at(rest, 0) != 0xFF)
            return std::nullopt;
        const std::size_t length = u16_at(rest, 2, std::endian::big);
        if (length < 2 || length > rest.size() - 2 ||
            !note_segment(at(rest, 1), rest.subspan(4, length - 2), parts))
            return std::nullopt;
        rest = rest.subspan(2 + length);
    }
    JpegDcHeader& header = parts.header;
    const auto& [luma, blue, red] = header.component;
    if (header.components == 3) {
        if (!have_one_code(blue.dc, red.dc) || !have_one_code(blue.ac, red.ac))
            return std::nullopt;
        header.horizontal = parts.component[0].horizontal;
        header.vertical = parts.component[0].vertical;
    }
    header.scan = rest;
    return header;
}

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#include "codec/sniff.hpp"

#include "codec/text_header.hpp"
#include "codec/tga.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace penstock::codec {
namespace {

using std::string_view_literals::operator""sv;

struct Magic {
    std::size_t offset;
    std::string_view bytes;
    std::optional<FormatId> format;
    std::string_view looks_like;
};

constexpr auto magics = std::to_array<Magic>({
    {0, "\xFF\xD8\xFF"sv, FormatId::jpeg, "a JPEG"},
    {0, "\x89PNG\r\n\x1A\n"sv, FormatId::png, "a PNG"},
    {8, "WEBP"sv, FormatId::webp, "a WebP"},
    {0, "II\x2A\x00"sv, FormatId::tiff, "a TIFF"},
    {0, "MM\x00\x2A"sv, FormatId::tiff, "a TIFF"},
    {0, "II\x2B\x00"sv, FormatId::tiff, "a BigTIFF"},
    {0, "MM\x00\x2B"sv, FormatId::tiff, "a BigTIFF"},
    {0, "\x76\x2F\x31\x01"sv, FormatId::exr, "an OpenEXR file"},
    {0, "GIF87a"sv, FormatId::gif, "a GIF"},
    {0, "GIF89a"sv, FormatId::gif, "a GIF"},
    {0, "8BPS"sv, {}, "a Photoshop file"},
    {4, "ftypavif"sv, {}, "an AVIF"},
    {4, "ftypavis"sv, {}, "an AVIF"},
    {4, "ftyphe"sv, {}, "a HEIC"},
    {4, "ftypmif1"sv, {}, "a HEIF"},
    {4, "ftypmsf1"sv, {}, "a HEIF"},
    {4, "ftypcrx"sv, {}, "a Canon raw file"},
    {4, "ftyp"sv, {}, "a video (MP4, MOV)"},
    {0, "\x00\x00\x00\x0CjP  "sv, FormatId::jp2, "a JPEG 2000"},
    {0, "\xFF\x4F\xFF\x51"sv, FormatId::jp2, "a JPEG 2000"},
    {0, "\xFF\x0A"sv, {}, "a JPEG XL"},
    {0, "\x00\x00\x00\x0CJXL "sv, {}, "a JPEG XL"},
    {0, "#?RADIANCE"sv, FormatId::hdr, "a Radiance HDR"},
    {0, "#?RGBE"sv, FormatId::hdr, "a Radiance HDR"},
    {0, "DDS "sv, {}, "a DDS"},
    {0, "qoif"sv, {}, "a QOI"},
    {0, "SDPX"sv, FormatId::dpx, "a DPX"},
    {0, "XPDS"sv, FormatId::dpx, "a DPX"},
    {0, "\x01\xDA"sv, {}, "an SGI image"},
    {0, "\x00\x00\x01\x00"sv, {}, "a Windows icon"},
    {0, "SIMPLE  ="sv, {}, "a FITS file"},
    {0, "FUJIFILM"sv, {}, "a Fujifilm raw file"},
    {0, "%PDF"sv, {}, "a PDF"},
    {0, "%!PS"sv, {}, "a PostScript file"},
    {0, "PK\x03\x04"sv, {}, "a ZIP archive"},
    {0, "\x1F\x8B"sv, {}, "a gzip file"},
    {0, "\x1A\x45\xDF\xA3"sv, {}, "a video (Matroska, WebM)"},
    {0,
     "\x7F"
     "ELF"sv,
     {},
     "a program"},
    {0, "version https://git-lfs"sv, {}, "a Git LFS pointer, not the picture itself"},
    {0, "BM"sv, FormatId::bmp, "a BMP"},
    {0, "P1"sv, FormatId::pnm, "a PBM"},
    {0, "P4"sv, FormatId::pnm, "a PBM"},
    {0, "P2"sv, FormatId::pnm, "a PGM"},
    {0, "P5"sv, FormatId::pnm, "a PGM"},
    {0, "P3"sv, FormatId::pnm, "a PPM"},
    {0, "P6"sv, FormatId::pnm, "a PPM"},
    {0, "P7"sv, FormatId::pnm, "a PAM"},
    {0, "PF"sv, FormatId::pnm, "a PFM"},
    {0, "Pf"sv, FormatId::pnm, "a PFM"},
});

bool is_text(std::string_view head) {
    return std::ranges::all_of(head, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte >= 0x20 || byte == '\t' || byte == '\n' || byte == '\r';
    });
}

std::string_view kind_of_text(std::string_view head) {
    std::string lower;
    for (const char c : head)
        lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (lower.find("<svg") != std::string::npos)
        return "an SVG";
    if (lower.find("<!doctype html") != std::string::npos ||
        lower.find("<html") != std::string::npos)
        return "an HTML page";
    if (lower.find("<?xml") != std::string::npos)
        return "an XML file";
    return "text";
}

// What a short signature needs beside it, for text that happens to begin so is no picture.
bool is_plausible(const Magic& magic, std::string_view head) {
    if (magic.format == FormatId::webp)
        return head.starts_with("RIFF");
    if (magic.format == FormatId::pnm)
        return head.size() > 2 && (is_space(head[2]) || head[2] == '#');
    if (magic.format == FormatId::bmp) // the high bytes of the size of its second header
        return head.size() > 17 && head.substr(15, 3) == "\0\0\0"sv;
    return true;
}

} // namespace

Sniffed sniff(const ByteReader& file) {
    std::array<std::byte, 256> bytes{};
    std::array<char, bytes.size()> characters{};
    const std::size_t count = file.read_at(0, bytes);
    std::ranges::transform(
        bytes, characters.begin(), [](std::byte b) { return static_cast<char>(b); });
    const std::string_view head{characters.data(), count};
    if (head.empty())
        return {{}, "an empty file"};
    for (const Magic& magic : magics)
        if (head.size() > magic.offset && head.substr(magic.offset).starts_with(magic.bytes) &&
            is_plausible(magic, head))
            return {magic.format, magic.looks_like};
    if (head.find_first_not_of('\0') == std::string_view::npos)
        return {{}, "nothing but zeros"};
    if (find_tga_header(file))
        return {FormatId::tga, "a Targa"};
    return {{}, is_text(head) ? kind_of_text(head) : "no format that is known here"};
}

} // namespace penstock::codec

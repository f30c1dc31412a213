// SPDX-License-Identifier: Apache-2.0
#include "codec/header.hpp"

#include "codec/format.hpp"
#include "codec/sniff.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace penstock::codec {
namespace {

[[noreturn]] void refuse(const std::string& message) {
    throw ItemError{ErrorClass::limit, message};
}

std::string accepted_names(const HeaderLimits& limits) {
    std::string names;
    for (const FormatId id : limits.formats)
        names += (names.empty() ? "" : ", ") + std::string{format_of(id).name};
    return names.empty() ? format_names() : names;
}

const Format& accepted_format(const ByteReader& file, const HeaderLimits& limits) {
    const Sniffed sniffed = sniff(file);
    if (!sniffed.format)
        throw ItemError{
            ErrorClass::unsupported,
            fmt::format("this is {}; expected {}", sniffed.looks_like, accepted_names(limits))};
    if (!limits.formats.empty() &&
        std::ranges::find(limits.formats, *sniffed.format) == limits.formats.end())
        throw ItemError{ErrorClass::unsupported,
                        fmt::format("this is {}, which the parameter formats ({}) leaves out",
                                    sniffed.looks_like,
                                    accepted_names(limits))};
    return format_of(*sniffed.format);
}

void check_size(const ImageSpec& spec, const HeaderLimits& limits) {
    if (spec.width > limits.max_side || spec.height > limits.max_side)
        refuse(fmt::format("the picture is {}x{} pixels; max_side allows {}",
                           spec.width,
                           spec.height,
                           limits.max_side));
    if (spec.pixels() > limits.max_pixels)
        refuse(fmt::format("the picture has {}x{} = {} pixels; max_pixels allows {}",
                           spec.width,
                           spec.height,
                           spec.pixels(),
                           limits.max_pixels));
}

void check_limits(const Header& header, const HeaderLimits& limits) {
    const ImageSpec& spec = header.spec;
    check_size(spec, limits);
    if (header.placement)
        check_size(header.placement->stored, limits);
    if (spec.channels > limits.max_channels)
        refuse(fmt::format("the picture has {} channels; max_channels allows {}",
                           spec.channels,
                           limits.max_channels));
    if (header.metadata_bytes > limits.max_metadata_bytes)
        refuse(fmt::format("the file has {} bytes of metadata (profiles, EXIF, texts); "
                           "max_metadata_bytes allows {}",
                           header.metadata_bytes,
                           limits.max_metadata_bytes));
}

} // namespace

Header read_header(const ByteReader& file, const HeaderLimits& limits) {
    const Format& format = accepted_format(file, limits);
    if (file.size() > limits.max_file_bytes)
        refuse(fmt::format(
            "the file has {} bytes; max_file_bytes allows {}", file.size(), limits.max_file_bytes));
    Header header =
        format.id == FormatId::exr ? read_exr_header(file, limits.exr) : format.read_header(file);
    complete_header(header, format.id, file.size(), limits);
    return header;
}

void complete_header(Header& header,
                     FormatId format,
                     std::uint64_t file_bytes,
                     const HeaderLimits& limits) {
    header.format = format;
    header.file_bytes = file_bytes;
    if (header.spec.width == 0 || header.spec.height == 0 || header.spec.channels == 0)
        throw ItemError{ErrorClass::corrupt,
                        fmt::format("the {} says that its picture is {}x{} pixels of {} channels",
                                    format_of(format).label,
                                    header.spec.width,
                                    header.spec.height,
                                    header.spec.channels)};
    if (!header.truncation.empty() && !limits.accepts_truncated)
        throw ItemError{ErrorClass::truncated, header.truncation};
    check_limits(header, limits);
}

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#include "codec/encode_options.hpp"

#include "codec/format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <vector>

namespace penstock::codec {
namespace {

std::string names_of_formats_with(EncodeParam param) {
    std::string names;
    for (const Format& format : formats())
        if (std::ranges::find(format.params, param) != format.params.end())
            names += (names.empty() ? "" : ", ") + std::string{format.name};
    return names;
}

std::vector<EncodeParam> written_in(const EncodeOptions& options) {
    std::vector<EncodeParam> written;
    const auto note = [&](bool is_written, EncodeParam param) {
        if (is_written)
            written.push_back(param);
    };
    note(options.quality.has_value(), EncodeParam::quality);
    note(options.level.has_value(), EncodeParam::level);
    note(options.subsampling.has_value(), EncodeParam::subsampling);
    note(options.progressive.has_value(), EncodeParam::progressive);
    note(options.optimize.has_value(), EncodeParam::optimize);
    note(options.restart_interval.has_value(), EncodeParam::restart_interval);
    note(options.method.has_value(), EncodeParam::method);
    note(options.compression.has_value(), EncodeParam::compression);
    note(options.bits.has_value(), EncodeParam::bits);
    note(options.colours.has_value(), EncodeParam::colours);
    note(options.effort.has_value(), EncodeParam::effort);
    return written;
}

std::span<const Compression> compressions_of(FormatId format) {
    using enum Compression;
    static constexpr std::array with_and_without_loss = {lossy, lossless};
    static constexpr std::array tiff = {none, lzw, zip, packbits};
    static constexpr std::array exr = {none, rle, zip, zips, piz, pxr24, b44, b44a, dwaa, dwab};
    static constexpr std::array tga = {none, rle};
    switch (format) {
    case FormatId::webp:
    case FormatId::jp2:
        return with_and_without_loss;
    case FormatId::tiff:
        return tiff;
    case FormatId::exr:
        return exr;
    case FormatId::tga:
        return tga;
    default:
        return {};
    }
}

void check_compression(const EncodeOptions& options) {
    if (!options.compression)
        return;
    const auto known = compressions_of(options.format);
    if (std::ranges::find(known, *options.compression) != known.end())
        return;
    std::string names;
    for (const Compression compression : known)
        names += (names.empty() ? "" : ", ") + std::string{to_string(compression)};
    throw std::runtime_error(fmt::format("format {} has no compression \"{}\"; it has {}",
                                         format_of(options.format).name,
                                         to_string(*options.compression),
                                         names));
}

void check_level(const EncodeOptions& options) {
    if (effort_of(options) == Effort::fast)
        throw std::runtime_error("level means nothing with effort fast: leave out one of them");
    if (options.format != FormatId::tiff)
        return;
    if (compression_of(options) != Compression::zip)
        throw std::runtime_error(
            fmt::format("a TIFF uses level with compression zip only, and this one is {}: "
                        "leave out level, or write compression zip",
                        to_string(compression_of(options))));
    if (*options.level == 0)
        throw std::runtime_error(
            "level 0 is for png; a TIFF has 1 to 9, or compression none instead");
    if (*options.level > 9)
        throw std::runtime_error(
            fmt::format("level {} is for png; a TIFF has 1 to 9", *options.level));
}

} // namespace

std::string_view to_string(EncodeParam param) {
    static constexpr std::string_view names[] = {"quality",
                                                 "level",
                                                 "subsampling",
                                                 "progressive",
                                                 "optimize",
                                                 "restart_interval",
                                                 "method",
                                                 "compression",
                                                 "bits",
                                                 "colours",
                                                 "effort"};
    return names[static_cast<std::size_t>(param)];
}

std::string_view to_string(Subsampling subsampling) {
    static constexpr std::string_view names[] = {"444", "422", "420", "440", "gray"};
    return names[static_cast<std::size_t>(subsampling)];
}

std::string_view to_string(Compression compression) {
    static constexpr std::string_view names[] = {"lossy",
                                                 "lossless",
                                                 "none",
                                                 "lzw",
                                                 "zip",
                                                 "packbits",
                                                 "rle",
                                                 "zips",
                                                 "piz",
                                                 "pxr24",
                                                 "b44",
                                                 "b44a",
                                                 "dwaa",
                                                 "dwab"};
    return names[static_cast<std::size_t>(compression)];
}

int quality_of(const EncodeOptions& options) {
    switch (options.format) {
    case FormatId::webp:
        return options.quality.value_or(80);
    case FormatId::jp2:
        return options.quality.value_or(48);
    default:
        return options.quality.value_or(90);
    }
}

int level_of(const EncodeOptions& options) {
    return options.level.value_or(6);
}

Subsampling subsampling_of(const EncodeOptions& options) {
    return options.subsampling.value_or(Subsampling::s420);
}

bool is_progressive(const EncodeOptions& options) {
    return options.progressive.value_or(false);
}

bool is_optimized(const EncodeOptions& options) {
    return is_progressive(options) || options.optimize.value_or(false);
}

int restart_interval_of(const EncodeOptions& options) {
    return options.restart_interval.value_or(0);
}

int method_of(const EncodeOptions& options) {
    return options.method.value_or(4);
}

Compression compression_of(const EncodeOptions& options) {
    switch (options.format) {
    case FormatId::webp:
    case FormatId::jp2:
        return options.compression.value_or(Compression::lossy);
    case FormatId::tga:
        return options.compression.value_or(Compression::rle);
    case FormatId::tiff:
        return options.compression.value_or(Compression::lzw);
    default:
        return options.compression.value_or(Compression::zip);
    }
}

int bits_of(const EncodeOptions& options) {
    return options.bits.value_or(16);
}

int colours_of(const EncodeOptions& options) {
    return options.colours.value_or(256);
}

Effort effort_of(const EncodeOptions& options) {
    return options.effort.value_or(Effort::standard);
}

void check_options(const EncodeOptions& options) {
    const Format& format = format_of(options.format);
    for (const EncodeParam param : written_in(options))
        if (std::ranges::find(format.params, param) == format.params.end())
            throw std::runtime_error(fmt::format("format {} does not use {}; {} does: leave it "
                                                 "out, or choose another format",
                                                 format.name,
                                                 to_string(param),
                                                 names_of_formats_with(param)));
    check_compression(options);
    if (options.quality && compression_of(options) == Compression::lossless)
        throw std::runtime_error(
            "quality means nothing with compression lossless: leave out one of them");
    if (is_progressive(options) && options.optimize == false)
        throw std::runtime_error("a progressive JPEG always has optimised tables: leave out "
                                 "optimize, or make it true");
    if (options.bits && *options.bits != 10 && *options.bits != 12 && *options.bits != 16)
        throw std::runtime_error(
            fmt::format("a DPX has 10, 12 or 16 bits for u16 pixels, not {}", *options.bits));
    if (options.level)
        check_level(options);
}

} // namespace penstock::codec

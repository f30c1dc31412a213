// SPDX-License-Identifier: Apache-2.0
#include "codec/oiio/writing.hpp"

#include "penstock/failure.hpp"
#include "penstock/image_buf.hpp"

#include "codec/codec_bounds.hpp"
#include "codec/format.hpp"
#include "codec/oiio/memory_output.hpp"
#include "codec/oiio/oiio_types.hpp"
#include "codec/oiio/premultiply.hpp"
#include "codec/oiio/tiff_layout.hpp"

#include <OpenImageIO/imageio.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace penstock::codec {
namespace {

void name_channels(const ImageSpec& spec, OIIO::ImageSpec& out) {
    static const std::vector<std::vector<std::string>> names = {
        {"Y"}, {"Y", "A"}, {"R", "G", "B"}, {"R", "G", "B", "A"}};
    out.alpha_channel = spec.has_alpha() ? out.nchannels - 1 : -1;
    if (spec.channels <= names.size()) {
        out.channelnames = names[spec.channels - 1];
        return;
    }
    for (int c = 0; c < out.nchannels; ++c)
        out.channelnames[static_cast<std::size_t>(c)] = fmt::format("channel{}", c);
}

OIIO::ImageSpec
out_spec(const ImageSpec& spec, const EncodeOptions& options, OIIO::Filesystem::IOProxy* proxy) {
    OIIO::ImageSpec out{static_cast<int>(spec.width),
                        static_cast<int>(spec.height),
                        static_cast<int>(spec.channels),
                        oiio_type(spec.pixel_type)};
    name_channels(spec, out);
    out.attribute("oiio:ioproxy", OIIO::TypeDesc::PTR, &proxy);
    // Where there is no date, both writers take the clock's.
    out.attribute("DateTime", "");
    out.attribute("compression", std::string{to_string(compression_of(options))});
    if (options.format == FormatId::tiff) {
        out.attribute("oiio:UnassociatedAlpha", 1);
        out.attribute("tiff:write_exif", 0);
        out.attribute("tiff:half", 1);
        out.attribute("tiff:zipquality", level_of(options));
    }
    return out;
}

[[noreturn]] void fail(const EncodeOptions& options, const MemoryOutput& memory, std::string what) {
    const std::string_view label = format_of(options.format).label;
    if (memory.is_full())
        throw ItemError{
            ErrorClass::limit,
            fmt::format("the {} became larger than a picture of that size can be", label)};
    std::ranges::replace(what, '\n', ' ');
    throw ItemError{ErrorClass::node, fmt::format("the {} cannot be encoded: {}", label, what)};
}

void write_rows(const ImageSpec& spec,
                std::span<const std::byte> pixels,
                const EncodeOptions& options,
                const MemoryOutput& memory,
                OIIO::ImageOutput& output) {
    const bool premultiplies = options.format == FormatId::exr && spec.has_alpha();
    const std::uint32_t step = options.format == FormatId::exr
                                   ? std::max(exr_lines_per_block(compression_of(options)), 16U)
                                   : 1;
    std::vector<std::byte> copy;
    for (std::uint32_t y = 0; y < spec.height; y += step) {
        const std::uint32_t end = std::min(y + step, spec.height);
        std::span<const std::byte> rows =
            pixels.subspan(y * spec.row_bytes(), (end - y) * spec.row_bytes());
        if (premultiplies) {
            copy.assign(rows.begin(), rows.end());
            premultiply(copy, spec.pixel_type, spec.channels);
            rows = copy;
        }
        const bool is_good = output.write_scanlines(
            static_cast<int>(y), static_cast<int>(end), 0, oiio_type(spec.pixel_type), rows.data());
        const std::string what = output.geterror();
        if (!is_good || !what.empty() || memory.is_full())
            fail(options, memory, what);
    }
}

} // namespace

std::size_t write_picture(const ImageSpec& spec,
                          std::span<const std::byte> pixels,
                          const EncodeOptions& options,
                          std::span<std::byte> target) {
    const char* name = oiio_name(options.format);
    MemoryOutput memory{target};
    const std::unique_ptr<OIIO::ImageOutput> output = OIIO::ImageOutput::create(name);
    if (!output)
        throw ItemError{
            ErrorClass::unsupported,
            fmt::format("this OpenImageIO cannot write {}: {}", name, OIIO::geterror())};
    output->threads(1);
    if (!output->open(name, out_spec(spec, options, &memory)))
        fail(options, memory, output->geterror());
    write_rows(spec, pixels, options, memory, *output);
    const bool is_closed = output->close();
    const std::string what = output->geterror();
    if (!is_closed || !what.empty() || memory.is_full())
        fail(options, memory, what);
    return options.format == FormatId::tiff ? lay_out_tiff(target, memory.size()) : memory.size();
}

} // namespace penstock::codec

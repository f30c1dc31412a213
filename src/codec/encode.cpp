// SPDX-License-Identifier: Apache-2.0
#include "codec/encode.hpp"

#include "codec/embed.hpp"
#include "codec/exif_edit.hpp"
#include "codec/format.hpp"
#include "codec/icc.hpp"
#include "codec/metadata_reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace penstock::codec {
namespace {

std::string channel_advice(const ImageSpec& spec, const Format& format) {
    // The fewest that lose nothing, or all that the format has.
    const std::uint32_t needed =
        spec.channels == 2 && !writes_channels(format, 2) ? 4 : spec.channels;
    const auto fits = std::ranges::lower_bound(format.written_channels, needed);
    const std::uint32_t target =
        fits != format.written_channels.end() ? *fits : format.written_channels.back();
    const bool holds_alpha = writes_channels(format, 2) || writes_channels(format, 4);
    if (!holds_alpha && spec.has_alpha() && writes_channels(format, spec.channels - 1))
        return fmt::format("a node flatten (puts it on a background) or convert with channels={} "
                           "(drops the alpha channel)",
                           spec.channels - 1);
    return fmt::format("a node convert with channels={}", target);
}

void check_pixels(const ImageSpec& spec, const Format& format) {
    if (std::ranges::find(format.written_types, spec.pixel_type) == format.written_types.end())
        throw ItemError{
            ErrorClass::unsupported,
            fmt::format("{} holds {} pixels, and the image has {}; put a node convert with "
                        "pixel_type={} before this one",
                        format.label,
                        written_type_names(format),
                        to_string(spec.pixel_type),
                        to_string(format.written_types[0]))};
    if (!writes_channels(format, spec.channels))
        throw ItemError{ErrorClass::unsupported,
                        fmt::format("{} holds {} channels, and the image has {}; put {} before "
                                    "this one",
                                    format.label,
                                    written_channel_names(format),
                                    spec.channels,
                                    channel_advice(spec, format))};
    if (spec.width > format.max_side || spec.height > format.max_side)
        throw ItemError{ErrorClass::unsupported,
                        fmt::format("{} holds pictures of at most {} pixels a side, and the image "
                                    "has {}x{}; put a node resize before this one",
                                    format.label,
                                    format.max_side,
                                    spec.width,
                                    spec.height)};
}

std::size_t encode_by_module(const Image& image,
                             const EncodeOptions& options,
                             const CodecModule& module,
                             std::span<std::byte> target) {
    try {
        std::size_t size = 0;
        if (const auto failure =
                module.codecs().encode(image.spec(), image.pixels(), options, target, size))
            throw ItemError{failure->error_class, failure->message};
        return size;
    } catch (const ModuleError& error) {
        throw ItemError{ErrorClass::resource, error.what()};
    }
}

std::size_t encode_here(const Image& image,
                        const EncodeOptions& options,
                        std::span<std::byte> target,
                        NodeContext& context) {
    const Format& format = format_of(options.format);
    Buffer scratch;
    if (const auto bytes = encoder_scratch_bytes(format, image.spec(), options); bytes != 0)
        scratch = context.allocate_bytes(bytes);
    return format.encode(image, options, target, scratch.bytes());
}

std::uint64_t kept_bytes(const EncodeOptions& options, std::uint64_t metadata_bytes) {
    const bool keeps =
        options.metadata != KeptMetadata::none && format_of(options.format).embed != nullptr;
    return keeps ? metadata_bytes : 0;
}

// What of an image's metadata is to go into its file. `exif` holds what is changed of it.
Embedded
embedded_of(const Image& image, const EncodeOptions& options, std::vector<std::byte>& exif) {
    Embedded embedded{.spec = image.spec()};
    if (options.format == FormatId::jpeg && subsampling_of(options) == Subsampling::gray)
        embedded.spec.channels = 1;
    const Metadata& metadata = *image.metadata();
    if (!metadata.icc().empty()) {
        IccVerdict verdict = check_icc(metadata.icc(), embedded.spec.channels);
        if (embedded.spec.colour_space == ColourSpace::linear) // a node has made it so
            verdict = {{}, "the picture is in linear light by now"};
        embedded.icc = verdict.profile;
        if (embedded.icc.empty())
            embedded.lost = fmt::format("ICC profile ({})", verdict.reason);
    }
    if (options.metadata == KeptMetadata::icc)
        return embedded;
    exif.assign(metadata.exif().begin(), metadata.exif().end());
    set_exif_size(exif, embedded.spec.width, embedded.spec.height);
    embedded.exif = exif;
    embedded.xmp = metadata.xmp();
    embedded.texts = metadata.texts();
    embedded.resolution = metadata.resolution();
    return embedded;
}

// The file that is `encoded` with what belongs to it.
Buffer with_metadata(const Image& image,
                     const EncodeOptions& options,
                     std::span<std::byte> encoded,
                     NodeContext& context) {
    const Format& format = format_of(options.format);
    FileParts parts;
    std::vector<std::byte> exif;
    Embedded embedded;
    if (image.metadata() && options.metadata != KeptMetadata::none && format.embed != nullptr) {
        embedded = embedded_of(image, options, exif);
        format.embed(encoded, embedded, parts);
    } else {
        parts.add(encoded);
    }
    Buffer result = context.allocate_bytes(parts.size());
    parts.copy_to(result.bytes());
    if (!embedded.lost.empty())
        note_lost_metadata(embedded.lost, context);
    return result;
}

} // namespace

std::uint64_t max_encoded_bytes(const ImageSpec& spec,
                                const EncodeOptions& options,
                                std::uint64_t metadata_bytes) {
    return format_of(options.format).max_encoded_bytes(spec, options) +
           most_embedded_bytes(kept_bytes(options, metadata_bytes));
}

std::uint64_t
encoder_bytes(const ImageSpec& spec, const EncodeOptions& options, std::uint64_t metadata_bytes) {
    // One after the other.
    return std::max(format_of(options.format).encoder_bytes(spec, options),
                    embedding_bytes(kept_bytes(options, metadata_bytes)));
}

std::uint64_t encode_working_bytes(const ImageSpec& spec,
                                   const EncodeOptions& options,
                                   std::uint64_t metadata_bytes) {
    return encoder_bytes(spec, options, metadata_bytes) +
           buffer_capacity(max_encoded_bytes(spec, options)) +
           buffer_capacity(encoder_scratch_bytes(format_of(options.format), spec, options));
}

Encoded encode(const Image& image,
               const EncodeOptions& options,
               const CodecModule& module,
               NodeContext& context) {
    const Format& format = format_of(options.format);
    check_pixels(image.spec(), format);
    // Room for the worst case, then a copy that keeps only what was needed.
    Buffer target = context.allocate_bytes(max_encoded_bytes(image.spec(), options));
    std::size_t size = 0;
    if (format.encode != nullptr)
        size = encode_here(image, options, target.bytes(), context);
    else
        size = encode_by_module(image, options, module, target.bytes());
    return {.buffer = with_metadata(image, options, target.bytes().first(size), context),
            .format = std::string{format.name},
            .extension = std::string{format.extension},
            .spec = image.spec()};
}

} // namespace penstock::codec

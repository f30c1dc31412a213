// SPDX-License-Identifier: Apache-2.0
#include "codec/encode.hpp"

#include "codec/format.hpp"
#include "codec/format_table.hpp"
#include "nodes/built_in.hpp"

#include <fmt/format.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace penstock {
namespace {

// What the word "auto" means, and a parameter that is not written: the format's default.
using Format = codec::FormatId;
constexpr auto unwritten_subsampling = static_cast<codec::Subsampling>(0xFF);
constexpr auto unwritten_compression = static_cast<codec::Compression>(0xFF);

std::vector<std::pair<std::string, Format>> format_words() {
    std::vector<std::pair<std::string, Format>> words;
    for (const codec::Format& format : codec::formats())
        words.emplace_back(format.name, format.id);
    return words;
}

template <class Enum> std::vector<std::pair<std::string, Enum>> words_up_to(Enum last) {
    std::vector<std::pair<std::string, Enum>> words = {{"auto", static_cast<Enum>(0xFF)}};
    for (int i = 0; i <= static_cast<int>(last); ++i)
        words.emplace_back(codec::to_string(static_cast<Enum>(i)), static_cast<Enum>(i));
    return words;
}

class Encode {
public:
    struct Params {
        Format format = Format::jpeg;
        std::optional<int> quality;
        std::optional<int> level;
        codec::Subsampling subsampling = unwritten_subsampling;
        std::optional<bool> progressive;
        std::optional<bool> optimize;
        std::optional<int> restart_interval;
        std::optional<int> method;
        codec::Compression compression = unwritten_compression;
        std::optional<int> bits;
        std::optional<int> colours;
        codec::Effort effort = codec::Effort::standard;
        codec::KeptMetadata metadata = codec::KeptMetadata::all;
    };

    static Description<Encode> describe() {
        return Description<Encode>{
            "encode",
            "Turns an image into the bytes of a file. Nothing is converted: images that the format "
            "does not hold fail as unsupported, and the message names the node that helps. A gif "
            "of more colours than a palette has gets the means of boxes of them, and what they are "
            "off is spread over the neighbours; it is transparent where alpha is below one "
            "half.\n\n" +
                codec::table_of_written_formats()}
            .choice("format",
                    &Params::format,
                    format_words(),
                    {.doc = "The format of the file.", .is_required = true, .example = "jpeg"})
            .param(
                "quality",
                &Params::quality,
                {.doc =
                     "Of jpeg (default 90), and with compression lossy of webp (default 80) and of "
                     "jp2 (default 48), where it is the signal-to-noise ratio in decibel.",
                 .minimum = 1,
                 .maximum = 100})
            .param("level",
                   &Params::level,
                   {.doc = "How hard png, and tiff with compression zip, try to make a small file: "
                           "of png 0 to 12, of tiff 1 to 9, default 6. From 10 on, each picture "
                           "takes seconds.",
                    .minimum = 0,
                    .maximum = 12})
            .choice("subsampling",
                    &Params::subsampling,
                    words_up_to(codec::Subsampling::gray),
                    {.doc = "How much colour detail a jpeg keeps: 444 all, 420 (auto) a "
                            "quarter, gray none. Images of one channel have none."})
            .param("progressive",
                   &Params::progressive,
                   {.doc = "Whether a jpeg can be shown coarsely before it is loaded whole "
                           "(default false)."})
            .param("optimize",
                   &Params::optimize,
                   {.doc =
                        "Whether a jpeg gets Huffman tables of its own: some percent smaller, "
                        "the same pixels, two to three times as long (default false; a progressive "
                        "one always has them)."})
            .param("restart_interval",
                   &Params::restart_interval,
                   {.doc = "MCUs of a jpeg between two restart markers, from where it can be "
                           "decoded again after damage, or by several threads; 0 (default): no "
                           "markers. An MCU has 16x16 pixels with subsampling 420, 16x8 with 422, "
                           "8x16 with 440, else 8x8.",
                    .minimum = 0,
                    .maximum = 65'535})
            .param("method",
                   &Params::method,
                   {.doc = "How hard a webp, lossy or lossless, is tried to be made small: 0 "
                           "(fast) to 6 (slow), default 4.",
                    .minimum = 0,
                    .maximum = 6})
            .choice("compression",
                    &Params::compression,
                    words_up_to(codec::Compression::dwab),
                    {.doc = "webp and jp2: lossy (auto) or lossless. tga: rle (auto) or none. "
                            "tiff: none, lzw (auto), zip or "
                            "packbits. exr: none, rle, zip (auto), zips, piz, or, with loss, "
                            "pxr24, b44, b44a, dwaa, dwab."})
            .param("bits",
                   &Params::bits,
                   {.doc = "Of a sample of a dpx that is made of u16 pixels: 10, 12 or 16 "
                           "(default). Made of u8 pixels it has 8.",
                    .minimum = 10,
                    .maximum = 16})
            .param("colours",
                   &Params::colours,
                   {.doc = "Most colours of a gif (default 256); one of them is the transparent "
                           "one where the image has alpha.",
                    .minimum = 2,
                    .maximum = 256})
            .choice("effort",
                    &Params::effort,
                    {{"default", codec::Effort::standard}, {"fast", codec::Effort::fast}},
                    {.doc = "fast makes a png several times as fast as level 1 does, in a file "
                            "that is larger, more so of drawings than of photographs; it takes the "
                            "place of level."})
            .choice("metadata",
                    &Params::metadata,
                    {{"all", codec::KeptMetadata::all},
                     {"icc", codec::KeptMetadata::icc},
                     {"none", codec::KeptMetadata::none}},
                    {.doc = "What goes into the file of what the picture's own file said beside "
                            "its pixels: all that the format can hold, the colour profile alone, "
                            "or nothing, so that nobody learns where and when it was taken. What "
                            "cannot be kept is listed in the attribute metadata.lost."})
            .gives_attributes({"metadata.lost"});
    }

    static void check(const Params& params) { codec::check_options(options_of(params)); }

    void open(const Params& params, const OpenContext&) {
        if (codec::format_of(params.format).encode == nullptr)
            static_cast<void>(module_->codecs());
    }

    NodeBound bound(const PayloadBound& input, const Params& params) const {
        const codec::Format& format = codec::format_of(params.format);
        const codec::EncodeOptions options = options_of(params);
        NodeBound bound{
            .output = PayloadBound::encoded(
                codec::max_encoded_bytes(input.spec, options, input.metadata_bytes)),
            .working_bytes = codec::encode_working_bytes(input.spec, options, input.metadata_bytes),
            .codec_bytes = codec::encoder_bytes(input.spec, options, input.metadata_bytes)};
        bound.output.spec = input.spec;
        bound.output.format = format.name;
        bound.output.extension = format.extension;
        return bound;
    }

    Encoded process(const Image& image, const Params& params, NodeContext& context) const {
        if (comes_out_dark(image.spec(), params.format))
            ++dark_;
        return codec::encode(image, options_of(params), *module_, context);
    }

    std::vector<std::string> warnings(const PayloadBound& input, const Params& params) const {
        if (!comes_out_dark(input.spec, params.format))
            return {};
        return {
            "the pixels are scene-linear, and whoever reads integers takes them for sRGB: the "
            "pictures come out dark; put a color_convert with \"to\": \"srgb\" before this one, "
            "and before the pixels become integers"};
    }

    std::vector<std::string> notes(const Params&) const {
        if (dark_ == 0)
            return {};
        return {fmt::format("{} scene-linear pictures were written as integers, which are taken "
                            "for sRGB: they come out dark; put a color_convert with \"to\": "
                            "\"srgb\" before the pixels become integers",
                            dark_.load())};
    }

private:
    // Only DPX says of integers that they are linear; elsewhere everybody takes them for sRGB.
    static bool comes_out_dark(const ImageSpec& spec, Format format) {
        return is_integer(spec.pixel_type) && spec.colour_space == ColourSpace::linear &&
               format != Format::dpx;
    }

    static codec::EncodeOptions options_of(const Params& params) {
        codec::EncodeOptions options;
        options.format = params.format;
        options.quality = params.quality;
        options.level = params.level;
        options.progressive = params.progressive;
        options.optimize = params.optimize;
        options.restart_interval = params.restart_interval;
        options.method = params.method;
        options.bits = params.bits;
        options.colours = params.colours;
        options.metadata = params.metadata;
        if (params.effort != codec::Effort::standard)
            options.effort = params.effort;
        if (params.subsampling != unwritten_subsampling)
            options.subsampling = params.subsampling;
        if (params.compression != unwritten_compression)
            options.compression = params.compression;
        return options;
    }

    mutable std::atomic<std::uint64_t> dark_ = 0; // pictures that were encoded and come out so
    std::unique_ptr<codec::CodecModule> module_ = std::make_unique<codec::CodecModule>();
};

} // namespace

void add_encode(NodeRegistry& registry) {
    registry.add<Encode>();
}

} // namespace penstock

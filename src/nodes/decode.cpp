// SPDX-License-Identifier: Apache-2.0
#include "codec/decode.hpp"

#include "penstock/list_member.hpp"

#include "codec/format.hpp"
#include "codec/format_table.hpp"
#include "codec/frames.hpp"
#include "codec/metadata_reading.hpp"
#include "codec/shrink.hpp"
#include "nodes/built_in.hpp"
#include "storage/input_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace penstock {
namespace {

std::vector<std::string> all_format_names() {
    std::vector<std::string> names;
    for (const codec::Format& format : codec::formats())
        names.emplace_back(format.name);
    return names;
}

enum class Frames : std::uint8_t { first, all, error };
enum class Window : std::uint8_t { data, display };
enum class ShrinkOnLoad : std::uint8_t { automatic, off };

class Decode {
public:
    struct Params {
        bool orient = true;
        Frames frames = Frames::first;
        std::string part;
        std::vector<std::string> channels;
        Window window = Window::data;
        codec::TruncatedPolicy on_truncated = codec::TruncatedPolicy::fail;
        ShrinkOnLoad shrink_on_load = ShrinkOnLoad::automatic;
        bool block_means = true;
        std::vector<std::string> formats = all_format_names();
        PixelCount max_pixels{256'000'000};
        std::uint32_t max_side = 65'535;
        std::uint32_t max_channels = 16;
        std::uint32_t max_frames = 128;
        ByteSize max_file_bytes{std::uint64_t{1} << 30};
        ByteSize max_metadata_bytes{std::uint64_t{16} << 20};
        std::uint32_t max_scans = 500;
        ByteSize keep_metadata{std::uint64_t{4} << 20};
    };

    static Description<Decode> describe() {
        auto description = Description<Decode>{
            "decode",
            "Reads a picture from its file. The content decides the format, not the name. Colours "
            "are not converted, but for those of palettes, YCbCr, Lab and inks, which become RGB; "
            "alpha is delivered not premultiplied. What goes through OpenImageIO needs a module "
            "that is loaded when the first such file comes. Sets the attributes frame (which "
            "picture of its file this is, counted from 0; the first one of a file in a sequence "
            "keeps the number that it has there), truncated (rows were missing and have been "
            "filled) and nonfinite_pixels (how many pixels have a sample that is infinite or not "
            "a number; 0 for integers).\n\n" +
                codec::table_of_read_formats()};
        describe_choices(description);
        describe_limits(description);
        return description
            .gives_attributes({"frame", "truncated", "nonfinite_pixels", "metadata.lost"})
            .splits_into("image")
            .blocks()
            .can_shrink();
    }

    static void check(const Params& params) {
        for (const std::string& name : params.formats)
            if (codec::find_format(name) == nullptr)
                throw std::invalid_argument(
                    fmt::format("formats: unknown format \"{}\"; expected some of {}",
                                name,
                                codec::format_names()));
        if (params.formats.empty())
            throw std::invalid_argument("formats: the list is empty, so no file could be decoded; "
                                        "leave it out to accept " +
                                        codec::format_names());
    }

    void open(const Params& params, const OpenContext& context) {
        if (params.shrink_on_load == ShrinkOnLoad::automatic)
            least_scale_ = context.least_scale;
        limits_.max_pixels = params.max_pixels.pixels;
        limits_.max_side = params.max_side;
        limits_.max_channels = params.max_channels;
        limits_.max_file_bytes = params.max_file_bytes.bytes;
        limits_.max_metadata_bytes = params.max_metadata_bytes.bytes;
        limits_.accepts_truncated = params.on_truncated == codec::TruncatedPolicy::pad;
        limits_.exr = {.part = params.part,
                       .channels = params.channels,
                       .fills_display_window = params.window == Window::display};
        for (const std::string& name : params.formats)
            limits_.formats.push_back(codec::find_format(name)->id);
    }

    std::uint32_t most_results(const Params& params) const {
        return params.frames == Frames::all ? params.max_frames : 1;
    }

    // Known where all formats that are accepted hold scene-linear light.
    std::optional<ImageSpec> ordinary_image(const Params& params) const {
        const auto holds_light = [](const std::string& name) {
            return name == "exr" || name == "hdr";
        };
        if (!std::ranges::all_of(params.formats, holds_light))
            return std::nullopt;
        return ImageSpec{.width = 64,
                         .height = 64,
                         .channels = 3,
                         .pixel_type = PixelType::f16,
                         .colour_space = ColourSpace::linear};
    }

    Measure measure(const Request& request, const Params& params, NodeContext& context) const {
        if (request.path.empty())
            throw ItemError{ErrorClass::unsupported,
                            "this request names no file; decode needs those of a node files"};
        const FileSlot slot{context};
        const storage::InputFile file{request.path};
        const codec::FileReader reader{file.descriptor(), file.size()};
        const std::vector<codec::Header> headers = headers_of(reader, params);
        Measure measure = {.output = output_of(headers, params),
                           .file_bytes = file.size(),
                           .working_bytes = codec::frames_working_bytes(headers, policy_of(params)),
                           .codec_bytes = 0,
                           .format = std::string{codec::format_of(headers.front().format).name}};
        note_metadata_bytes(plan_of(reader, headers, params), measure.output);
        for (const codec::Header& header : headers)
            measure.codec_bytes = std::max(measure.codec_bytes, header.codec_bytes);
        return measure;
    }

    std::uint64_t most_metadata_bytes(const Params& params) const {
        return params.keep_metadata.bytes;
    }

    Buffer read(const Request& request,
                const Measure& measure,
                const Params&,
                NodeContext& context) const {
        Buffer bytes = context.allocate_bytes(measure.file_bytes);
        const FileSlot slot{context};
        storage::InputFile{request.path}.read_whole(bytes.bytes());
        return bytes;
    }

    Payload load(const Request&,
                 const Measure& measure,
                 Buffer file,
                 const Params& params,
                 NodeContext& context) const {
        const codec::MemoryReader reader{std::as_const(file).bytes()};
        const std::vector<codec::Header> headers = headers_of(reader, params);
        check_same(headers, measure, params);
        // Decoding can change the bytes of the file.
        const auto metadata = metadata_of(reader, headers, params, measure, context);
        const codec::DecodeOptions options{.orientation = policy_of(params),
                                           .on_truncated = params.on_truncated,
                                           .max_scans = params.max_scans};
        if (params.frames != Frames::all) {
            codec::Decoded decoded =
                codec::decode(headers.front(), std::move(file), options, *module_, context);
            describe_picture(decoded, [&](std::string_view name, Value value) {
                context.set_attribute(name, std::move(value));
            });
            if (context.item().attributes.find("frame") == nullptr)
                context.set_attribute("frame", 0);
            decoded.image.set_metadata(metadata);
            return std::move(decoded.image);
        }
        List list;
        for (codec::Decoded& decoded :
             codec::decode_frames(headers, std::move(file), options, *module_, context)) {
            decoded.image.set_metadata(metadata);
            ListMember member{context.item(), std::move(decoded.image)};
            member.info.attributes.set("frame", static_cast<std::int64_t>(list.members.size()));
            describe_picture(decoded, [&](std::string_view name, Value value) {
                member.info.attributes.set(name, std::move(value));
            });
            list.members.push_back(std::move(member));
        }
        return list;
    }

private:
    static void describe_choices(Description<Decode>& description) {
        description
            .param("orient",
                   &Params::orient,
                   {.doc = "Turns the picture upright, as its EXIF or TIFF orientation says."})
            .choice("frames",
                    &Params::frames,
                    {{"first", Frames::first}, {"all", Frames::all}, {"error", Frames::error}},
                    {.doc = "Which pictures of a file with several: pages of a TIFF (without its "
                            "thumbnails and masks), frames of an animation, parts of an OpenEXR "
                            "file. \"all\": each goes on as an item of its own, with {frame} in "
                            "names; all of them exist at once. \"error\": such a file fails as "
                            "unsupported. Of animated PNGs the first one is all that can be "
                            "decoded."})
            .param("part",
                   &Params::part,
                   {.doc = "Of an OpenEXR file: the part of that name, or number, counted from 0. "
                           "Empty: the first one, or those that frames says."})
            .param("channels",
                   &Params::channels,
                   {.doc = "Of an OpenEXR file: the channels that are delivered, in this order, or "
                           "a layer: [\"R\", \"G\", \"B\"], \"diffuse\" for diffuse.R, diffuse.G "
                           "and so on. Empty: R, G, B and A, or Y and A, or the only one."})
            .choice("window",
                    &Params::window,
                    {{"data", Window::data}, {"display", Window::display}},
                    {.doc = "Of an OpenEXR file: the pixels that are there, or what is meant to be "
                            "seen, where those that are missing are 0."})
            .choice("on_truncated",
                    &Params::on_truncated,
                    {{"fail", codec::TruncatedPolicy::fail}, {"pad", codec::TruncatedPolicy::pad}},
                    {.doc = "What becomes of a file that ends inside its picture. \"fail\": the "
                            "item fails as truncated. \"pad\": the rows that are whole are "
                            "delivered, the others are black, and transparent where there is "
                            "alpha; of a progressive JPEG, parts can be coarser than they were. "
                            "A file of which no row can be read fails all the same."})
            .choice("shrink_on_load",
                    &Params::shrink_on_load,
                    {{"auto", ShrinkOnLoad::automatic}, {"off", ShrinkOnLoad::off}},
                    {.doc = "What becomes of a picture that will only be scaled down, by a resize "
                            "behind this node. \"auto\": a JPEG is decoded at a half, a quarter or "
                            "an eighth of its width and height, a JPEG 2000 at one of its "
                            "resolutions, a TIFF or OpenEXR file that has smaller pictures of the "
                            "same from one of these, where all ways behind this node "
                            "lead to such a resize, and none of them needs more than 1/1.9 of "
                            "that (of a TIFF or OpenEXR file: 1/2.1). The limits below go by the "
                            "size that the file has. \"off\": it "
                            "is decoded whole."})
            .param("block_means",
                   &Params::block_means,
                   {.doc = "A plain JPEG that is decoded at an eighth of its size "
                           "(shrink_on_load) is made of the mean values of its blocks, in half "
                           "the time. The pixels are the same. Plain: baseline, gray or YCbCr "
                           "with chroma at full or half size, one scan, no restart markers, and "
                           "undamaged; all others are decoded by libjpeg, and with false these "
                           "too.",
                    .affects_result = false})
            .param("keep_metadata",
                   &Params::keep_metadata,
                   {.doc = "ICC profile, EXIF, XMP and texts are kept as far as they fit into so "
                           "many bytes, in this order; what does not is left out, and listed in "
                           "the attribute metadata.lost. 0: nothing is kept, the colour profile "
                           "neither."})
            .param("formats",
                   &Params::formats,
                   {.doc = "Which formats are accepted: " + codec::format_names() +
                           ". Other files fail as unsupported."});
    }

    static void describe_limits(Description<Decode>& description) {
        description
            .param("max_pixels",
                   &Params::max_pixels,
                   {.doc = "Larger pictures fail before anything is decoded.", .minimum = 1})
            .param("max_side",
                   &Params::max_side,
                   {.doc = "Pictures that are wider or higher fail, likewise.",
                    .unit = "px",
                    .minimum = 1,
                    .maximum = 1'000'000})
            .param("max_channels",
                   &Params::max_channels,
                   {.doc = "Pictures with more channels fail, likewise.",
                    .minimum = 1,
                    .maximum = 1024})
            .param("max_frames",
                   &Params::max_frames,
                   {.doc = "With frames \"all\": files with more pictures fail, likewise. What the "
                           "budget has to hold grows with it.",
                    .minimum = 1,
                    .maximum = 4096})
            .param("max_file_bytes",
                   &Params::max_file_bytes,
                   {.doc = "Larger files fail before they are read.", .minimum = 1})
            .param("max_metadata_bytes",
                   &Params::max_metadata_bytes,
                   {.doc = "Files with more metadata fail before they are read: profiles, EXIF, "
                           "XMP, texts, as many bytes as they take in the file."})
            .param("max_scans",
                   &Params::max_scans,
                   {.doc = "JPEGs with more scans fail before they are decoded. Each scan of a "
                           "progressive JPEG takes time for the whole picture, and few bytes.",
                    .minimum = 1,
                    .maximum = 100'000});
    }

    static codec::OrientationPolicy policy_of(const Params& params) {
        return params.orient ? codec::OrientationPolicy::upright
                             : codec::OrientationPolicy::as_stored;
    }

    // As they will be decoded.
    [[nodiscard]] std::vector<codec::Header> headers_of(const codec::ByteReader& file,
                                                        const Params& params) const {
        std::vector<codec::Header> headers = whole_headers_of(file, params);
        if (least_scale_)
            for (codec::Header& header : headers) {
                if (codec::format_of(header.format).scaled == nullptr)
                    continue;
                const double least_scale =
                    least_scale_(codec::decoded_spec(header, policy_of(params)));
                header.layout.takes_block_means = params.block_means;
                codec::find_levels(file, header, least_scale);
                header = codec::shrunk(header, least_scale);
            }
        return headers;
    }

    [[nodiscard]] std::vector<codec::Header> whole_headers_of(const codec::ByteReader& file,
                                                              const Params& params) const {
        if (params.frames == Frames::all)
            return codec::read_frame_headers(file, limits_, params.max_frames);
        std::vector<codec::Header> headers{codec::read_header(file, limits_)};
        if (params.frames == Frames::first)
            return headers;
        const std::uint32_t frames = codec::count_frames(file, headers.front(), params.max_frames);
        if (frames > 1)
            throw ItemError{ErrorClass::unsupported,
                            fmt::format("the {} has {} pictures, and frames is \"error\"; set it "
                                        "to \"first\" or \"all\"",
                                        codec::format_of(headers.front().format).label,
                                        frames)};
        return headers;
    }

    static PayloadBound output_of(const std::vector<codec::Header>& headers, const Params& params) {
        std::vector<PayloadBound> images;
        for (const codec::Header& header : headers)
            images.push_back(PayloadBound::image(codec::decoded_spec(header, policy_of(params))));
        return params.frames == Frames::all ? PayloadBound::list(std::move(images)) : images[0];
    }

    static void check_same(const std::vector<codec::Header>& headers,
                           const Measure& measure,
                           const Params& params) {
        const PayloadBound output = output_of(headers, params);
        const auto& measured = measure.output;
        if (output.members.size() != measured.members.size())
            throw ItemError{ErrorClass::limit,
                            fmt::format("the file has {} pictures, and had {} when it was "
                                        "measured: it changed",
                                        output.members.size(),
                                        measured.members.size())};
        const auto compare = [](const ImageSpec& now, const ImageSpec& before) {
            if (now != before)
                throw ItemError{ErrorClass::limit,
                                fmt::format("the picture is {}, and was {} when it was measured: "
                                            "the file changed",
                                            now.to_string(),
                                            before.to_string())};
        };
        compare(output.spec, measured.spec);
        for (std::size_t i = 0; i < output.members.size(); ++i)
            compare(output.members[i].spec, measured.members[i].spec);
    }

    // One for all pictures of a file.
    static codec::MetadataPlan plan_of(const codec::ByteReader& file,
                                       const std::vector<codec::Header>& headers,
                                       const Params& params) {
        return codec::plan_metadata(file, headers.front().format, params.keep_metadata.bytes);
    }

    static void note_metadata_bytes(const codec::MetadataPlan& plan, PayloadBound& output) {
        output.metadata_bytes = plan.sizes.sum();
        for (PayloadBound& member : output.members)
            member.metadata_bytes = plan.sizes.sum();
    }

    static std::shared_ptr<const Metadata> metadata_of(const codec::ByteReader& file,
                                                       const std::vector<codec::Header>& headers,
                                                       const Params& params,
                                                       const Measure& measure,
                                                       NodeContext& context) {
        const codec::MetadataPlan plan = plan_of(file, headers, params);
        if (plan.sizes.sum() != measure.output.metadata_bytes)
            throw ItemError{ErrorClass::limit,
                            fmt::format("the file has {} bytes of metadata, and had {} when it "
                                        "was measured: it changed",
                                        plan.sizes.sum(),
                                        measure.output.metadata_bytes)};
        if (!plan.lost.empty())
            codec::note_lost_metadata(plan.lost, context);
        const bool is_turned = params.orient && headers.front().orientation != 1;
        return codec::load_metadata(
            plan, file, is_turned, context.allocate_bytes(plan.sizes.sum()));
    }

    template <class Set> static void describe_picture(const codec::Decoded& decoded, Set set) {
        set("truncated", decoded.is_truncated);
        set("nonfinite_pixels", static_cast<std::int64_t>(decoded.nonfinite_pixels));
    }

    codec::HeaderLimits limits_;
    ScaleBehind least_scale_; // empty: 1
    std::unique_ptr<codec::CodecModule> module_ = std::make_unique<codec::CodecModule>();
};

} // namespace

void add_decode(NodeRegistry& registry) {
    registry.add<Decode>();
}

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#include "codec/decode.hpp"

#include "codec/format.hpp"
#include "nodes/built_in.hpp"
#include "storage/input_file.hpp"

#include <fmt/format.h>

#include <memory>
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

codec::FileReader reader_of(const storage::InputFile& file) {
    return {file.descriptor(), file.size()};
}

class Decode {
public:
    struct Params {
        bool orient = true;
        PixelCount max_pixels{256'000'000};
        ByteSize max_file_bytes{std::uint64_t{1} << 30};
        std::vector<std::string> formats = all_format_names();
    };

    static Description<Decode> describe() {
        return Description<Decode>{
            "decode",
            "Reads a picture from its file. The content decides the format, not the name; of "
            "files with several pictures the first one is read. Colours are not converted, but "
            "for those of palettes, YCbCr, Lab and inks, which become RGB; alpha is delivered "
            "not premultiplied. JPEG and WebP go through libjpeg-turbo and libwebp, the others "
            "through OpenImageIO, in a module that is loaded when the first such file comes. Of "
            "an OpenEXR file the data window is delivered."}
            .param("orient",
                   &Params::orient,
                   {.doc = "Turns the picture upright, as its EXIF or TIFF orientation says."})
            .param("max_pixels",
                   &Params::max_pixels,
                   {.doc = "Larger pictures fail before anything is decoded.", .minimum = 1})
            .param("max_file_bytes",
                   &Params::max_file_bytes,
                   {.doc = "Larger files fail before they are read.", .minimum = 1})
            .param("formats",
                   &Params::formats,
                   {.doc = "Which formats are accepted: " + codec::format_names() +
                           ". Other files fail as unsupported."})
            .blocks();
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

    void open(const Params& params, const OpenContext&) {
        limits_.max_pixels = params.max_pixels.pixels;
        limits_.max_file_bytes = params.max_file_bytes.bytes;
        for (const std::string& name : params.formats)
            limits_.formats.push_back(codec::find_format(name)->id);
    }

    Measure measure(const Request& request, const Params& params, NodeContext& context) const {
        if (request.path.empty())
            throw ItemError{ErrorClass::unsupported,
                            "this request names no file; decode needs those of a node files"};
        const FileSlot slot{context};
        const storage::InputFile file{request.path};
        const codec::Header header = codec::read_header(reader_of(file), limits_);
        return {.output = PayloadBound::image(codec::decoded_spec(header, policy_of(params))),
                .file_bytes = header.file_bytes,
                .working_bytes = codec::decode_working_bytes(header, policy_of(params)),
                .codec_bytes = header.codec_bytes,
                .format = std::string{codec::format_of(header.format).name}};
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

    Image load(const Request&,
               const Measure& measure,
               Buffer file,
               const Params& params,
               NodeContext& context) const {
        const codec::Header header =
            codec::read_header(codec::MemoryReader{std::as_const(file).bytes()}, limits_);
        const ImageSpec spec = codec::decoded_spec(header, policy_of(params));
        if (spec != measure.output.spec)
            throw ItemError{ErrorClass::limit,
                            fmt::format("the picture is {}, and was {} when it was measured: the "
                                        "file changed",
                                        spec.to_string(),
                                        measure.output.spec.to_string())};
        return codec::decode(header, std::move(file), policy_of(params), *module_, context);
    }

private:
    static codec::OrientationPolicy policy_of(const Params& params) {
        return params.orient ? codec::OrientationPolicy::upright
                             : codec::OrientationPolicy::as_stored;
    }

    codec::HeaderLimits limits_;
    std::unique_ptr<codec::CodecModule> module_ = std::make_unique<codec::CodecModule>();
};

} // namespace

void add_decode(NodeRegistry& registry) {
    registry.add<Decode>();
}

} // namespace penstock

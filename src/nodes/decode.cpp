// SPDX-License-Identifier: Apache-2.0
#include "codec/decode.hpp"

#include "codec/format.hpp"
#include "codec/format_table.hpp"
#include "nodes/built_in.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <stdexcept>
#include <string>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
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

ErrorClass class_of(int error_number) {
    switch (error_number) {
    case ENOENT:
    case ENOTDIR:
        return ErrorClass::missing;
    case EACCES:
    case EPERM:
        return ErrorClass::permission;
    case EMFILE:
    case ENFILE:
    case ENOMEM:
        return ErrorClass::resource;
    default:
        return ErrorClass::io;
    }
}

// An open regular file. Devices and pipes are refused before anything waits for them.
class InputFile {
public:
    explicit InputFile(const std::string& path)
        : descriptor_{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)} {
        if (descriptor_ < 0 && errno == ENXIO) // a socket, or a device that is not there
            throw ItemError{ErrorClass::unsupported, "this is no regular file; expected one"};
        if (descriptor_ < 0)
            throw ItemError{class_of(errno),
                            "cannot be opened: " + std::generic_category().message(errno)};
        struct stat status {};
        const bool is_known = ::fstat(descriptor_, &status) == 0;
        if (!is_known || !S_ISREG(status.st_mode)) {
            ::close(descriptor_);
            throw ItemError{is_known ? ErrorClass::unsupported : ErrorClass::io,
                            is_known && S_ISDIR(status.st_mode)
                                ? "this is a folder; expected a file"
                                : "this is no regular file; expected one"};
        }
        size_ = static_cast<std::uint64_t>(status.st_size);
    }
    InputFile(const InputFile&) = delete;
    InputFile& operator=(const InputFile&) = delete;
    ~InputFile() { ::close(descriptor_); }

    [[nodiscard]] codec::FileReader reader() const { return {descriptor_, size_}; }
    [[nodiscard]] std::uint64_t size() const { return size_; }
    /// Nothing came after the bytes that were there when it was opened.
    [[nodiscard]] bool has_grown() const {
        std::byte more{};
        return ::pread(descriptor_, &more, 1, static_cast<off_t>(size_)) == 1;
    }

private:
    int descriptor_;
    std::uint64_t size_ = 0;
};

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
            "not premultiplied. What goes through OpenImageIO needs a module that is loaded when "
            "the first such file comes. Of an OpenEXR file the data window is delivered.\n\n" +
                codec::table_of_read_formats()}
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
        const InputFile file{request.path};
        const codec::Header header = codec::read_header(file.reader(), limits_);
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
        const InputFile file{request.path};
        const bool is_complete = file.size() == measure.file_bytes &&
                                 file.reader().read_at(0, bytes.bytes()) == bytes.size();
        if (!is_complete || file.has_grown())
            throw ItemError{ErrorClass::io, "the file changed while it was read"};
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

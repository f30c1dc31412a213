// SPDX-License-Identifier: Apache-2.0
#include "codec/memory/codec_memory.hpp"

#include "codec/format.hpp"
#include "codec/frames.hpp"
#include "codec/gif_animation.hpp"
#include "codec/webp_animation.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <fstream>
#include <malloc.h>
#include <memory>
#include <sys/wait.h>
#include <unistd.h>

namespace penstock::test {
namespace {

using namespace codec;

// Resets the peak to what is resident now.
void forget_peak() {
    std::ofstream{"/proc/self/clear_refs"} << "5";
}

std::uint64_t peak_now() {
    std::ifstream status{"/proc/self/status"};
    std::string word;
    std::uint64_t kilobytes = 0;
    while (status >> word)
        if (word == "VmHWM:")
            status >> kilobytes;
    return kilobytes * 1024;
}

// In the child: all of it is resident, and its own.
void touch(Bytes& bytes, std::size_t size) {
    bytes.assign(size, std::byte{1});
}

template <typename Animation> void all_frames(Animation& animation, std::size_t count, Bytes& out) {
    for (std::size_t i = 0; i < count; ++i)
        animation.next(out);
}

} // namespace

std::uint64_t growth(const std::function<void()>& call, const std::function<void()>& prepare) {
    int ends[2] = {};
    REQUIRE(::pipe(ends) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
        std::uint64_t grown = 0;
        try {
            prepare();
            ::malloc_trim(0); // else memory that was freed earlier would be used without a trace
            forget_peak();
            const std::uint64_t before = peak_now();
            call();
            grown = peak_now() - before;
        } catch (...) {
            ::_exit(1);
        }
        static_cast<void>(::write(ends[1], &grown, sizeof grown));
        ::_exit(0);
    }
    ::close(ends[1]);
    std::uint64_t grown = 0;
    const bool is_read = ::read(ends[0], &grown, sizeof grown) == sizeof grown;
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    REQUIRE((is_read && status == 0));
    return grown;
}

std::vector<EncodeOptions> memory_variants() {
    using enum Compression;
    return {{.format = FormatId::jpeg},
            {.format = FormatId::jpeg, .subsampling = Subsampling::s444, .progressive = true},
            {.format = FormatId::jpeg, .subsampling = Subsampling::s444, .optimize = true},
            {.format = FormatId::png},
            {.format = FormatId::png, .level = 12},
            {.format = FormatId::png, .effort = Effort::fast},
            {.format = FormatId::webp},
            {.format = FormatId::webp, .method = 6},
            {.format = FormatId::webp, .compression = lossless},
            {.format = FormatId::webp, .method = 6, .compression = lossless},
            {.format = FormatId::tiff, .compression = none},
            {.format = FormatId::tiff, .compression = lzw},
            {.format = FormatId::tiff, .compression = zip},
            {.format = FormatId::exr, .compression = none},
            {.format = FormatId::exr, .compression = zip},
            {.format = FormatId::exr, .compression = piz},
            {.format = FormatId::exr, .compression = b44},
            {.format = FormatId::exr, .compression = dwaa},
            {.format = FormatId::exr, .compression = dwab},
            {.format = FormatId::hdr},
            {.format = FormatId::bmp},
            {.format = FormatId::pnm},
            {.format = FormatId::tga},
            {.format = FormatId::dpx},
            {.format = FormatId::jp2},
            {.format = FormatId::jp2, .quality = 100},
            {.format = FormatId::jp2, .compression = lossless},
            {.format = FormatId::gif}};
}

std::string name_of(const EncodeOptions& options) {
    std::string name{format_of(options.format).name};
    if (options.compression)
        name += ' ' + std::string{to_string(*options.compression)};
    if (options.progressive)
        name += " progressive";
    if (options.optimize)
        name += " optimize";
    if (options.method)
        name += " method " + std::to_string(*options.method);
    if (options.level)
        name += " level " + std::to_string(*options.level);
    if (effort_of(options) == Effort::fast)
        name += " fast";
    if (options.quality)
        name += " quality " + std::to_string(*options.quality);
    return name;
}

CodecUse
encoder_alone(const Image& image, const EncodeOptions& options, const CodecModule& module) {
    const Format& format = format_of(options.format);
    Bytes target;
    Bytes scratch;
    const auto run = [&] {
        std::size_t size = 0;
        if (format.encode != nullptr)
            size = format.encode(image, options, target, scratch);
        else if (module.codecs().encode(image.spec(), image.pixels(), options, target, size))
            throw ItemError{ErrorClass::node, "cannot be encoded"};
    };
    return {.measured = growth(run,
                               [&] {
                                   touch(target, format.max_encoded_bytes(image.spec(), options));
                                   touch(scratch,
                                         encoder_scratch_bytes(format, image.spec(), options));
                               }),
            .declared = format.encoder_bytes(image.spec(), options)};
}

CodecUse decoder_alone(const Bytes& file, const HeaderLimits& limits, const CodecModule& module) {
    const Header header = read_header(MemoryReader{file}, limits);
    const Format& format = format_of(header.format);
    Bytes own;
    Bytes pixels;
    Bytes scratch;
    const auto prepare = [&] {
        own = file;
        touch(pixels, header.spec.bytes());
        touch(scratch, header.scratch_bytes);
    };
    const auto run = [&] {
        if (format.decode != nullptr)
            format.decode(header, own, pixels, scratch);
        else if (module.codecs().decode(header, own, pixels))
            throw ItemError{ErrorClass::node, "cannot be decoded"};
    };
    return {.measured = growth(run, prepare), .declared = header.codec_bytes};
}

CodecUse animation_alone(const Bytes& file) {
    const std::vector<Header> headers = read_frame_headers(MemoryReader{file}, {}, 50);
    const Header& header = headers.front();
    Bytes pixels;
    Bytes scratch;
    const auto prepare = [&] {
        touch(pixels, header.spec.bytes());
        touch(scratch, header.scratch_bytes);
    };
    const auto run = [&] {
        if (header.format == FormatId::gif) {
            GifAnimation animation{header, file, scratch};
            all_frames(animation, headers.size(), pixels);
        } else {
            WebpAnimation animation{header, file};
            all_frames(animation, headers.size(), pixels);
        }
    };
    return {.measured = growth(run, prepare), .declared = header.codec_bytes};
}

} // namespace penstock::test

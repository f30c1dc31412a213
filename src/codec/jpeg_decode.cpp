// SPDX-License-Identifier: Apache-2.0
#include "penstock/failure.hpp"

#include "codec/jpeg.hpp"
#include "codec/jpeg_scans.hpp"

#include <fmt/format.h>
#include <turbojpeg.h>

#include <algorithm>
#include <cassert>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

namespace penstock::codec {
namespace {

constexpr std::size_t most_scans = 500;

struct Destroy {
    void operator()(void* handle) const { tjDestroy(handle); }
};
using Handle = std::unique_ptr<void, Destroy>;

const unsigned char* bytes_of(std::span<const std::byte> bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* bytes_of(std::span<std::byte> bytes) {
    return reinterpret_cast<unsigned char*>(bytes.data());
}

[[noreturn]] void fail(const std::string& what) {
    const auto says = [&](std::string_view words) { return what.find(words) != std::string::npos; };
    if (says("Premature end of JPEG") || says("Premature end of input"))
        throw ItemError{ErrorClass::truncated, "the JPEG ends before its picture is complete"};
    if (says("Insufficient memory") || says("Memory allocation"))
        throw ItemError{ErrorClass::resource, "no memory is left to decode the JPEG"};
    if (says("not supported") || says("Unsupported") || says("not compiled"))
        throw ItemError{ErrorClass::unsupported, "the JPEG cannot be decoded: " + what};
    throw ItemError{ErrorClass::corrupt, "the JPEG is damaged: " + what};
}

// The stray bytes that a warning speaks of stand before an end marker and are all alike.
bool is_padding(std::span<const std::byte> file, std::size_t count) {
    for (std::size_t end = count; end + 2 <= file.size(); ++end) {
        if (file[end] != std::byte{0xFF} || file[end + 1] != std::byte{0xD9})
            continue;
        const auto stray = file.subspan(end - count, count);
        if (std::ranges::count(stray, stray[0]) == std::ssize(stray))
            return true;
    }
    return false;
}

// TurboJPEG keeps the first warning of a call. Where that one is about the end marker, all of the
// picture came before it, and without a warning. Where the bytes are no padding, they are what is
// left over of damaged data.
bool is_harmless(const std::string& warning, std::span<const std::byte> file) {
    unsigned count = 0;
    unsigned marker = 0;
    return std::sscanf(warning.c_str(),
                       "Corrupt JPEG data: %u extraneous bytes before marker 0x%x",
                       &count,
                       &marker) == 2 &&
           marker == 0xD9 && count > 0 && count < file.size() && is_padding(file, count);
}

void check_size(tjhandle handle, const Header& header, std::span<const std::byte> file) {
    int width = 0;
    int height = 0;
    int subsampling = 0;
    int colour_space = 0;
    // Its verdict does not matter: it refuses subsamplings that it has no name for, and
    // tjDecompress2() decodes them.
    tjDecompressHeader3(
        handle, bytes_of(file), file.size(), &width, &height, &subsampling, &colour_space);
    if (width != static_cast<int>(header.spec.width) ||
        height != static_cast<int>(header.spec.height))
        fail(fmt::format("its header can be read in two ways ({})", tjGetErrorStr2(handle)));
}

void decompress(const Header& header,
                std::span<const std::byte> file,
                std::span<std::byte> target,
                TJPF pixel_format) {
    const Handle handle{tjInitDecompress()};
    if (!handle)
        throw ItemError{ErrorClass::resource, "no memory is left to decode the JPEG"};
    check_size(handle.get(), header, file);
    const int width = static_cast<int>(header.spec.width);
    const int result = tjDecompress2(handle.get(),
                                     bytes_of(file),
                                     file.size(),
                                     bytes_of(target),
                                     width,
                                     width * tjPixelSize[pixel_format],
                                     static_cast<int>(header.spec.height),
                                     pixel_format,
                                     TJFLAG_ACCURATEDCT);
    if (result == 0)
        return;
    const std::string what = tjGetErrorStr2(handle.get());
    if (tjGetErrorCode(handle.get()) != TJERR_WARNING || !is_harmless(what, file))
        fail(what);
}

std::byte product(std::byte left, std::byte right) {
    const unsigned value = std::to_integer<unsigned>(left) * std::to_integer<unsigned>(right) + 127;
    return static_cast<std::byte>(value / 255);
}

// The plain formula without a colour profile: light is what no ink takes away.
void cmyk_to_rgb(std::span<const std::byte> inks, bool is_inverted, std::span<std::byte> rgb) {
    const std::byte flip = is_inverted ? std::byte{0} : std::byte{0xFF};
    for (std::size_t from = 0, to = 0; from < inks.size(); from += 4, to += 3) {
        const std::byte light = inks[from + 3] ^ flip;
        for (std::size_t c = 0; c < 3; ++c)
            rgb[to + c] = product(inks[from + c] ^ flip, light);
    }
}

} // namespace

void decode_jpeg(const Header& header,
                 std::span<const std::byte> file,
                 std::span<std::byte> pixels,
                 std::span<std::byte> scratch) {
    assert(pixels.size() == header.spec.bytes() && scratch.size() == header.scratch_bytes);
    if (header.layout.is_progressive && count_jpeg_scans(file, most_scans) > most_scans)
        throw ItemError{ErrorClass::limit,
                        fmt::format("the JPEG has more than {} scans", most_scans)};
    if (header.layout.is_cmyk) {
        decompress(header, file, scratch, TJPF_CMYK);
        cmyk_to_rgb(scratch, header.layout.is_inverted, pixels);
    } else {
        decompress(header, file, pixels, header.spec.channels == 1 ? TJPF_GRAY : TJPF_RGB);
    }
}

} // namespace penstock::codec

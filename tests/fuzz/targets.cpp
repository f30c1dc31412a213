// SPDX-License-Identifier: Apache-2.0
#include "fuzz/targets.hpp"

#include "codec/byte_order.hpp"
#include "codec/decode.hpp"
#include "codec/frames.hpp"
#include "codec/header.hpp"
#include "codec/jpeg_dc.hpp"
#include "codec/jpeg_files.hpp"
#include "codec/metadata_reading.hpp"
#include "codec/put_number.hpp"
#include "codec/shrink.hpp"
#include "codec/sniff.hpp"
#include "support/test_context.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>
#include <zlib.h>

namespace penstock::test {
namespace {

using namespace codec;

constexpr std::uint32_t most_frames = 20;

void expect(bool is_so, const char* what) {
    if (is_so)
        return;
    std::fprintf(stderr, "not so: %s\n", what);
    std::abort();
}

template <typename Call> void attempt(const Call& call) {
    try {
        call();
    } catch (const ItemError& error) {
        expect(*error.what() != '\0', "a failure says what it is");
    }
}

void check_header(const Header& header, const HeaderLimits& limits) {
    const ImageSpec& spec = header.spec;
    expect(spec.width != 0 && spec.height != 0 && spec.channels != 0, "there are pixels");
    expect(spec.pixels() <= limits.max_pixels, "max_pixels is kept");
    expect(spec.width <= limits.max_side && spec.height <= limits.max_side, "max_side is kept");
    expect(spec.channels <= limits.max_channels, "max_channels is kept");
    expect(header.metadata_bytes <= limits.max_metadata_bytes, "max_metadata_bytes is kept");
    // No picture takes so much, so that a sum that overflowed is noticed, most likely.
    for (const OrientationPolicy policy :
         {OrientationPolicy::upright, OrientationPolicy::as_stored})
        expect(decode_working_bytes(header, policy) < std::uint64_t{1} << 48U, "it is a size");
}

void check_levels(const ByteReader& file, Header header) {
    find_levels(file, header, 0);
    expect(header.levels.size() <= 16, "levels are few");
    for (const Level& level : header.levels)
        expect(level.width <= header.spec.width / 2 && level.height <= header.spec.height / 2 &&
                   level.width > 0 && level.height > 0,
               "a level is a half at most");
}

void read_all(std::span<const std::byte> file, const HeaderLimits& limits) {
    const MemoryReader reader{file};
    attempt([&] {
        const Header header = read_header(reader, limits);
        check_header(header, limits);
        check_levels(reader, header);
        expect(count_frames(reader, header, most_frames) >= 1, "there is a picture");
        constexpr std::uint64_t most = 100'000;
        const MetadataPlan plan = plan_metadata(reader, header.format, most);
        expect(plan.sizes.sum() <= most, "metadata are kept up to a limit");
        const auto metadata = load_metadata(plan, reader, true, Buffer::allocate(plan.sizes.sum()));
        expect(!metadata || metadata->bytes() <= plan.sizes.sum(), "metadata are as planned");
    });
    attempt([&] {
        const std::vector<Header> headers = read_frame_headers(reader, limits, most_frames);
        for (const Header& header : headers) {
            check_header(header, limits);
            check_levels(reader, header);
        }
        expect(headers.size() == count_frames(reader, headers.front(), most_frames),
               "each picture has a header");
    });
}

// A PNG whose chunks have the right checksums, so that what is in them is looked at.
std::vector<std::byte> with_right_sums(std::span<const std::byte> file) {
    constexpr std::size_t signature = 8;
    constexpr std::size_t frame = 12; // length, name, checksum
    std::vector<std::byte> mended{file.begin(), file.end()};
    for (std::size_t at = signature; at + frame <= mended.size();) {
        const std::size_t length = u32_at(mended, at, std::endian::big);
        if (length > mended.size() - at - frame)
            break;
        const auto summed = std::span{mended}.subspan(at + 4, length + 4);
        const auto sum = ::crc32(
            0, reinterpret_cast<const Bytef*>(summed.data()), static_cast<uInt>(summed.size()));
        put_number(std::span{mended}.subspan(at + 8 + length, 4), sum, std::endian::big);
        at += length + frame;
    }
    return mended;
}

Buffer copy_of(std::span<const std::byte> file) {
    Buffer buffer = Buffer::allocate(file.size());
    std::ranges::copy(file, buffer.bytes().begin());
    return buffer;
}

void decode_all(std::span<const std::byte> file) {
    using enum FormatId;
    const HeaderLimits limits{.max_pixels = 65'536,
                              .max_side = 4096,
                              .accepts_truncated = true,
                              .formats = {bmp, pnm, tga, hdr, dpx, gif, png}};
    const DecodeOptions options{.on_truncated = TruncatedPolicy::pad};
    const MemoryReader reader{file};
    const CodecModule module; // is never loaded for these formats
    TestContext context;
    attempt([&] {
        const Header header = read_header(reader, limits);
        const Decoded decoded = decode(header, copy_of(file), options, module, context);
        expect(decoded.image.spec() == decoded_spec(header, options.orientation),
               "the picture is as its header says");
    });
    attempt([&] {
        const std::vector<Header> headers = read_frame_headers(reader, limits, most_frames);
        expect(decode_frames(headers, copy_of(file), options, module, context).size() ==
                   headers.size(),
               "each header has a picture");
    });
}

void compare_eighth(std::span<const std::byte> file, bool is_plain) {
    constexpr std::uint64_t most_pixels = 1'000'000;
    const auto header = read_jpeg_dc_header(file);
    expect(header || !is_plain, "what an encoder writes is taken");
    if (!header || std::uint64_t{header->width} * header->height > most_pixels)
        return;
    const auto pixels = jpeg_means(*header);
    if (!pixels)
        return;
    const auto wanted = jpeg_eighth(file);
    expect(wanted.has_value(), "libjpeg takes it, too, and says nothing");
    expect(*wanted == *pixels, "the pixels are those of libjpeg");
}

} // namespace

void try_headers(std::span<const std::byte> file) {
    attempt([&] { static_cast<void>(sniff(MemoryReader{file})); });
    read_all(file, {});
    read_all(file, {.max_pixels = 1000, .max_side = 100, .accepts_truncated = true, .formats = {}});
}

void try_decoders(std::span<const std::byte> file) {
    decode_all(file);
    attempt([&] {
        if (sniff(MemoryReader{file}).format == FormatId::png)
            decode_all(with_right_sums(file));
    });
}

void try_jpeg_dc(std::span<const std::byte> file) {
    compare_eighth(file, false);
    constexpr std::size_t shape_bytes = 5;
    if (file.size() < shape_bytes)
        return;
    const auto at = [&](std::size_t i) { return std::to_integer<unsigned>(file[i]); };
    const JpegShape shape{
        .width = at(0) % 70 + 1,
        .height = at(1) % 70 + 1,
        .components = at(2) % 4 == 0 ? 1 : 3,
        .luma_factors = {static_cast<int>(at(3) % 2 + 1), static_cast<int>(at(3) / 2 % 2 + 1)},
        .is_optimised = at(4) % 2 == 0};
    compare_eighth(jpeg_of_coefficients(shape, file.subspan(shape_bytes)), true);
}

} // namespace penstock::test

// SPDX-License-Identifier: Apache-2.0
#include "penstock/failure.hpp"

#include "codec/byte_order.hpp"
#include "codec/dpx.hpp"
#include "codec/put_number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <string_view>

namespace penstock::codec {
namespace {

constexpr std::size_t header_bytes = 2048;
constexpr auto big = std::endian::big;

std::uint32_t bits_in_file(const ImageSpec& spec, const EncodeOptions& options) {
    return spec.pixel_type == PixelType::u8 ? 8U : static_cast<std::uint32_t>(bits_of(options));
}

int descriptor_of(const ImageSpec& spec) {
    return spec.channels == 1 ? 6 : spec.channels == 3 ? 50 : 51;
}

int transfer_of(const ImageSpec& spec) {
    switch (spec.colour_space) {
    case ColourSpace::linear:
        return 2;
    case ColourSpace::srgb: // the nearest that the standard has a number for: ITU-R 709
        return 6;
    default:
        return 0;
    }
}

void write_header(const ImageSpec& spec, std::uint32_t bits, std::span<std::byte> target) {
    const auto header = target.first(header_bytes);
    std::ranges::fill(header, std::byte{0});
    const auto put = [&](std::size_t at, std::size_t size, std::uint64_t value) {
        put_number(header.subspan(at, size), value, big);
    };
    const auto undefine = [&](std::size_t at, std::size_t end) {
        std::ranges::fill(header.subspan(at, end - at), std::byte{0xFF});
    };
    const std::uint64_t row = dpx_row_bytes(spec.width, spec.channels, bits);
    put(0, 4, 0x5344'5058); // SDPX
    put(4, 4, header_bytes);
    const std::string_view version = "V2.0";
    std::ranges::transform(
        version, header.subspan(8).begin(), [](char c) { return static_cast<std::byte>(c); });
    put(16, 4, header_bytes + row * spec.height);
    put(20, 4, 1);      // new file
    put(24, 4, 1664);   // generic header
    put(28, 4, 384);    // that of the industry
    undefine(660, 664); // not encrypted
    put(770, 2, 1);     // element
    put(772, 4, spec.width);
    put(776, 4, spec.height);
    put(788, 4, (std::uint64_t{1} << bits) - 1); // the largest value
    put(800, 1, static_cast<std::uint64_t>(descriptor_of(spec)));
    put(801, 1, static_cast<std::uint64_t>(transfer_of(spec)));
    put(802, 1, spec.colour_space == ColourSpace::srgb ? 6 : 0);
    put(803, 1, bits);
    put(804, 2, bits == 10 || bits == 12 ? 1 : 0);
    put(808, 4, header_bytes);
    const std::uint64_t sample = bits == 8 ? 1 : 2;
    put(812, 4, bits == 10 ? 0 : row - spec.width * sample * spec.channels);
    undefine(1408, 1432);           // place on the scanned film
    undefine(1664 + 48, 1664 + 72); // frame and rate
}

std::uint32_t sample_at(std::span<const std::byte> row, std::size_t index) {
    std::uint16_t sample = 0;
    std::memcpy(&sample, &row[index * 2], sizeof sample);
    return sample;
}

std::uint32_t scaled(std::uint32_t value, std::uint32_t largest) {
    return (value * largest + 32'767) / 65'535;
}

void write_words(std::span<const std::byte> from, std::span<std::byte> to, std::uint32_t bits) {
    for (std::size_t i = 0; i < from.size() / 2; ++i) {
        const std::uint32_t value = sample_at(from, i);
        put_number(to.subspan(i * 2, 2), bits == 12 ? scaled(value, 0xFFF) << 4U : value, big);
    }
}

void write_ten_bits(std::span<const std::byte> from, std::span<std::byte> to) {
    for (std::size_t i = 0; i < from.size() / 2; i += 3) {
        std::uint32_t word = 0;
        for (std::size_t k = 0; k < 3; ++k)
            word =
                word << 10U | (i + k < from.size() / 2 ? scaled(sample_at(from, i + k), 0x3FF) : 0);
        put_number(to.subspan(i / 3 * 4, 4), word << 2U, big);
    }
}

// What bits cannot be had of which pixels.
void check_bits(const ImageSpec& spec, const EncodeOptions& options) {
    if (options.bits && spec.pixel_type == PixelType::u8)
        throw ItemError{ErrorClass::unsupported,
                        fmt::format("a DPX of {} bits is made of u16 pixels, and the image has u8; "
                                    "leave out bits, or put a node convert with pixel_type=u16 "
                                    "before this one",
                                    *options.bits)};
    if (bits_in_file(spec, options) == 10 && spec.channels == 1)
        throw ItemError{ErrorClass::unsupported,
                        "readers do not agree on the order of samples in a DPX of 10 bits and 1 "
                        "channel; choose bits 16, or put a node convert with channels=3 before "
                        "this one"};
}

} // namespace

std::size_t
encode_dpx(const Image& image, const EncodeOptions& options, std::span<std::byte> target) {
    const ImageSpec& spec = image.spec();
    check_bits(spec, options);
    const std::uint32_t bits = bits_in_file(spec, options);
    const std::uint64_t stride = dpx_row_bytes(spec.width, spec.channels, bits);
    write_header(spec, bits, target);
    for (std::uint32_t y = 0; y < spec.height; ++y) {
        const auto to = target.subspan(header_bytes + y * stride, stride);
        std::ranges::fill(to.last(std::min<std::uint64_t>(stride, 4)), std::byte{0});
        if (bits == 8)
            std::ranges::copy(image.row(y), to.begin());
        else if (bits == 10)
            write_ten_bits(image.row(y), to);
        else
            write_words(image.row(y), to, bits);
    }
    return header_bytes + stride * spec.height;
}

} // namespace penstock::codec

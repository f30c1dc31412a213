// SPDX-License-Identifier: Apache-2.0
#include "pixels/convert.hpp"

#include "penstock/failure.hpp"

#include "pixels/dither.hpp"
#include "pixels/half.hpp"
#include "pixels/samples.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>

namespace penstock::pixels {
namespace {

// A half is told apart from u16 by its type alone.
enum class Half : std::uint16_t {};

// Pixels go through stack memory in pieces of this many samples: no scratch buffer to declare.
constexpr std::size_t piece_samples = 1024;
using FloatPiece = std::array<float, piece_samples>;

template <class T> constexpr T opaque() {
    if constexpr (std::is_same_v<T, float>)
        return 1.0F;
    else if constexpr (std::is_same_v<T, Half>)
        return Half{0x3C00};
    else
        return static_cast<T>(~T{0});
}

// The weights of Rec. 709 in ten-thousandths: they add up to one exactly.
constexpr std::uint32_t red_weight = 2126;
constexpr std::uint32_t green_weight = 7152;
constexpr std::uint32_t blue_weight = 722;

template <class T> T luma(const T* rgb) {
    if constexpr (std::is_same_v<T, float>) {
        return (rgb[0] * float{red_weight} + rgb[1] * float{green_weight} +
                rgb[2] * float{blue_weight}) /
               10000.0F;
    } else if constexpr (std::is_same_v<T, Half>) {
        std::array<float, 3> values{};
        for (std::size_t i = 0; i < 3; ++i)
            values[i] = float_from_half(static_cast<std::uint16_t>(rgb[i]));
        return Half{half_from_float(luma(values.data()))};
    } else {
        return static_cast<T>(
            (red_weight * rgb[0] + green_weight * rgb[1] + blue_weight * rgb[2] + 5000U) / 10000U);
    }
}

bool has_colour(std::size_t channels) {
    return channels >= 3;
}

template <class T> void remap_pixel(const T* in, std::size_t from, T* out, std::size_t to) {
    if (has_colour(to))
        for (std::size_t c = 0; c < 3; ++c)
            out[c] = in[has_colour(from) ? c : 0];
    else
        out[0] = has_colour(from) ? luma(in) : in[0];
    if (to % 2 == 0)
        out[to - 1] = from % 2 == 0 ? in[from - 1] : opaque<T>();
}

template <class T>
void remap(
    const std::byte* in, std::size_t from, std::byte* out, std::size_t to, std::size_t pixels) {
    std::array<T, 4> before{};
    std::array<T, 4> after{};
    for (std::size_t i = 0; i < pixels; ++i) {
        std::memcpy(before.data(), in + i * from * sizeof(T), from * sizeof(T));
        remap_pixel(before.data(), from, after.data(), to);
        std::memcpy(out + i * to * sizeof(T), after.data(), to * sizeof(T));
    }
}

void remap_samples(PixelType type,
                   const std::byte* in,
                   std::size_t from,
                   std::byte* out,
                   std::size_t to,
                   std::size_t pixels) {
    switch (type) {
    case PixelType::u8:
        return remap<std::uint8_t>(in, from, out, to, pixels);
    case PixelType::u16:
        return remap<std::uint16_t>(in, from, out, to, pixels);
    case PixelType::f16:
        return remap<Half>(in, from, out, to, pixels);
    case PixelType::f32:
        return remap<float>(in, from, out, to, pixels);
    }
}

// A run of pixels, and how they are converted.
struct Conversion {
    const std::byte* in;
    const ImageSpec& from;
    std::byte* out;
    const ImageSpec& to;
    std::uint64_t pixels;
    Dither dither;
    std::uint32_t row; // where the run is dithered: it begins at the left of that one
};

// `in` and `out` may begin at the same byte where a pixel has as many bytes before as after.
void convert_pixels(const Conversion& run) {
    const ImageSpec& from = run.from;
    const ImageSpec& to = run.to;
    if (from.pixel_type == to.pixel_type && from.channels != to.channels)
        return remap_samples(
            from.pixel_type, run.in, from.channels, run.out, to.channels, run.pixels);

    FloatPiece loaded;
    FloatPiece remapped;
    const bool remaps = from.channels != to.channels;
    // Where channels stay, samples are samples: any number of channels is fine.
    const std::size_t in_step = remaps ? from.channels : 1;
    const std::size_t out_step = remaps ? to.channels : 1;
    const std::uint64_t steps = remaps ? run.pixels : run.pixels * from.channels;
    const std::size_t piece = remaps ? piece_samples / 4 : piece_samples;
    for (std::uint64_t done = 0; done < steps; done += piece) {
        const std::size_t count = std::min<std::uint64_t>(piece, steps - done);
        const std::byte* const source = run.in + done * in_step * bytes_of(from.pixel_type);
        std::byte* const target = run.out + done * out_step * bytes_of(to.pixel_type);
        if (from.pixel_type == PixelType::u16 && to.pixel_type == PixelType::f16)
            load_words_for_halfs(source, count * in_step, loaded.data());
        else
            load_samples(from.pixel_type, source, count * in_step, loaded.data());
        if (remaps)
            remap<float>(std::as_bytes(std::span{loaded}).data(),
                         in_step,
                         std::as_writable_bytes(std::span{remapped}).data(),
                         out_step,
                         count);
        const std::span<const float> floats =
            std::span{remaps ? remapped : loaded}.first(count * out_step);
        if (run.dither == Dither::none)
            store_samples(to.pixel_type, floats.data(), floats.size(), target);
        else
            store_dithered(
                to, run.dither, {.first = done * out_step, .row = run.row}, floats, target);
    }
}

void convert_all(const std::byte* in,
                 const ImageSpec& from,
                 std::byte* out,
                 const ImageSpec& to,
                 Dither dither) {
    const bool loses_bits = is_integer(to.pixel_type) &&
                            bytes_of(from.pixel_type) >= bytes_of(to.pixel_type) &&
                            from.pixel_type != to.pixel_type;
    if (dither == Dither::none || !loses_bits)
        return convert_pixels({in, from, out, to, to.pixels(), Dither::none, 0});
    for (std::uint32_t y = 0; y < to.height; ++y)
        convert_pixels(
            {in + y * from.row_bytes(), from, out + y * to.row_bytes(), to, to.width, dither, y});
}

} // namespace

void check_convertible(const ImageSpec& from, const ImageSpec& to) {
    if (from.channels != to.channels && (from.channels > 4 || to.channels > 4))
        throw ItemError{ErrorClass::unsupported,
                        fmt::format("the image has {} channels, whose meaning is not known, and {} "
                                    "are wanted; channels can be changed from and to 1 (gray), 2 "
                                    "(gray, alpha), 3 (RGB) and 4 (RGB, alpha)",
                                    from.channels,
                                    to.channels)};
}

void convert(const Image& in, Image& out, Dither dither) {
    assert(in.spec().width == out.spec().width && in.spec().height == out.spec().height);
    check_convertible(in.spec(), out.spec());
    if (in.spec().channels == out.spec().channels && in.spec().pixel_type == out.spec().pixel_type)
        return in.clone_into(out);
    convert_all(in.pixels().data(), in.spec(), out.pixels().data(), out.spec(), dither);
}

void convert_in_place(Image& image, const ImageSpec& to, Dither dither) {
    assert(image.spec().bytes() == to.bytes());
    check_convertible(image.spec(), to);
    std::byte* const pixels = image.pixels().data();
    if (image.spec().channels != to.channels || image.spec().pixel_type != to.pixel_type)
        convert_all(pixels, image.spec(), pixels, to, dither);
    image.set_spec(to);
}

} // namespace penstock::pixels

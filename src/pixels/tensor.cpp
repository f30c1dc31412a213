// SPDX-License-Identifier: Apache-2.0
#include "pixels/tensor.hpp"

#include "pixels/samples.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstring>
#include <string>
#include <string_view>

namespace penstock::pixels {
namespace {

constexpr std::size_t piece_samples = 1024;

std::string_view word_of(PixelType type) {
    switch (type) {
    case PixelType::u8:
        return "u1";
    case PixelType::u16:
        return "u2";
    case PixelType::f16:
        return "f2";
    case PixelType::f32:
        break;
    }
    return "f4";
}

// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html: a magic, the version, the
// length of what follows up to the samples, and a dictionary, such that samples begin at a multiple
// of 64.
std::string header_of(const ImageSpec& spec, const TensorOptions& options) {
    const char order = options.pixel_type == PixelType::u8          ? '|'
                       : std::endian::native == std::endian::little ? '<'
                                                                    : '>';
    const std::string shape =
        options.layout == TensorLayout::chw
            ? fmt::format("({}, {}, {})", spec.channels, spec.height, spec.width)
            : fmt::format("({}, {}, {})", spec.height, spec.width, spec.channels);
    std::string dictionary =
        fmt::format("{{'descr': '{}{}', 'fortran_order': False, 'shape': {}, }}",
                    order,
                    word_of(options.pixel_type),
                    shape);
    constexpr std::size_t before = 10;
    const std::size_t size = (before + dictionary.size() + 1 + 63) / 64 * 64 - before;
    dictionary.resize(size - 1, ' ');
    std::string header{"\x93NUMPY\x01\x00", 8};
    header += static_cast<char>(size & 0xFFU);
    header += static_cast<char>(size >> 8U);
    return header + dictionary + '\n';
}

// Samples that lie `step` samples apart, put side by side in another type.
struct Run {
    const std::byte* from;
    std::size_t step;
    std::uint64_t count;
    PixelType type;
};

template <std::size_t size>
void pick(const std::byte* from, std::size_t step, std::size_t count, std::byte* to) {
    for (std::size_t i = 0; i < count; ++i)
        std::memcpy(to + i * size, from + i * step * size, size);
}

void pick(
    std::size_t size, const std::byte* from, std::size_t step, std::size_t count, std::byte* to) {
    if (step == 1)
        std::memcpy(to, from, count * size);
    else if (size == 1)
        pick<1>(from, step, count, to);
    else if (size == 2)
        pick<2>(from, step, count, to);
    else
        pick<4>(from, step, count, to);
}

std::byte* write_run(const Run& run, PixelType to_type, std::byte* to) {
    std::array<std::byte, piece_samples * sizeof(float)> picked;
    std::array<float, piece_samples> floats;
    const std::size_t size = bytes_of(run.type);
    for (std::uint64_t done = 0; done < run.count; done += piece_samples) {
        const std::size_t count = std::min<std::uint64_t>(piece_samples, run.count - done);
        const std::byte* const from = run.from + done * run.step * size;
        if (run.type == to_type) {
            pick(size, from, run.step, count, to);
        } else {
            pick(size, from, run.step, count, picked.data());
            if (run.type == PixelType::u16 && to_type == PixelType::f16)
                load_words_for_halfs(picked.data(), count, floats.data());
            else
                load_samples(run.type, picked.data(), count, floats.data());
            store_samples(to_type, floats.data(), count, to);
        }
        to += count * bytes_of(to_type);
    }
    return to;
}

} // namespace

std::uint64_t tensor_bytes(const ImageSpec& spec, const TensorOptions& options) {
    ImageSpec stored = spec;
    stored.pixel_type = options.pixel_type;
    return header_of(spec, options).size() + stored.bytes();
}

void write_tensor(const Image& image, const TensorOptions& options, std::span<std::byte> to) {
    const ImageSpec& spec = image.spec();
    assert(to.size() == tensor_bytes(spec, options));
    const std::string header = header_of(spec, options);
    std::memcpy(to.data(), header.data(), header.size());
    std::byte* at = to.data() + header.size();
    const std::byte* const pixels = image.pixels().data();
    const PixelType type = spec.pixel_type;
    if (options.layout == TensorLayout::hwc) {
        write_run({pixels, 1, spec.pixels() * spec.channels, type}, options.pixel_type, at);
        return;
    }
    for (std::size_t c = 0; c < spec.channels; ++c)
        at = write_run({pixels + c * bytes_of(type), spec.channels, spec.pixels(), type},
                       options.pixel_type,
                       at);
}

} // namespace penstock::pixels

// SPDX-License-Identifier: Apache-2.0
#include "codec/hdr.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <vector>

namespace penstock::codec {
namespace {

constexpr std::size_t shortest_packed = 8;
constexpr std::size_t longest_packed = 0x7FFF;
constexpr std::size_t longest_run = 127;
constexpr std::size_t longest_copy = 128;
constexpr std::size_t shortest_run = 3; // shorter ones cost as much as they save

float sample_at(std::span<const std::byte> row, std::size_t index) {
    float value = 0;
    std::memcpy(&value, &row[index * sizeof value], sizeof value);
    if (!(value > 0)) // not a number, too
        return 0;
    return std::min(value,
                    1.69e38F); // 255.5 / 256 * 2^127 rounds down to the largest that there is
}

// Three planes of samples and one of the exponents that they share.
void split(std::span<const std::byte> row, std::span<std::byte> planes) {
    const std::size_t width = planes.size() / 4;
    for (std::size_t x = 0; x < width; ++x) {
        const float rgb[] = {
            sample_at(row, x * 3), sample_at(row, x * 3 + 1), sample_at(row, x * 3 + 2)};
        int exponent = 0;
        static_cast<void>(std::frexp(std::max({rgb[0], rgb[1], rgb[2]}), &exponent));
        const bool is_black = std::max({rgb[0], rgb[1], rgb[2]}) == 0 || exponent < -127;
        for (std::size_t c = 0; c < 3; ++c) {
            const float steps = is_black ? 0 : std::round(std::ldexp(rgb[c], 8 - exponent));
            planes[c * width + x] = static_cast<std::byte>(std::min(steps, 255.0F));
        }
        planes[3 * width + x] = static_cast<std::byte>(is_black ? 0 : exponent + 128);
    }
}

std::size_t run_at(std::span<const std::byte> plane) {
    std::size_t count = 1;
    while (count < std::min(plane.size(), longest_run) && plane[count] == plane[0])
        ++count;
    return count;
}

std::size_t write_plane(std::span<const std::byte> plane, std::span<std::byte> target) {
    std::size_t size = 0;
    while (!plane.empty()) {
        std::size_t count = run_at(plane);
        if (count >= shortest_run) {
            target[size++] = static_cast<std::byte>(128 + count);
            target[size++] = plane[0];
        } else {
            count = 0;
            while (count < std::min(plane.size(), longest_copy) &&
                   run_at(plane.subspan(count)) < shortest_run)
                ++count;
            target[size++] = static_cast<std::byte>(count);
            std::ranges::copy(plane.first(count), target.subspan(size).begin());
            size += count;
        }
        plane = plane.subspan(count);
    }
    return size;
}

std::size_t write_scanline(std::span<const std::byte> planes, std::span<std::byte> target) {
    const std::size_t width = planes.size() / 4;
    std::size_t size = 0;
    if (width < shortest_packed || width > longest_packed) {
        for (std::size_t x = 0; x < width; ++x)
            for (std::size_t c = 0; c < 4; ++c)
                target[size++] = planes[c * width + x];
        return size;
    }
    for (const std::size_t byte : {std::size_t{2}, std::size_t{2}, width / 256, width % 256})
        target[size++] = static_cast<std::byte>(byte);
    for (std::size_t plane = 0; plane < 4; ++plane)
        size += write_plane(planes.subspan(plane * width, width), target.subspan(size));
    return size;
}

} // namespace

std::size_t encode_hdr(const Image& image, const EncodeOptions&, std::span<std::byte> target) {
    const ImageSpec& spec = image.spec();
    const std::string header =
        fmt::format("#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y {} +X {}\n", spec.height, spec.width);
    std::ranges::transform(
        header, target.begin(), [](char c) { return static_cast<std::byte>(c); });
    std::size_t size = header.size();
    std::vector<std::byte> planes(std::size_t{spec.width} * 4);
    for (std::uint32_t y = 0; y < spec.height; ++y) {
        split(image.row(y), planes);
        size += write_scanline(planes, target.subspan(size));
    }
    return size;
}

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#include "codec/pictures.hpp"

#include "support/temp_dir.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace penstock::test {
namespace {

float float_of_half(std::uint16_t half) {
    const int exponent = half >> 10U & 0x1F;
    const auto fraction = static_cast<float>(half & 0x3FFU);
    const float sign = (half & 0x8000U) != 0 ? -1.0F : 1.0F;
    if (exponent == 0)
        return sign * std::ldexp(fraction, -24);
    return sign * std::ldexp(1024.0F + fraction, exponent - 25);
}

// For 0 to 1, rounded down: exact enough for pictures that are made here.
std::uint16_t half_of_float(float value) {
    if (value <= 0.0F)
        return 0;
    int exponent = 0;
    const float mantissa = std::frexp(value, &exponent); // 0.5 to 1
    if (exponent < -13)
        return static_cast<std::uint16_t>(std::ldexp(value, 24));
    const auto fraction = static_cast<std::uint32_t>((mantissa * 2.0F - 1.0F) * 1024.0F);
    return static_cast<std::uint16_t>(static_cast<std::uint32_t>(exponent + 14) << 10U | fraction);
}

void put(std::span<std::byte> target, PixelType type, float value) {
    const auto store = [&](auto sample) { std::memcpy(target.data(), &sample, sizeof sample); };
    switch (type) {
    case PixelType::u8:
        return store(static_cast<std::uint8_t>(value * 255.0F + 0.5F));
    case PixelType::u16:
        return store(static_cast<std::uint16_t>(value * 65535.0F + 0.5F));
    case PixelType::f16:
        return store(half_of_float(value));
    case PixelType::f32:
        return store(value);
    }
}

float sample_at(std::span<const std::byte> bytes, PixelType type, std::size_t index) {
    const auto load = [&](auto sample) {
        std::memcpy(&sample, &bytes[index * sizeof sample], sizeof sample);
        return sample;
    };
    switch (type) {
    case PixelType::u8:
        return static_cast<float>(load(std::uint8_t{})) / 255.0F;
    case PixelType::u16:
        return static_cast<float>(load(std::uint16_t{})) / 65535.0F;
    case PixelType::f16:
        return float_of_half(load(std::uint16_t{}));
    case PixelType::f32:
        return load(float{});
    }
    return 0;
}

} // namespace

Image picture(const ImageSpec& spec, std::uint32_t seed) {
    Image image = Image::allocate(spec);
    const std::size_t size = bytes_of(spec.pixel_type);
    std::uint32_t noise = seed * 2654435761U + 1;
    for (std::uint32_t y = 0; y < spec.height; ++y)
        for (std::uint32_t x = 0; x < spec.width; ++x)
            for (std::uint32_t c = 0; c < spec.channels; ++c) {
                noise = noise * 1664525U + 1013904223U;
                const float across = static_cast<float>(x) / static_cast<float>(spec.width);
                const float down = static_cast<float>(y) / static_cast<float>(spec.height);
                const float grain = static_cast<float>(noise >> 16U) / 65536.0F * 0.05F;
                const float edge = (x / 7 + y / 5) % 2 == 0 ? 0.08F : 0.0F;
                float value = 0.1F + (c % 3 == 0   ? across * 0.7F
                                      : c % 3 == 1 ? down * 0.7F
                                                   : (across + down) * 0.35F);
                value += edge + grain;
                if (spec.has_alpha() && c + 1 == spec.channels)
                    value = 0.5F + across * 0.5F;
                put(image.row(y).subspan((x * spec.channels + c) * size), spec.pixel_type, value);
            }
    return image;
}

Bytes encoded(const Image& image, const codec::EncodeOptions& options) {
    TestContext context;
    const codec::CodecModule module;
    const Encoded result = codec::encode(image, options, module, context);
    const auto bytes = result.buffer.bytes();
    return {bytes.begin(), bytes.end()};
}

Image decoded(std::span<const std::byte> file, codec::OrientationPolicy policy) {
    return decoded_as(file, {.orientation = policy}).image;
}

codec::Decoded decoded_as(std::span<const std::byte> file, const codec::DecodeOptions& options) {
    TestContext context;
    const codec::CodecModule module;
    Buffer buffer = context.allocate_bytes(file.size());
    std::ranges::copy(file, buffer.bytes().begin());
    codec::HeaderLimits limits;
    limits.accepts_truncated = options.on_truncated == codec::TruncatedPolicy::pad;
    const codec::Header header = codec::read_header(codec::MemoryReader{file}, limits);
    return codec::decode(header, std::move(buffer), options, module, context);
}

std::vector<float> samples_of(const Image& image) {
    std::vector<float> samples(image.spec().pixels() * image.spec().channels);
    for (std::size_t i = 0; i < samples.size(); ++i)
        samples[i] = sample_at(image.pixels(), image.spec().pixel_type, i);
    return samples;
}

Difference difference(const Image& left, const Image& right) {
    const std::vector<float> a = samples_of(left);
    const std::vector<float> b = samples_of(right);
    Difference result;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        const double distance = std::abs(double{a[i]} - double{b[i]});
        result.largest = std::max(result.largest, distance);
        result.mean += distance / static_cast<double>(a.size());
    }
    if (a.size() != b.size())
        result.largest = 1e9;
    return result;
}

Bytes bytes_of_file(const std::string& path) {
    const std::string text = read_file(path);
    Bytes bytes(text.size());
    std::ranges::transform(text, bytes.begin(), [](char c) { return static_cast<std::byte>(c); });
    return bytes;
}

} // namespace penstock::test

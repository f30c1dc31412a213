// SPDX-License-Identifier: Apache-2.0
#include "penstock/testing/samples.hpp"

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace penstock::testing {
namespace {

// Between 0 and 1: slopes, with something that no neighbour has.
float sample_value(std::uint32_t x, std::uint32_t y, std::uint32_t channel) {
    const std::uint32_t mixed = (x * 2654435761U) ^ (y * 2246822519U) ^ (channel * 3266489917U);
    const auto noise = static_cast<float>((mixed ^ (mixed >> 15U)) % 64U) / 64.0F;
    const auto slope = static_cast<float>((x * 7 + y * 5 + channel * 60) % 192U) / 192.0F;
    return 0.75F * slope + 0.25F * noise;
}

// Of a number from 0 to 1: exact to the bits that a half has, but for those near 0.
std::uint16_t half_of(float value) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    const std::uint32_t exponent = bits >> 23U;
    return exponent < 113
               ? std::uint16_t{0}
               : static_cast<std::uint16_t>(((exponent - 112U) << 10U) | ((bits >> 13U) & 0x3FFU));
}

template <class Sample> std::byte* put(std::byte* at, Sample sample) {
    std::memcpy(at, &sample, sizeof sample);
    return at + sizeof sample;
}

std::byte* put_sample(std::byte* at, PixelType type, float value) {
    switch (type) {
    case PixelType::u8:
        return put(at, static_cast<std::uint8_t>(value * 255.0F));
    case PixelType::u16:
        return put(at, static_cast<std::uint16_t>(value * 65535.0F));
    case PixelType::f16:
        return put(at, half_of(value));
    case PixelType::f32:
        return put(at, value);
    }
    return at;
}

} // namespace

Image sample_image(const ImageSpec& spec) {
    Image image = Image::allocate(spec);
    std::byte* at = image.pixels().data();
    for (std::uint32_t y = 0; y < spec.height; ++y)
        for (std::uint32_t x = 0; x < spec.width; ++x)
            for (std::uint32_t channel = 0; channel < spec.channels; ++channel)
                at = put_sample(at, spec.pixel_type, sample_value(x, y, channel));
    return image;
}

std::shared_ptr<const Metadata> sample_metadata() {
    // A directory with one entry: orientation, as it stands.
    constexpr std::string_view exif{
        "II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x01\0\0\0\0\0\0\0", 26};
    constexpr std::string_view xmp = "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"/>";
    constexpr std::string_view text{"Title\0A sample\0", 15};
    const std::string all = std::string{exif} + std::string{xmp} + std::string{text};
    Buffer buffer = Buffer::allocate(all.size());
    std::memcpy(buffer.bytes().data(), all.data(), all.size());
    return std::make_shared<const Metadata>(
        std::move(buffer),
        Metadata::Sizes{.icc = 0, .exif = exif.size(), .xmp = xmp.size(), .text = text.size()},
        Resolution{.x = 300, .y = 300, .unit = Resolution::Unit::inch});
}

} // namespace penstock::testing

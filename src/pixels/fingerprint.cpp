// SPDX-License-Identifier: Apache-2.0
#include "pixels/fingerprint.hpp"

#include "pixels/luma.hpp"
#include "pixels/resize.hpp"
#include "pixels/samples.hpp"
#include "pixels/srgb.hpp"

#include <fmt/format.h>

#include <array>
#include <nettle/sha2.h>
#include <string_view>

namespace penstock::pixels {
namespace {

constexpr std::uint32_t columns = 9;
constexpr std::uint32_t rows = 8;
constexpr ResizeOptions means{.filter = Filter::box};

ImageSpec small_spec(ImageSpec spec) {
    spec.width = columns;
    spec.height = rows;
    return spec;
}

std::string_view name_of(ColourSpace space) {
    switch (space) {
    case ColourSpace::srgb:
        return "srgb";
    case ColourSpace::linear:
        return "linear";
    case ColourSpace::unspecified:
        break;
    }
    return "unspecified";
}

void update(sha256_ctx& state, std::string_view text) {
    sha256_update(&state, text.size(), reinterpret_cast<const std::uint8_t*>(text.data()));
}

} // namespace

std::string sha256_of(const Image& image) {
    sha256_ctx state;
    sha256_init(&state);
    update(state,
           fmt::format("{} {}\n", image.spec().to_string(), name_of(image.spec().colour_space)));
    const std::span<const std::byte> pixels = image.pixels();
    update(state, {reinterpret_cast<const char*>(pixels.data()), pixels.size()});
    std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
    sha256_digest(&state, digest.size(), digest.data());
    return fmt::format("{:02x}", fmt::join(digest, ""));
}

std::uint64_t dhash_scratch_bytes(const ImageSpec& spec) {
    return resize_scratch_bytes(spec, small_spec(spec), means);
}

std::uint64_t dhash_working_bytes(const ImageSpec& spec) {
    return resize_working_bytes(spec, small_spec(spec), means) +
           buffer_capacity(small_spec(spec).bytes());
}

std::string dhash_of(const Image& image, std::span<std::byte> scratch) {
    check_colours(image.spec());
    Image small = Image::allocate(small_spec(image.spec()));
    resize(image, small, means, scratch);
    std::array<float, std::size_t{columns} * rows * 4> samples{};
    const std::size_t channels = small.spec().channels;
    load_samples(
        small.spec().pixel_type, small.pixels().data(), columns * rows * channels, samples.data());
    const auto gray = [&](std::size_t pixel) {
        return gray_of(&samples[pixel * channels], channels);
    };
    std::uint64_t bits = 0;
    for (std::size_t y = 0; y < rows; ++y)
        for (std::size_t x = 0; x + 1 < columns; ++x)
            bits = bits << 1U | (gray(y * columns + x) < gray(y * columns + x + 1) ? 1U : 0U);
    return fmt::format("{:016x}", bits);
}

} // namespace penstock::pixels

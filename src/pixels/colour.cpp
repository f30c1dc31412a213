// SPDX-License-Identifier: Apache-2.0
#include "pixels/colour.hpp"

#include "pixels/luma.hpp"
#include "pixels/samples.hpp"
#include "pixels/srgb.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace penstock::pixels {

Rgba colour_from(std::string_view parameter, const std::string& text) {
    const bool has_digits = text.size() == 7 || text.size() == 9;
    if (!has_digits || text.front() != '#' ||
        text.find_first_not_of("0123456789abcdefABCDEF", 1) != std::string::npos)
        throw std::invalid_argument(fmt::format(
            "\"{}\" is \"{}\"; expected a colour, such as \"#ffffff\"", parameter, text));
    Rgba colour = {0, 0, 0, 255};
    for (std::size_t i = 0; i < (text.size() - 1) / 2; ++i)
        colour[i] = static_cast<std::uint8_t>(std::stoul(text.substr(1 + 2 * i, 2), nullptr, 16));
    return colour;
}

std::array<float, 4> colour_in(const ImageSpec& spec, const Rgba& colour) {
    check_colours(spec);
    std::array<float, 4> rgba{};
    for (std::size_t c = 0; c < 4; ++c)
        rgba[c] = static_cast<float>(colour[c]) / 255.0F;
    const bool is_gray = spec.channels < 3;
    std::array<float, 4> result = rgba;
    if (is_gray)
        result = {luma_of(rgba.data()), rgba[3]};
    if (spec.colour_space == ColourSpace::linear)
        for (std::size_t c = 0; c < (is_gray ? 1U : 3U); ++c)
            result[c] = linear_from_srgb(result[c]);
    return result;
}

void fill(Image& image, const Rgba& colour) {
    const ImageSpec& spec = image.spec();
    const std::array<float, 4> values = colour_in(spec, colour);
    std::array<std::byte, 16> pixel{};
    store_samples(spec.pixel_type, values.data(), spec.channels, pixel.data());
    const std::span<std::byte> first = image.row(0);
    for (std::size_t x = 0; x < first.size(); x += spec.pixel_bytes())
        std::memcpy(first.data() + x, pixel.data(), spec.pixel_bytes());
    for (std::uint32_t y = 1; y < spec.height; ++y)
        std::ranges::copy(first, image.row(y).begin());
}

} // namespace penstock::pixels

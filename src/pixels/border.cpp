// SPDX-License-Identifier: Apache-2.0
#include "pixels/border.hpp"

#include "pixels/samples.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

namespace penstock::pixels {
namespace {

// Samples go through memory in pieces of about so many.
constexpr std::size_t piece_samples = 1024;

class Border {
public:
    Border(const Image& image, const BorderOptions& options)
        : image_{image}, spec_{image.spec()}, tolerance_{options.tolerance},
          samples_(std::max<std::size_t>(piece_samples, spec_.channels)) {
        if (options.colour) {
            const std::array<float, 4> colour = colour_in(spec_, *options.colour);
            colour_.assign(colour.begin(), colour.begin() + spec_.channels);
        } else {
            colour_.resize(spec_.channels);
            load_samples(spec_.pixel_type, image.pixels().data(), spec_.channels, colour_.data());
        }
        if (spec_.has_alpha())
            weight(colour_.data());
    }

    // The first of these columns of a row that is not border; `end` where all are.
    [[nodiscard]] std::uint32_t first_in(std::uint32_t y, std::uint32_t begin, std::uint32_t end) {
        while (begin < end) {
            const std::uint32_t count = std::min(end - begin, piece_pixels());
            load(y, begin, count);
            for (std::uint32_t i = 0; i < count; ++i)
                if (!is_border(i))
                    return begin + i;
            begin += count;
        }
        return end;
    }
    // One behind the last of them; `begin` where all are.
    [[nodiscard]] std::uint32_t end_in(std::uint32_t y, std::uint32_t begin, std::uint32_t end) {
        while (begin < end) {
            const std::uint32_t count = std::min(end - begin, piece_pixels());
            load(y, end - count, count);
            for (std::uint32_t i = count; i > 0; --i)
                if (!is_border(i - 1))
                    return end - count + i;
            end -= count;
        }
        return begin;
    }

private:
    [[nodiscard]] std::uint32_t piece_pixels() const {
        return static_cast<std::uint32_t>(samples_.size() / spec_.channels);
    }
    void load(std::uint32_t y, std::uint32_t x, std::uint32_t count) {
        load_samples(spec_.pixel_type,
                     image_.row(y).data() + x * spec_.pixel_bytes(),
                     std::size_t{count} * spec_.channels,
                     samples_.data());
        if (spec_.has_alpha())
            for (std::uint32_t i = 0; i < count; ++i)
                weight(samples_.data() + std::size_t{i} * spec_.channels);
    }
    void weight(float* pixel) const {
        for (std::uint32_t c = 0; c + 1 < spec_.channels; ++c)
            pixel[c] *= pixel[spec_.channels - 1];
    }
    // What is not a number is like nothing, and infinity like itself.
    [[nodiscard]] bool is_border(std::uint32_t i) const {
        const float* const pixel = samples_.data() + std::size_t{i} * spec_.channels;
        for (std::uint32_t c = 0; c < spec_.channels; ++c)
            if (pixel[c] != colour_[c] && !(std::abs(pixel[c] - colour_[c]) <= tolerance_))
                return false;
        return true;
    }

    const Image& image_;
    const ImageSpec& spec_;
    float tolerance_;
    std::vector<float> samples_;
    std::vector<float> colour_;
};

} // namespace

Area without_border(const Image& image, const BorderOptions& options) {
    const ImageSpec& spec = image.spec();
    Border border{image, options};
    std::uint32_t top = 0;
    std::uint32_t left = spec.width;
    for (; top < spec.height && left == spec.width; ++top)
        left = border.first_in(top, 0, spec.width);
    if (left == spec.width)
        return {.x = 0, .y = 0, .width = 1, .height = 1};
    --top;
    std::uint32_t bottom = spec.height;
    while (bottom > top + 1 && border.first_in(bottom - 1, 0, spec.width) == spec.width)
        --bottom;
    std::uint32_t right = left + 1;
    for (std::uint32_t y = top; y < bottom; ++y) {
        left = border.first_in(y, 0, left);
        right = border.end_in(y, right, spec.width);
    }
    return {.x = left, .y = top, .width = right - left, .height = bottom - top};
}

} // namespace penstock::pixels

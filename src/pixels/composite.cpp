// SPDX-License-Identifier: Apache-2.0
#include "pixels/composite.hpp"

#include "pixels/luma.hpp"
#include "pixels/samples.hpp"
#include "pixels/srgb.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <span>

namespace penstock::pixels {
namespace {

// Pixels go through stack memory in pieces of so many.
constexpr std::size_t piece_pixels = 256;

// The colour of an opaque overlay on an opaque image.
template <Blend blend> float blended(float above, float below) {
    if constexpr (blend == Blend::multiply)
        return above * below;
    else if constexpr (blend == Blend::screen)
        return above + below - above * below;
    else
        return above;
}

float unit(float alpha) {
    const float at_least_zero = alpha > 0.0F ? alpha : 0.0F; // NaN is not greater
    return at_least_zero < 1.0F ? at_least_zero : 1.0F;
}

// `above` is RGBA or gray with alpha, as `below` has one colour or three.
template <Blend blend> void blend_pixel(const float* above, float* below, std::size_t channels) {
    const bool has_alpha = channels % 2 == 0;
    const std::size_t colours = has_alpha ? channels - 1 : channels;
    const float alpha = above[colours];
    if (alpha == 0.0F)
        return;
    if (!has_alpha) {
        for (std::size_t c = 0; c < colours; ++c) {
            if constexpr (blend == Blend::add)
                below[c] += above[c] * alpha;
            else
                below[c] += (blended<blend>(above[c], below[c]) - below[c]) * alpha;
        }
        return;
    }
    const float behind = unit(below[colours]);
    const float both =
        blend == Blend::add ? std::min(alpha + behind, 1.0F) : alpha + behind * (1.0F - alpha);
    for (std::size_t c = 0; c < colours; ++c) {
        float sum = 0;
        if constexpr (blend == Blend::add)
            sum = above[c] * alpha + below[c] * behind;
        else
            sum = above[c] * (alpha * (1.0F - behind)) +
                  blended<blend>(above[c], below[c]) * (alpha * behind) +
                  below[c] * (behind * (1.0F - alpha));
        below[c] = sum / both;
    }
    below[colours] = both;
}

template <Blend blend>
void blend_pixels(const float* above, float* below, std::size_t channels, std::size_t count) {
    const std::size_t above_channels = channels <= 2 ? 2 : 4;
    for (std::size_t i = 0; i < count; ++i, above += above_channels, below += channels)
        blend_pixel<blend>(above, below, channels);
}

using BlendPixels = void (*)(const float*, float*, std::size_t, std::size_t);

BlendPixels blend_pixels_of(Blend blend) {
    switch (blend) {
    case Blend::add:
        return blend_pixels<Blend::add>;
    case Blend::multiply:
        return blend_pixels<Blend::multiply>;
    case Blend::screen:
        return blend_pixels<Blend::screen>;
    case Blend::over:
        break;
    }
    return blend_pixels<Blend::over>;
}

// Reads pixels of the overlay in the colours of the image, with alpha.
class OverlayReader {
public:
    OverlayReader(const ImageSpec& overlay, const ImageSpec& image, const CompositeOptions& options)
        : spec_{overlay}, opacity_{options.opacity}, becomes_gray_{image.channels <= 2} {
        const bool is_light = overlay.colour_space == ColourSpace::linear;
        const bool wants_light = options.linear || image.colour_space == ColourSpace::linear;
        to_light_ = wants_light && overlay.colour_space == ColourSpace::srgb;
        to_srgb_ = is_light && image.colour_space == ColourSpace::srgb && !options.linear;
    }

    void read(const std::byte* from, std::size_t count, float* to) {
        if (to_light_)
            load_light(spec_, from, count * spec_.channels, samples_.data());
        else
            load_samples(spec_.pixel_type, from, count * spec_.channels, samples_.data());
        const float* pixel = samples_.data();
        const std::size_t colours = becomes_gray_ ? 1 : 3;
        for (std::size_t i = 0; i < count; ++i, pixel += spec_.channels, to += colours + 1) {
            std::array<float, 3> rgb = {pixel[0], pixel[0], pixel[0]};
            if (spec_.channels > 2)
                rgb = {pixel[0], pixel[1], pixel[2]};
            if (to_srgb_)
                std::ranges::transform(rgb, rgb.begin(), srgb_from_linear);
            if (becomes_gray_ && spec_.channels > 2)
                rgb[0] = luma_of(rgb.data());
            std::copy_n(rgb.begin(), colours, to);
            to[colours] = (spec_.has_alpha() ? unit(pixel[spec_.channels - 1]) : 1.0F) * opacity_;
        }
    }

private:
    ImageSpec spec_;
    float opacity_;
    bool becomes_gray_;
    bool to_light_ = false;
    bool to_srgb_ = false;
    std::array<float, piece_pixels * 4> samples_{};
};

// Of a side: where the two meet.
struct Meeting {
    std::int64_t begin = 0; // in the image
    std::int64_t end = 0;

    Meeting(std::int64_t side, std::int64_t at, std::int64_t length)
        : begin{std::max<std::int64_t>(at, 0)}, end{std::min(side, at + length)} {}
};

// `read(x, y, count, to)` gives pixels of an overlay of that size in the colours of the image.
template <class Read>
void compose(std::uint32_t width,
             std::uint32_t height,
             Image& image,
             const CompositeOptions& options,
             Read read) {
    const ImageSpec& spec = image.spec();
    const Meeting columns{spec.width, options.x, width};
    const Meeting rows{spec.height, options.y, height};
    const BlendPixels blend = blend_pixels_of(options.blend);
    std::array<float, piece_pixels * 4> over;
    std::array<float, piece_pixels * 4> under;
    for (std::int64_t y = rows.begin; y < rows.end; ++y)
        for (std::int64_t x = columns.begin; x < columns.end;) {
            const auto count =
                static_cast<std::size_t>(std::min<std::int64_t>(columns.end - x, piece_pixels));
            std::byte* const to = image.row(static_cast<std::uint32_t>(y)).data() +
                                  static_cast<std::uint64_t>(x) * spec.pixel_bytes();
            const std::size_t samples = count * spec.channels;
            read(static_cast<std::uint32_t>(x - options.x),
                 static_cast<std::uint32_t>(y - options.y),
                 count,
                 over.data());
            if (options.linear)
                load_light(spec, to, samples, under.data());
            else
                load_samples(spec.pixel_type, to, samples, under.data());
            blend(over.data(), under.data(), spec.channels, count);
            if (options.linear)
                store_light(spec, std::span{under}.first(samples), to);
            else
                store_samples(spec.pixel_type, under.data(), samples, to);
            x += static_cast<std::int64_t>(count);
        }
}

} // namespace

void composite(const Image& overlay, Image& image, const CompositeOptions& options) {
    const ImageSpec& spec = overlay.spec();
    check_colours(spec);
    check_colours(image.spec());
    OverlayReader reader{spec, image.spec(), options};
    const auto read = [&](std::uint32_t x, std::uint32_t y, std::size_t count, float* to) {
        reader.read(overlay.row(y).data() + x * spec.pixel_bytes(), count, to);
    };
    compose(spec.width, spec.height, image, options, read);
}

void paint(const Image& mask, const Rgba& colour, Image& image, const CompositeOptions& options) {
    assert(mask.spec().pixel_bytes() == 1 && !options.linear);
    check_colours(image.spec());
    const std::size_t colours = image.spec().channels <= 2 ? 1 : 3;
    const std::array<float, 4> values = colour_in(image.spec(), colour);
    const float alpha = static_cast<float>(colour[3]) / 255.0F * options.opacity;
    const auto read = [&](std::uint32_t x, std::uint32_t y, std::size_t count, float* to) {
        const std::byte* coverage = mask.row(y).data() + x;
        for (std::size_t i = 0; i < count; ++i, to += colours + 1) {
            std::copy_n(values.begin(), colours, to);
            to[colours] =
                static_cast<float>(std::to_integer<std::uint8_t>(coverage[i])) / 255.0F * alpha;
        }
    };
    compose(mask.spec().width, mask.spec().height, image, options, read);
}

} // namespace penstock::pixels

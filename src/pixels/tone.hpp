// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/image.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace penstock::pixels {

/// What becomes of a value x, 0..1 from black to white: low + (high - low) * t ^ exponent, where
/// t = slope * x + offset.
///
/// Of integers, t is clamped to 0..1. In floats the curve goes on beyond 1, and mirrored below 0. A
/// step makes 0 of what of t is below 1/2, and 1 of all else, first.
struct ToneCurve {
    double slope = 1;
    double offset = 0;
    double exponent = 1;
    double low = 0;
    double high = 1;
    bool is_step = false;

    friend bool operator==(const ToneCurve&, const ToneCurve&) = default;
};

/// How much scratch memory `apply_tone` needs: a table for 16-bit integers, of images that have as
/// many samples as it.
[[nodiscard]] std::uint64_t tone_scratch_bytes(const ImageSpec& spec);

/// Sends all colours through the curve, in place; alpha stays as it is. Integers take the nearest
/// value; what nothing is to become of stays as it is, to the last bit. Throws `ItemError`
/// (unsupported) where there are more than 4 channels. `scratch` has `tone_scratch_bytes`, and
/// begins where a 16-bit integer can.
void apply_tone(Image& image, const ToneCurve& curve, std::span<std::byte> scratch);

/// Stretches black..white to 0..1, brightens what is between where gamma is above 1, and puts the
/// result into out_black..out_white. black < white.
struct Levels {
    double black = 0;
    double white = 1;
    double gamma = 1;
    double out_black = 0;
    double out_white = 1;
};
[[nodiscard]] ToneCurve levels_curve(const Levels& levels);

/// The line with the slope tan((contrast + 1) * 45 degrees) through the point where
/// (1 - brightness) / 2 becomes (1 + brightness) / 2. Both are -1..1. At either end of brightness
/// it is level: all becomes white, or black. A line that is steeper than 32768 is a step there.
[[nodiscard]] ToneCurve brightness_contrast_curve(double brightness, double contrast);

/// Moves colours away from their Rec. 709 luma, computed on the stored values: 0 makes them gray, 1
/// changes nothing, more makes them stronger. In place; images without colours stay as they are.
/// Integers take the nearest value. Throws `ItemError` (unsupported) where there are more than 4
/// channels.
void saturate(Image& image, double amount);

} // namespace penstock::pixels

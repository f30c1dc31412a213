// SPDX-License-Identifier: Apache-2.0
#include "pixels/normalise.hpp"

#include "penstock/failure.hpp"

#include "pixels/pieces.hpp"
#include "pixels/samples.hpp"
#include "pixels/srgb.hpp"

#include <fmt/format.h>

#include <array>
#include <cassert>
#include <cstdint>

namespace penstock::pixels {
namespace {

void check_count(std::span<const double> numbers, const char* what, std::size_t colours) {
    if (numbers.size() != 1 && numbers.size() != colours)
        throw ItemError{ErrorClass::unsupported,
                        fmt::format("{} has {} numbers, and the image has {} of colour beside any "
                                    "alpha; give one number for all, or one for each, or put a "
                                    "node convert before, whose channels say how many there are",
                                    what,
                                    numbers.size(),
                                    colours == 1 ? "1 channel" : "3 channels")};
}

// value * factor + offset
struct Line {
    double factor;
    double offset;
};

std::array<Line, 4>
lines_of(const ImageSpec& spec, std::span<const double> means, std::span<const double> deviations) {
    const std::size_t colours = spec.has_alpha() ? spec.channels - 1 : spec.channels;
    check_count(means, "mean", colours);
    check_count(deviations, "deviation", colours);
    std::array<Line, 4> lines{};
    lines.fill({1, 0}); // of alpha
    for (std::size_t c = 0; c < colours; ++c) {
        const double deviation = deviations[deviations.size() == 1 ? 0 : c];
        lines[c] = {1 / deviation, -means[means.size() == 1 ? 0 : c] / deviation};
    }
    return lines;
}

} // namespace

void normalise(const Image& in,
               Image& out,
               std::span<const double> means,
               std::span<const double> deviations) {
    const ImageSpec& spec = in.spec();
    assert(!is_integer(out.spec().pixel_type) && out.spec().channels == spec.channels);
    check_colours(spec);
    const std::array<Line, 4> lines = lines_of(spec, means, deviations);
    const std::byte* from = in.pixels().data();
    convert_pieces(out, [&](std::byte* bytes, std::span<float> floats) {
        load_samples(spec.pixel_type, from, floats.size(), floats.data());
        from += floats.size() * bytes_of(spec.pixel_type);
        for (std::size_t i = 0; i < floats.size(); i += spec.channels)
            for (std::size_t c = 0; c < spec.channels; ++c) {
                const double value = static_cast<double>(floats[i + c]);
                floats[i + c] = static_cast<float>(value * lines[c].factor + lines[c].offset);
            }
        store_samples(out.spec().pixel_type, floats.data(), floats.size(), bytes);
    });
}

} // namespace penstock::pixels

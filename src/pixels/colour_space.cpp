// SPDX-License-Identifier: Apache-2.0
#include "pixels/colour_space.hpp"

#include "pixels/pieces.hpp"
#include "pixels/samples.hpp"
#include "pixels/srgb.hpp"

#include <cstddef>
#include <span>

namespace penstock::pixels {
void make_linear(Image& image) {
    check_colours(image.spec());
    const ImageSpec spec = image.spec();
    convert_pieces(image, [&spec](std::byte* bytes, std::span<float> floats) {
        load_light(spec, bytes, floats.size(), floats.data());
        store_samples(spec.pixel_type, floats.data(), floats.size(), bytes);
    });
    image.set_colour_space(ColourSpace::linear);
}

void make_srgb(Image& image) {
    check_colours(image.spec());
    const ImageSpec spec = image.spec();
    convert_pieces(image, [&spec](std::byte* bytes, std::span<float> floats) {
        load_samples(spec.pixel_type, bytes, floats.size(), floats.data());
        store_light(spec, floats, bytes);
    });
    image.set_colour_space(ColourSpace::srgb);
}

} // namespace penstock::pixels

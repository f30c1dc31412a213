// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <penstock/penstock.hpp>

// BEGIN tint
/// Blends red over every pixel.
struct Tint {
    struct Params {
        float strength = 0.5F;
    };

    static penstock::Description<Tint> describe() {
        return penstock::Description<Tint>{"tint", "Blends red over the image."}
            .param("strength",
                   &Params::strength,
                   {.doc = "How much of the colour: 0 none, 1 nothing else.",
                    .minimum = 0,
                    .maximum = 1})
            .works_in_place();
    }

    /// `const`: several threads may call it at once. `Image` by value: these pixels are ours.
    penstock::Image
    process(penstock::Image image, const Params& params, penstock::NodeContext&) const {
        const penstock::ImageSpec& spec = image.spec();
        if (spec.channels != 3 || spec.pixel_type != penstock::PixelType::u8)
            throw penstock::ItemError(penstock::ErrorClass::unsupported,
                                      "tint takes RGB of 8 bits, and got " + spec.to_string() +
                                          "; put a convert before it");
        std::size_t channel = 0;
        for (std::byte& sample : image.pixels()) {
            const float colour = channel == 0 ? 255.0F : 0.0F;
            const auto before = static_cast<float>(std::to_integer<std::uint8_t>(sample));
            const float after = before + (colour - before) * params.strength;
            sample = std::byte{static_cast<std::uint8_t>(after)};
            channel = (channel + 1) % 3;
        }
        return image;
    }
};
// END tint

/// Of the plugin; a program that is linked with it calls this.
void register_tint(penstock::NodeRegistry& registry);

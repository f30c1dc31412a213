// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/description.hpp"
#include "penstock/failure.hpp"
#include "penstock/image.hpp"

#include "pixels/colour_space.hpp"
#include "pixels/profile.hpp"

#include <cstddef>
#include <span>
#include <string>

namespace penstock {

/// What the nodes have in common that go from profile to profile.
struct ProfileParams {
    pixels::Intent intent = pixels::Intent::relative;
    bool black_point_compensation = true;
    ColourSpace unknown = ColourSpace::unspecified; // stands for a failure

    [[nodiscard]] pixels::ProfileOptions options() const {
        return {.intent = intent, .black_point_compensation = black_point_compensation};
    }
};

/// Describes them. `target`: "sRGB".
template <class Node>
void add_profile_params(Description<Node>& description, const std::string& target) {
    using pixels::Intent;
    using Params = typename Node::Params;
    // Of the node's own struct, which is derived from that one, or is it.
    constexpr Intent Params::*intent = &Params::intent;
    constexpr bool Params::*black_point_compensation = &Params::black_point_compensation;
    constexpr ColourSpace Params::*unknown = &Params::unknown;
    description
        .choice("intent",
                intent,
                {{"perceptual", Intent::perceptual},
                 {"relative", Intent::relative},
                 {"saturation", Intent::saturation},
                 {"absolute", Intent::absolute}},
                {.doc = "What becomes of colours that " + target +
                        " does not have, where the profiles leave a choice. relative: the nearest, "
                        "white stays white. absolute: the white of paper is kept. perceptual and "
                        "saturation: as whoever made the profile thought best."})
        .param(
            "black_point_compensation",
            black_point_compensation,
            {.doc = "Whether the darkest colour that the image can have becomes the darkest of " +
                    target + "."})
        .choice("unknown",
                unknown,
                {{"fail", ColourSpace::unspecified},
                 {"srgb", ColourSpace::srgb},
                 {"linear", ColourSpace::linear}},
                {.doc = "What the values are of an image that has no profile and does not say (a "
                        "TIFF of floats). fail: it fails as unsupported."});
}

/// The profile of the values of the image: that of its file, where it is for such images, else
/// sRGB, which light becomes first. Throws `ItemError` (unsupported) where nobody says what they
/// are.
inline std::span<const std::byte> encode_colours(Image& image, ColourSpace unknown) {
    const std::span<const std::byte> profile =
        image.metadata() ? image.metadata()->icc() : pixels::srgb_profile;
    const ColourSpace said = image.spec().colour_space;
    // Light is what a color_convert made of the values that the profile speaks of.
    if (said != ColourSpace::linear && pixels::is_profile_for(image.spec(), profile))
        return profile;
    const ColourSpace space = said == ColourSpace::unspecified ? unknown : said;
    if (space == ColourSpace::unspecified)
        throw ItemError{
            ErrorClass::unsupported,
            std::string{"the image has "} +
                (profile.empty() ? "no colour profile" : "a colour profile for other colours") +
                ", and does not say whether its values are those of sRGB or linear; set "
                "\"unknown\" to what they are"};
    if (space == ColourSpace::linear)
        pixels::make_srgb(image);
    return pixels::srgb_profile;
}

} // namespace penstock

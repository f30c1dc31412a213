// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "nodes/drop_profile.hpp"
#include "pixels/colour_space.hpp"
#include "pixels/profile.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <span>

namespace penstock {
namespace {

struct ToSrgb {
    struct Params {
        pixels::Intent intent = pixels::Intent::relative;
        bool black_point_compensation = true;
        ColourSpace unknown = ColourSpace::unspecified; // stands for a failure
    };

    static Description<ToSrgb> describe();

    NodeBound bound(const PayloadBound& input, const Params&) const {
        PayloadBound output = input;
        output.spec.colour_space = ColourSpace::srgb;
        const std::uint64_t working =
            input.metadata_bytes == 0 ? 0 : pixels::profile_working_bytes(input.metadata_bytes);
        return {.output = output, .working_bytes = working, .codec_bytes = working};
    }

    Image process(Image image, const Params& params, NodeContext&) const {
        const std::span<const std::byte> profile = profile_of(image);
        // Light is what a color_convert made of the values that the profile speaks of.
        const bool is_light = image.spec().colour_space == ColourSpace::linear;
        if (!is_light && pixels::is_profile_for(image.spec(), profile))
            pixels::convert_to_srgb(image,
                                    profile,
                                    {.intent = params.intent,
                                     .black_point_compensation = params.black_point_compensation});
        else if (space_of(image, params) == ColourSpace::linear)
            pixels::make_srgb(image);
        image.set_colour_space(ColourSpace::srgb);
        drop_profile(image);
        return image;
    }

private:
    static std::span<const std::byte> profile_of(const Image& image) {
        return image.metadata() ? image.metadata()->icc() : std::span<const std::byte>{};
    }

    // Without a profile for its colours.
    static ColourSpace space_of(const Image& image, const Params& params) {
        const ColourSpace said = image.spec().colour_space;
        const ColourSpace space = said == ColourSpace::unspecified ? params.unknown : said;
        if (space == ColourSpace::unspecified)
            throw ItemError{
                ErrorClass::unsupported,
                fmt::format("the image has {}, and does not say whether its values are those of "
                            "sRGB or linear; set \"unknown\" to what they are",
                            profile_of(image).empty() ? "no colour profile"
                                                      : "a colour profile for other colours")};
        return space;
    }
};

Description<ToSrgb> ToSrgb::describe() {
    using pixels::Intent;
    return Description<ToSrgb>{
        "to_srgb",
        "Makes sRGB of whatever the image is in, in place: by the ICC profile of its file where it "
        "has one, else by its colour space. The profile is taken off; sRGB needs none. A profile "
        "for other colours (of CMYK that became RGB when it was decoded) says nothing about these. "
        "Alpha stays as it is."}
        .choice("intent",
                &Params::intent,
                {{"perceptual", Intent::perceptual},
                 {"relative", Intent::relative},
                 {"saturation", Intent::saturation},
                 {"absolute", Intent::absolute}},
                {.doc =
                     "What becomes of colours that sRGB does not have, where the profile leaves "
                     "a choice. relative: the nearest, white stays white. absolute: the white of "
                     "paper is kept. perceptual and saturation: as whoever made the profile "
                     "thought best."})
        .param("black_point_compensation",
               &Params::black_point_compensation,
               {.doc = "Whether the darkest colour of the profile becomes black."})
        .choice("unknown",
                &Params::unknown,
                {{"fail", ColourSpace::unspecified},
                 {"srgb", ColourSpace::srgb},
                 {"linear", ColourSpace::linear}},
                {.doc = "What the values are of an image that has no profile and does not say (a "
                        "TIFF of floats). fail: it fails as unsupported."})
        .works_in_place();
}

} // namespace

void add_to_srgb(NodeRegistry& registry) {
    registry.add<ToSrgb>();
}

} // namespace penstock

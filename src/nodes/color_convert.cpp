// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "nodes/drop_profile.hpp"
#include "pixels/colour_space.hpp"

namespace penstock {
namespace {

struct ColorConvert {
    struct Params {
        ColourSpace from = ColourSpace::unspecified; // stands for what the image says
        ColourSpace to = ColourSpace::srgb;
    };

    static Description<ColorConvert> describe() {
        return Description<ColorConvert>{
            "color_convert",
            "Converts colours between sRGB (IEC 61966-2-1) and scene-linear light, in place; the "
            "primaries are the same. Alpha stays as it is. Floats keep what is brighter than white "
            "and what is negative. 8 bits are too few for linear values: put a convert to u16 or "
            "f16 before."}
            .choice("from",
                    &Params::from,
                    {{"auto", ColourSpace::unspecified},
                     {"srgb", ColourSpace::srgb},
                     {"linear", ColourSpace::linear}},
                    {.doc = "What the values are. auto: what the image says; one that does not "
                            "(a TIFF of floats) fails as unsupported. Anything else overrules the "
                            "image."})
            .choice("to",
                    &Params::to,
                    {{"srgb", ColourSpace::srgb}, {"linear", ColourSpace::linear}},
                    {.doc = "What they become. Where they are that already, the image passes "
                            "unchanged, and says so from then on.",
                     .is_required = true,
                     .example = "srgb"})
            .works_in_place();
    }

    NodeBound bound(const PayloadBound& input, const Params& params) const {
        PayloadBound output = input;
        output.spec.colour_space = params.to;
        return {.output = output, .working_bytes = 0, .codec_bytes = 0};
    }

    // Light is not in proportion to the stored values: the mean of either is another one.
    double
    least_scale(const ImageSpec& picture, const ScaleBehind& behind, const Params& params) const {
        const bool changes = picture.colour_space != params.to || overrules(picture, params);
        return changes ? 1 : behind(picture);
    }

    Image process(Image image, const Params& params, NodeContext&) const {
        const bool is_linear = source_of(image.spec(), params) == ColourSpace::linear;
        const bool becomes_linear = params.to == ColourSpace::linear;
        const bool is_profile_wrong = overrules(image.spec(), params);
        if (becomes_linear && !is_linear)
            pixels::make_linear(image);
        else if (is_linear && !becomes_linear)
            pixels::make_srgb(image);
        if (is_profile_wrong)
            drop_profile(image);
        image.set_colour_space(params.to);
        return image;
    }

private:
    // Then the profile of the file says something else, too.
    static bool overrules(const ImageSpec& spec, const Params& params) {
        return params.from != ColourSpace::unspecified && params.from != spec.colour_space &&
               params.from != params.to;
    }

    static ColourSpace source_of(const ImageSpec& spec, const Params& params) {
        if (params.from != ColourSpace::unspecified)
            return params.from;
        if (spec.colour_space == ColourSpace::unspecified)
            throw ItemError{ErrorClass::unsupported,
                            "the image does not say whether its values are those of sRGB or "
                            "linear; set \"from\" to what they are"};
        return spec.colour_space;
    }
};

} // namespace

void add_color_convert(NodeRegistry& registry) {
    registry.add<ColorConvert>();
}

} // namespace penstock

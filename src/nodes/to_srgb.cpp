// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "nodes/drop_profile.hpp"
#include "nodes/encoded_colours.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace penstock {
namespace {

struct ToSrgb {
    using Params = ProfileParams;

    static Description<ToSrgb> describe() {
        Description<ToSrgb> description{
            "to_srgb",
            "Makes sRGB of whatever the image is in, in place: by the ICC profile of its file "
            "where it has one, else by its colour space. The profile is taken off; sRGB needs "
            "none. A profile for other colours (of CMYK that became RGB when it was decoded) says "
            "nothing about these. Alpha stays as it is."};
        add_profile_params(description, "sRGB");
        description.works_in_place();
        return description;
    }

    NodeBound bound(const PayloadBound& input, const Params&) const {
        PayloadBound output = input;
        output.spec.colour_space = ColourSpace::srgb;
        const std::uint64_t working =
            input.metadata_bytes == 0 ? 0 : pixels::profile_working_bytes(input.metadata_bytes);
        return {.output = output, .working_bytes = working, .codec_bytes = working};
    }

    // From one curve to one that is much the same.
    double least_scale(const ImageSpec& picture, const ScaleBehind& behind, const Params&) const {
        return picture.colour_space == ColourSpace::srgb ? behind(picture) : 1;
    }

    Image process(Image image, const Params& params, NodeContext&) const {
        const std::span<const std::byte> profile = encode_colours(image, params.unknown);
        if (!profile.empty())
            pixels::convert_colours(image, profile, pixels::srgb_profile, params.options());
        image.set_colour_space(ColourSpace::srgb);
        drop_profile(image);
        return image;
    }
};

} // namespace

void add_to_srgb(NodeRegistry& registry) {
    registry.add<ToSrgb>();
}

} // namespace penstock

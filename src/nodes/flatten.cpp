// SPDX-License-Identifier: Apache-2.0
#include "pixels/flatten.hpp"

#include "nodes/built_in.hpp"
#include "pixels/srgb.hpp"

#include <stdexcept>
#include <string>

namespace penstock {
namespace {

struct Flatten {
    struct Params {
        std::string background = "#ffffff";
        bool linear = false;
    };

    static Description<Flatten> describe() {
        return Description<Flatten>{
            "flatten",
            "Puts the image on a background, and so makes it opaque: the result has no alpha. "
            "Images without alpha pass unchanged."}
            .param("background",
                   &Params::background,
                   {.doc = "The colour behind what is transparent: # and two hexadecimal digits "
                           "each for red, green and blue. Gray images get its luma, scene-linear "
                           "ones its light."})
            .param("linear",
                   &Params::linear,
                   {.doc = "Blends light instead of stored values. For images of sRGB; "
                           "scene-linear ones are light anyway, and those that do not say fail as "
                           "unsupported."});
    }

    static void check(const Params& params) {
        if (params.background.size() > 7)
            throw std::invalid_argument("\"background\" is \"" + params.background +
                                        "\"; expected a colour without alpha, such as "
                                        "\"#ffffff\": it makes the image opaque");
        static_cast<void>(pixels::colour_from("background", params.background));
    }

    NodeBound bound(const PayloadBound& input, const Params&) const {
        return {.output = PayloadBound::image(pixels::flattened_spec(input.spec)),
                .working_bytes = 0,
                .codec_bytes = 0};
    }

    Image process(const Image& image, const Params& params, NodeContext& context) const {
        if (!image.spec().has_alpha())
            return image;
        const pixels::FlattenOptions options{
            .background = pixels::colour_from("background", params.background),
            .linear = params.linear && !pixels::holds_light(image.spec())};
        Image result = context.allocate_image(pixels::flattened_spec(image.spec()));
        pixels::flatten(image, result, options);
        return result;
    }
};

} // namespace

void add_flatten(NodeRegistry& registry) {
    registry.add<Flatten>();
}

} // namespace penstock

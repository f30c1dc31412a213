// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "pixels/area.hpp"
#include "pixels/colour.hpp"
#include "pixels/gravity.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

namespace penstock {
namespace {

struct Pad {
    struct Params {
        std::uint32_t left = 0;
        std::uint32_t top = 0;
        std::uint32_t right = 0;
        std::uint32_t bottom = 0;
        std::optional<std::uint32_t> width;
        std::optional<std::uint32_t> height;
        pixels::Gravity gravity = {pixels::Anchor::middle, pixels::Anchor::middle};
        std::string background = "#ffffff";
    };

    static Description<Pad> describe();

    static void check(const Params& params) {
        static_cast<void>(pixels::colour_from("background", params.background));
        const bool is_wider = params.left != 0 || params.right != 0;
        const bool is_higher = params.top != 0 || params.bottom != 0;
        if (!is_wider && !is_higher && !params.width && !params.height)
            throw std::invalid_argument("nothing is to be put around the image; set some of "
                                        "\"left\", \"top\", \"right\" and \"bottom\", or "
                                        "\"width\" or \"height\"");
        if (is_wider && params.width)
            throw std::invalid_argument("\"width\" is set, and \"left\" or \"right\" too; remove "
                                        "one or the other: the width says how much there is to be "
                                        "on both sides together");
        if (is_higher && params.height)
            throw std::invalid_argument("\"height\" is set, and \"top\" or \"bottom\" too; remove "
                                        "one or the other: the height says how much there is to "
                                        "be on both sides together");
    }

    NodeBound bound(const PayloadBound& input, const Params& params) const {
        return {.output = PayloadBound::image(padded_spec(input.spec, params)),
                .working_bytes = 0,
                .codec_bytes = 0};
    }

    Image process(const Image& image, const Params& params, NodeContext& context) const {
        const ImageSpec& spec = image.spec();
        const ImageSpec result_spec = padded_spec(spec, params);
        if (result_spec == spec)
            return image;
        const auto begin = [](std::uint32_t side,
                              std::uint32_t length,
                              std::optional<std::uint32_t> wanted,
                              std::uint32_t before,
                              pixels::Anchor anchor) {
            return static_cast<std::uint32_t>(wanted ? pixels::placed(side, length, 0, anchor)
                                                     : before);
        };
        Image result = context.allocate_image(result_spec);
        pixels::fill(result, pixels::colour_from("background", params.background));
        pixels::copy_area(
            image,
            {.x = 0, .y = 0, .width = spec.width, .height = spec.height},
            result,
            begin(result_spec.width, spec.width, params.width, params.left, params.gravity.across),
            begin(result_spec.height, spec.height, params.height, params.top, params.gravity.down));
        return result;
    }

private:
    static ImageSpec padded_spec(ImageSpec spec, const Params& params) {
        spec.width = std::max(spec.width + params.left + params.right, params.width.value_or(0));
        spec.height = std::max(spec.height + params.top + params.bottom, params.height.value_or(0));
        return spec;
    }
};

Description<Pad> Pad::describe() {
    const auto length = [](const char* doc) {
        return ParamOptions{.doc = doc, .unit = "px", .minimum = 0, .maximum = 65535};
    };
    const auto size = [](const char* doc) {
        return ParamOptions{.doc = doc, .unit = "px", .minimum = 1, .maximum = 65535};
    };
    return Description<Pad>{
        "pad",
        "Puts a border around the image: so much on each side, or as much as makes it as wide and "
        "as high as is wanted. Nothing is cut off or scaled."}
        .param("left", &Params::left, length("How much is added on the left."))
        .param("top", &Params::top, length("Likewise, at the top."))
        .param("right", &Params::right, length("Likewise, on the right."))
        .param("bottom", &Params::bottom, length("Likewise, at the bottom."))
        .param("width",
               &Params::width,
               size("As wide as the image is to be, instead of left and right. Wider ones stay as "
                    "they are."))
        .param("height",
               &Params::height,
               size("As high as it is to be, instead of top and bottom; likewise."))
        .choice("gravity",
                &Params::gravity,
                pixels::gravity_words(),
                {.doc = "Where the picture lies in the width and height that are wanted. What is "
                        "odd is added on the right and at the bottom."})
        .param("background",
               &Params::background,
               {.doc = "The colour of the border: # and two hexadecimal digits each for red, "
                       "green, blue and, for images that have it, alpha. Gray images get its "
                       "luma, scene-linear ones its light."});
}

} // namespace

void add_pad(NodeRegistry& registry) {
    registry.add<Pad>();
}

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "nodes/cut_out.hpp"
#include "pixels/border.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace penstock {
namespace {

struct Trim {
    struct Params {
        std::optional<std::string> background;
        float tolerance = 0;
    };

    static Description<Trim> describe() {
        return Description<Trim>{
            "trim",
            "Cuts off borders of one colour: rows and columns at the edges in which every pixel "
            "has it. Of an image that has no other colour, one pixel is left. Sets the attributes "
            "trim_x and trim_y: where in the image that came its left upper corner was."}
            .param("background",
                   &Params::background,
                   {.doc = "The colour of the border: # and two hexadecimal digits each for red, "
                           "green, blue and, for images that have it, alpha. Without it: that of "
                           "the left upper pixel."})
            .param("tolerance",
                   &Params::tolerance,
                   {.doc = "How far each channel may be from it, as a share of what is between "
                           "black and white. What is transparent has one colour. JPEGs need about "
                           "0.05: their borders are never quite of one colour.",
                    .minimum = 0,
                    .maximum = 1})
            .gives_attributes({"trim_x", "trim_y"});
    }

    static void check(const Params& params) { static_cast<void>(options_of(params)); }

    NodeBound bound(const PayloadBound& input, const Params& /*params*/) const {
        PayloadBound output = PayloadBound::image(input.spec);
        output.proportions_vary = true;
        return {.output = output, .working_bytes = 0, .codec_bytes = 0};
    }

    Image process(const Image& image, const Params& params, NodeContext& context) const {
        const pixels::Area area = pixels::without_border(image, options_of(params));
        context.set_attribute("trim_x", std::int64_t{area.x});
        context.set_attribute("trim_y", std::int64_t{area.y});
        const bool is_whole =
            area.width == image.spec().width && area.height == image.spec().height;
        return is_whole ? image : cut_out(image, area, context);
    }

private:
    static pixels::BorderOptions options_of(const Params& params) {
        pixels::BorderOptions options{.colour = {}, .tolerance = params.tolerance};
        if (params.background)
            options.colour = pixels::colour_from("background", *params.background);
        return options;
    }
};

} // namespace

void add_trim(NodeRegistry& registry) {
    registry.add<Trim>();
}

} // namespace penstock

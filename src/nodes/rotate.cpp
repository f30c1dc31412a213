// SPDX-License-Identifier: Apache-2.0
#include "pixels/rotate.hpp"

#include "nodes/built_in.hpp"

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace penstock {
namespace {

struct Rotate {
    struct Params {
        double degrees = 90;
        bool expand = true;
        pixels::Filter filter = pixels::Filter::bicubic;
        std::string background = "#ffffff";
    };

    static Description<Rotate> describe();

    static void check(const Params& params) { static_cast<void>(options_of(params)); }

    NodeBound bound(const PayloadBound& input, const Params& params) const {
        const pixels::RotateOptions options = options_of(params);
        return {.output = PayloadBound::image(rotated_spec(input.spec, options)),
                .working_bytes = 0,
                .codec_bytes = 0,
                .in_place = is_in_place(exact_turn(input.spec, options))};
    }

    double
    least_scale(const ImageSpec& picture, const ScaleBehind& behind, const Params& params) const {
        const std::optional<Turn> turn = exact_turn(picture, options_of(params));
        return turn ? behind(turned_spec(picture, *turn)) : 1;
    }

    Image process(Image image, const Params& params, NodeContext& context) const {
        const pixels::RotateOptions options = options_of(params);
        const std::optional<Turn> turn = exact_turn(image.spec(), options);
        if (is_in_place(turn)) {
            turn_in_place(image, *turn);
            return image;
        }
        Image result = context.allocate_image(rotated_spec(image.spec(), options));
        if (turn)
            copy_turned(image.spec(), *turn, std::as_const(image).pixels(), result.pixels());
        else
            pixels::rotate(image, result, options);
        return result;
    }

private:
    static pixels::RotateOptions options_of(const Params& params) {
        return {.degrees = params.degrees,
                .filter = params.filter,
                .expand = params.expand,
                .background = pixels::colour_from("background", params.background)};
    }

    // Where pixels only change places. A quarter turn that does not expand the image cuts some off.
    static std::optional<Turn> exact_turn(const ImageSpec& spec,
                                          const pixels::RotateOptions& options) {
        const std::optional<Turn> turn = pixels::turn_by(options.degrees);
        const bool is_cut = turn && turned_spec(spec, *turn).width != spec.width && !options.expand;
        return is_cut ? std::nullopt : turn;
    }

    static ImageSpec rotated_spec(const ImageSpec& spec, const pixels::RotateOptions& options) {
        const std::optional<Turn> turn = exact_turn(spec, options);
        return turn ? turned_spec(spec, *turn) : pixels::rotated_spec(spec, options);
    }

    // Quarters are not: rows become columns, and in place that takes many times as long.
    static bool is_in_place(std::optional<Turn> turn) {
        return turn == Turn::none || turn == Turn::half;
    }
};

Description<Rotate> Rotate::describe() {
    return Description<Rotate>{
        "rotate",
        "Rotates the image. By 90, 180 and 270 degrees exactly, by 180 in place; by other angles "
        "with a filter, on the stored values, about the middle of the image. Colours are weighted "
        "with their alpha, and the edges blend into the background."}
        .param("degrees",
               &Params::degrees,
               {.doc = "How far, clockwise.",
                .unit = "degrees",
                .minimum = -360,
                .maximum = 360,
                .is_required = true,
                .example = "90"})
        .param("expand",
               &Params::expand,
               {.doc = "Whether the image becomes as large as shows all of the picture. Without "
                       "it: the size stays, and corners are cut off."})
        .choice("filter",
                &Params::filter,
                {{"nearest", pixels::Filter::nearest},
                 {"bilinear", pixels::Filter::bilinear},
                 {"bicubic", pixels::Filter::bicubic}},
                {.doc = "How a new pixel is made of old ones, where pixels do not just change "
                        "places."})
        .param("background",
               &Params::background,
               {.doc = "The colour of what the picture does not cover: # and two hexadecimal "
                       "digits each for red, green, blue and, for images that have it, alpha."});
}

} // namespace

void add_rotate(NodeRegistry& registry) {
    registry.add<Rotate>();
}

} // namespace penstock

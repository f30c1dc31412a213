// SPDX-License-Identifier: Apache-2.0
#include "pixels/resize.hpp"

#include "nodes/built_in.hpp"
#include "pixels/colour.hpp"
#include "pixels/fit.hpp"
#include "pixels/srgb.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

namespace penstock {
namespace {

enum class Fit : std::uint8_t { inside, cover, fill, pad };

// What an image becomes: the spec of the result, and where in it the scaled picture lies.
struct Layout {
    ImageSpec spec;
    pixels::Placement placement;

    [[nodiscard]] bool is_unchanged(const ImageSpec& before) const {
        return spec == before && placement.width == before.width &&
               placement.height == before.height;
    }
};

struct Resize {
    struct Params {
        std::optional<std::uint32_t> width;
        std::optional<std::uint32_t> height;
        Fit fit = Fit::inside;
        bool enlarge = false;
        pixels::Filter filter = pixels::Filter::lanczos;
        bool linear = false;
        std::optional<std::string> background;
    };

    static Description<Resize> describe();

    static void check(const Params& params) {
        if (!params.width && !params.height)
            throw std::invalid_argument(
                "neither \"width\" nor \"height\" is set; set one of them, or both for a box");
        if (params.background && params.fit != Fit::pad)
            throw std::invalid_argument("\"background\" is set, and nothing but \"fit\": \"pad\" "
                                        "shows any; remove it, or pad");
        static_cast<void>(background_of(params));
    }

    NodeBound bound(const PayloadBound& input, const Params& params) const {
        const Layout layout = input.proportions_vary ? most_layout_of(input.spec.whole(), params)
                                                     : layout_of(input.spec.whole(), params);
        const pixels::ResizeOptions options = options_of(layout, params);
        const std::uint64_t working =
            pixels::resize_working_bytes(input.spec, layout.spec, options);
        const std::uint64_t scratch =
            buffer_capacity(pixels::resize_scratch_bytes(input.spec, layout.spec, options));
        return {.output = PayloadBound::image(layout.spec),
                .working_bytes = working,
                .codec_bytes = working - scratch};
    }

    Image process(const Image& image, const Params& params, NodeContext& context) const {
        const Layout layout = layout_of(image.spec().whole(), params);
        if (layout.is_unchanged(image.spec()))
            return image;
        pixels::ResizeOptions options = options_of(layout, params);
        options.linear = params.linear && !pixels::holds_light(image.spec());
        Image result = context.allocate_image(layout.spec);
        if (params.fit == Fit::pad)
            pixels::fill(result, background_of(params));
        Buffer scratch = context.allocate_bytes(
            pixels::resize_scratch_bytes(image.spec(), layout.spec, options));
        pixels::resize(image, result, options, scratch.bytes());
        return result;
    }

    // Values of single pixels, means of areas that end inside of coarse pixels, and sums of light
    // would be others.
    double least_scale(const ImageSpec& picture, const ScaleBehind&, const Params& params) const {
        if (params.filter == pixels::Filter::nearest || params.filter == pixels::Filter::box ||
            params.linear)
            return 1;
        const pixels::Placement placement = layout_of(picture, params).placement;
        return std::max(static_cast<double>(placement.width) / picture.width,
                        static_cast<double>(placement.height) / picture.height);
    }

private:
    static pixels::Rgba background_of(const Params& params) {
        return pixels::colour_from("background", params.background.value_or("#ffffff"));
    }

    static pixels::ResizeOptions options_of(const Layout& layout, const Params& params) {
        return {.filter = params.filter, .placement = layout.placement};
    }

    static Layout layout_of(const ImageSpec& spec, const Params& params) {
        const bool is_box = params.width && params.height;
        if (params.fit == Fit::fill)
            return whole(filling(spec, params));
        if (params.fit == Fit::cover && is_box)
            return covering(spec, params);
        const ImageSpec inside = inside_of(spec, params);
        if (params.fit == Fit::pad)
            return padded(inside, params);
        return whole(inside);
    }

    // What no image makes larger that is no wider and no higher, whatever its proportions.
    static Layout most_layout_of(const ImageSpec& spec, const Params& params) {
        const bool is_box = params.width && params.height;
        if (params.fit == Fit::fill || (params.fit == Fit::cover && is_box))
            return layout_of(spec, params);
        const auto most = [&](std::optional<std::uint32_t> wanted, std::uint32_t side) {
            if (params.fit == Fit::pad && wanted)
                return *wanted;
            return params.enlarge ? wanted.value_or(65535) : std::min(wanted.value_or(65535), side);
        };
        ImageSpec to = spec;
        to.width = most(params.width, spec.width);
        to.height = most(params.height, spec.height);
        return whole(to);
    }

    static Layout whole(const ImageSpec& spec) {
        return {.spec = spec, .placement = {.width = spec.width, .height = spec.height}};
    }

    static ImageSpec filling(const ImageSpec& spec, const Params& params) {
        ImageSpec to = spec;
        to.width = params.width.value_or(spec.width);
        to.height = params.height.value_or(spec.height);
        if (!params.enlarge) {
            to.width = std::min(to.width, spec.width);
            to.height = std::min(to.height, spec.height);
        }
        return to;
    }

    static ImageSpec inside_of(const ImageSpec& spec, const Params& params) {
        const ImageSpec to =
            pixels::fitted(spec, params.width.value_or(65535), params.height.value_or(65535));
        if (!params.enlarge && to.width >= spec.width && to.height >= spec.height)
            return spec;
        return to;
    }

    // The middle of what covers the box.
    static Layout covering(const ImageSpec& spec, const Params& params) {
        const ImageSpec box = filling(spec, params);
        const ImageSpec scaled = pixels::covering(spec, box.width, box.height);
        return {.spec = box,
                .placement = {.width = scaled.width,
                              .height = scaled.height,
                              .x = -std::int64_t{(scaled.width - box.width) / 2},
                              .y = -std::int64_t{(scaled.height - box.height) / 2}}};
    }

    // In the middle of the box.
    static Layout padded(const ImageSpec& inside, const Params& params) {
        ImageSpec box = inside;
        box.width = params.width.value_or(inside.width);
        box.height = params.height.value_or(inside.height);
        return {.spec = box,
                .placement = {.width = inside.width,
                              .height = inside.height,
                              .x = std::int64_t{(box.width - inside.width) / 2},
                              .y = std::int64_t{(box.height - inside.height) / 2}}};
    }
};

Description<Resize> Resize::describe() {
    const auto size = [](const char* doc) {
        return ParamOptions{.doc = doc, .unit = "px", .minimum = 1, .maximum = 65535};
    };
    return Description<Resize>{
        "resize",
        "Scales the image to a width, a height, or into a box of both. Works on the stored "
        "values, in single precision; colours are weighted with their alpha, so what is "
        "transparent does not bleed into what is not. At least one of width and height is "
        "needed."}
        .param("width",
               &Params::width,
               size("Width of the box. Without it: as wide as the height makes it."))
        .param("height",
               &Params::height,
               size("Height of the box. Without it: as high as the width makes it."))
        .choice("fit",
                &Params::fit,
                {{"inside", Fit::inside},
                 {"cover", Fit::cover},
                 {"fill", Fit::fill},
                 {"pad", Fit::pad}},
                {.doc = "inside: as large as fits into the box, and of the same proportions. "
                        "cover: as small as covers the box, and what stands out of it is cut off, "
                        "as much on either side. fill: exactly the box, whatever that does to the "
                        "proportions; a side that is not given stays as it is. pad: like inside, "
                        "in the middle of an image that is exactly the box."})
        .param("enlarge",
               &Params::enlarge,
               {.doc = "Whether a side may become longer than it was. Without it, images that "
                       "are smaller already pass unchanged; what pad puts around them is no "
                       "enlargement."})
        .choice("filter",
                &Params::filter,
                {{"nearest", pixels::Filter::nearest},
                 {"box", pixels::Filter::box},
                 {"triangle", pixels::Filter::bilinear},
                 {"bilinear", pixels::Filter::bilinear},
                 {"catrom", pixels::Filter::bicubic},
                 {"bicubic", pixels::Filter::bicubic},
                 {"mitchell", pixels::Filter::mitchell},
                 {"lanczos2", pixels::Filter::lanczos2},
                 {"lanczos3", pixels::Filter::lanczos},
                 {"lanczos", pixels::Filter::lanczos}},
                {.doc = "How a new pixel is made of old ones, from the fastest and coarsest to the "
                        "sharpest. All but nearest take every old pixel into account. box is the "
                        "mean of the area; triangle is another name of bilinear, catrom "
                        "(Catmull-Rom) of bicubic, lanczos3 of lanczos."})
        .param("linear",
               &Params::linear,
               {.doc = "Averages light instead of stored values, so that fine bright patterns keep "
                       "their brightness. For images of sRGB; scene-linear ones are light anyway, "
                       "and those that do not say fail as unsupported."})
        .param("background",
               &Params::background,
               {.doc =
                    "The colour that pad puts around: # and two hexadecimal digits each for red, "
                    "green, blue and, for images that have it, alpha. Without it: #ffffff. Gray "
                    "images get its luma, scene-linear ones its light."});
}

} // namespace

void add_resize(NodeRegistry& registry) {
    registry.add<Resize>();
}

} // namespace penstock

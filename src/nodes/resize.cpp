// SPDX-License-Identifier: Apache-2.0
#include "pixels/resize.hpp"

#include "nodes/built_in.hpp"
#include "pixels/fit.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace penstock {
namespace {

enum class Fit : std::uint8_t { inside, fill };

struct Resize {
    struct Params {
        std::optional<std::uint32_t> width;
        std::optional<std::uint32_t> height;
        Fit fit = Fit::inside;
        bool enlarge = false;
        pixels::Filter filter = pixels::Filter::lanczos;
    };

    static Description<Resize> describe() {
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
                    {{"inside", Fit::inside}, {"fill", Fit::fill}},
                    {.doc = "inside: as large as fits into the box, and of the same proportions. "
                            "fill: exactly the box, whatever that does to the proportions; a side "
                            "that is not given stays as it is."})
            .param("enlarge",
                   &Params::enlarge,
                   {.doc = "Whether a side may become longer than it was. Without it, images that "
                           "are smaller already pass unchanged."})
            .choice("filter",
                    &Params::filter,
                    {{"nearest", pixels::Filter::nearest},
                     {"bilinear", pixels::Filter::bilinear},
                     {"bicubic", pixels::Filter::bicubic},
                     {"mitchell", pixels::Filter::mitchell},
                     {"lanczos", pixels::Filter::lanczos}},
                    {.doc = "How a new pixel is made of old ones, from the fastest and coarsest to "
                            "the sharpest. All but nearest take every old pixel into account."});
    }

    static void check(const Params& params) {
        if (!params.width && !params.height)
            throw std::invalid_argument(
                "neither \"width\" nor \"height\" is set; set one of them, or both for a box");
    }

    NodeBound bound(const PayloadBound& input, const Params& params) const {
        const ImageSpec to = resized(input.spec, params);
        const pixels::ResizeOptions options{.filter = params.filter};
        const std::uint64_t working = pixels::resize_working_bytes(input.spec, to, options);
        const std::uint64_t scratch =
            buffer_capacity(pixels::resize_scratch_bytes(input.spec, to, options));
        return {.output = PayloadBound::image(to),
                .working_bytes = working,
                .codec_bytes = working - scratch};
    }

    Image process(const Image& image, const Params& params, NodeContext& context) const {
        const ImageSpec to = resized(image.spec(), params);
        if (to == image.spec())
            return image;
        const pixels::ResizeOptions options{.filter = params.filter};
        Image result = context.allocate_image(to);
        Buffer scratch =
            context.allocate_bytes(pixels::resize_scratch_bytes(image.spec(), to, options));
        pixels::resize(image, result, options, scratch.bytes());
        return result;
    }

private:
    static ParamOptions size(const char* doc) {
        return {.doc = doc, .unit = "px", .minimum = 1, .maximum = 65535};
    }

    static ImageSpec resized(const ImageSpec& spec, const Params& params) {
        ImageSpec to = spec;
        if (params.fit == Fit::fill) {
            to.width = params.width.value_or(spec.width);
            to.height = params.height.value_or(spec.height);
            if (!params.enlarge) {
                to.width = std::min(to.width, spec.width);
                to.height = std::min(to.height, spec.height);
            }
            return to;
        }
        to = pixels::fitted(spec, params.width.value_or(65535), params.height.value_or(65535));
        if (!params.enlarge && to.width >= spec.width && to.height >= spec.height)
            return spec;
        return to;
    }
};

} // namespace

void add_resize(NodeRegistry& registry) {
    registry.add<Resize>();
}

} // namespace penstock

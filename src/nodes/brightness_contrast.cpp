// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "nodes/toned.hpp"

#include <utility>

namespace penstock {
namespace {

struct BrightnessContrast {
    struct Params {
        double brightness = 0;
        double contrast = 0;
    };

    static Description<BrightnessContrast> describe() {
        const auto amount = [](const char* doc) {
            return ParamOptions{.doc = doc, .minimum = -1, .maximum = 1};
        };
        return Description<BrightnessContrast>{
            "brightness_contrast",
            "Makes the image brighter and its contrast stronger, or the reverse, in place, on the "
            "stored values. Alpha stays as it is."}
            .param("brightness",
                   &Params::brightness,
                   amount("How much brighter: at 1 all is white, at -1 black; 0 changes nothing. "
                          "Between, floats go on beyond black and white."))
            .param("contrast",
                   &Params::contrast,
                   amount("How much stronger: at 1 nothing but black and white is left, at -1 one "
                          "gray; 0 changes nothing."))
            .works_in_place();
    }

    NodeBound bound(const PayloadBound& input, const Params&) const { return tone_bound(input); }

    // Where contrasts grow, what a coarse decoding does to fine patterns grows with them.
    double
    least_scale(const ImageSpec& picture, const ScaleBehind& behind, const Params& params) const {
        return params.contrast > 0 ? 1 : behind(picture);
    }

    Image process(Image image, const Params& params, NodeContext& context) const {
        return toned(std::move(image),
                     pixels::brightness_contrast_curve(params.brightness, params.contrast),
                     context);
    }
};

} // namespace

void add_brightness_contrast(NodeRegistry& registry) {
    registry.add<BrightnessContrast>();
}

} // namespace penstock

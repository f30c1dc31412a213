// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "pixels/tone.hpp"

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

    NodeBound bound(const PayloadBound& input, const Params&) const {
        return {.output = input,
                .working_bytes = buffer_capacity(pixels::tone_scratch_bytes(input.spec)),
                .codec_bytes = 0};
    }

    Image process(Image image, const Params& params, NodeContext& context) const {
        Buffer scratch = context.allocate_bytes(pixels::tone_scratch_bytes(image.spec()));
        pixels::apply_tone(image,
                           pixels::brightness_contrast_curve(params.brightness, params.contrast),
                           scratch.bytes());
        return image;
    }
};

} // namespace

void add_brightness_contrast(NodeRegistry& registry) {
    registry.add<BrightnessContrast>();
}

} // namespace penstock

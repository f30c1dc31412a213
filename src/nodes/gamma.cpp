// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "pixels/tone.hpp"

namespace penstock {
namespace {

struct Gamma {
    struct Params {
        double value = 1;
    };

    static Description<Gamma> describe() {
        return Description<Gamma>{
            "gamma",
            "Brightens or darkens the tones between black and white, in place: each stored value "
            "becomes its power of 1 / value. Alpha stays as it is."}
            .param("value",
                   &Params::value,
                   {.doc = "Above 1 it becomes brighter, below darker.",
                    .minimum = 0.01,
                    .maximum = 100,
                    .is_required = true,
                    .example = "1.2"})
            .works_in_place();
    }

    NodeBound bound(const PayloadBound& input, const Params&) const {
        return {.output = input,
                .working_bytes = buffer_capacity(pixels::tone_scratch_bytes(input.spec)),
                .codec_bytes = 0};
    }

    Image process(Image image, const Params& params, NodeContext& context) const {
        Buffer scratch = context.allocate_bytes(pixels::tone_scratch_bytes(image.spec()));
        pixels::apply_tone(image, pixels::levels_curve({.gamma = params.value}), scratch.bytes());
        return image;
    }
};

} // namespace

void add_gamma(NodeRegistry& registry) {
    registry.add<Gamma>();
}

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "pixels/blur.hpp"

namespace penstock {
namespace {

struct Unsharp {
    struct Params {
        double sigma = 1;
        double amount = 1;
        double threshold = 0;
    };

    static Description<Unsharp> describe() {
        return Description<Unsharp>{
            "unsharp",
            "Sharpens the image by an unsharp mask, on the stored values: each value moves away "
            "from what a blur makes of it. Alpha stays as it is."}
            .param("sigma",
                   &Params::sigma,
                   {.doc = "How wide the details are: the standard deviation of the blur's "
                           "Gaussian.",
                    .unit = "px",
                    .minimum = 0.1,
                    .maximum = pixels::largest_sigma})
            .param("amount",
                   &Params::amount,
                   {.doc =
                        "How far: what a value differs by from the blurred one is added to it so "
                        "many times.",
                    .minimum = 0,
                    .maximum = 100})
            .param("threshold",
                   &Params::threshold,
                   {.doc =
                        "What differs by less stays as it is: noise, and smooth areas. 1 is from "
                        "black to white.",
                    .minimum = 0,
                    .maximum = 1});
    }

    NodeBound bound(const PayloadBound& input, const Params& params) const {
        const std::uint64_t working = pixels::blur_working_bytes(input.spec, options_of(params));
        const std::uint64_t scratch =
            buffer_capacity(pixels::blur_scratch_bytes(input.spec, options_of(params)));
        return {.output = PayloadBound::image(input.spec),
                .working_bytes = working,
                .codec_bytes = working - scratch};
    }

    Image process(const Image& image, const Params& params, NodeContext& context) const {
        const pixels::BlurOptions options = options_of(params);
        Image result = context.allocate_image(image.spec());
        Buffer scratch = context.allocate_bytes(pixels::blur_scratch_bytes(image.spec(), options));
        pixels::blur(image, result, options, scratch.bytes());
        return result;
    }

private:
    static pixels::BlurOptions options_of(const Params& params) {
        return {.sigma = params.sigma,
                .unsharp = pixels::BlurOptions::Unsharp{.amount = params.amount,
                                                        .threshold = params.threshold}};
    }
};

} // namespace

void add_unsharp(NodeRegistry& registry) {
    registry.add<Unsharp>();
}

} // namespace penstock

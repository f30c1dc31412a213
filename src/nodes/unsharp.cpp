// SPDX-License-Identifier: Apache-2.0
#include "nodes/blurred.hpp"
#include "nodes/built_in.hpp"

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
        return blur_bound(input, options_of(params));
    }

    Image process(const Image& image, const Params& params, NodeContext& context) const {
        return blurred(image, options_of(params), context);
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

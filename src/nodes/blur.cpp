// SPDX-License-Identifier: Apache-2.0
#include "nodes/blurred.hpp"
#include "nodes/built_in.hpp"

namespace penstock {
namespace {

struct Blur {
    struct Params {
        double sigma = 1;
    };

    static Description<Blur> describe() {
        return Description<Blur>{
            "blur",
            "Blurs the image by a Gaussian, on the stored values, in single precision. Behind its "
            "edges the image goes on as it is at them; colours are weighted with their alpha, so "
            "what is transparent does not bleed into what is not."}
            .param("sigma",
                   &Params::sigma,
                   {.doc = "How far: the standard deviation of the Gaussian, which is cut off at "
                           "four of them. The time that it takes grows with it.",
                    .unit = "px",
                    .minimum = 0.1,
                    .maximum = pixels::largest_sigma,
                    .is_required = true,
                    .example = "2"});
    }

    NodeBound bound(const PayloadBound& input, const Params& params) const {
        return blur_bound(input, options_of(params));
    }

    Image process(const Image& image, const Params& params, NodeContext& context) const {
        return blurred(image, options_of(params), context);
    }

private:
    static pixels::BlurOptions options_of(const Params& params) { return {.sigma = params.sigma}; }
};

} // namespace

void add_blur(NodeRegistry& registry) {
    registry.add<Blur>();
}

} // namespace penstock

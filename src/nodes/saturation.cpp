// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "pixels/tone.hpp"

namespace penstock {
namespace {

struct Saturation {
    struct Params {
        double amount = 1;
    };

    static Description<Saturation> describe() {
        return Description<Saturation>{
            "saturation",
            "Makes colours stronger or weaker, in place: moves them away from their Rec. 709 luma, "
            "or towards it, on the stored values. Gray images pass unchanged; alpha stays as it "
            "is."}
            .param("amount",
                   &Params::amount,
                   {.doc = "0 makes all gray, 1 changes nothing, 2 doubles what colours differ by.",
                    .minimum = 0,
                    .maximum = 100,
                    .is_required = true,
                    .example = "1.3"})
            .works_in_place();
    }

    // Linear, but for what is clipped.
    double least_scale(const ImageSpec& picture, const ScaleBehind& behind, const Params&) const {
        return behind(picture);
    }

    Image process(Image image, const Params& params, NodeContext&) const {
        pixels::saturate(image, params.amount);
        return image;
    }
};

} // namespace

void add_saturation(NodeRegistry& registry) {
    registry.add<Saturation>();
}

} // namespace penstock

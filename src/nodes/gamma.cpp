// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "nodes/toned.hpp"

#include <utility>

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

    NodeBound bound(const PayloadBound& input, const Params&) const { return tone_bound(input); }

    Image process(Image image, const Params& params, NodeContext& context) const {
        return toned(std::move(image), pixels::levels_curve({.gamma = params.value}), context);
    }
};

} // namespace

void add_gamma(NodeRegistry& registry) {
    registry.add<Gamma>();
}

} // namespace penstock

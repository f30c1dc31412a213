// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "nodes/toned.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

namespace penstock {
namespace {

struct Levels {
    using Params = pixels::Levels;

    static Description<Levels> describe();

    static void check(const Params& params) {
        if (params.black >= params.white)
            throw std::invalid_argument(
                fmt::format("\"black\" is {}, and \"white\" is {}; expected a black below white "
                            "(out_black may be above out_white: that makes a negative)",
                            params.black,
                            params.white));
        if (params.white - params.black < 1e-6)
            throw std::invalid_argument(
                fmt::format("\"black\" is {}, and \"white\" is {}; expected a white that is at "
                            "least 0.000001 above black",
                            params.black,
                            params.white));
    }

    NodeBound bound(const PayloadBound& input, const Params&) const { return tone_bound(input); }

    Image process(Image image, const Params& params, NodeContext& context) const {
        return toned(std::move(image), pixels::levels_curve(params), context);
    }
};

Description<Levels> Levels::describe() {
    const auto level = [](const char* doc) {
        return ParamOptions{.doc = doc, .minimum = 0, .maximum = 1};
    };
    return Description<Levels>{
        "levels",
        "Stretches the tones between a black and a white to the whole range, or into a part of it, "
        "in place, on the stored values. Alpha stays as it is."}
        .param("black", &Params::black, level("What becomes black; 0 is black, 1 is white."))
        .param("white", &Params::white, level("What becomes white. At least 0.000001 above black."))
        .param("gamma",
               &Params::gamma,
               {.doc =
                    "Brightens what is between where it is above 1, darkens it where it is below: "
                    "a stretched value becomes its power of 1 / gamma.",
                .minimum = 0.01,
                .maximum = 100})
        .param("out_black",
               &Params::out_black,
               level("What black becomes in the end. Above out_white, the image becomes a "
                     "negative."))
        .param("out_white", &Params::out_white, level("What white becomes in the end."))
        .works_in_place();
}

} // namespace

void add_levels(NodeRegistry& registry) {
    registry.add<Levels>();
}

} // namespace penstock

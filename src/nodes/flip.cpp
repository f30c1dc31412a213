// SPDX-License-Identifier: Apache-2.0
#include "core/turn.hpp"
#include "nodes/built_in.hpp"

namespace penstock {
namespace {

struct Flip {
    struct Params {
        Turn axis = Turn::mirror;
    };

    static Description<Flip> describe() {
        return Description<Flip>{"flip", "Mirrors the image, exactly and in place."}
            .choice("axis",
                    &Params::axis,
                    {{"horizontal", Turn::mirror}, {"vertical", Turn::flip}},
                    {.doc = "In which direction pixels change places: horizontal: left and right. "
                            "vertical: top and bottom.",
                     .is_required = true,
                     .example = "horizontal"})
            .works_in_place();
    }

    double least_scale(const ImageSpec& picture, const ScaleBehind& behind, const Params&) const {
        return behind(picture);
    }

    Image process(Image image, const Params& params, NodeContext&) const {
        turn_in_place(image, params.axis);
        return image;
    }
};

} // namespace

void add_flip(NodeRegistry& registry) {
    registry.add<Flip>();
}

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#include "core/turn.hpp"
#include "nodes/built_in.hpp"

#include <cstdint>

namespace penstock {
namespace {

struct RandomFlip {
    struct Params {
        double horizontal = 0.5;
        double vertical = 0;
        std::uint64_t seed = 0;
    };

    static Description<RandomFlip> describe() {
        const auto share = [](const char* doc) {
            return ParamOptions{.doc = doc, .minimum = 0, .maximum = 1};
        };
        return Description<RandomFlip>{
            "random_flip",
            "Mirrors some of the images, in place, the same ones in every run. What was done is "
            "told in the attribute flipped: none, horizontal, vertical or both."}
            .param("horizontal",
                   &Params::horizontal,
                   share("How large a part of the images is mirrored left and right."))
            .param("vertical",
                   &Params::vertical,
                   share("How large a part is turned upside down like in water; drawn apart."))
            .param("seed", &Params::seed, {.doc = "Another seed draws other images."})
            .gives_attributes({"flipped"})
            .works_in_place();
    }

    double least_scale(const ImageSpec& picture, const ScaleBehind& behind, const Params&) const {
        return behind(picture);
    }

    Image process(Image image, const Params& params, NodeContext& context) const {
        // Both are drawn, always: whether one happens does not depend on the other's share.
        Random random = context.random(params.seed);
        const bool mirrors = random.uniform() < params.horizontal;
        const bool flips = random.uniform() < params.vertical;
        if (mirrors || flips) {
            const Turn turn = mirrors ? (flips ? Turn::half : Turn::mirror) : Turn::flip;
            turn_in_place(image, turn);
        }
        context.set_attribute(
            "flipped", mirrors ? (flips ? "both" : "horizontal") : (flips ? "vertical" : "none"));
        return image;
    }
};

} // namespace

void add_random_flip(NodeRegistry& registry) {
    registry.add<RandomFlip>();
}

} // namespace penstock

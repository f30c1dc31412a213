// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "nodes/toned.hpp"

#include <cstdint>
#include <utility>

namespace penstock {
namespace {

struct Jitter {
    struct Params {
        double brightness = 0;
        double contrast = 0;
        double saturation = 0;
        std::uint64_t seed = 0;
    };

    static Description<Jitter> describe() {
        const auto most = [](const char* doc) {
            return ParamOptions{.doc = doc, .minimum = 0, .maximum = 1};
        };
        return Description<Jitter>{
            "jitter",
            "Changes brightness, contrast and saturation by a little, in place, each image by "
            "amounts of its own, which are the same in every run: those of the nodes "
            "brightness_contrast and saturation. They are told in the attributes "
            "jitter_brightness, jitter_contrast and jitter_saturation."}
            .param("brightness",
                   &Params::brightness,
                   most("The most that the brightness changes by, up or down."))
            .param("contrast",
                   &Params::contrast,
                   most("The most that the contrast changes by, up or down."))
            .param("saturation",
                   &Params::saturation,
                   most("The most that the amount of the saturation differs from 1."))
            .param("seed", &Params::seed, {.doc = "Another seed draws other amounts."})
            .gives_attributes({"jitter_brightness", "jitter_contrast", "jitter_saturation"})
            .works_in_place();
    }

    NodeBound bound(const PayloadBound& input, const Params&) const { return tone_bound(input); }

    Image process(Image image, const Params& params, NodeContext& context) const {
        // All are drawn, always: none depends on how far the others may go.
        Random random = context.random(params.seed);
        const double brightness = drawn(random, params.brightness);
        const double contrast = drawn(random, params.contrast);
        const double saturation = 1 + drawn(random, params.saturation);
        image = toned(
            std::move(image), pixels::brightness_contrast_curve(brightness, contrast), context);
        pixels::saturate(image, saturation);
        context.set_attribute("jitter_brightness", brightness);
        context.set_attribute("jitter_contrast", contrast);
        context.set_attribute("jitter_saturation", saturation);
        return image;
    }

private:
    static double drawn(Random& random, double most) { return (2 * random.uniform() - 1) * most; }
};

} // namespace

void add_jitter(NodeRegistry& registry) {
    registry.add<Jitter>();
}

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#include "pixels/composite.hpp"

#include "nodes/built_in.hpp"
#include "pixels/gravity.hpp"
#include "pixels/srgb.hpp"

#include <cstdint>
#include <vector>

namespace penstock {
namespace {

struct Composite {
    enum class Missing : std::uint8_t { fail, drop };
    struct Params {
        pixels::Blend operation = pixels::Blend::over;
        std::int32_t x = 0;
        std::int32_t y = 0;
        pixels::Gravity gravity;
        float opacity = 1;
        bool linear = false;
        Missing missing = Missing::fail;
    };

    static Description<Composite> describe();

    bool drops_incomplete(const Params& params) const { return params.missing == Missing::drop; }

    NodeBound bound(const std::vector<PayloadBound>& inputs, const Params& /*params*/) const {
        if (inputs.empty())
            return {};
        PayloadBound output = PayloadBound::image(inputs.front().spec);
        output.proportions_vary = inputs.front().proportions_vary;
        return {.output = output, .working_bytes = 0, .codec_bytes = 0};
    }

    Image process(const Image& image,
                  const Image& overlay,
                  const Params& params,
                  NodeContext& context) const {
        const ImageSpec& spec = image.spec();
        const bool blends_light = params.linear && !pixels::holds_light(spec);
        if (blends_light && overlay.spec().colour_space == ColourSpace::unspecified)
            static_cast<void>(pixels::holds_light(overlay.spec())); // says so
        Image result = context.allocate_image(spec);
        image.clone_into(result);
        pixels::composite(
            overlay,
            result,
            {.blend = params.operation,
             .x = pixels::placed(spec.width, overlay.spec().width, params.x, params.gravity.across),
             .y = pixels::placed(spec.height, overlay.spec().height, params.y, params.gravity.down),
             .opacity = params.opacity,
             .linear = blends_light});
        return result;
    }
};

Description<Composite> Composite::describe() {
    const auto offset = [](const char* doc) {
        return ParamOptions{.doc = doc, .unit = "px", .minimum = -65535, .maximum = 65535};
    };
    return Description<Composite>{
        "composite",
        "Lays one image over another that comes of the same item on another way. The result has "
        "the size, the channels and the pixel type of the image below. What of the overlay sticks "
        "out is cut off."}
        .choice("operation",
                &Params::operation,
                {{"over", pixels::Blend::over},
                 {"add", pixels::Blend::add},
                 {"multiply", pixels::Blend::multiply},
                 {"screen", pixels::Blend::screen}},
                {.doc = "over: the overlay hides what is below. add: it adds to it. multiply: it "
                        "darkens it. screen: it lightens it."})
        .param("x", &Params::x, offset("Where the overlay begins, from the left; see gravity."))
        .param("y", &Params::y, offset("Likewise, from the top."))
        .choice("gravity",
                &Params::gravity,
                pixels::gravity_words(),
                {.doc = "Where the overlay lies when x and y are 0. From edges they count inwards; "
                        "from the middle to the right, and down."})
        .param("opacity",
               &Params::opacity,
               {.doc = "How much of the overlay there is: 0 nothing, 1 all.",
                .minimum = 0,
                .maximum = 1})
        .param("linear",
               &Params::linear,
               {.doc = "Blends light instead of stored values. For images of sRGB; scene-linear "
                       "ones are light anyway, and those that do not say fail as unsupported."})
        .choice("missing",
                &Params::missing,
                {{"fail", Missing::fail}, {"drop", Missing::drop}},
                {.doc = "What becomes of an item of which one of the two was dropped on its way: "
                        "it fails, or it is dropped whole."})
        .inputs({{"image", "what lies below; the result is of its size and kind"},
                 {"overlay", "what is laid over it"}});
}

} // namespace

void add_composite(NodeRegistry& registry) {
    registry.add<Composite>();
}

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "nodes/cut_out.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace penstock {
namespace {

struct RandomCrop {
    struct Params {
        std::uint32_t width = 0;
        std::uint32_t height = 0;
        std::uint64_t seed = 0;
    };

    static Description<RandomCrop> describe();

    // Of an image that is too small, which fails, no more than there is.
    NodeBound bound(const PayloadBound& input, const Params& params) const {
        ImageSpec spec = input.spec;
        spec.width = std::min(spec.width, params.width);
        spec.height = std::min(spec.height, params.height);
        return {.output = PayloadBound::image(spec), .working_bytes = 0, .codec_bytes = 0};
    }

    Image process(const Image& image, const Params& params, NodeContext& context) const {
        const ImageSpec& spec = image.spec();
        if (spec.width < params.width || spec.height < params.height)
            throw ItemError{
                ErrorClass::unsupported,
                fmt::format("the image is {}x{}, and an area of {}x{} does not fit into "
                            "it; put a resize before, with \"fit\": \"cover\" and "
                            "\"enlarge\": true",
                            spec.width,
                            spec.height,
                            params.width,
                            params.height)};
        Random random = context.random(params.seed);
        const pixels::Area area{.x = static_cast<std::uint32_t>(
                                    random.below(std::uint64_t{spec.width} - params.width + 1)),
                                .y = static_cast<std::uint32_t>(
                                    random.below(std::uint64_t{spec.height} - params.height + 1)),
                                .width = params.width,
                                .height = params.height};
        context.set_attribute("crop_x", std::int64_t{area.x});
        context.set_attribute("crop_y", std::int64_t{area.y});
        return cut_out(image, area, context);
    }
};

Description<RandomCrop> RandomCrop::describe() {
    const auto size = [](const char* doc) {
        return ParamOptions{.doc = doc,
                            .unit = "px",
                            .minimum = 1,
                            .maximum = 65535,
                            .is_required = true,
                            .example = "224"};
    };
    return Description<RandomCrop>{
        "random_crop",
        "Cuts an area of a size out of the image, anywhere in it, each place as likely as any "
        "other, and the same one in every run. Where it lies is told in the attributes crop_x and "
        "crop_y. Images that are smaller fail."}
        .param("width", &Params::width, size("Width of the area."))
        .param("height", &Params::height, size("Height of the area."))
        .param("seed", &Params::seed, {.doc = "Another seed draws other places."})
        .gives_attributes({"crop_x", "crop_y"});
}

} // namespace

void add_random_crop(NodeRegistry& registry) {
    registry.add<RandomCrop>();
}

} // namespace penstock

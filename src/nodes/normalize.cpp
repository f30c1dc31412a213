// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "nodes/drop_profile.hpp"
#include "pixels/normalise.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <vector>

namespace penstock {
namespace {

enum class Preset : std::uint8_t { none, imagenet, symmetric };

struct Numbers {
    std::vector<double> mean;
    std::vector<double> deviation;
};

struct Normalize {
    struct Params {
        std::optional<std::vector<double>> mean;
        std::optional<std::vector<double>> deviation;
        Preset preset = Preset::none;
        PixelType pixel_type = PixelType::f32;
    };

    static Description<Normalize> describe();

    static void check(const Params& params) {
        if (params.preset != Preset::none && (params.mean || params.deviation))
            throw std::invalid_argument("\"preset\" is set, and so is \"mean\" or \"deviation\"; "
                                        "set either the preset or numbers");
        if (params.preset == Preset::none && !params.mean && !params.deviation)
            throw std::invalid_argument("neither \"mean\", \"deviation\" nor \"preset\" is set; "
                                        "set one of them");
        check_count("mean", params.mean);
        check_count("deviation", params.deviation);
    }

    NodeBound bound(const PayloadBound& input, const Params& params) const {
        return {.output = PayloadBound::image(spec_of(input.spec, params)),
                .working_bytes = 0,
                .codec_bytes = 0};
    }

    Image process(const Image& image, const Params& params, NodeContext& context) const {
        const Numbers numbers = numbers_of(params);
        Image result = context.allocate_image(spec_of(image.spec(), params));
        pixels::normalise(image, result, numbers.mean, numbers.deviation);
        drop_profile(result);
        return result;
    }

private:
    // Images have one colour or three.
    static void check_count(const char* name, const std::optional<std::vector<double>>& numbers) {
        if (numbers && numbers->size() != 1 && numbers->size() != 3)
            throw std::invalid_argument(
                fmt::format("\"{}\" has {} numbers; expected 1 for all colours, or 3, for red, "
                            "green and blue",
                            name,
                            numbers->size()));
    }

    static ImageSpec spec_of(ImageSpec spec, const Params& params) {
        spec.pixel_type = params.pixel_type;
        spec.colour_space = ColourSpace::unspecified;
        return spec;
    }

    static Numbers numbers_of(const Params& params) {
        switch (params.preset) {
        case Preset::imagenet:
            return {{0.485, 0.456, 0.406}, {0.229, 0.224, 0.225}};
        case Preset::symmetric:
            return {{0.5}, {0.5}};
        case Preset::none:
            break;
        }
        return {params.mean.value_or(std::vector<double>{0.0}),
                params.deviation.value_or(std::vector<double>{1.0})};
    }
};

Description<Normalize> Normalize::describe() {
    return Description<Normalize>{
        "normalize",
        "Makes floats of the image, each (value - mean) / deviation, for what is to learn from it. "
        "8 and 16 bits count as 0 to 1; alpha stays as it is. The result says of no colour space "
        "that its values are those."}
        .param("mean",
               &Params::mean,
               {.doc = "What becomes 0: one number for all colours, or one for each. Without it: "
                       "0."})
        .param("deviation",
               &Params::deviation,
               {.doc =
                    "What above the mean becomes 1: one number for all colours, or one for each. "
                    "Without it: 1.",
                .minimum = 1e-6})
        .choice("preset",
                &Params::preset,
                {{"none", Preset::none},
                 {"imagenet", Preset::imagenet},
                 {"symmetric", Preset::symmetric}},
                {.doc = "Numbers that are well known. imagenet: the means 0.485, 0.456, 0.406 and "
                        "the deviations 0.229, 0.224, 0.225 of RGB. symmetric: from -1 to 1."})
        .choice("pixel_type",
                &Params::pixel_type,
                {{"f32", PixelType::f32}, {"f16", PixelType::f16}},
                {.doc = "Floats of 32 or of 16 bits."});
}

} // namespace

void add_normalize(NodeRegistry& registry) {
    registry.add<Normalize>();
}

} // namespace penstock

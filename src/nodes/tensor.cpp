// SPDX-License-Identifier: Apache-2.0
#include "pixels/tensor.hpp"

#include "nodes/built_in.hpp"

#include <cstdint>
#include <utility>

namespace penstock {
namespace {

struct Tensor {
    using Params = pixels::TensorOptions;

    static Description<Tensor> describe() {
        return Description<Tensor>{
            "tensor",
            "Makes of the image an array in NumPy's format, as a file to write: numpy.load reads "
            "it. 8 and 16 bits become 0 to 1 where they become floats; floats stay what they are. "
            "Alpha is a channel like the others."}
            .choice("layout",
                    &Params::layout,
                    {{"chw", pixels::TensorLayout::chw}, {"hwc", pixels::TensorLayout::hwc}},
                    {.doc = "The order of the axes: channels, height, width, or height, width, "
                            "channels."})
            .choice("pixel_type",
                    &Params::pixel_type,
                    {{"f32", PixelType::f32}, {"f16", PixelType::f16}, {"u8", PixelType::u8}},
                    {.doc =
                         "What the numbers are. u8 is the smallest: floats are clamped to 0 to 1 "
                         "for it, and rounded to 0 to 255."});
    }

    NodeBound bound(const PayloadBound& input, const Params& params) const {
        PayloadBound output = PayloadBound::encoded(pixels::tensor_bytes(input.spec, params));
        output.spec = stored_spec(input.spec, params);
        output.format = output.extension = "npy";
        return {.output = std::move(output), .working_bytes = 0, .codec_bytes = 0};
    }

    Encoded process(const Image& image, const Params& params, NodeContext& context) const {
        Encoded result{.buffer = context.allocate_bytes(pixels::tensor_bytes(image.spec(), params)),
                       .format = "npy",
                       .extension = "npy",
                       .spec = stored_spec(image.spec(), params)};
        pixels::write_tensor(image, params, result.buffer.bytes());
        return result;
    }

private:
    static ImageSpec stored_spec(ImageSpec spec, const Params& params) {
        spec.pixel_type = params.pixel_type;
        return spec;
    }
};

} // namespace

void add_tensor(NodeRegistry& registry) {
    registry.add<Tensor>();
}

} // namespace penstock

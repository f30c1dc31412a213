// SPDX-License-Identifier: Apache-2.0
#include "pixels/convert.hpp"

#include "nodes/built_in.hpp"

#include <optional>
#include <stdexcept>

namespace penstock {
namespace {

struct Convert {
    using PixelTypeChoice = std::optional<PixelType>;

    struct Params {
        std::optional<std::uint32_t> channels;
        PixelTypeChoice pixel_type;
        pixels::Dither dither = pixels::Dither::none;
    };

    static Description<Convert> describe() {
        return Description<Convert>{
            "convert",
            "Changes how pixels are stored: how many channels, and of which type. Gray becomes "
            "equal red, green and blue; RGB becomes its Rec. 709 luma, computed on the stored "
            "values; an alpha that is added is opaque, one that is dropped is not blended. "
            "Integers take the nearest value: floats are clamped to 0..1 for that, and what is "
            "not a number becomes 0; what is too large for f16 becomes infinite. Channels or pixel "
            "type is needed."}
            .param("channels",
                   &Params::channels,
                   {.doc = "1 is gray, 2 gray and alpha, 3 RGB, 4 RGB and alpha. Without it: as "
                           "many as before.",
                    .minimum = 1,
                    .maximum = 4})
            .choice("pixel_type",
                    &Params::pixel_type,
                    {{"same", PixelTypeChoice{}},
                     {"u8", PixelTypeChoice{PixelType::u8}},
                     {"u16", PixelTypeChoice{PixelType::u16}},
                     {"f16", PixelTypeChoice{PixelType::f16}},
                     {"f32", PixelTypeChoice{PixelType::f32}}},
                    {.doc = "How a channel of a pixel is stored: 8 or 16 bit unsigned, half or "
                            "single precision float; same: as before."})
            .choice("dither",
                    &Params::dither,
                    {{"none", pixels::Dither::none},
                     {"ordered", pixels::Dither::ordered},
                     {"random", pixels::Dither::random}},
                    {.doc =
                         "Where bits are lost (floats become integers, or u16 becomes u8): which "
                         "of the two nearest values is taken. none: the nearer one; smooth areas "
                         "can show bands. ordered: by Bayer's 8x8 matrix, a fine regular "
                         "pattern. random: by noise that is made of the pixel's position, so "
                         "equal images give equal results. Values that need no rounding stay."})
            .works_in_place();
    }

    static void check(const Params& params) {
        if (!params.channels && !params.pixel_type)
            throw std::invalid_argument(
                "neither \"channels\" nor another \"pixel_type\" than \"same\" is "
                "set, so there is nothing to convert; set one of them or "
                "leave the node out");
    }

    NodeBound bound(const PayloadBound& input, const Params& params) const {
        return {.output = PayloadBound::image(converted(input.spec, params)),
                .working_bytes = 0,
                .codec_bytes = 0};
    }

    double
    least_scale(const ImageSpec& picture, const ScaleBehind& behind, const Params& params) const {
        return params.dither == pixels::Dither::none ? behind(converted(picture, params)) : 1;
    }

    // In place where the bytes of a pixel stay as many: u16 to f16 and back.
    Image process(Image image, const Params& params, NodeContext& context) const {
        const ImageSpec to = converted(image.spec(), params);
        pixels::check_convertible(image.spec(), to);
        if (to.pixel_bytes() == image.spec().pixel_bytes()) {
            pixels::convert_in_place(image, to, params.dither);
            return image;
        }
        Image result = context.allocate_image(to);
        pixels::convert(image, result, params.dither);
        return result;
    }

private:
    static ImageSpec converted(ImageSpec spec, const Params& params) {
        spec.channels = params.channels.value_or(spec.channels);
        spec.pixel_type = params.pixel_type.value_or(spec.pixel_type);
        return spec;
    }
};

} // namespace

void add_convert(NodeRegistry& registry) {
    registry.add<Convert>();
}

} // namespace penstock

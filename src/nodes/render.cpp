// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "pixels/patterns.hpp"

#include <memory_resource>

namespace penstock {
namespace {

struct Render {
    struct Params {
        pixels::Pattern pattern = pixels::Pattern::plasma;
        std::uint32_t width = 1920;
        std::uint32_t height = 1080;
        std::uint32_t channels = 3;
        PixelType pixel_type = PixelType::u8;
    };

    static Description<Render> describe() {
        return Description<Render>{
            "render",
            "Makes a picture for each request. Equal requests and parameters give equal pixels, "
            "everywhere and always; the request's seed and index say which picture it is. The "
            "colour space is sRGB, whatever the pixel type."}
            .choice("pattern",
                    &Params::pattern,
                    {{"gradient", pixels::Pattern::gradient},
                     {"checker", pixels::Pattern::checker},
                     {"noise", pixels::Pattern::noise},
                     {"plasma", pixels::Pattern::plasma},
                     {"photo", pixels::Pattern::photo}},
                    {.doc = "What to draw. An encoder finds gradient and checker easy, noise "
                            "impossible, and photo like a photograph: about 2 bits a pixel as JPEG "
                            "of quality 90 at the default size."})
            .param("width", &Params::width, size("Width of the picture."))
            .param("height", &Params::height, size("Height of the picture."))
            .param("channels",
                   &Params::channels,
                   {.doc = "1 is gray, 2 gray and alpha, 3 RGB, 4 RGB and alpha.",
                    .minimum = 1,
                    .maximum = 4})
            .choice("pixel_type",
                    &Params::pixel_type,
                    {{"u8", PixelType::u8},
                     {"u16", PixelType::u16},
                     {"f16", PixelType::f16},
                     {"f32", PixelType::f32}},
                    {.doc = "How a channel of a pixel is stored: 8 or 16 bit unsigned, half or "
                            "single precision float. Floats range from 0 to 1."});
    }

    Measure measure(const Request&, const Params& params, NodeContext&) const {
        const ImageSpec spec = spec_of(params);
        return {.output = PayloadBound::image(spec),
                .file_bytes = 0,
                .working_bytes = buffer_capacity(pixels::draw_working_bytes(params.pattern, spec)),
                .codec_bytes = 0,
                .format = {}};
    }

    Image load(const Request& request,
               const Measure& measured,
               Buffer,
               const Params& params,
               NodeContext& context) const {
        Image image = context.allocate_image(measured.output.spec);
        // Memory that is used again: what is fresh costs a fault for each page.
        Buffer scratch =
            context.allocate_bytes(pixels::draw_working_bytes(params.pattern, image.spec()));
        std::pmr::monotonic_buffer_resource memory{
            scratch.bytes().data(), scratch.bytes().size(), std::pmr::null_memory_resource()};
        pixels::draw(params.pattern, {.seed = request.seed, .index = request.index}, image, memory);
        return image;
    }

private:
    static ParamOptions size(const char* doc) {
        return {.doc = doc, .unit = "px", .minimum = 1, .maximum = 65535};
    }
    static ImageSpec spec_of(const Params& params) {
        return {.width = params.width,
                .height = params.height,
                .channels = params.channels,
                .pixel_type = params.pixel_type,
                .colour_space = ColourSpace::srgb};
    }
};

} // namespace

void add_render(NodeRegistry& registry) {
    registry.add<Render>();
}

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#include "codec/heap_picture.hpp"
#include "nodes/built_in.hpp"
#include "pixels/colour_space.hpp"
#include "pixels/composite.hpp"
#include "pixels/convert.hpp"
#include "pixels/fit.hpp"
#include "pixels/gravity.hpp"
#include "pixels/resize.hpp"
#include "pixels/srgb.hpp"
#include "storage/input_file.hpp"
#include "storage/quoted.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace penstock {
namespace {

class Watermark {
public:
    struct Params {
        std::string image;
        std::optional<double> scale;
        pixels::Gravity gravity = {pixels::Anchor::end, pixels::Anchor::end};
        std::uint32_t margin = 16;
        float opacity = 1;
    };

    static Description<Watermark> describe();

    void open(const Params& params, const OpenContext& /*context*/) {
        try {
            mark_ = read_mark(params.image);
        } catch (const ItemError& error) {
            throw std::runtime_error(
                fmt::format("the watermark {} cannot be used: {}; set \"image\" to the file of a "
                            "picture that decode reads, with at most {} pixels and {} on a side",
                            storage::quoted(params.image),
                            error.what(),
                            most_pixels,
                            longest_side));
        }
    }
    void close() { mark_ = {}; }

    NodeBound bound(const PayloadBound& input, const Params& params) const {
        // Until it has been read, it can be anything that is accepted.
        ImageSpec mark = mark_spec({.width = longest_side, .height = longest_side});
        ImageSpec scaled = room_in(input.spec, params);
        if (params.scale)
            scaled.width = std::min(scaled.width, width_in(input.spec, *params.scale));
        if (!mark_.is_empty()) {
            mark = mark_.spec();
            scaled = most_in(scaled, params);
        }
        // Also where the mark fits as it is: it may not fit into a smaller image.
        const std::uint64_t scratch =
            buffer_capacity(pixels::resize_scratch_bytes(mark, scaled, {}));
        const std::uint64_t tables = pixels::resize_working_bytes(mark, scaled, {}) - scratch +
                                     more_for_smaller(mark, scaled);
        return {.output = input,
                .working_bytes = buffer_capacity(scaled.bytes()) + scratch + tables,
                .codec_bytes = tables,
                .in_place = true};
    }

    Image process(Image image, const Params& params, NodeContext& context) const {
        pixels::check_colours(image.spec());
        const ImageSpec to = scaled_in(image.spec(), params);
        if (to == mark_.spec()) {
            lay_over(image, mark_, params);
            return image;
        }
        // Bytes, not an image: it is part of the call, and no pixel buffer of the budget.
        Image scaled{to, context.allocate_bytes(to.bytes())};
        Buffer scratch = context.allocate_bytes(pixels::resize_scratch_bytes(mark_.spec(), to, {}));
        pixels::resize(mark_, scaled, {}, scratch.bytes());
        lay_over(image, scaled, params);
        return image;
    }

private:
    // Of the mark: 64 MB, and rows that can be scaled in little memory.
    static constexpr std::uint64_t most_pixels = 16'000'000;
    static constexpr std::uint32_t longest_side = 8192;

    static constexpr std::uint64_t unlimited = std::uint64_t{1} << 32U; // of a side

    // RGBA of 8 bits and sRGB, whatever the file has: that says how much memory it can take.
    static Image read_mark(const std::string& path) {
        const storage::InputFile file{path};
        codec::HeaderLimits limits;
        limits.max_pixels = most_pixels;
        limits.max_side = longest_side;
        limits.max_channels = 4;
        if (file.size() > limits.max_file_bytes)
            throw ItemError(ErrorClass::limit,
                            fmt::format("the file has {} bytes; expected at most {}",
                                        file.size(),
                                        limits.max_file_bytes));
        Buffer bytes = Buffer::allocate(file.size());
        file.read_whole(bytes.bytes());
        Image image = codec::decode_on_heap(std::move(bytes), limits);
        if (image.spec().colour_space == ColourSpace::linear)
            pixels::make_srgb(image);
        Image mark = Image::allocate(mark_spec(image.spec()));
        pixels::convert(image, mark);
        return mark;
    }
    static ImageSpec mark_spec(ImageSpec spec) {
        spec.channels = 4;
        spec.pixel_type = PixelType::u8;
        spec.colour_space = ColourSpace::srgb;
        return spec;
    }

    // What the tables of weights can take more where the mark becomes smaller than that: a pixel is
    // made of more of the old ones, up to all, and how many there are is rounded up.
    static std::uint64_t more_for_smaller(const ImageSpec& mark, const ImageSpec& scaled) {
        return (std::uint64_t{mark.width} + mark.height) * sizeof(double) +
               (std::uint64_t{scaled.width} + scaled.height) * sizeof(float);
    }

    static std::uint32_t width_in(const ImageSpec& picture, double scale) {
        return static_cast<std::uint32_t>(
            std::max(std::lround(static_cast<double>(picture.width) * scale), 1L));
    }
    // The most that a mark can take of that picture.
    static ImageSpec room_in(const ImageSpec& picture, const Params& params) {
        ImageSpec spec = mark_spec(picture);
        spec.width = std::max(pixels::room_in(picture.width, params.margin), 1U);
        spec.height = std::max(pixels::room_in(picture.height, params.margin), 1U);
        return spec;
    }
    // As large as is wanted, or as fits.
    ImageSpec scaled_in(const ImageSpec& picture, const Params& params) const {
        ImageSpec to = mark_.spec();
        if (params.scale)
            to = pixels::fitted(mark_.spec(), width_in(picture, *params.scale), unlimited);
        const ImageSpec room = room_in(picture, params);
        if (to.width > room.width || to.height > room.height)
            to = pixels::fitted(mark_.spec(), room.width, room.height);
        return to;
    }

    // As large as it can become in that room, or in a smaller one. Not `scaled_in`, of which a side
    // can be longer in a smaller picture: where a side is rounded up to more than the room, the
    // other is shortened in proportion.
    ImageSpec most_in(ImageSpec room, const Params& params) const {
        const ImageSpec& mark = mark_.spec();
        if (!params.scale)
            room.width = std::min(room.width, mark.width);
        room.height = std::min(room.height, pixels::fitted(mark, room.width, unlimited).height);
        return room;
    }

    static void lay_over(Image& image, const Image& mark, const Params& params) {
        const ImageSpec& spec = image.spec();
        pixels::composite(mark,
                          image,
                          {.x = pixels::placed_inside(
                               spec.width, mark.spec().width, params.margin, params.gravity.across),
                           .y = pixels::placed_inside(
                               spec.height, mark.spec().height, params.margin, params.gravity.down),
                           .opacity = params.opacity});
    }

    Image mark_;
};

Description<Watermark> Watermark::describe() {
    return Description<Watermark>{
        "watermark",
        "Lays a picture from a file over every image, in its place: a logo, a stamp. The file is "
        "read before the first image, and becomes RGBA of 8 bits in sRGB; it has at most 16 "
        "million pixels and 8192 on a side, and what it takes is not counted against max_bytes. A "
        "mark that does "
        "not fit between the margins is scaled down until it does."}
        .works_in_place()
        .param("image",
               &Params::image,
               {.doc = "The file with the mark, of any format that decode reads.",
                .is_required = true,
                .example = "logo.png"})
        .param("scale",
               &Params::scale,
               {.doc = "How wide the mark is, as a share of the width of the image. Without it: "
                       "as wide as in its file.",
                .minimum = 0.001,
                .maximum = 1})
        .choice("gravity",
                &Params::gravity,
                pixels::gravity_words(),
                {.doc = "Where in the image the mark lies."})
        .param("margin",
               &Params::margin,
               {.doc = "How far it stays from the edges.", .unit = "px", .maximum = 65535})
        .param("opacity",
               &Params::opacity,
               {.doc = "How much of the mark there is, beside the alpha that it has: 0 nothing, 1 "
                       "all.",
                .minimum = 0,
                .maximum = 1});
}

} // namespace

void add_watermark(NodeRegistry& registry) {
    registry.add<Watermark>();
}

} // namespace penstock

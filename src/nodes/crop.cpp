// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "nodes/cut_out.hpp"
#include "pixels/gravity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>

namespace penstock {
namespace {

using pixels::Anchor;

enum class Outside : std::uint8_t { fail, clip };

struct Crop {
    struct Params {
        std::int32_t x = 0;
        std::int32_t y = 0;
        std::optional<std::uint32_t> width;
        std::optional<std::uint32_t> height;
        pixels::Gravity gravity;
        Outside outside = Outside::fail;
    };

    static Description<Crop> describe();

    // What sticks out is cut off here, whatever becomes of the item: a bound is for any picture.
    NodeBound bound(const PayloadBound& input, const Params& params) const {
        return {.output = PayloadBound::image(spec_of(input.spec,
                                                      clipped(across(input.spec, params)),
                                                      clipped(down(input.spec, params)))),
                .working_bytes = 0,
                .codec_bytes = 0};
    }

    Image process(const Image& image, const Params& params, NodeContext& context) const {
        const ImageSpec& spec = image.spec();
        const Part columns = across(spec, params);
        const Part rows = down(spec, params);
        const bool is_inside = columns.is_inside() && rows.is_inside();
        const bool is_empty = columns.is_outside() || rows.is_outside();
        if (is_empty || (!is_inside && params.outside == Outside::fail))
            throw ItemError{
                ErrorClass::unsupported,
                fmt::format("the image is {}x{}, and {}x{} at ({}, {}) lies {} it; take an area "
                            "that is inside, or set outside to clip",
                            spec.width,
                            spec.height,
                            columns.length,
                            rows.length,
                            columns.begin,
                            rows.begin,
                            is_empty ? "beside" : "partly outside")};
        const ImageSpec result_spec = spec_of(spec, clipped(columns), clipped(rows));
        if (result_spec == spec)
            return image;
        return cut_out(image,
                       {.x = static_cast<std::uint32_t>(clipped(columns).begin),
                        .y = static_cast<std::uint32_t>(clipped(rows).begin),
                        .width = result_spec.width,
                        .height = result_spec.height},
                       context);
    }

private:
    // What is wanted of one side of an image; it can stick out.
    struct Part {
        std::int64_t begin = 0;
        std::int64_t length = 0;
        std::int64_t side = 0;

        [[nodiscard]] bool is_inside() const { return begin >= 0 && begin + length <= side; }
        [[nodiscard]] bool is_outside() const { return begin >= side || begin + length <= 0; }
    };

    static Part part_of(std::int64_t side,
                        std::int64_t offset,
                        std::optional<std::uint32_t> length,
                        Anchor anchor) {
        Part part{.begin = offset, .length = 0, .side = side};
        const std::int64_t lost = anchor == Anchor::middle ? 2 * std::abs(offset) : offset;
        part.length = length ? std::int64_t{*length} : std::max<std::int64_t>(side - lost, 1);
        part.begin = pixels::placed(side, part.length, offset, anchor);
        return part;
    }

    static Part across(const ImageSpec& spec, const Params& params) {
        return part_of(spec.width, params.x, params.width, params.gravity.across);
    }
    static Part down(const ImageSpec& spec, const Params& params) {
        return part_of(spec.height, params.y, params.height, params.gravity.down);
    }

    // At least one pixel.
    static Part clipped(const Part& part) {
        const std::int64_t begin = std::clamp<std::int64_t>(part.begin, 0, part.side - 1);
        const std::int64_t end = std::clamp(part.begin + part.length, begin + 1, part.side);
        return {.begin = begin, .length = end - begin, .side = part.side};
    }

    static ImageSpec spec_of(ImageSpec spec, const Part& columns, const Part& rows) {
        spec.width = static_cast<std::uint32_t>(columns.length);
        spec.height = static_cast<std::uint32_t>(rows.length);
        return spec;
    }
};

Description<Crop> Crop::describe() {
    const auto offset = [](const char* doc) {
        return ParamOptions{.doc = doc, .unit = "px", .minimum = -65535, .maximum = 65535};
    };
    const auto size = [](const char* doc) {
        return ParamOptions{.doc = doc, .unit = "px", .minimum = 1, .maximum = 65535};
    };
    return Description<Crop>{"crop", "Cuts an area out of the image."}
        .param("x", &Params::x, offset("Where the area begins, from the left; see gravity."))
        .param("y", &Params::y, offset("Likewise, from the top."))
        .param("width", &Params::width, size("Width of the area. Without it: all that is left."))
        .param("height", &Params::height, size("Height of the area. Without it: all that is left."))
        .choice("gravity",
                &Params::gravity,
                pixels::gravity_words(),
                {.doc = "Where the area lies when x and y are 0. From edges they count inwards; "
                        "from the middle to the right, and down."})
        .choice("outside",
                &Params::outside,
                {{"fail", Outside::fail}, {"clip", Outside::clip}},
                {.doc = "What happens where the area sticks out of the image: the item fails as "
                        "unsupported, or gets the part that is inside. An area that has no such "
                        "part always fails."});
}

} // namespace

void add_crop(NodeRegistry& registry) {
    registry.add<Crop>();
}

} // namespace penstock

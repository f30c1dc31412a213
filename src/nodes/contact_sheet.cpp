// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "pixels/colour.hpp"
#include "pixels/fit.hpp"
#include "pixels/paste.hpp"
#include "pixels/resize.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

namespace penstock {
namespace {

constexpr std::uint32_t longest_side = 65535;

class ContactSheet {
public:
    struct Params {
        std::uint32_t columns = 4;
        std::uint32_t rows = 4;
        std::uint32_t cell_width = 256;
        std::uint32_t cell_height = 256;
        std::uint32_t margin = 8;
        std::string background = "#ffffff";
    };

    static Description<ContactSheet> describe();

    static void check(const Params& params) {
        static_cast<void>(pixels::colour_from("background", params.background));
        const auto too_long = [](const char* side, std::uint64_t length) {
            throw std::invalid_argument(fmt::format(
                "the sheet would be {} px {}; expected at most {}", length, side, longest_side));
        };
        if (width_of(params) > longest_side)
            too_long("wide", width_of(params));
        if (height_of(params) > longest_side)
            too_long("high", height_of(params));
    }

    std::uint64_t group_size(const Params& params) const {
        return std::uint64_t{params.columns} * params.rows;
    }

    // The largest member may have any proportions, so it may fill its cell.
    NodeBound bound(const PayloadBound& largest_member, const Params& params) const {
        ImageSpec from = largest_member.spec;
        from.channels = 4;
        from.pixel_type = PixelType::u8;
        ImageSpec cell = from;
        cell.width = params.cell_width;
        cell.height = params.cell_height;
        const std::uint64_t resizing = pixels::resize_working_bytes(from, cell, {});
        const std::uint64_t scratch = buffer_capacity(pixels::resize_scratch_bytes(from, cell, {}));
        return {.output = PayloadBound::image(sheet_of(params)),
                .working_bytes = buffer_capacity(cell.bytes()) + resizing,
                .codec_bytes = resizing - scratch};
    }

    void begin(const Params& params, NodeContext& result) {
        sheet_ = result.allocate_image(sheet_of(params));
        pixels::fill(sheet_, pixels::colour_from("background", params.background));
    }

    void
    add(const Image& picture, std::uint64_t position, const Params& params, NodeContext& context) {
        const ImageSpec& spec = picture.spec();
        if (spec.pixel_type != PixelType::u8 || spec.channels < 1 || spec.channels > 4)
            throw ItemError(ErrorClass::unsupported,
                            fmt::format("found {}; expected 8 bits and 1 to 4 channels; put a "
                                        "convert before the contact sheet",
                                        spec.to_string()));
        const bool fits = spec.width <= params.cell_width && spec.height <= params.cell_height;
        if (fits)
            return paste(picture, position, params);
        paste(shrunk(picture, params, context), position, params);
    }

    Image finish(const Params& /*params*/, NodeContext& /*result*/) {
        return std::exchange(sheet_, {});
    }

private:
    static std::uint64_t side_of(std::uint64_t cells, std::uint64_t cell, std::uint64_t margin) {
        return cells * (cell + margin) + margin;
    }
    static std::uint64_t width_of(const Params& params) {
        return side_of(params.columns, params.cell_width, params.margin);
    }
    static std::uint64_t height_of(const Params& params) {
        return side_of(params.rows, params.cell_height, params.margin);
    }
    static ImageSpec sheet_of(const Params& params) {
        return {.width = static_cast<std::uint32_t>(width_of(params)),
                .height = static_cast<std::uint32_t>(height_of(params)),
                .channels = 3,
                .pixel_type = PixelType::u8,
                .colour_space = ColourSpace::srgb};
    }

    static Image shrunk(const Image& picture, const Params& params, NodeContext& context) {
        const ImageSpec to = pixels::fitted(picture.spec(), params.cell_width, params.cell_height);
        // Bytes, not an image: it is part of the call, and no pixel buffer of the budget.
        Image small{to, context.allocate_bytes(to.bytes())};
        Buffer scratch =
            context.allocate_bytes(pixels::resize_scratch_bytes(picture.spec(), to, {}));
        pixels::resize(picture, small, {}, scratch.bytes());
        return small;
    }

    // In the middle of its cell.
    void paste(const Image& picture, std::uint64_t position, const Params& params) {
        const auto column = static_cast<std::uint32_t>(position % params.columns);
        const auto row = static_cast<std::uint32_t>(position / params.columns);
        const auto at = [&](std::uint32_t cell, std::uint32_t side, std::uint32_t length) {
            return params.margin + cell * (side + params.margin) + (side - length) / 2;
        };
        pixels::paste(picture,
                      sheet_,
                      at(column, params.cell_width, picture.spec().width),
                      at(row, params.cell_height, picture.spec().height));
    }

    Image sheet_; // that is being made
};

Description<ContactSheet> ContactSheet::describe() {
    const auto count = [](const char* doc) {
        return ParamOptions{.doc = doc, .minimum = 1, .maximum = 1024};
    };
    const auto size = [](const char* doc) {
        return ParamOptions{.doc = doc, .unit = "px", .minimum = 1, .maximum = longest_side};
    };
    return Description<ContactSheet>{
        "contact_sheet",
        "Lays images side by side on one large one, in the order of the source: small copies, each "
        "in the middle of its cell, never enlarged. Takes 8 bits and 1 to 4 channels; what is "
        "transparent shows the background. The last sheet has what is left. The sheet is RGB."}
        .param("columns", &Params::columns, count("How many images stand side by side."))
        .param("rows", &Params::rows, count("How many stand one below the other."))
        .param("cell_width", &Params::cell_width, size("Width that an image has at most."))
        .param("cell_height", &Params::cell_height, size("Height that an image has at most."))
        .param(
            "margin",
            &Params::margin,
            {.doc = "Space between cells, and around all of them.", .unit = "px", .maximum = 4096})
        .param("background",
               &Params::background,
               {.doc = "The colour behind everything: # and two hexadecimal digits each for red, "
                       "green and blue."});
}

} // namespace

void add_contact_sheet(NodeRegistry& registry) {
    registry.add<ContactSheet>();
}

} // namespace penstock

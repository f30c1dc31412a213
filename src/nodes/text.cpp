// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "pixels/colour.hpp"
#include "pixels/composite.hpp"
#include "pixels/gravity.hpp"
#include "pixels/srgb.hpp"
#include "storage/font_files.hpp"
#include "storage/input_file.hpp"
#include "storage/quoted.hpp"
#include "storage/text_template.hpp"
#include "text/font.hpp"
#include "text/text_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace penstock {
namespace {

class Text {
public:
    struct Params {
        std::string text;
        std::string font;
        std::optional<std::uint32_t> size;
        std::optional<double> relative_size;
        std::string color = "#ffffff";
        pixels::Gravity gravity = {pixels::Anchor::begin, pixels::Anchor::end};
        std::uint32_t margin = 16;
    };

    static Description<Text> describe();

    static void check(const Params& params) {
        static_cast<void>(pixels::colour_from("color", params.color));
        if (params.size && params.relative_size)
            throw std::invalid_argument("\"size\" is set, and \"relative_size\" too; remove one "
                                        "or the other");
    }

    void open(const Params& params, const OpenContext& /*context*/) {
        template_.emplace(params.text);
        const std::string file = storage::find_font(params.font, storage::font_folders());
        try {
            font_ = std::make_unique<text::Font>(content_of(file));
        } catch (const std::runtime_error& error) {
            throw std::runtime_error(fmt::format("the font {} cannot be used: {}; set \"font\" to "
                                                 "another one",
                                                 storage::quoted(file),
                                                 error.what()));
        }
    }
    void close() { font_.reset(); }

    // A text is never larger than the image.
    NodeBound bound(const PayloadBound& input, const Params& /*params*/) const {
        return {.output = input,
                .working_bytes = buffer_capacity(input.spec.pixels()) + text::text_working_bytes,
                .codec_bytes = text::text_working_bytes,
                .in_place = true};
    }

    Image process(Image image, const Params& params, NodeContext& context) const {
        pixels::check_colours(image.spec());
        const std::string words = template_->fill(context.item(), Payload{image});
        const std::unique_ptr<text::TextLayout> layout = fitted(words, image.spec(), params);
        if (!layout)
            return image;
        const ImageSpec spec{.width = layout->width(),
                             .height = layout->height(),
                             .channels = 1,
                             .pixel_type = PixelType::u8,
                             .colour_space = ColourSpace::unspecified};
        // Bytes, not an image: it is part of the call, and no pixel buffer of the budget.
        Image mask{spec, context.allocate_bytes(spec.bytes())};
        layout->draw(mask, align_of(params.gravity.across));
        pixels::paint(mask,
                      pixels::colour_from("color", params.color),
                      image,
                      {.x = pixels::placed_inside(
                           image.spec().width, spec.width, params.margin, params.gravity.across),
                       .y = pixels::placed_inside(
                           image.spec().height, spec.height, params.margin, params.gravity.down)});
        return image;
    }

private:
    static constexpr std::uint64_t most_font_bytes = std::uint64_t{64} << 20;
    static constexpr double usual_share = 0.04;

    static std::vector<std::byte> content_of(const std::string& path) {
        const storage::InputFile file{path};
        if (file.size() > most_font_bytes)
            throw ItemError(
                ErrorClass::limit,
                fmt::format("it has {} bytes; expected at most {}", file.size(), most_font_bytes));
        std::vector<std::byte> bytes(file.size());
        file.read_whole(bytes);
        return bytes;
    }

    static text::Align align_of(pixels::Anchor anchor) {
        return anchor == pixels::Anchor::begin    ? text::Align::left
               : anchor == pixels::Anchor::middle ? text::Align::middle
                                                  : text::Align::right;
    }

    // In the size that is wanted, or in the largest that fits between the margins; nothing where
    // none does.
    std::unique_ptr<text::TextLayout>
    fitted(const std::string& words, const ImageSpec& spec, const Params& params) const {
        const double width = pixels::room_in(spec.width, params.margin);
        const double height = pixels::room_in(spec.height, params.margin);
        const double wanted =
            params.size ? *params.size : spec.height * params.relative_size.value_or(usual_share);
        double size = std::clamp(wanted, text::smallest_size, text::largest_size);
        auto layout = std::make_unique<text::TextLayout>(*font_, words, size);
        while (true) {
            if (layout->width() == 0 || layout->height() == 0)
                return nullptr;
            const double share = std::min(width / layout->width(), height / layout->height());
            if (share >= 1)
                return layout;
            if (size <= text::smallest_size)
                return nullptr;
            // Sizes are in proportion but for what is rounded.
            size = std::max(size * std::min(share, 0.99), text::smallest_size);
            layout->resize(size);
        }
    }

    std::optional<storage::TextTemplate> template_;
    std::unique_ptr<text::Font> font_;
};

Description<Text> Text::describe() {
    return Description<Text>{
        "text",
        "Writes a text on the image, in its place, with one size and colour: a name, a number, a "
        "notice. Line feeds begin new lines. Letters stand from left to right, one behind the "
        "other, so scripts that join or reorder them look wrong. A text that does not fit between "
        "the margins is made smaller until it does, and left out where even 1 px is too large."}
        .works_in_place()
        .param("text",
               &Params::text,
               {.doc = "The text, with the fields that the path of write has.",
                .is_required = true,
                .is_template = true,
                .example = "{name}"})
        .param("font",
               &Params::font,
               {.doc =
                    "The file of a font (.ttf, .otf, .ttc, .pfb), or the name of one in "
                    "~/.local/share/fonts, ~/.fonts, /usr/local/share/fonts, /usr/share/fonts or "
                    "below them, such as \"DejaVu Sans Bold\". Empty: DejaVuSans, or the next "
                    "best that is there."})
        .param("size",
               &Params::size,
               {.doc = "How large the letters are: the font's em.",
                .unit = "px",
                .minimum = 1,
                .maximum = text::largest_size})
        .param("relative_size",
               &Params::relative_size,
               {.doc = "The same as a share of the height of the image, instead of size. Without "
                       "either: 0.04.",
                .minimum = 0.001,
                .maximum = 1})
        .param("color",
               &Params::color,
               {.doc = "The colour of the letters: # and two hexadecimal digits each for red, "
                       "green, blue and alpha. Gray images get its luma, scene-linear ones its "
                       "light."})
        .choice("gravity",
                &Params::gravity,
                pixels::gravity_words(),
                {.doc = "Where in the image the text lies, and its lines beside each other."})
        .param("margin",
               &Params::margin,
               {.doc = "How far it stays from the edges.", .unit = "px", .maximum = 65535});
}

} // namespace

void add_text(NodeRegistry& registry) {
    registry.add<Text>();
}

} // namespace penstock

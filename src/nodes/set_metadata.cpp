// SPDX-License-Identifier: Apache-2.0
#include "codec/metadata_edit.hpp"
#include "codec/metadata_reading.hpp"
#include "nodes/built_in.hpp"
#include "storage/text_template.hpp"
#include "storage/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace penstock {
namespace {

class SetMetadata {
public:
    struct Params {
        std::optional<std::string> title;
        std::optional<std::string> author;
        std::optional<std::string> copyright;
        std::optional<std::string> description;
        std::optional<double> resolution;
    };

    static Description<SetMetadata> describe();

    static void check(const Params& params) {
        const bool is_text =
            params.title || params.author || params.copyright || params.description;
        if (!is_text && !params.resolution)
            throw std::invalid_argument("nothing is to be set; set some of \"title\", \"author\", "
                                        "\"copyright\", \"description\" and \"resolution\"");
    }

    void open(const Params& params, const OpenContext& /*context*/) {
        const auto parsed = [](const std::optional<std::string>& text) {
            return text ? std::optional{storage::TextTemplate{*text}} : std::nullopt;
        };
        title_ = parsed(params.title);
        author_ = parsed(params.author);
        copyright_ = parsed(params.copyright);
        description_ = parsed(params.description);
    }

    NodeBound bound(const PayloadBound& input, const Params& params) const {
        const codec::Said said{.title = params.title,
                               .author = params.author,
                               .copyright = params.copyright,
                               .description = params.description,
                               .resolution = {}};
        return {.output = input,
                .working_bytes = 0,
                .codec_bytes = 0,
                .metadata_bytes = codec::most_said_metadata_bytes(input.metadata_bytes, said),
                .in_place = true};
    }

    double least_scale(const ImageSpec& picture, const ScaleBehind& behind, const Params&) const {
        return behind(picture);
    }

    // Another handle to the same pixels: where others see them too, they are not copied.
    Image process(const Image& image, const Params& params, NodeContext& context) const {
        const codec::Said said{.title = filled(title_, image, context),
                               .author = filled(author_, image, context),
                               .copyright = filled(copyright_, image, context),
                               .description = filled(description_, image, context),
                               .resolution = resolution_of(params)};
        const codec::SaidMetadata metadata{image.metadata().get(), said};
        if (metadata.has_replaced_xmp())
            codec::note_lost_metadata("XMP (it says something else)", context);
        Image result = image;
        result.set_metadata(metadata.put_into(context.allocate_bytes(metadata.bytes())));
        return result;
    }

private:
    static std::optional<Resolution> resolution_of(const Params& params) {
        if (!params.resolution)
            return std::nullopt;
        return Resolution{
            .x = *params.resolution, .y = *params.resolution, .unit = Resolution::Unit::inch};
    }

    static std::optional<std::string> filled(const std::optional<storage::TextTemplate>& text,
                                             const Image& image,
                                             NodeContext& context) {
        if (!text)
            return std::nullopt;
        std::string value = well_formed(text->fill(context.item(), Payload{image}));
        if (value.size() > codec::most_said_bytes)
            throw ItemError(ErrorClass::limit,
                            fmt::format("a text has {} bytes; expected at most {}",
                                        value.size(),
                                        codec::most_said_bytes));
        return value;
    }

    // Names of files are bytes; what they are no letters of becomes U+FFFD.
    static std::string well_formed(std::string_view text) {
        std::string result;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t size = storage::utf8_character(text, at);
            if (size == 0 || text[at] == '\0')
                result += storage::replacement_character;
            else
                result += text.substr(at, size);
            at += std::max<std::size_t>(size, 1);
        }
        return result;
    }

    std::optional<storage::TextTemplate> title_;
    std::optional<storage::TextTemplate> author_;
    std::optional<storage::TextTemplate> copyright_;
    std::optional<storage::TextTemplate> description_;
};

Description<SetMetadata> SetMetadata::describe() {
    const auto text = [](const char* doc) {
        ParamOptions options;
        options.doc = doc;
        options.is_template = true;
        return options;
    };
    return Description<SetMetadata>{
        "set_metadata",
        "Says something about the picture in its metadata: in XMP (Dublin Core), and as texts with "
        "the keys Title, Author, Copyright and Description. JPEG, WebP and TIFF keep the XMP, "
        "OpenEXR the texts, PNG both. XMP that is there already is completed; where it says "
        "something else of these, it is replaced, and listed in the attribute metadata.lost. "
        "EXIF stays as it is."}
        .works_in_place()
        .param("title", &Params::title, text("What the picture is called, with fields."))
        .param("author", &Params::author, text("Who made it, likewise."))
        .param("copyright", &Params::copyright, text("Whose it is, likewise."))
        .param("description", &Params::description, text("What is to be seen on it, likewise."))
        .param("resolution",
               &Params::resolution,
               {.doc = "How densely its pixels lie in print.",
                .unit = "dpi",
                .minimum = 1,
                .maximum = 100'000})
        .gives_attributes({"metadata.lost"});
}

} // namespace

void add_set_metadata(NodeRegistry& registry) {
    registry.add<SetMetadata>();
}

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#include "codec/metadata_edit.hpp"
#include "nodes/built_in.hpp"
#include "storage/quoted.hpp"

#include <fmt/format.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace penstock {
namespace {

struct StripMetadata {
    struct Params {
        std::vector<std::string> kinds = {"icc", "exif", "xmp", "texts", "resolution"};
    };

    static Description<StripMetadata> describe() {
        return Description<StripMetadata>{
            "strip_metadata",
            "Takes metadata off the image, all of them or some kinds. The pixels stay as they are."}
            .works_in_place()
            .param("kinds",
                   &Params::kinds,
                   {.doc = "What is taken off: icc (the colour profile, without which colours can "
                           "look wrong), exif, xmp, texts, resolution; gps takes where the picture "
                           "was taken out of EXIF, and XMP that says something of that kind."});
    }

    static void check(const Params& params) { static_cast<void>(chosen(params)); }

    NodeBound bound(const PayloadBound& input, const Params& params) const {
        return {.output = input,
                .working_bytes = 0,
                .codec_bytes = 0,
                .metadata_bytes = chosen(params).has_place ? input.metadata_bytes : 0,
                .in_place = true};
    }

    double least_scale(const ImageSpec& picture, const ScaleBehind& behind, const Params&) const {
        return behind(picture);
    }

    // Another handle to the same pixels: where others see them too, they are not copied.
    Image process(const Image& image, const Params& params, NodeContext& context) const {
        if (!image.metadata())
            return image;
        const Chosen what = chosen(params);
        auto rest = std::make_shared<const Metadata>(image.metadata()->without(what.kinds));
        if (what.has_place && rest->bytes() > 0)
            rest = codec::without_place(*rest, context.allocate_bytes(rest->bytes()));
        const bool is_empty = rest->bytes() == 0 && !rest->resolution().is_known();
        Image result = image;
        result.set_metadata(is_empty ? nullptr : std::move(rest));
        return result;
    }

private:
    struct Chosen {
        Metadata::Kinds kinds;
        bool has_place = false;
    };

    static Chosen chosen(const Params& params) {
        Chosen chosen;
        Metadata::Kinds& kinds = chosen.kinds;
        const std::pair<const char*, bool*> names[] = {{"icc", &kinds.icc},
                                                       {"exif", &kinds.exif},
                                                       {"xmp", &kinds.xmp},
                                                       {"texts", &kinds.texts},
                                                       {"resolution", &kinds.resolution},
                                                       {"gps", &chosen.has_place}};
        for (const std::string& kind : params.kinds) {
            bool is_known = false;
            for (const auto& [name, place] : names)
                if (kind == name)
                    is_known = *place = true;
            if (!is_known)
                throw std::invalid_argument(
                    fmt::format("\"kinds\" has {}; expected some of icc, exif, xmp, texts, "
                                "resolution and gps",
                                storage::quoted(kind)));
        }
        return chosen;
    }
};

} // namespace

void add_strip_metadata(NodeRegistry& registry) {
    registry.add<StripMetadata>();
}

} // namespace penstock

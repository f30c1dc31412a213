// SPDX-License-Identifier: Apache-2.0
#include "codec/metadata_edit.hpp"
#include "core/turn.hpp"
#include "nodes/built_in.hpp"

#include <algorithm>
#include <cstdint>

namespace penstock {
namespace {

struct AutoOrient {
    struct Params {};

    static Description<AutoOrient> describe() {
        return Description<AutoOrient>{
            "auto_orient",
            "Turns the image upright, exactly, as the orientation in its EXIF or XMP says, and "
            "notes there that it stands upright. decode does so by itself: this is for pictures "
            "that it was told to leave as they are, with \"orient\": false."};
    }

    // How it will be turned is not known before it is there.
    NodeBound bound(const PayloadBound& input, const Params& /*params*/) const {
        PayloadBound output = PayloadBound::image(input.spec);
        output.spec.width = output.spec.height = std::max(input.spec.width, input.spec.height);
        output.proportions_vary = true;
        if (input.spec.is_shrunk()) {
            const ImageSpec whole = input.spec.whole();
            const std::uint32_t side = std::max(whole.width, whole.height);
            output.spec.shrunk = {.width = side, .height = side};
        }
        return {.output = output,
                .working_bytes = 0,
                .codec_bytes = 0,
                .metadata_bytes = input.metadata_bytes};
    }

    double least_scale(const ImageSpec& picture, const ScaleBehind& behind, const Params&) const {
        return std::max(behind(picture), behind(turned_spec(picture, Turn::right)));
    }

    Image process(const Image& image, const Params& /*params*/, NodeContext& context) const {
        if (!image.metadata())
            return image;
        const Metadata& metadata = *image.metadata();
        const auto turn = static_cast<Turn>(codec::orientation_of(metadata));
        if (turn == Turn::none)
            return image;
        Image result = context.allocate_image(turned_spec(image.spec(), turn));
        copy_turned(image.spec(), turn, image.pixels(), result.pixels());
        result.set_metadata(
            codec::made_upright(metadata, context.allocate_bytes(metadata.bytes())));
        return result;
    }
};

} // namespace

void add_auto_orient(NodeRegistry& registry) {
    registry.add<AutoOrient>();
}

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "pixels/similarity.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <vector>

namespace penstock {
namespace {

struct Compare {
    enum class Missing : std::uint8_t { fail, drop };
    struct Params {
        Missing missing = Missing::fail;
    };

    static Description<Compare> describe() {
        return Description<Compare>{
            "compare",
            "Measures how alike two images are that became of one item: what comes in by the port "
            "image is compared with what comes in by the port reference, and goes on. Attributes: "
            "psnr, the peak signal-to-noise ratio in decibels (infinite for equal images, null in "
            "records), and ssim, the mean structural similarity (1 for equal images; none for "
            "images below 11x11)."}
            .choice("missing",
                    &Params::missing,
                    {{"fail", Missing::fail}, {"drop", Missing::drop}},
                    {.doc = "What becomes of an item of which a part was dropped on its way: it "
                            "fails, or it is dropped whole."})
            .inputs({{"image", "what goes on"}, {"reference", "what it is compared with"}})
            .gives_attributes({"psnr", "ssim"});
    }

    bool drops_incomplete(const Params& params) const { return params.missing == Missing::drop; }

    NodeBound bound(const std::vector<PayloadBound>& inputs, const Params& /*params*/) const {
        if (inputs.empty())
            return {};
        return {.output = inputs.front(),
                .working_bytes = buffer_capacity(pixels::ssim_scratch_bytes(inputs.front().spec)),
                .codec_bytes = 0};
    }

    Image process(const Image& image,
                  const Image& reference,
                  const Params& /*params*/,
                  NodeContext& context) const {
        check_alike(image.spec(), reference.spec());
        context.set_attribute("psnr", pixels::psnr(image, reference));
        Buffer scratch = context.allocate_bytes(pixels::ssim_scratch_bytes(image.spec()));
        if (const auto similarity = pixels::ssim(image, reference, scratch.bytes()))
            context.set_attribute("ssim", *similarity);
        if (image.is_unique())
            return image;
        // What comes of several inputs is its own: others may hold on to this one.
        Image own = context.allocate_image(image.spec());
        image.clone_into(own);
        return own;
    }

private:
    static void check_alike(const ImageSpec& image, const ImageSpec& reference) {
        if (image.width != reference.width || image.height != reference.height ||
            image.channels != reference.channels)
            throw ItemError{ErrorClass::unsupported,
                            fmt::format("the image is {}, and the reference is {}; expected the "
                                        "same width, height and channels: put a resize or a "
                                        "convert before one of them",
                                        image.to_string(),
                                        reference.to_string())};
    }
};

} // namespace

void add_compare(NodeRegistry& registry) {
    registry.add<Compare>();
}

} // namespace penstock

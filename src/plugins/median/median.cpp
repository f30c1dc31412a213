// SPDX-License-Identifier: Apache-2.0
// A transform that is done by OpenImageIO's ImageBufAlgo.
#include "penstock/image_buf.hpp"
#include "penstock/plugin.hpp"

#include <OpenImageIO/imagebufalgo.h>

#include <cstdint>
#include <stdexcept>
#include <string>

namespace {

using penstock::Image;
using penstock::NodeBound;
using penstock::NodeContext;
using penstock::PayloadBound;

struct Median {
    struct Params {
        std::uint32_t width = 3;
        std::uint32_t height = 3;
    };

    static penstock::Description<Median> describe() {
        return penstock::Description<Median>{
            "median",
            "Replaces each sample by the median of those around it, which takes out specks and "
            "keeps edges. Each channel by itself, alpha too; beyond the border there is nothing "
            "that counts."}
            .param("width",
                   &Params::width,
                   {.doc = "Of the window; odd.", .unit = "px", .minimum = 3, .maximum = 99})
            .param("height",
                   &Params::height,
                   {.doc = "Of the window; odd.", .unit = "px", .minimum = 3, .maximum = 99});
    }

    // Less than 3 would be written beyond the end of a window: OpenImageIO 2.4 takes half of it,
    // and at least 1, to each side.
    static void check(const Params& params) {
        if (params.width % 2 == 0 || params.height % 2 == 0)
            throw std::invalid_argument("the window is " + std::to_string(params.width) + " x " +
                                        std::to_string(params.height) +
                                        "; expected odd numbers, so that it has a middle");
    }

    NodeBound bound(const PayloadBound& input, const Params& params) const {
        NodeBound bound;
        bound.output = input;
        // OpenImageIO sorts a copy of each window.
        bound.codec_bytes = std::uint64_t{params.width} * params.height * sizeof(float);
        bound.working_bytes = bound.codec_bytes;
        return bound;
    }

    Image process(const Image& image, const Params& params, NodeContext& context) const {
        Image result = context.allocate_image(image.spec());
        OIIO::ImageBuf target = penstock::image_buf(result);
        // One thread: how many pictures are worked on at once is the graph's matter.
        penstock::require(OIIO::ImageBufAlgo::median_filter(target,
                                                            penstock::image_buf(image),
                                                            static_cast<int>(params.width),
                                                            static_cast<int>(params.height),
                                                            {},
                                                            1),
                          target);
        return result;
    }
};

void register_nodes(penstock::NodeRegistry& registry) {
    registry.add<Median>();
}

} // namespace

PENSTOCK_PLUGIN(register_nodes)

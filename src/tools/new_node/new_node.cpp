// SPDX-License-Identifier: Apache-2.0
#include "new_node.hpp"

#include <cstddef>
#include <cstdint>
#include <penstock/penstock.hpp>

penstock::Description<NewNode> NewNode::describe() {
    return penstock::Description<NewNode>{"new_node", "Makes images darker."}
        .param("amount",
               &Params::amount,
               {.doc = "How much darker: 0 as they are, 1 black.", .minimum = 0, .maximum = 1})
        .works_in_place();
}

penstock::Image
NewNode::process(penstock::Image image, const Params& params, penstock::NodeContext&) const {
    const penstock::ImageSpec& spec = image.spec();
    if (spec.pixel_type != penstock::PixelType::u8)
        throw penstock::ItemError(penstock::ErrorClass::unsupported,
                                  "new_node takes images of 8 bits, and got " + spec.to_string() +
                                      "; put a convert before it");
    for (std::byte& sample : image.pixels()) {
        const auto before = static_cast<float>(std::to_integer<std::uint8_t>(sample));
        sample = std::byte{static_cast<std::uint8_t>(before * (1.0F - params.amount) + 0.5F)};
    }
    return image;
}

void register_new_node(penstock::NodeRegistry& registry) {
    registry.add<NewNode>();
}
PENSTOCK_PLUGIN(register_new_node)

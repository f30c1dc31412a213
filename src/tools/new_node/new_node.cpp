// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <penstock/plugin.hpp>

/// Makes images darker. The name of the type, its parameters and what they mean stand in
/// `describe`; messages, `penstock nodes new_node` and editors have them from there.
struct NewNode {
    struct Params {
        float amount = 0.5F;
    };

    static penstock::Description<NewNode> describe() {
        return penstock::Description<NewNode>{"new_node", "Makes images darker."}
            .param("amount",
                   &Params::amount,
                   {.doc = "How much darker: 0 as they are, 1 black.", .minimum = 0, .maximum = 1})
            .works_in_place();
    }

    /// `const`: several threads may call it at once. `Image` by value: these pixels are ours.
    penstock::Image
    process(penstock::Image image, const Params& params, penstock::NodeContext&) const {
        const penstock::ImageSpec& spec = image.spec();
        if (spec.pixel_type != penstock::PixelType::u8)
            throw penstock::ItemError(penstock::ErrorClass::unsupported,
                                      "new_node takes images of 8 bits, and got " +
                                          spec.to_string() + "; put a convert before it");
        for (std::byte& sample : image.pixels()) {
            const auto before = static_cast<float>(std::to_integer<std::uint8_t>(sample));
            sample = std::byte{static_cast<std::uint8_t>(before * (1.0F - params.amount) + 0.5F)};
        }
        return image;
    }
};

static void register_new_node(penstock::NodeRegistry& registry) {
    registry.add<NewNode>();
}
PENSTOCK_PLUGIN(register_new_node)

// SPDX-License-Identifier: Apache-2.0
#include <penstock/plugin.hpp>
using namespace penstock;

struct Sepia {
    struct Params {
        float amount = 1.0F;
    };
    static Description<Sepia> describe() {
        return Description<Sepia>{"sepia", "Gives the image a brown tone."}.param(
            "amount", &Params::amount, {.doc = "How much.", .minimum = 0, .maximum = 1});
    }
    Image process(Image image, const Params& params, NodeContext&) const {
        if (image.spec().channels != 3 || image.spec().pixel_type != PixelType::u8)
            throw ItemError{ErrorClass::unsupported,
                            "found " + image.spec().to_string() + "; expected RGB of 8 bits"};
        constexpr float tone[] = {1.0F, 0.85F, 0.6F};
        for (std::size_t i = 0; i < image.pixels().size(); ++i) {
            const auto sample = static_cast<float>(image.pixels()[i]);
            image.pixels()[i] = std::byte(sample * (1 - params.amount * (1 - tone[i % 3])));
        }
        return image;
    }
};
static void register_sepia(NodeRegistry& registry) {
    registry.add<Sepia>();
}
PENSTOCK_PLUGIN(register_sepia)

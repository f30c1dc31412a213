// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "pixels/fingerprint.hpp"

#include <cstdint>

namespace penstock {
namespace {

enum class Algorithm : std::uint8_t { sha256, dhash };

struct Hash {
    struct Params {
        Algorithm algorithm = Algorithm::sha256;
    };

    static Description<Hash> describe() {
        return Description<Hash>{
            "hash",
            "Makes a short text of the pixels, the attribute hash, and passes the image on as it "
            "is: for dedupe, names and records."}
            .choice("algorithm",
                    &Params::algorithm,
                    {{"sha256", Algorithm::sha256}, {"dhash", Algorithm::dhash}},
                    {.doc = "sha256: 64 hexadecimal digits, the same for equal pixels of equal "
                            "size, type and colour space alone. dhash: 16 hexadecimal digits (64 "
                            "bits), the same or nearly so for pictures that look alike, whatever "
                            "their size and quality."})
            .gives_attributes({"hash"})
            .passes_on();
    }

    NodeBound bound(const PayloadBound& input, const Params& params) const {
        if (params.algorithm == Algorithm::sha256)
            return {.output = input, .working_bytes = 0, .codec_bytes = 0};
        const std::uint64_t working = pixels::dhash_working_bytes(input.spec);
        const std::uint64_t scratch = buffer_capacity(pixels::dhash_scratch_bytes(input.spec));
        return {.output = input, .working_bytes = working, .codec_bytes = working - scratch};
    }

    Image process(const Image& image, const Params& params, NodeContext& context) const {
        if (params.algorithm == Algorithm::sha256) {
            context.set_attribute("hash", pixels::sha256_of(image));
            return image;
        }
        Buffer scratch = context.allocate_bytes(pixels::dhash_scratch_bytes(image.spec()));
        context.set_attribute("hash", pixels::dhash_of(image, scratch.bytes()));
        return image;
    }
};

} // namespace

void add_hash(NodeRegistry& registry) {
    registry.add<Hash>();
}

} // namespace penstock

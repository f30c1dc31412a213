// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "pixels/hash.hpp"

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace penstock {
namespace {

// FNV-1a (Fowler, Noll, Vo): the same on every machine, unlike std::hash.
std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 0xCBF29CE484222325U;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
    return hash;
}

class Sample {
public:
    struct Params {
        std::optional<std::uint64_t> every;
        std::uint64_t offset = 0;
        std::optional<double> share;
        std::uint64_t seed = 0;
    };

    static Description<Sample> describe() {
        return Description<Sample>{
            "sample",
            "Lets through some of the items, the same ones in every run; the others end here, as "
            "dropped. Pieces of one item share its number, and so what becomes of it. Either every "
            "or share is needed."}
            .param(
                "every",
                &Params::every,
                {.doc = "One of so many: those whose number, divided by this, leaves the offset.",
                 .minimum = 1})
            .param("offset", &Params::offset, {.doc = "Which of them; less than every."})
            .param("share",
                   &Params::share,
                   {.doc = "How large a part passes. Items are drawn by their number, the seed and "
                           "the name of the node, so that two samples in a row are independent.",
                    .minimum = 0,
                    .maximum = 1})
            .param("seed", &Params::seed, {.doc = "Another seed draws other items. For share."})
            .passes_on();
    }

    static void check(const Params& params) {
        if (!params.every && !params.share)
            throw std::invalid_argument("neither \"every\" nor \"share\" is set; set one of them");
        if (params.every && params.share)
            throw std::invalid_argument("both \"every\" and \"share\" are set; set one of them");
        if (params.every && params.offset >= *params.every)
            throw std::invalid_argument("\"offset\" is " + std::to_string(params.offset) +
                                        "; expected less than \"every\", which is " +
                                        std::to_string(*params.every));
        if (params.every && params.seed != 0)
            throw std::invalid_argument(
                "\"seed\" means nothing beside \"every\"; remove it, or set \"share\"");
        if (params.share && params.offset != 0)
            throw std::invalid_argument(
                "\"offset\" means nothing beside \"share\"; remove it, or set \"every\"");
    }

    void open(const Params& params, const OpenContext& context) {
        lot_ = pixels::hash(pixels::hash(params.seed) ^ hash_of(context.node_name));
    }

    std::optional<Payload>
    process(Payload payload, const Params& params, NodeContext& context) const {
        if (!is_drawn(context.item().sequence, params))
            return std::nullopt;
        return payload;
    }

private:
    [[nodiscard]] bool is_drawn(std::uint64_t sequence, const Params& params) const {
        if (params.every)
            return sequence % *params.every == params.offset;
        // 53 bits: as many as a double holds, so the number is below 1.
        const auto lot = static_cast<double>(pixels::hash(lot_ ^ sequence) >> 11U) * 0x1p-53;
        return lot < *params.share;
    }

    std::uint64_t lot_ = 0; // of the node and its seed
};

} // namespace

void add_sample(NodeRegistry& registry) {
    registry.add<Sample>();
}

} // namespace penstock

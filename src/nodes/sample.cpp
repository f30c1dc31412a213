// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace penstock {
namespace {

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

    double least_scale(const ImageSpec& picture, const ScaleBehind& behind, const Params&) const {
        return behind(picture);
    }

    std::optional<Payload>
    process(Payload payload, const Params& params, NodeContext& context) const {
        if (!is_drawn(params, context))
            return std::nullopt;
        return payload;
    }

private:
    static bool is_drawn(const Params& params, const NodeContext& context) {
        if (params.every)
            return context.item().sequence % *params.every == params.offset;
        return context.random(params.seed).uniform() < *params.share;
    }
};

} // namespace

void add_sample(NodeRegistry& registry) {
    registry.add<Sample>();
}

} // namespace penstock

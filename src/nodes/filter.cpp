// SPDX-License-Identifier: Apache-2.0
#include "penstock/condition.hpp"

#include "nodes/built_in.hpp"

#include <optional>
#include <stdexcept>
#include <utility>

namespace penstock {
namespace {

struct Filter {
    struct Params {
        std::optional<Condition> keep;
        std::optional<Condition> drop;
    };

    static Description<Filter> describe() {
        return Description<Filter>{"filter",
                                   "Lets through the items that a condition holds for; the others "
                                   "end here, as dropped. Exactly one of the parameters is needed."}
            .param("keep",
                   &Params::keep,
                   {.doc = "What to let through.", .example = R"({"attr": "width", "ge": 512})"})
            .param("drop",
                   &Params::drop,
                   {.doc = "What to leave out: everything else passes.",
                    .example = R"({"attr": "stem", "matches": "draft*"})"})
            .passes_on();
    }

    static void check(const Params& params) {
        if (!params.keep && !params.drop)
            throw std::invalid_argument("neither \"keep\" nor \"drop\" is set; set one of them");
        if (params.keep && params.drop)
            throw std::invalid_argument(
                "both \"keep\" and \"drop\" are set; set one of them, such as \"keep\": {\"all\": "
                "[..., {\"not\": ...}]}");
    }

    double least_scale(const ImageSpec& picture, const ScaleBehind& behind, const Params&) const {
        return behind(picture);
    }

    std::optional<Payload>
    process(Payload payload, const Params& params, NodeContext& context) const {
        const bool is_kept = params.keep ? params.keep->matches(context.item(), payload)
                                         : !params.drop->matches(context.item(), payload);
        if (!is_kept)
            return std::nullopt;
        return payload;
    }
};

} // namespace

void add_filter(NodeRegistry& registry) {
    registry.add<Filter>();
}

} // namespace penstock

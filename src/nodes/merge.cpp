// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"

#include <utility>

namespace penstock {
namespace {

struct Merge {
    struct Params {};

    static Description<Merge> describe() {
        return Description<Merge>{
            "merge",
            "Brings several ways together: everything passes as it is. Any node may be reached by "
            "several edges; this one says that nothing else is meant."}
            .passes_on();
    }

    double least_scale(const ImageSpec& picture, const ScaleBehind& behind, const Params&) const {
        return behind(picture);
    }

    Payload process(Payload payload, const Params& /*params*/, NodeContext& /*context*/) const {
        return payload;
    }
};

} // namespace

void add_merge(NodeRegistry& registry) {
    registry.add<Merge>();
}

} // namespace penstock

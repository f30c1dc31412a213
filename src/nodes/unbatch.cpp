// SPDX-License-Identifier: Apache-2.0
#include "penstock/list_member.hpp"

#include "nodes/built_in.hpp"

#include <utility>

namespace penstock {
namespace {

struct Unbatch {
    struct Params {};

    static Description<Unbatch> describe() {
        return Description<Unbatch>{
            "unbatch",
            "Takes lists apart: each member goes on by itself, in its order, with the attributes "
            "that it had. For lists of batch and of zip."}
            .splits_into("any")
            .passes_on();
    }

    NodeBound bound(const PayloadBound& input, const Params& /*params*/) const {
        return {.output = input, .working_bytes = 0, .codec_bytes = 0};
    }

    List process(List list, const Params& /*params*/, NodeContext& /*context*/) const {
        return list;
    }
};

} // namespace

void add_unbatch(NodeRegistry& registry) {
    registry.add<Unbatch>();
}

} // namespace penstock

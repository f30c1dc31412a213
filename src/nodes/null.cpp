// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"

namespace penstock {
namespace {

class Null {
public:
    struct Params {};

    static Description<Null> describe() {
        return {"null", "Takes everything and keeps nothing. What it took counts as delivered."};
    }

    void process(const Payload& /*input*/, const Params& /*params*/, NodeContext& context) const {
        context.output_delivered("");
    }
};

} // namespace

void add_null(NodeRegistry& registry) {
    registry.add<Null>();
}

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <penstock/plugin.hpp>

/// Makes images darker. The name of the type, its parameters and what they mean stand in
/// `describe`; messages, `penstock nodes new_node` and editors have them from there.
struct NewNode {
    struct Params {
        float amount = 0.5F;
    };

    static penstock::Description<NewNode> describe();

    /// `const`: several threads may call it at once. `Image` by value: these pixels are ours.
    penstock::Image
    process(penstock::Image image, const Params& params, penstock::NodeContext& context) const;
};

/// What a program calls that is linked with this node.
void register_new_node(penstock::NodeRegistry& registry);

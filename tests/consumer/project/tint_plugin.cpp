// SPDX-License-Identifier: Apache-2.0
#include "tint.hpp"

#include <penstock/plugin.hpp>

void register_tint(penstock::NodeRegistry& registry) {
    registry.add<Tint>();
}
PENSTOCK_PLUGIN(register_tint)

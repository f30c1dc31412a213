// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the authors of plugins need.
//
//     struct Tint { ... };
//
//     void register_tint(penstock::NodeRegistry& registry) {
//         registry.add<Tint>();
//     }
//     PENSTOCK_PLUGIN(register_tint)
#include "penstock/node_registry.hpp"
#include "penstock/plugin_entry.hpp"

// SPDX-License-Identifier: Apache-2.0
#include "penstock/plugin_entry.hpp"

#include "plugin/nodes.hpp"

// In a namespace, as it may stand too.
namespace penstock::test {
PENSTOCK_PLUGIN(register_twin)
} // namespace penstock::test

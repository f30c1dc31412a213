// SPDX-License-Identifier: Apache-2.0
#include "penstock/plugin_entry.hpp"

#include "plugin/nodes.hpp"

PENSTOCK_PLUGIN(penstock::test::register_nothing)

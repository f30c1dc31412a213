// SPDX-License-Identifier: Apache-2.0
#include "penstock/plugin_entry.hpp"

void nobody_has_this(penstock::NodeRegistry& registry);

PENSTOCK_PLUGIN(nobody_has_this)

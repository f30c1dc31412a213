// SPDX-License-Identifier: Apache-2.0
#include "penstock/plugin_entry.hpp"

const char* penstock_plugin_abi() {
    return penstock::plugin_abi;
}

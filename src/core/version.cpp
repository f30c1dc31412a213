// SPDX-License-Identifier: Apache-2.0
#include "penstock/version.hpp"

namespace penstock {

std::string version() {
    return std::to_string(PENSTOCK_VERSION_MAJOR) + '.' + std::to_string(PENSTOCK_VERSION_MINOR) +
           '.' + std::to_string(PENSTOCK_VERSION_PATCH);
}

} // namespace penstock

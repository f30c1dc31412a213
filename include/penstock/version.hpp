// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/export.hpp"

#include <string>

#define PENSTOCK_VERSION_MAJOR 0
#define PENSTOCK_VERSION_MINOR 1
#define PENSTOCK_VERSION_PATCH 0

namespace penstock {

/// "0.1.0".
[[nodiscard]] PENSTOCK_API std::string version();

/// One line for each library that this build uses: "oneTBB 2021.8".
[[nodiscard]] PENSTOCK_API std::string library_versions();

} // namespace penstock

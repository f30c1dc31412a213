// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/value.hpp"

#include "config/arguments.hpp"
#include "config/issues.hpp"

#include <string>

namespace penstock::config {

/// Checks the shape of an entry of "nodes" that uses a subgraph: its name, its keys, that "args" is
/// an object and "for_each" a list of objects. False where nothing can be copied; an unknown key
/// does not prevent that.
[[nodiscard]] bool
check_use(const std::string& name, const Value& entry, const UseSite& site, Issues& issues);

} // namespace penstock::config

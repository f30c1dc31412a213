// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/export.hpp"
#include "penstock/node_descriptor.hpp"
#include "penstock/value.hpp"

namespace penstock {

/// Parameters as a config writes them, checked and brought into the form that nodes get: defaults
/// included, sizes in bytes, durations in seconds. Throws `ConfigError` with every mistake. Which
/// attributes there are is a matter of a graph: names in templates and conditions are not checked.
[[nodiscard]] PENSTOCK_API Value::Object normalised_params(const NodeDescriptor& descriptor,
                                                           const Value::Object& written);

} // namespace penstock

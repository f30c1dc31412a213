// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node_descriptor.hpp"
#include "penstock/value.hpp"

#include <vector>

namespace penstock::testing {

/// Other values for a parameter than `present`, as a config writes them: near it, near the ends of
/// its range, other words. Small ones: no picture of 65536 pixels a side comes of them.
[[nodiscard]] std::vector<Value> alternatives_to(const Value& present,
                                                 const ParamDescriptor& param);

/// A number that is written in the unit of the parameter: 512 bytes are "512B". What is larger than
/// a config can hold becomes the largest that it can.
[[nodiscard]] Value in_unit(const ParamDescriptor& param, double amount);

/// Members set or replaced.
[[nodiscard]] Value::Object with(Value::Object params, const std::string& name, Value value);

} // namespace penstock::testing

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/testing/outcome.hpp"
#include "penstock/value.hpp"

#include <string>

namespace penstock::testing {

/// Everything that a graph could see of an outcome, pixels as a hash. Equal texts: equal outcomes;
/// but of a payload type of one's own only the size is in it.
[[nodiscard]] std::string print_of(const Outcome& outcome);
/// Of a payload, likewise.
[[nodiscard]] std::string print_of(const Payload& payload);
/// A value as JSON, nearly.
[[nodiscard]] std::string print_of(const Value& value);

} // namespace penstock::testing

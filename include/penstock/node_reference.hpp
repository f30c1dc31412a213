// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/export.hpp"
#include "penstock/node_registry.hpp"

#include <string>

namespace penstock {

/// The JSON Schema (draft 07) of a config that may use these node types.
[[nodiscard]] PENSTOCK_API std::string json_schema(const NodeRegistry& registry);

/// One node type for a terminal: what it is, its ports, its parameters with type, range, unit and
/// default.
[[nodiscard]] PENSTOCK_API std::string describe_as_text(const NodeDescriptor& descriptor);

/// All node types as one JSON array.
[[nodiscard]] PENSTOCK_API std::string describe_as_json(const NodeRegistry& registry);

/// All node types as Markdown: the reference in the documentation.
[[nodiscard]] PENSTOCK_API std::string describe_as_markdown(const NodeRegistry& registry);

} // namespace penstock

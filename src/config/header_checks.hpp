// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/validated_config.hpp"

#include "config/issues.hpp"

// What stands before the nodes of a config: version, limits, plugins.
namespace penstock::config {

/// Warns of a newer minor version of the format, refuses another major one.
void check_version(const Value& version, Issues& issues);

[[nodiscard]] Limits check_limits(const Value& limits, Issues& issues);

/// That it is a list of names; whether there are such libraries is found out when they are loaded.
void check_plugins(const Value& plugins, Issues& issues);

} // namespace penstock::config

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/value.hpp"

namespace penstock::config {

/// Puts one config over another: objects are merged by key, `null` takes away what is there, and
/// anything else replaces it. Members that are not there yet come behind those that are; objects
/// keep the place where they were first.
void merge_over(Value& below, Value above);

/// The same for whole configs, in which the edges and the plugins of both count: those of `below`
/// come first.
void merge_config_over(Value& below, Value above);

} // namespace penstock::config

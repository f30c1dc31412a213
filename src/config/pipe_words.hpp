// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node_descriptor.hpp"
#include "penstock/value.hpp"

#include "config/issues.hpp"

#include <string>

namespace penstock::config {

/// In the parameters of a node of a short pipeline: the list of its words without `=`. No file can
/// have this key, because it is not UTF-8.
inline constexpr const char* positional_words = "\xFFwords";

/// Gives the words of a short pipeline the meaning that the node type has for them: words without
/// `=` go to the first parameter, texts become numbers where numbers are expected. Leaves
/// parameters from a file alone.
void resolve_words(Value& params,
                   const NodeDescriptor& descriptor,
                   const std::string& path,
                   Issues& issues);

} // namespace penstock::config

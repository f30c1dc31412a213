// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node_descriptor.hpp"

#include <string>

// The words that all forms of the reference share.
namespace penstock::config {

/// "integer, 1 to 100", "size, at least 4096B", "jpeg, png or webp".
[[nodiscard]] std::string type_and_range(const ParamDescriptor& param);

/// A bound or a default as a config would write it: `90`, `"512MiB"`.
[[nodiscard]] std::string written_bound(const ParamDescriptor& param, double bound);
[[nodiscard]] std::string written_default(const ParamDescriptor& param);

/// "unlimited", "serial", "serial, always", "4".
[[nodiscard]] std::string default_concurrency(const NodeDescriptor& descriptor);

} // namespace penstock::config

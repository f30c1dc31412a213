// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/run_report.hpp"
#include "penstock/validated_config.hpp"

#include <cstddef>
#include <map>

namespace penstock::tools {

/// About how many items went over each edge in that run of that config, by its place in
/// `ValidatedConfig::edges()`: the calls of the node that it leads to; of a limiter, of the node
/// behind it; of a dead-letter edge, the calls that failed. A summary does not say from where the
/// calls of a node came: where several edges lead to the same port, they are divided as the calls
/// are of the nodes before. So retries count, and what several nodes drop is not exact.
[[nodiscard]] std::map<std::size_t, double> edge_flow(const ValidatedConfig& config,
                                                      const RunReport& report);

} // namespace penstock::tools

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/export.hpp"
#include "penstock/run_report.hpp"

#include <vector>

namespace penstock {

/// What became of the time of a node: shares of the run, 0 to 1, of all calls that the node may
/// have at once. They add up to 1; in a run that took no time all are 0.
///
/// Time in calls is measured. Why there was no call is inferred from means over the run: who had
/// the threads, how long the gate was shut, and where those items stood that had the room.
struct NodeTimes {
    double cpu = 0; ///< calls were computing
    /// Calls waited for a disk, a lock or a sleep; or files were read for the node, and nothing
    /// else was there to do.
    double io = 0;
    double thread = 0;     ///< its threads, or all processors, were with the calls of other nodes
    double room = 0;       ///< no item was let in for want of room, and all that had it moved
    double downstream = 0; ///< likewise, and what had it stood before nodes further on
    double starved = 0;    ///< nothing came, from the source or from nodes before it
};

/// Of each node of `RunReport::nodes`, in their order.
[[nodiscard]] PENSTOCK_API std::vector<NodeTimes> node_times(const RunReport& report);

} // namespace penstock

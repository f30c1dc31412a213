// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/call_tree.hpp"
#include "graph/claim.hpp"
#include "graph/topology.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace penstock::graph {

/// What becomes of the families that begin at one place: at the gate, or at a node that gathers
/// several items into one.
struct Lineage {
    /// A node that takes members of these families, to make something of several.
    struct Gathering {
        NodeIndex node = 0;
        std::uint64_t group_size = 0;
        Amount retained; ///< of each member, until its group is made up and gone
    };

    std::string limiter;      ///< behind which it is
    std::uint32_t number = 0; ///< in its region; 0: what the gate admits
    NodeIndex node = 0;       ///< the limiter, or the gathering node
    CallTree tree;
    std::vector<Gathering> gatherings;
    /// Of what is gathered: what each result needs. Null where that differs from item to item.
    std::shared_ptr<const CallAmounts> amounts;
};

} // namespace penstock::graph

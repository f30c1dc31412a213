// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node_registry.hpp"

#include "saver/inbox.hpp"

#include <memory>

namespace penstock::saver {

/// The attribute of each item that says which way it goes: `OutputName::way`.
inline constexpr const char* way_attribute = "way";

/// Adds the nodes at the beginning of a saver's graph: the source `saver_inbox`, which yields what
/// is put into `inbox`, and the loader `saver_copy`, which copies it into the graph's memory.
void add_saver_nodes(NodeRegistry& registry, const std::shared_ptr<Inbox>& inbox);

} // namespace penstock::saver

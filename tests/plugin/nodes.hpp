// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace penstock {
class NodeRegistry;
}

// What the plugins of the tests register. Compiled once for all of them.
namespace penstock::test {

/// "tint", which ends its items as its parameter `outcome` says, and "shade".
void register_tint(NodeRegistry& registry);
/// Another "tint".
void register_twin(NodeRegistry& registry);
/// "sepia", and then a type without a sentence about it.
void register_half_wrong(NodeRegistry& registry);
void register_named_as_built_in(NodeRegistry& registry);
void register_and_throw_exception(NodeRegistry& registry);
void register_and_throw_number(NodeRegistry& registry);
void register_nothing(NodeRegistry& registry);

} // namespace penstock::test

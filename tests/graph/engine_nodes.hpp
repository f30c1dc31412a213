// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node_registry.hpp"

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

namespace penstock::test {

/// What sinks of one run have seen. Thread-safe.
struct Seen {
    struct Entry {
        std::uint64_t sequence;
        std::uint32_t path;
        int first_byte; ///< -1: no payload
        Attributes attributes;
    };
    void add(const Payload& payload, const ItemInfo& info) {
        int first = -1;
        if (const auto* image = payload.get<Image>())
            first = std::to_integer<int>(image->pixels()[0]);
        if (const auto* encoded = payload.get<Encoded>())
            first = std::to_integer<int>(encoded->buffer.bytes()[0]);
        const std::scoped_lock lock{mutex};
        entries.push_back({info.sequence, info.path, first, info.attributes});
    }
    std::mutex mutex;
    std::vector<Entry> entries;
};

/// From now on, the sinks `collect` and `collect_blocking` note there what arrives. Null: nowhere.
void collect_in(Seen* seen);

/// The nodes of routing_nodes.cpp: they drop, choose ways, split, join and gather.
void add_routing_nodes(NodeRegistry& registry);

/// The nodes of waiting_nodes.cpp: they work at a later try, or when they are released.
void add_waiting_nodes(NodeRegistry& registry);

/// Small nodes whose needs are exact and whose faults are chosen, for tests of the engine; and of
/// the built-in ones the limiter, and those that take what a program pushes.
[[nodiscard]] NodeRegistry engine_nodes();

} // namespace penstock::test

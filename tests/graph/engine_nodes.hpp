// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node_registry.hpp"

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

namespace penstock::test {

/// What sinks of one run have seen. Thread-safe.
struct Seen {
    struct Entry {
        std::uint64_t sequence;
        std::uint32_t path;
        int first_byte; ///< -1: no payload
        Attributes attributes;
        std::uint64_t metadata_bytes = 0;
        int metadata_byte = -1; ///< the first of an ICC profile
    };
    void add(const Payload& payload, const ItemInfo& info) {
        Entry entry{info.sequence, info.path, -1, info.attributes};
        if (const auto* image = payload.get<Image>()) {
            entry.first_byte = std::to_integer<int>(image->pixels()[0]);
            if (const auto& metadata = image->metadata()) {
                entry.metadata_bytes = metadata->bytes();
                entry.metadata_byte = std::to_integer<int>(metadata->icc()[0]);
            }
        }
        if (const auto* encoded = payload.get<Encoded>())
            entry.first_byte = std::to_integer<int>(encoded->buffer.bytes()[0]);
        const std::scoped_lock lock{mutex};
        entries.push_back(std::move(entry));
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

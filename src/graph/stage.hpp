// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/guarded_call.hpp"
#include "graph/message.hpp"
#include "graph/planner.hpp"
#include "graph/run.hpp"
#include "graph/topology.hpp"
#include "profiling/call_meter.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace penstock::graph {

/// The ports of a node as oneTBB has them.
enum class Port : std::uint8_t { out, dead_letter };

/// Puts a message on one of the edges' sides. Bound to the node's oneTBB ports.
using Emit = std::function<void(Port, const Message&)>;

/// The one wrapper around every call of one loader, transform or sink: times it, catches what it
/// throws, charges what it takes, says what became of the item, and addresses the results.
/// Thread-safe.
class Stage {
public:
    struct Where {
        const ValidatedConfig& config;
        const Topology& topology;
        const Planner& planner;
        std::uint32_t region;
        NodeIndex node;
    };

    Stage(Run& run, const Where& where, Node& node);

    [[nodiscard]] const ValidatedNode& described() const { return described_; }
    [[nodiscard]] NodeIndex index() const { return index_; }
    [[nodiscard]] bool blocks() const { return described_.type->descriptor.traits.blocks; }
    [[nodiscard]] bool is_loader() const {
        return described_.type->descriptor.kind == NodeKind::loader;
    }

    /// For loaders that read: brings in the file of the item, on an I/O thread. A failure is kept
    /// in the item.
    void read(Item& item);
    /// Works on the item and sends on what comes of it.
    void work(Item item, const Emit& emit);

    [[nodiscard]] NodeReport report() const;

private:
    [[nodiscard]] CallOutcome load(Item& item);
    [[nodiscard]] CallOutcome process(Item& item);
    void take_own_pixels(Item& item);
    [[nodiscard]] CallOutcome settle(const Item& item) const;
    void end_without_result(Item item, const CallOutcome& outcome, const Emit& emit);
    void record_failure(Item& item, const CallOutcome& outcome);
    void send_result(Item item, const Emit& emit);
    void send_failure(Item item, const Emit& emit);
    void send_tombstones(const Item& item, Port port, const Emit& emit);
    void send(Item item,
              Port port,
              const std::vector<std::size_t>& edges,
              Item::State state,
              const Emit& emit);

    Run& run_;
    const ValidatedNode& described_;
    const std::vector<Topology::Edge>& edges_;
    std::vector<std::size_t> out_edges_; // indices into edges_
    std::vector<std::size_t> dead_letter_edges_;
    const CallTree& tree_;
    std::uint32_t region_;
    NodeIndex index_;
    LoaderNode* loader_ = nullptr; // of the node table, one of the two
    WorkNode* worker_ = nullptr;
    profiling::CallMeter meter_;
};

} // namespace penstock::graph

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/run_report.hpp"

#include "graph/message.hpp"
#include "graph/outlet.hpp"

#include <functional>
#include <string>

namespace penstock::graph {

/// What one node behind the gate does with what comes to it, whatever its kind. `StageFlow` brings
/// the items, on the right threads and in the right order.
class Stage {
public:
    /// The arguments outlive it.
    Stage(Run& run,
          const ValidatedConfig& config,
          const Topology& topology,
          NodeIndex node,
          std::uint32_t region)
        : run_{run}, outlet_{run, config, topology, node, region} {}
    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;
    virtual ~Stage() = default;

    [[nodiscard]] const ValidatedNode& described() const { return outlet_.described(); }
    [[nodiscard]] const NodeTraits& traits() const { return described().type->descriptor.traits; }
    [[nodiscard]] NodeKind kind() const { return described().type->descriptor.kind; }
    [[nodiscard]] NodeIndex index() const { return outlet_.node(); }

    /// Works on the item and sends on what comes of it. An item that comes back with a payload is
    /// to be tried again: see `Retries`.
    virtual void work(Item&& item, const Emit& emit) = 0;
    /// For loaders that read: brings in the file of the item, on an I/O thread. A failure is kept
    /// in the item.
    virtual void read(Item& item) { (void)item; }
    /// Something has happened that is no item.
    virtual void signal(const Message& message, const Emit& emit) {
        (void)message;
        (void)emit;
    }

    [[nodiscard]] NodeReport report() const {
        NodeReport report;
        report.name = described().name;
        report.type = described().type->descriptor.type;
        report.concurrency = described().concurrency.to_string();
        report.on_io_threads = traits().blocks && kind() != NodeKind::loader;
        run_.calls.report_into(index(), report);
        return report;
    }

    /// The body of a oneTBB node works for the item: profilers are told so.
    void announce(const Item& item) const { run_.item_events.emit(item); }

protected:
    Run& run_;
    Outlet outlet_;
};

} // namespace penstock::graph

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/guarded_call.hpp"
#include "graph/message.hpp"
#include "graph/parcel.hpp"
#include "graph/run.hpp"
#include "graph/topology.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace penstock::graph {

/// The two sides of a node by which messages leave: one for all outputs, one for dead letters.
enum class Side : std::uint8_t { out, dead_letter };

/// Puts a message on all edges of one side. Bound to the node's oneTBB ports.
using Emit = std::function<void(Side, const Message&)>;

/// What becomes of the outcome of a call: the account of the family is settled, failures are
/// recorded, and what there is is addressed to those who get it. Thread-safe.
///
/// Items are large, so they are handed over by reference, and moved where they come to rest.
class Outlet {
public:
    /// The arguments outlive it.
    Outlet(Run& run,
           const ValidatedConfig& config,
           const Topology& topology,
           NodeIndex node,
           std::uint32_t region);

    [[nodiscard]] const ValidatedNode& described() const { return described_; }
    [[nodiscard]] NodeIndex node() const { return node_; }
    [[nodiscard]] std::uint32_t region() const { return region_; }

    /// What a call returned leaves by an output. A node that splits sends each member of its list.
    /// `is_list_input`: the list is one that came in, so its members are items already.
    void send_result(Item&& item, std::size_t output, bool is_list_input, const Emit& emit);
    /// A call has failed, skipped or dropped its item.
    void end_without_result(Item&& item, const CallOutcome& outcome, const Emit& emit);
    /// The same of an item that is nevertheless part of what comes of the call.
    void note_failure(Item& item, const CallOutcome& outcome);
    /// Nothing came in, so nothing goes out.
    void send_on_tombstone(const Item& item, const Emit& emit);

    /// What a call, or what took its place, looks like in a trace.
    struct Traced {
        std::uint64_t bytes = 0;        ///< of what came of it
        std::uint32_t tries = 0;        ///< which try it was; 0: it does not say
        bool counts_as_nothing = false; ///< a retry follows, or it was no call with that item
        std::uint32_t thread = 0;       ///< whose track it is on; 0: the caller's
    };
    /// To be called where the run is traced, before the item is handed over. `step`: what its
    /// arrows do there.
    void trace(Item& item,
               const CallOutcome& outcome,
               const Traced& traced,
               profiling::TraceFlow step) const;
    /// The last of the item at this node, where the run is traced: its arrows go on where anything
    /// leaves by `output`, or as a dead letter. `traced.bytes`: of a sink, what came in.
    void trace_end(Item& item, const CallOutcome& outcome, std::size_t output, Traced traced) const;

private:
    /// Whether anything leaves the node when a call that returned is over.
    [[nodiscard]] bool leads_on(const Item& item, std::size_t output) const;
    /// Likewise when it is over and did not return.
    [[nodiscard]] bool leads_on(const CallOutcome& outcome) const;
    void count_failure(const CallOutcome& outcome);
    void record_failure(Item& item, const CallOutcome& outcome);
    void send_piece(Item&& item, std::size_t output, std::uint32_t piece, const Emit& emit);
    void send_failure(Item&& item, const Emit& emit);
    void send_tombstones(const Item& like, std::uint32_t port, const Emit& emit);
    void
    send_absent(const Item& like, std::uint32_t first_piece, bool is_dead_letter, const Emit& emit);
    void send_parts(Item&& item, const Emit& emit);
    struct AsItIs {
        void operator()(Item&, std::uint32_t) const {}
    };
    template <class Wanted, class Fill = AsItIs>
    void send(Item&& item,
              std::uint32_t piece,
              Item::State state,
              const Wanted& wanted,
              const Emit& emit,
              const Fill& fill = {});

    Run& run_;
    const ValidatedNode& described_;
    NodeIndex node_;
    std::uint32_t region_;
    const std::vector<Topology::Edge>& edges_;
    ParcelPool out_parcels_;
    ParcelPool dead_letter_parcels_;
    bool awaits_tombstones_ = false;
    std::uint32_t dead_letter_ = 0; // the number of that port
};

} // namespace penstock::graph

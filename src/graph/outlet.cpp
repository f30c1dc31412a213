// SPDX-License-Identifier: Apache-2.0
#include "graph/outlet.hpp"

#include "penstock/list_member.hpp"

#include "core/counting.hpp"
#include "graph/payload_amount.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <utility>

namespace penstock::graph {
namespace {

constexpr auto no_port = static_cast<std::uint32_t>(-1);

std::uint32_t dead_letter_port_of(const std::vector<Topology::Edge>& edges) {
    const auto found = std::ranges::find_if(edges, &Topology::Edge::is_dead_letter);
    return found == edges.end() ? no_port : found->port;
}

// Says that nothing will come of the item on some way.
Item tombstone_of(const Item& item) {
    Item tombstone;
    tombstone.family = item.family;
    tombstone.call = item.call;
    tombstone.info.sequence = item.info.sequence;
    tombstone.state = Item::State::tombstone;
    return tombstone;
}

std::size_t edges_of(const std::vector<Topology::Edge>& edges, bool is_dead_letter) {
    return static_cast<std::size_t>(
        std::ranges::count(edges, is_dead_letter, &Topology::Edge::is_dead_letter));
}

} // namespace

Outlet::Outlet(Run& run,
               const ValidatedConfig& config,
               const Topology& topology,
               NodeIndex node,
               std::uint32_t region)
    : run_{run}, described_{config.nodes()[node]}, node_{node}, region_{region},
      edges_{topology.edges_from(node)}, out_parcels_{edges_of(edges_, false)},
      dead_letter_parcels_{edges_of(edges_, true)}, awaits_tombstones_{std::ranges::any_of(
                                                        edges_, &Topology::Edge::needs_tombstones)},
      dead_letter_{dead_letter_port_of(edges_)} {}

void Outlet::send_result(Item&& item, std::size_t output, bool is_list_input, const Emit& emit) {
    for (const auto& [name, value] : described_.set.entries())
        item.info.attributes.set(name, value);
    // What comes out of a sink leaves by no port, not by the first, which is that of dead letters.
    if (described_.type->descriptor.traits.gives_several) {
        send_parts(std::move(item), emit);
        return;
    }
    const auto port = out_parcels_.looks() == 0 ? no_port : static_cast<std::uint32_t>(output);
    auto* list = described_.type->descriptor.traits.splits ? item.payload.get<List>() : nullptr;
    if (list == nullptr) {
        if (out_parcels_.looks() == 0)
            item.family->call_ended_without_value(item.call);
        else
            item.family->call_ended(item.call, amount_of(item.payload), port, 1);
        if (awaits_tombstones_)
            send_tombstones(item, port, emit);
        send_piece(std::move(item), output, 0, emit);
        return;
    }
    List pieces = std::move(*list);
    const auto count = static_cast<std::uint32_t>(pieces.members.size());
    item.family->call_ended(item.call, amount_of(pieces), port, count);
    item.payload = {};
    if (awaits_tombstones_) {
        send_tombstones(item, port, emit);
        send_absent(item, count, false, emit);
    }
    for (std::uint32_t piece = 0; piece < count; ++piece) {
        ListMember& member = pieces.members[piece];
        Item one = item;
        one.payload = std::move(member.payload);
        if (piece > 0 && one.place.flow != 0)
            one.place = run_.trace->fork(one.place);
        if (is_list_input) {
            one.info = std::move(member.info);
            one.is_source_item = true;
        } else {
            one.info.attributes = std::move(member.info.attributes);
        }
        for (const auto& [name, value] : described_.set.entries())
            one.info.attributes.set(name, value);
        send_piece(std::move(one), output, piece, emit);
    }
}

// By each output its own part. Where there is none, nothing comes that way.
void Outlet::send_parts(Item&& item, const Emit& emit) {
    List parts = std::move(*item.payload.get<List>());
    item.payload = {};
    const auto has = [&](const Topology::Edge& edge) {
        return !edge.is_dead_letter && !parts.members[edge.port].payload.is_empty();
    };
    item.family->call_ended(item.call, amount_of(parts), 0, 1);
    for (const CallTree::Child& child : item.shape().children)
        if (const Topology::Edge& edge = edges_[child.edge]; !edge.is_dead_letter && !has(edge))
            item.family->call_ended_without_value(child.call);
    if (awaits_tombstones_) {
        const Item like = tombstone_of(item);
        for (const bool is_dead_letter : {false, true})
            send(
                Item{like},
                0,
                like.state,
                [&](const Topology::Edge& edge) {
                    return edge.is_dead_letter == is_dead_letter && edge.needs_tombstones &&
                           !has(edge);
                },
                emit);
    }
    // All go at one time: the parcel of one port has a place for each edge. Before they do, nobody
    // else holds them any more: what a receiver lets go of is gone.
    auto left = std::ranges::count_if(
        item.shape().children, has, [&](const auto& child) { return edges_[child.edge]; });
    send(std::move(item), 0, Item::State::whole, has, emit, [&](Item& one, std::uint32_t port) {
        ListMember& part = parts.members[port];
        one.payload = part.payload;
        for (const auto& [name, value] : part.info.attributes.entries())
            one.info.attributes.set(name, value);
        if (--left == 0)
            for (ListMember& member : parts.members)
                member.payload = {};
    });
}

void Outlet::trace(Item& item,
                   const CallOutcome& outcome,
                   const Traced& traced,
                   profiling::TraceFlow step) const {
    using profiling::TraceEnd;
    using profiling::TraceWhat;
    const bool is_failure = outcome.kind == CallOutcome::Kind::failed;
    profiling::Trace::Slice slice;
    if (!outcome.is_recorded)
        slice.what =
            is_failure && outcome.error_class != ErrorClass::cancelled && !traced.counts_as_nothing
                ? TraceWhat::refusal
                : TraceWhat::passing;
    if (slice.what == TraceWhat::passing && item.place.flow == 0)
        return; // nothing has come here
    slice.node = static_cast<std::uint32_t>(node_);
    slice.item = item.info.request.name;
    slice.sequence = item.info.sequence;
    slice.bytes = traced.bytes;
    slice.tries = traced.tries;
    slice.end = static_cast<TraceEnd>(outcome.kind);
    slice.error_class = outcome.error_class;
    if (outcome.is_recorded) {
        slice.begin = outcome.times.begin;
        slice.finish = outcome.times.end;
        slice.cpu_ns = outcome.times.cpu_ns;
    } else {
        slice.begin = slice.finish = std::chrono::steady_clock::now();
    }
    slice.thread = traced.thread;
    run_.trace->add(slice, item.place, step);
}

void Outlet::trace_end(Item& item,
                       const CallOutcome& outcome,
                       std::size_t output,
                       Traced traced) const {
    using profiling::TraceFlow;
    if (!run_.trace)
        return;
    const bool has_returned = outcome.has_returned();
    if (has_returned)
        traced.bytes = std::max(traced.bytes, amount_of(item.payload).bytes);
    const bool goes_on = has_returned ? leads_on(item, output) : leads_on(outcome);
    trace(item, outcome, traced, goes_on ? TraceFlow::goes_on : TraceFlow::ends);
}

bool Outlet::leads_on(const Item& item, std::size_t output) const {
    const NodeTraits& traits = described_.type->descriptor.traits;
    const auto* list = item.payload.get<List>();
    if (traits.gives_several && list != nullptr)
        return std::ranges::any_of(edges_, [list](const Topology::Edge& edge) {
            return !edge.is_dead_letter && !list->members.at(edge.port).payload.is_empty();
        });
    if (traits.splits && list != nullptr && list->members.empty())
        return false;
    return std::ranges::any_of(edges_, [output](const Topology::Edge& edge) {
        return !edge.is_dead_letter && edge.port == output;
    });
}

bool Outlet::leads_on(const CallOutcome& outcome) const {
    return outcome.kind == CallOutcome::Kind::failed &&
           described_.on_error.of(outcome.error_class).then == OnError::dead_letter;
}

void Outlet::end_without_result(Item&& item, const CallOutcome& outcome, const Emit& emit) {
    item.payload = {};
    item.refusal.reset();
    OnError policy = OnError::skip;
    if (outcome.kind == CallOutcome::Kind::failed) {
        count_failure(outcome);
        policy = described_.on_error.of(outcome.error_class).then;
    }
    if (outcome.kind == CallOutcome::Kind::dropped)
        item.family->call_ended_without_value(item.call);
    else if (policy == OnError::skip) {
        item.family->call_ended_without_value(item.call);
        item.family->note_skipped();
    } else {
        record_failure(item, outcome);
        if (policy == OnError::dead_letter) {
            item.family->call_ended(item.call, {}, dead_letter_, 1);
            if (!outcome.is_recorded) // by no call, whose end would be known
                item.ready_at = counting_now();
            send_failure(std::move(item), emit);
            return;
        }
        item.family->call_ended_without_value(item.call);
    }
    if (awaits_tombstones_)
        send_on_tombstone(item, emit);
}

void Outlet::note_failure(Item& item, const CallOutcome& outcome) {
    count_failure(outcome);
    if (described_.on_error.of(outcome.error_class).then == OnError::skip)
        item.family->note_skipped();
    else
        record_failure(item, outcome);
}

// A call that a cancelled run did not make is no failure of the node.
void Outlet::count_failure(const CallOutcome& outcome) {
    if (outcome.is_recorded)
        run_.calls.failed(node_);
    else if (outcome.error_class != ErrorClass::cancelled)
        run_.calls.refused(node_);
}

void Outlet::send_on_tombstone(const Item& item, const Emit& emit) {
    if (!awaits_tombstones_)
        return;
    Item like = tombstone_of(item);
    if (item.state == Item::State::absent)
        like.state = Item::State::absent;
    for (std::uint32_t piece = 0; piece < item.shape().pieces; ++piece)
        for (const bool is_dead_letter : {false, true})
            send(
                Item{like},
                piece,
                like.state,
                [&](const Topology::Edge& edge) {
                    return edge.is_dead_letter == is_dead_letter && edge.needs_tombstones;
                },
                emit);
}

void Outlet::record_failure(Item& item, const CallOutcome& outcome) {
    item.family->note_failed();
    Attributes& attributes = item.info.attributes;
    attributes.set("failure.node", described_.name);
    attributes.set("failure.class", std::string{to_string(outcome.error_class)});
    attributes.set("failure.message", outcome.message);
    const AdmittedFamily& family = *item.family;
    std::string message = outcome.message;
    if (const std::uint64_t items = family.source_items(); items > 1)
        message += " (with it fail the " + std::to_string(items) + " items that were gathered)";
    run_.ledger.failed(
        region_,
        {.sequence = item.is_source_item ? item.info.sequence : family.source_sequence(),
         .name = item.info.request.name,
         .node = described_.name,
         .error_class = outcome.error_class,
         .message = std::move(message),
         .limiter = family.lineage().limiter});
}

void Outlet::send_piece(Item&& item, std::size_t output, std::uint32_t piece, const Emit& emit) {
    send(
        std::move(item),
        piece,
        Item::State::whole,
        [&](const Topology::Edge& edge) { return !edge.is_dead_letter && edge.port == output; },
        emit);
}

// One, however many pieces there could have been.
void Outlet::send_failure(Item&& item, const Emit& emit) {
    if (awaits_tombstones_) {
        send_tombstones(item, dead_letter_, emit);
        send_absent(item, 1, true, emit);
    }
    send(
        std::move(item),
        0,
        Item::State::failure,
        [](const Topology::Edge& edge) { return edge.is_dead_letter; },
        emit);
}

// To those who will not get what leaves by `port`.
void Outlet::send_tombstones(const Item& like, std::uint32_t port, const Emit& emit) {
    const Item tombstone = tombstone_of(like);
    for (std::uint32_t piece = 0; piece < like.shape().pieces; ++piece)
        for (const bool is_dead_letter : {false, true})
            send(
                Item{tombstone},
                piece,
                Item::State::tombstone,
                [&](const Topology::Edge& edge) {
                    return edge.is_dead_letter == is_dead_letter && edge.port != port &&
                           edge.needs_tombstones;
                },
                emit);
}

// For the pieces that there could have been, on the edges of one side.
void Outlet::send_absent(const Item& like,
                         std::uint32_t first_piece,
                         bool is_dead_letter,
                         const Emit& emit) {
    Item absent = tombstone_of(like);
    absent.state = Item::State::absent;
    for (std::uint32_t piece = first_piece; piece < like.shape().pieces; ++piece)
        send(
            Item{absent},
            piece,
            Item::State::absent,
            [is_dead_letter](const Topology::Edge& edge) {
                return edge.is_dead_letter == is_dead_letter && edge.needs_tombstones;
            },
            emit);
}

// One item for each of the wanted edges, all of which are on one side; the last one is the item
// itself, so that no handle stays behind.
template <class Wanted, class Fill>
void Outlet::send(Item&& item,
                  std::uint32_t piece,
                  Item::State state,
                  const Wanted& wanted,
                  const Emit& emit,
                  const Fill& fill) {
    const CallTree::Call& shape = item.shape();
    const std::size_t per_piece = shape.children.size() / shape.pieces;
    const std::span children{shape.children.data() + piece * per_piece, per_piece};
    std::size_t left = 0;
    bool is_dead_letter = false;
    for (const CallTree::Child& child : children)
        if (wanted(edges_[child.edge])) {
            ++left;
            is_dead_letter = edges_[child.edge].is_dead_letter;
        }
    if (left == 0)
        return;
    ParcelPool& parcels = is_dead_letter ? dead_letter_parcels_ : out_parcels_;
    ParcelPool::Owner parcel{parcels.looks() == 1 ? item.vehicle.leave() : nullptr};
    if (!parcel)
        parcel = parcels.take();
    const CallTree& tree = item.family->tree();
    for (const CallTree::Child& child : children) {
        if (!wanted(edges_[child.edge]))
            continue;
        Item& addressed = parcel->add(edges_[child.edge].to);
        if (--left > 0)
            addressed = item;
        else if (&addressed != &item) // else it lies there already
            addressed = std::move(item);
        if (left > 0 && addressed.place.flow != 0)
            addressed.place = run_.trace->fork(addressed.place);
        addressed.state = state;
        addressed.tries = 0;
        addressed.call = child.call;
        addressed.info.path = tree[child.call].path;
        fill(addressed, edges_[child.edge].port);
        if (run_.edge_tally && !addressed.is_gone())
            run_.edge_tally->add(edges_[child.edge].number, amount_of(addressed.payload).bytes);
    }
    emit(is_dead_letter ? Side::dead_letter : Side::out, Message{parcel.release()});
}

} // namespace penstock::graph

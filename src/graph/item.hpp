// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/item_info.hpp"
#include "penstock/payload.hpp"

#include "graph/admitted_family.hpp"
#include "graph/call_tree.hpp"
#include "profiling/call_recorder.hpp"
#include "profiling/trace_event.hpp"

#include <cstdint>
#include <memory>
#include <optional>

namespace penstock::graph {

class Arrival;
class Parcel;

/// Says of an item that it is worked on inside the parcel in which it came. It leaves in it again,
/// where it leaves by one edge: so in a chain of nodes nothing is moved. A copy of the item has
/// none, nor has what was moved elsewhere.
class Vehicle {
public:
    Vehicle() = default;
    Vehicle(const Vehicle&) noexcept {}
    Vehicle& operator=(const Vehicle&) noexcept { return *this; } // it is a matter of the place
    ~Vehicle() = default;

    void board(Arrival* arrival) { arrival_ = arrival; }
    /// The parcel with the item in it, emptied of receivers; null where there is none. The caller
    /// owns it.
    [[nodiscard]] Parcel* leave();

private:
    Arrival* arrival_ = nullptr; // owns the parcel, and lasts longer than the call
};

/// What travels on an edge behind the gate.
struct Item {
    enum class State : std::uint8_t {
        whole,     ///< carries a payload
        failure,   ///< on its way to a dead letter: attributes say what happened
        tombstone, ///< nothing will come on this way; tells those who count
        absent,    ///< likewise, because there are fewer pieces than there could be
    };

    std::shared_ptr<AdmittedFamily> family; // first: dies after the payload
    CallIndex call = 0;                     ///< the call that it is on its way to
    State state = State::whole;
    bool is_source_item = true; ///< its sequence number is one of a source, not of a gatherer
    std::uint32_t tries = 0;    ///< calls of this node that have failed
    /// When it was sent on its way to the call: the end of what sent it.
    profiling::CallRecorder::Time ready_at = profiling::CallRecorder::nowhere;
    profiling::TracePlace place; ///< where a trace saw it last
    ItemInfo info;
    Buffer file;                        ///< for loaders that read: what was read
    std::optional<LoadRefusal> refusal; ///< for loaders: why there is nothing to load
    Payload payload;
    Vehicle vehicle;

    [[nodiscard]] const CallTree::Call& shape() const { return family->tree()[call]; }
    [[nodiscard]] bool is_gone() const {
        return state == State::tombstone || state == State::absent;
    }

    /// Lets go of everything that it holds, pixels first. What remains of `info` is memory for the
    /// next item, which sets all of it.
    void clear() {
        payload = {};
        file = {};
        refusal.reset();
        info.attributes = {};
        info.request.attachment.reset();
        state = State::whole;
        is_source_item = true;
        tries = 0;
        ready_at = profiling::CallRecorder::nowhere;
        place = {};
        vehicle.board(nullptr);
        family.reset();
    }
};

} // namespace penstock::graph

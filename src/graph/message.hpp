// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/item.hpp"
#include "graph/parcel.hpp"
#include "graph/topology.hpp"

#include <cassert>
#include <cstdint>
#include <optional>
#include <utility>

namespace penstock::graph {

/// The item that a receiver found in a parcel, if there was one for it. A parcel for one edge is
/// the receiver's own: the item stays in it while it is worked on. What is left of the item when
/// this ends goes then.
class Arrival {
public:
    Arrival(Parcel* parcel, NodeIndex receiver) {
        if (parcel->looks_ == 1) {
            assert(parcel->used_ == 1 && parcel->slots_[0].receiver == receiver);
            parcel_.reset(parcel);
            item_ = &parcel->slots_[0].item;
            item_->vehicle.board(this);
            return;
        }
        taken_ = parcel->take(receiver);
        item_ = taken_ ? &*taken_ : nullptr;
        if (parcel->is_last_look())
            const ParcelPool::Owner goes_home{parcel};
    }
    Arrival(const Arrival&) = delete;
    Arrival& operator=(const Arrival&) = delete;
    ~Arrival() = default;

    [[nodiscard]] explicit operator bool() const { return item_ != nullptr; }
    [[nodiscard]] Item& operator*() { return *item_; }
    [[nodiscard]] Item* operator->() { return item_; }
    /// Ends it at once.
    void reset() {
        item_ = nullptr;
        taken_.reset();
        parcel_.reset();
    }

private:
    friend class Vehicle;

    ParcelPool::Owner parcel_;  // unless the item has left in it
    std::optional<Item> taken_; // out of a parcel that others look at
    Item* item_ = nullptr;
};

inline Parcel* Vehicle::leave() {
    Arrival* const arrival = std::exchange(arrival_, nullptr);
    if (arrival == nullptr)
        return nullptr;
    arrival->parcel_->used_ = 0;
    return arrival->parcel_.release();
}

/// What oneTBB copies about: it holds no pixels, and copies of it that oneTBB keeps are never
/// looked at again. The last receiver to look lets the parcel go.
struct Message {
    /// What a node is told that is no item.
    enum class Signal : std::uint8_t {
        none,
        room,    ///< memory that it waits for may be free
        timeout, ///< of the group that is open, if it is still the one of that number
        flush,   ///< nothing more will come
        done,    ///< of an ordered node: the call is over, the next item may begin
    };

    Parcel* parcel = nullptr; // owned by those receivers that have not looked yet
    Signal signal = Signal::none;
    std::uint64_t group = 0; ///< of a timeout

    /// What there is for this receiver. To be called once for each edge.
    [[nodiscard]] Arrival take(NodeIndex receiver) const { return {parcel, receiver}; }
};

} // namespace penstock::graph

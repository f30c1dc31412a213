// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/item_info.hpp"
#include "penstock/payload.hpp"

#include "graph/admitted_family.hpp"
#include "graph/call_tree.hpp"
#include "graph/topology.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace penstock::graph {

class Parcel;

/// The empty parcel that an item came in by itself. It leaves in it again, where it leaves by one
/// edge: so a chain of nodes makes no new ones. A copy of an item has none.
class Vehicle {
public:
    Vehicle() = default;
    explicit Vehicle(std::unique_ptr<Parcel> parcel) noexcept;
    Vehicle(const Vehicle&) noexcept {}
    Vehicle(Vehicle&& other) noexcept : parcel_{std::exchange(other.parcel_, nullptr)} {}
    Vehicle& operator=(Vehicle other) noexcept {
        std::swap(parcel_, other.parcel_);
        return *this;
    }
    ~Vehicle();

    /// May be null.
    [[nodiscard]] std::unique_ptr<Parcel> take();

private:
    Parcel* parcel_ = nullptr; // owned; of a type that contains this one
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
    ItemInfo info;
    Buffer file;                        ///< for loaders that read: what was read
    std::optional<LoadRefusal> refusal; ///< for loaders: why there is nothing to load
    Payload payload;
    Vehicle vehicle;

    [[nodiscard]] const CallTree::Call& shape() const { return family->tree()[call]; }
    [[nodiscard]] bool is_gone() const {
        return state == State::tombstone || state == State::absent;
    }
};

/// What leaves a port at one time: oneTBB shows it to every receiver of the port, once for each
/// edge, and it holds an item for those of them that are to get one.
class Parcel {
public:
    /// `looks`: edges of the port, all of which will look; at least 1.
    explicit Parcel(std::size_t looks)
        : others_{looks > 1 ? std::make_unique<Slot[]>(looks - 1) : nullptr}, left_{looks} {}

    /// Place for one more item, at most as many as there are edges. To be filled before the parcel
    /// is sent.
    [[nodiscard]] Item& add(NodeIndex receiver) {
        Slot& slot = slot_at(used_++);
        slot.receiver = receiver;
        return slot.item;
    }

private:
    friend struct Message;
    struct Slot {
        NodeIndex receiver = 0;
        std::atomic<bool> is_taken{false};
        Item item;
    };

    [[nodiscard]] Slot& slot_at(std::size_t i) { return i == 0 ? first_ : others_[i - 1]; }

    /// One that nobody else has taken: two edges can lead to one receiver.
    [[nodiscard]] std::optional<Item> take(NodeIndex receiver) {
        for (std::size_t i = 0; i < used_; ++i) {
            Slot& slot = slot_at(i);
            if (slot.receiver == receiver && !slot.is_taken.exchange(true))
                return std::move(slot.item);
        }
        return std::nullopt;
    }

    /// All have looked. What becomes of one for several edges is nobody's business.
    void emptied(std::unique_ptr<Parcel> self, std::optional<Item>& content) {
        if (others_ || !content)
            return;
        used_ = 0;
        left_ = 1;
        first_.is_taken = false;
        content->vehicle = Vehicle{std::move(self)};
    }

    Slot first_; // most ports have one edge
    std::unique_ptr<Slot[]> others_;
    std::size_t used_ = 0;
    std::atomic<std::size_t> left_;
};

inline Vehicle::Vehicle(std::unique_ptr<Parcel> parcel) noexcept : parcel_{parcel.release()} {}
inline Vehicle::~Vehicle() {
    delete parcel_;
}
inline std::unique_ptr<Parcel> Vehicle::take() {
    return std::unique_ptr<Parcel>{std::exchange(parcel_, nullptr)};
}

/// What oneTBB copies about: it holds no pixels, and copies of it that oneTBB keeps are never
/// looked at again. The last receiver to look frees the parcel.
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
    [[nodiscard]] std::optional<Item> take(NodeIndex receiver) const {
        std::optional<Item> mine = parcel->take(receiver);
        if (parcel->left_.fetch_sub(1, std::memory_order_acq_rel) == 1)
            parcel->emptied(std::unique_ptr<Parcel>{parcel}, mine);
        return mine;
    }
};

} // namespace penstock::graph

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/block_pool.hpp"
#include "core/spin_lock.hpp"
#include "graph/item.hpp"
#include "graph/topology.hpp"

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace penstock::graph {

/// What leaves a port at one time: oneTBB shows it to every receiver of the port, once for each
/// edge, and it holds an item for those of them that are to get one.
class Parcel {
public:
    /// Place for one more item, at most as many as there are edges. To be filled before the parcel
    /// is sent. A parcel for one edge that an item leaves in again has it there already.
    [[nodiscard]] Item& add(NodeIndex receiver) {
        Slot& slot = slots_[used_++];
        slot.receiver = receiver;
        return slot.item;
    }

private:
    friend class Arrival;
    friend class ParcelPool;
    friend class Vehicle;
    struct Slot {
        NodeIndex receiver = 0;
        std::atomic<bool> is_taken{false};
        Item item;
    };

    Parcel(class ParcelPool& home, std::size_t looks)
        : home_{home}, looks_{looks}, slots_{std::make_unique<Slot[]>(looks)}, left_{looks} {}

    /// Of a parcel for several edges: an item that nobody else has taken (two edges can lead to one
    /// receiver).
    [[nodiscard]] std::optional<Item> take(NodeIndex receiver) {
        for (std::size_t i = 0; i < used_; ++i) {
            Slot& slot = slots_[i];
            if (slot.receiver == receiver && !slot.is_taken.exchange(true))
                return std::move(slot.item);
        }
        return std::nullopt;
    }
    [[nodiscard]] bool is_last_look() { return left_.fetch_sub(1, std::memory_order_acq_rel) == 1; }
    void clear() {
        for (std::size_t i = 0; i < used_; ++i) {
            slots_[i].item.clear();
            slots_[i].is_taken = false;
        }
        used_ = 0;
        left_ = looks_;
    }

    ParcelPool& home_; // outlives all parcels
    const std::size_t looks_;
    const std::unique_ptr<Slot[]> slots_;
    std::size_t used_ = 0;
    std::atomic<std::size_t> left_;
    Parcel* next_ = nullptr;  // among the idle ones
    Parcel* older_ = nullptr; // among all of the pool
    Parcel* newer_ = nullptr;
};

/// Parcels for one port, recycled: never more than were on their way at once. Takes with it what
/// has not come home by its end: oneTBB has lost it, which it does when something is thrown out of
/// the body of a node. Thread-safe.
class ParcelPool {
public:
    struct GoHome {
        void operator()(Parcel* parcel) const { parcel->home_.give_back(parcel); }
    };
    using Owner = std::unique_ptr<Parcel, GoHome>;

    /// `looks`: edges of the port, all of which will look at each parcel.
    explicit ParcelPool(std::size_t looks) : looks_{looks} {}
    ParcelPool(const ParcelPool&) = delete;
    ParcelPool& operator=(const ParcelPool&) = delete;
    ~ParcelPool() {
        while (newest_ != nullptr)
            remove(newest_);
    }

    [[nodiscard]] std::size_t looks() const { return looks_; }

    [[nodiscard]] Owner take() {
        {
            const std::scoped_lock lock{lock_};
            if (idle_ != nullptr)
                return Owner{std::exchange(idle_, idle_->next_)};
        }
        auto* const parcel = new Parcel{*this, looks_}; // the constructor is private
        const std::scoped_lock lock{lock_};
        parcel->older_ = newest_;
        if (newest_ != nullptr)
            newest_->newer_ = parcel;
        newest_ = parcel;
        return Owner{parcel};
    }

private:
    void give_back(Parcel* parcel) {
        if (!recycles_memory) {
            remove(parcel);
            return;
        }
        parcel->clear();
        const std::scoped_lock lock{lock_};
        parcel->next_ = std::exchange(idle_, parcel);
    }
    void remove(Parcel* parcel) {
        {
            const std::scoped_lock lock{lock_};
            if (parcel->older_ != nullptr)
                parcel->older_->newer_ = parcel->newer_;
            if (parcel->newer_ != nullptr)
                parcel->newer_->older_ = parcel->older_;
            else
                newest_ = parcel->older_;
        }
        delete parcel; // and with it whatever it still holds
    }

    const std::size_t looks_;
    SpinLock lock_;
    Parcel* idle_ = nullptr;
    Parcel* newest_ = nullptr;
};

} // namespace penstock::graph

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node_context.hpp"
#include "penstock/payload.hpp"

#include "graph/admitted_family.hpp"
#include "graph/claim.hpp"
#include "graph/topology.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace penstock::graph {

/// What travels on an edge behind the gate.
struct Item {
    enum class State : std::uint8_t {
        whole,     ///< carries a payload
        failure,   ///< on its way to a dead letter: attributes say what happened
        tombstone, ///< nothing will come on this way; tells those who count
    };

    std::shared_ptr<AdmittedFamily> family; // first: dies after the payload
    CallIndex call = 0;                     ///< the call that it is on its way to
    State state = State::whole;
    ItemInfo info;
    Buffer file;                        ///< for loaders that read: what was read
    std::optional<LoadRefusal> refusal; ///< for loaders: why there is nothing to load
    Payload payload;
};

/// What leaves a port at one time: oneTBB shows it to every receiver of the port, and it holds an
/// item for those of them that are to get one.
class Parcel {
public:
    /// `receivers`: all of the port.
    explicit Parcel(std::size_t receivers) : left_{receivers} { slots_.reserve(receivers); }

    void add(NodeIndex receiver, Item item) { slots_.emplace_back(receiver, std::move(item)); }

private:
    friend struct Message;
    std::vector<std::pair<NodeIndex, Item>> slots_;
    std::atomic<std::size_t> left_;
};

/// What oneTBB copies about: it holds no pixels, and copies of it that oneTBB keeps are never
/// looked at again. The last receiver to look frees the parcel.
struct Message {
    Parcel* parcel = nullptr; // owned by those receivers that have not looked yet

    /// What there is for this receiver. To be called once by each.
    [[nodiscard]] std::optional<Item> take(NodeIndex receiver) const {
        std::optional<Item> mine;
        for (auto& [node, item] : parcel->slots_)
            if (node == receiver)
                mine = std::move(item);
        if (parcel->left_.fetch_sub(1, std::memory_order_acq_rel) == 1)
            delete parcel;
        return mine;
    }
};

} // namespace penstock::graph

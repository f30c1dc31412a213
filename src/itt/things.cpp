// SPDX-License-Identifier: Apache-2.0
#include "itt/things.hpp"

#include "itt/spin_lock.hpp"

#include <cstddef>

namespace penstock::itt {
namespace {

constexpr std::size_t most_things = 1 << 16;
constexpr int deepest = 6; // body, node, composite nodes, graph

SpinLock lock;
Thing things[most_things]; // by hash, filled to three quarters; zero from the beginning
std::size_t thing_count = 0;

std::size_t place_of(const Id& id) {
    const std::uint64_t mixed = (id.address ^ (id.kind << 48U)) * 0x9E3779B97F4A7C15U;
    return static_cast<std::size_t>(mixed >> 48U) % most_things;
}

} // namespace

Thing* Thing::find(const Id& id) {
    if (id.address == 0)
        return nullptr;
    for (std::size_t at = place_of(id);; at = (at + 1) % most_things) {
        const std::uint64_t address = things[at].address_.load(std::memory_order_acquire);
        if (address == 0)
            return nullptr;
        if (address == id.address && things[at].id_kind_ == id.kind)
            return &things[at];
    }
}

Thing* Thing::of(const Id& id) {
    if (Thing* const known = find(id); known != nullptr || id.address == 0)
        return known;
    const Locked held{lock};
    if (Thing* const known = find(id))
        return known;
    if (thing_count == most_things / 4 * 3)
        return nullptr;
    ++thing_count;
    std::size_t at = place_of(id);
    while (things[at].address_ != 0)
        at = (at + 1) % most_things;
    things[at].id_kind_ = id.kind;
    things[at].address_.store(id.address, std::memory_order_release);
    return &things[at];
}

bool Thing::begin(const Name* kind, Thing* parent) {
    if (kind_ == kind && parent_ == parent && name_ == nullptr)
        return false;
    name_ = nullptr;
    kind_ = kind;
    parent_ = parent;
    return true;
}

const Name* Thing::label() const {
    const Name* kind = nullptr;
    const Thing* at = this;
    for (int steps = 0; at != nullptr && steps < deepest; ++steps, at = at->parent_) {
        if (at->is_graph())
            break;
        if (const Name* const name = at->name_)
            return name;
        if (kind == nullptr)
            kind = at->kind_;
    }
    return kind;
}

const Name* Thing::graph() const {
    const Thing* at = this;
    for (int steps = 0; at != nullptr && steps < deepest; ++steps, at = at->parent_)
        if (at->is_graph())
            return at->name_;
    return nullptr;
}

bool Thing::is_graph() const {
    const Name* const kind = kind_;
    return kind != nullptr && kind->json == "graph";
}

} // namespace penstock::itt

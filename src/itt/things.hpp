// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "itt/ittnotify_abi.hpp"
#include "itt/names.hpp"

#include <atomic>
#include <cstdint>

namespace penstock::itt {

/// A graph, a node, a port or a body of a node, as far as its library has told of it. Its address
/// can become that of another: then everything is said anew.
class Thing {
public:
    /// The one with that identifier; null where there are too many already. Thread-safe.
    [[nodiscard]] static Thing* of(const Id& id);
    /// Null where nobody has told of it. Thread-safe.
    [[nodiscard]] static Thing* find(const Id& id);

    /// It is new: whether what was known of it was another. Thread-safe, as all that follows.
    bool begin(const Name* kind, Thing* parent);
    void set_parent(Thing* parent) { parent_ = parent; }
    void set_name(const Name* name) { name_ = name; }

    [[nodiscard]] const Name* name() const { return name_; }
    /// Its name, or that of what it is a part of: of the node, for a body. Where neither has one,
    /// what kind of thing that is. Null: nothing is known of it.
    [[nodiscard]] const Name* label() const;
    /// The name of the graph that it is in. Null: it is in none, or that has no name.
    [[nodiscard]] const Name* graph() const;

private:
    [[nodiscard]] bool is_graph() const;

    std::atomic<std::uint64_t> address_{0}; // 0: nothing is here
    std::atomic<std::uint64_t> id_kind_{0};
    std::atomic<const Name*> kind_{nullptr};
    std::atomic<const Name*> name_{nullptr};
    std::atomic<Thing*> parent_{nullptr};
};

} // namespace penstock::itt

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/export.hpp"
#include "penstock/function_node.hpp"
#include "penstock/make_node_type.hpp"
#include "penstock/node_class_check.hpp"
#include "penstock/node_type.hpp"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace penstock {

/// The node types that a config may name. A value; there is no global one. Reading is thread-safe.
class PENSTOCK_API NodeRegistry {
public:
    /// Registers the class T under the name in its description. Throws `std::invalid_argument`
    /// where that name is taken, or the description contradicts itself (a default out of range, two
    /// parameters of one name). T is a NodeClass and a DescribedClass.
    template <class T> void add() {
        explain_node_class<T>();
        if constexpr (WholeNodeClass<T>)
            add(NodeTypeMaker<T>{T::describe()}.make());
    }

    /// Registers a function or a lambda, which may have captures, as a node without parameters:
    ///
    ///     registry.add_function("mirror", "Mirrors the picture.", [](Image image) { ... });
    ///
    /// It takes one payload, by value or by const reference, and then perhaps a NodeContext&; what
    /// it returns follows the rules of `process`. Its images are no larger than those it gets. A
    /// lambda that is mutable is serial; each node of a graph has a copy of its own.
    template <PlainFunction Function>
    void add_function(std::string type, std::string doc, Function function) {
        add(function_type(std::move(type), std::move(doc), std::move(function)));
    }

    /// Registers a type that is described by hand.
    void add(NodeType type);

    /// The type of that name, or null.
    [[nodiscard]] const NodeType* find(std::string_view type) const;
    /// All names, sorted.
    [[nodiscard]] std::vector<std::string> names() const;

private:
    std::map<std::string, NodeType, std::less<>> types_;
};

/// A registry with every node type that penstock brings.
[[nodiscard]] PENSTOCK_API NodeRegistry built_in_nodes();

} // namespace penstock

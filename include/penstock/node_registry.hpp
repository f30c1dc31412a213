// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/description.hpp"
#include "penstock/export.hpp"
#include "penstock/node.hpp"
#include "penstock/node_adapter.hpp"
#include "penstock/node_descriptor.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace penstock {

/// A node type: its description, and how to make one. `make` gets normalised parameters; it is
/// empty for the limiter, which is part of the engine.
struct NodeType {
    using Ports = std::vector<PortDescriptor>;

    NodeDescriptor descriptor;
    std::function<std::unique_ptr<Node>(const Value::Object& params)> make;
    /// Ports that normalised parameters name, instead of those of the descriptor. Empty: they do
    /// not. They may throw `std::invalid_argument`.
    std::function<Ports(const Value::Object& params)> inputs_of = {};
    std::function<Ports(const Value::Object& params)> outputs_of = {};
    /// Whether normalised parameters make its output depend on time, where the trait
    /// `consults_clock` does not say so for all of them. May be empty.
    std::function<bool(const Value::Object& params)> clock_of = {};

    /// The ports that a node with these normalised parameters has.
    [[nodiscard]] PENSTOCK_API Ports inputs(const Value::Object& params) const;
    [[nodiscard]] PENSTOCK_API Ports outputs(const Value::Object& params) const;
    [[nodiscard]] PENSTOCK_API bool consults_clock(const Value::Object& params) const;
};

/// The node types that a config may name. A value; there is no global one. Reading is thread-safe.
class PENSTOCK_API NodeRegistry {
public:
    /// Registers the class T under the name in its description. Throws `std::invalid_argument`
    /// where that name is taken, or the description contradicts itself (a default out of range, two
    /// parameters of one name).
    template <class T> void add() {
        const Description<T> description = T::describe();
        NodeDescriptor descriptor = description.descriptor();
        if constexpr (SourceClass<T>) {
            descriptor.kind = NodeKind::source;
            descriptor.traits.is_concurrent = false;
            descriptor.outputs = {{"out", Request::payload_name, "the requests"}};
            add({std::move(descriptor), maker<SourceAdapter<T>>(description)});
        } else if constexpr (LoaderClass<T>) {
            descriptor.kind = NodeKind::loader;
            descriptor.inputs = {{"in", Request::payload_name, "what to load"}};
            descriptor.outputs = {{"out",
                                   descriptor.traits.splits ? description.split_payload()
                                                            : payload_name_of<LoadResult<T>>(),
                                   "what was loaded"}};
            add({std::move(descriptor), maker<LoaderAdapter<T>>(description)});
        } else if constexpr (JoinClass<T>) {
            descriptor.kind = NodeKind::join;
            descriptor.inputs = {{"in", "any", "what to put together"}};
            descriptor.outputs = {
                {"out", payload_name_of<JoinResult<T>>(), "what was put together"}};
            add(with_hooks<T>({std::move(descriptor), maker<JoinAdapter<T>>(description)},
                              description));
        } else if constexpr (GatherClass<T>) {
            using Input = typename AddTraits<decltype(&T::add)>::Input;
            descriptor.kind = NodeKind::gather;
            descriptor.traits.is_concurrent = false;
            descriptor.inputs = {{"in", payload_name_of<Input>(), "what to put together"}};
            descriptor.outputs = {
                {"out", payload_name_of<GatherResult<T>>(), "one for each group"}};
            add(with_hooks<T>({std::move(descriptor), maker<GatherAdapter<T>>(description)},
                              description));
        } else {
            static_assert(WorkClass<T>,
                          "a node class has one of the verbs next, load, process, join or add: see "
                          "node_adapter.hpp");
            using Traits = VerbTraits<decltype(&T::process)>;
            using Result = ResultTraits<typename Traits::Output>;
            descriptor.traits.is_concurrent = Traits::is_const;
            descriptor.traits.takes_ownership = Traits::takes_ownership;
            descriptor.traits.may_drop = Result::may_drop;
            descriptor.inputs = {
                {"in", payload_name_of<typename Traits::Input>(), "what to work on"}};
            if constexpr (std::is_void_v<typename Traits::Output>) {
                descriptor.kind = NodeKind::sink;
            } else {
                descriptor.kind = NodeKind::transform;
                descriptor.outputs = {{"out",
                                       descriptor.traits.splits
                                           ? description.split_payload()
                                           : payload_name_of<typename Result::Content>(),
                                       "the result"}};
            }
            add(with_hooks<T>({std::move(descriptor), maker<WorkAdapter<T>>(description)},
                              description));
        }
    }

    /// Registers a type that is described by hand.
    void add(NodeType type);

    /// The type of that name, or null.
    [[nodiscard]] const NodeType* find(std::string_view type) const;
    /// All names, sorted.
    [[nodiscard]] std::vector<std::string> names() const;

private:
    template <class T>
    using LoadResult =
        decltype(std::declval<const T&>().load(std::declval<const Request&>(),
                                               std::declval<const Measure&>(),
                                               Buffer{},
                                               std::declval<const typename T::Params&>(),
                                               std::declval<NodeContext&>()));
    template <class T>
    using JoinResult = decltype(std::declval<const T&>().join(
        List{}, std::declval<const typename T::Params&>(), std::declval<NodeContext&>()));
    template <class T>
    using GatherResult = decltype(std::declval<T&>().finish(
        std::declval<const typename T::Params&>(), std::declval<NodeContext&>()));
    template <class T>
    static NodeType with_hooks(NodeType type, const Description<T>& description) {
        type.descriptor.names_inputs = HasInputs<T>;
        type.descriptor.names_outputs = HasOutputs<T>;
        if constexpr (HasInputs<T>)
            type.inputs_of = [description](const Value::Object& params) {
                return T::inputs(description.bind(params));
            };
        if constexpr (HasOutputs<T>)
            type.outputs_of = [description](const Value::Object& params) {
                return T::outputs(description.bind(params));
            };
        if constexpr (HasClock<T>)
            type.clock_of = [description](const Value::Object& params) {
                return T::consults_clock(description.bind(params));
            };
        return type;
    }
    template <class Adapter, class T> static auto maker(const Description<T>& description) {
        return [description](const Value::Object& params) -> std::unique_ptr<Node> {
            return std::make_unique<Adapter>(description.bind(params));
        };
    }

    std::map<std::string, NodeType, std::less<>> types_;
};

/// A registry with every node type that penstock brings.
[[nodiscard]] PENSTOCK_API NodeRegistry built_in_nodes();

} // namespace penstock

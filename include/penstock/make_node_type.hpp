// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/description.hpp"
#include "penstock/node_adapter.hpp"
#include "penstock/node_type.hpp"
#include "penstock/optional_functions.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace penstock {

/// Makes node types of classes. `NodeRegistry::add` calls it; what a class says by its verbs is
/// read here.
template <NodeClass T, class MakeNode = DefaultNode<T>> class NodeTypeMaker {
    static_assert(optional_functions_fit<T>());

public:
    /// `make_node()` gives the object of one node; it is copied.
    explicit NodeTypeMaker(Description<T> description, MakeNode make_node = {})
        : description_{std::move(description)}, make_node_{std::move(make_node)} {}

    /// Throws `std::invalid_argument` where ports are named that the verb does not have.
    [[nodiscard]] NodeType make() const {
        if constexpr (SourceClass<T>)
            return source();
        else if constexpr (LoaderClass<T>)
            return loader();
        else if constexpr (JoinClass<T>)
            return join();
        else if constexpr (GatherClass<T>)
            return gather();
        else
            return process();
    }

private:
    using Ports = std::vector<PortDescriptor>;
    static constexpr std::array<std::string_view, 5> built_in_payload_names = {
        Request::payload_name,
        Image::payload_name,
        Encoded::payload_name,
        List::payload_name,
        "any"};

    [[nodiscard]] NodeType source() const {
        NodeDescriptor descriptor = description_.descriptor();
        descriptor.kind = NodeKind::source;
        descriptor.traits.is_concurrent = false;
        descriptor.outputs = {{"out", Request::payload_name, "the requests"}};
        return made<SourceAdapter<T>>(std::move(descriptor));
    }

    [[nodiscard]] NodeType loader() const {
        using Loaded =
            decltype(std::declval<const T&>().load(std::declval<const Request&>(),
                                                   std::declval<const Measure&>(),
                                                   Buffer{},
                                                   std::declval<const typename T::Params&>(),
                                                   std::declval<NodeContext&>()));
        NodeDescriptor descriptor = description_.descriptor();
        descriptor.kind = NodeKind::loader;
        descriptor.inputs = {{"in", Request::payload_name, "what to load"}};
        descriptor.outputs = {{"out", payload_from<Loaded>(), "what was loaded"}};
        return made<LoaderAdapter<T>>(std::move(descriptor));
    }

    [[nodiscard]] NodeType join() const {
        using Joined = decltype(std::declval<const T&>().join(
            List{}, std::declval<const typename T::Params&>(), std::declval<NodeContext&>()));
        NodeDescriptor descriptor = description_.descriptor();
        descriptor.kind = NodeKind::join;
        descriptor.inputs = {{"in", "any", "what to put together"}};
        if constexpr (HasFixedInputs<T>)
            descriptor.inputs = T::inputs();
        descriptor.outputs = {{"out", payload_from<Joined>(), "what was put together"}};
        return made<JoinAdapter<T>>(std::move(descriptor));
    }

    [[nodiscard]] NodeType gather() const {
        using Input = typename GatherTraits<T>::Input;
        using Gathered = decltype(std::declval<T&>().finish(
            std::declval<const typename T::Params&>(), std::declval<NodeContext&>()));
        NodeDescriptor descriptor = description_.descriptor();
        descriptor.kind = NodeKind::gather;
        descriptor.traits.is_concurrent = false;
        descriptor.inputs = {{"in", payload_named<Input>(), "what to put together"}};
        descriptor.outputs = {{"out", payload_from<Gathered>(), "one for each group"}};
        return made<GatherAdapter<T>>(std::move(descriptor));
    }

    [[nodiscard]] NodeType process() const {
        using Traits = ProcessTraits<T>;
        using Returned = ResultTraits<typename Traits::Output>;
        NodeDescriptor descriptor = description_.descriptor();
        descriptor.kind = PortsClass<T>           ? NodeKind::join
                          : Returned::outputs > 0 ? NodeKind::transform
                                                  : NodeKind::sink;
        descriptor.traits.is_concurrent = Traits::is_const;
        descriptor.traits.takes_ownership = WorkClass<T> && Traits::takes_ownership;
        descriptor.traits.may_drop = Returned::may_drop;
        descriptor.traits.gives_several = Returned::outputs > 1;
        descriptor.inputs =
            named_ports(input_payloads<Traits>(std::make_index_sequence<Traits::inputs>{}),
                        description_.input_names(),
                        {"in", "", "what to work on"},
                        "input");
        descriptor.outputs = named_ports(output_payloads<Returned>(),
                                         description_.output_names(),
                                         {"out", "", "the result"},
                                         "output");
        if constexpr (PortsClass<T>)
            return made<PortsAdapter<T>>(std::move(descriptor));
        else
            return made<WorkAdapter<T>>(std::move(descriptor));
    }

    // Of a verb with one result; of one that splits, the payload of a piece.
    template <class Output> [[nodiscard]] std::string payload_from() const {
        return description_.splits() ? description_.split_payload()
                                     : payload_named<typename ResultTraits<Output>::Content>();
    }

    // A type of one's own is known by its name: none may have that of one of penstock's.
    template <class Content> [[nodiscard]] std::string payload_named() const {
        std::string name = payload_name_of<Content>();
        if constexpr (OwnPayload<Content>)
            for (const std::string_view taken : built_in_payload_names)
                if (name == taken)
                    throw std::invalid_argument("node type \"" + description_.type() +
                                                "\": a payload type of its own has the name \"" +
                                                name +
                                                "\", which one of penstock's has; choose another "
                                                "payload_name");
        return name;
    }

    template <class Traits, std::size_t... is>
    [[nodiscard]] std::vector<std::string> input_payloads(std::index_sequence<is...>) const {
        return {payload_named<typename Traits::template Input<is>>()...};
    }

    template <class Returned> [[nodiscard]] std::vector<std::string> output_payloads() const {
        if constexpr (Returned::outputs == 0)
            return {};
        else if constexpr (Returned::outputs == 1)
            return {payload_from<typename Returned::Content>()};
        else
            return part_payloads<Returned>(std::make_index_sequence<Returned::outputs>{});
    }
    template <class Returned, std::size_t... is>
    [[nodiscard]] std::vector<std::string> part_payloads(std::index_sequence<is...>) const {
        return {payload_named<typename Returned::template Part<is>>()...};
    }

    // One port has a name of its own, unless the description says otherwise.
    [[nodiscard]] Ports named_ports(std::vector<std::string> payloads,
                                    const std::vector<PortName>& names,
                                    const PortDescriptor& only,
                                    const char* what) const {
        if (payloads.size() == 1 && names.empty())
            return {{only.name, std::move(payloads.front()), only.doc}};
        if (names.size() != payloads.size())
            throw std::invalid_argument("node type \"" + description_.type() +
                                        "\": its process has " + std::to_string(payloads.size()) +
                                        ' ' + what + "s, and the description names " +
                                        std::to_string(names.size()) + "; name each with ." + what +
                                        "s({{\"NAME\", \"DOC\"}, ...})");
        Ports ports;
        for (std::size_t i = 0; i < payloads.size(); ++i)
            ports.push_back({names[i].name, std::move(payloads[i]), names[i].doc});
        return ports;
    }

    template <class Adapter> [[nodiscard]] NodeType made(NodeDescriptor descriptor) const {
        NodeType type{std::move(descriptor),
                      [description = description_, make_node = make_node_](
                          const Value::Object& params) -> std::unique_ptr<Node> {
                          return std::make_unique<Adapter>(description.bind(params), make_node);
                      }};
        type.rewritten = [description = description_](const Value::Object& params) {
            return description.written(description.bind(params));
        };
        type.descriptor.names_inputs = HasInputs<T>;
        type.descriptor.names_outputs = HasOutputs<T>;
        if constexpr (HasInputs<T>)
            type.inputs_of = [description = description_](const Value::Object& params) {
                return T::inputs(description.bind(params));
            };
        if constexpr (HasOutputs<T>)
            type.outputs_of = [description = description_](const Value::Object& params) {
                return T::outputs(description.bind(params));
            };
        if constexpr (HasClock<T>)
            type.clock_of = [description = description_](const Value::Object& params) {
                return T::consults_clock(description.bind(params));
            };
        return type;
    }

    Description<T> description_;
    MakeNode make_node_;
};

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#pragma once

// The one public header that includes oneTBB: for nodes that are made of oneTBB nodes.
#include "penstock/description.hpp"
#include "penstock/export.hpp"
#include "penstock/node.hpp"
#include "penstock/node_adapter.hpp"
#include "penstock/node_registry.hpp"
#include "penstock/node_type.hpp"

#include <oneapi/tbb/flow_graph.h>

#include <concepts>
#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace penstock {

/// An item on its way through the oneTBB nodes of a `TbbSubgraph`. It has a place in the budget for
/// as long as it is there.
///
/// It is at one place at a time: what several branches of a subgraph see at once, they read. One
/// that is let go of without having come to the exit fails, and says so.
class PENSTOCK_API TbbItem {
public:
    TbbItem() = default;
    TbbItem(const TbbItem&) = delete;
    TbbItem& operator=(const TbbItem&) = delete;
    virtual ~TbbItem();

    /// Runs a body: measures it, and turns what it throws into a failure of the item. The bodies
    /// behind it are then not run any more. To be used in every body: what leaves a body of oneTBB
    /// as an exception ends the whole graph.
    virtual void call(const std::function<void()>& body) noexcept = 0;
    /// Memory that is charged to the item, its attributes, the stop flag. Valid as long as the
    /// item. For one thread at a time.
    [[nodiscard]] virtual NodeContext& context() = 0;

    /// What it carries. Others may see it, too.
    template <PayloadContent T> [[nodiscard]] const T& get() const {
        const T* content = std::as_const(payload_).template get<T>();
        if (content == nullptr)
            throw ItemError{ErrorClass::unsupported,
                            std::string{"the node takes "} + T::payload_name + ", and got " +
                                std::string{payload_.type_name()}};
        return *content;
    }
    /// What it carries from here on. At the exit that is the result.
    void set(Payload payload) { payload_ = std::move(payload); }

protected:
    Payload payload_;
};

/// What travels between the nodes of a subgraph: a handle. oneTBB may keep copies of it.
using TbbMessage = std::shared_ptr<TbbItem>;

/// A body for a oneTBB function node that takes and gives messages: `work(item)` inside
/// `TbbItem::call`.
template <std::invocable<TbbItem&> Work> [[nodiscard]] auto tbb_body(Work work) {
    return [work = std::move(work)](const TbbMessage& message) -> TbbMessage {
        message->call([&] { work(*message); });
        return message;
    };
}

/// oneTBB nodes between one entry and one exit. Everything that is put into the entry is to come
/// out of the exit, once, in any order.
class PENSTOCK_API TbbSubgraph {
public:
    TbbSubgraph() = default;
    TbbSubgraph(const TbbSubgraph&) = delete;
    TbbSubgraph& operator=(const TbbSubgraph&) = delete;
    virtual ~TbbSubgraph();

    /// It takes every message: one that rejects has a queue before it.
    [[nodiscard]] virtual tbb::flow::receiver<TbbMessage>& entry() = 0;
    [[nodiscard]] virtual tbb::flow::sender<TbbMessage>& exit() = 0;
};

/// The engine's view of a node that is made of oneTBB nodes.
class PENSTOCK_API TbbNode : public WorkNode {
public:
    /// Makes the nodes in the graph of the run, once for each run. They go before the graph does.
    [[nodiscard]] virtual std::unique_ptr<TbbSubgraph> build(tbb::flow::graph& graph) = 0;
    /// Never called.
    [[nodiscard]] Payload process(Payload input, NodeContext& context) final;
};

/// A class with the types `Input` and `Output`, `NodeBound bound(const PayloadBound&, const
/// Params&) const`, and `std::unique_ptr<TbbSubgraph> build(tbb::flow::graph&, const Params&)`.
template <class T>
concept TbbNodeClass = PayloadContent<typename T::Input> && PayloadContent<typename T::Output> &&
    HasBound<T> && DescribedClass<T> &&
    requires(T node, tbb::flow::graph& graph, const typename T::Params& params) {
    { node.build(graph, params) } -> std::same_as<std::unique_ptr<TbbSubgraph>>;
};

template <TbbNodeClass T> class TbbAdapter final : public NodeAdapter<T, TbbNode> {
public:
    using NodeAdapter<T, TbbNode>::NodeAdapter;
    [[nodiscard]] NodeBound bound(const PayloadBound& input) const override {
        return this->node_.bound(input, this->params_);
    }
    [[nodiscard]] std::unique_ptr<TbbSubgraph> build(tbb::flow::graph& graph) override {
        return this->node_.build(graph, this->params_);
    }
};

/// Registers a class whose nodes are made of oneTBB nodes. Throws as `NodeRegistry::add` does.
///
/// The bound and the ledger hold as for every node: a result that takes more than `bound` declared
/// fails, and so does an item that does not come out. `concurrency`, `timeout` and `retry` are
/// refused in a config: they are a matter of the nodes inside.
template <TbbNodeClass T> void add_tbb_node(NodeRegistry& registry) {
    const Description<T> description = T::describe();
    NodeDescriptor descriptor = description.descriptor();
    descriptor.kind = NodeKind::transform;
    descriptor.traits.has_own_flow = true;
    descriptor.inputs = {{"in", payload_name_of<typename T::Input>(), "what to work on"}};
    descriptor.outputs = {{"out", payload_name_of<typename T::Output>(), "the result"}};
    NodeType type{std::move(descriptor),
                  [description](const Value::Object& params) -> std::unique_ptr<Node> {
                      return std::make_unique<TbbAdapter<T>>(description.bind(params));
                  }};
    type.rewritten = [description](const Value::Object& params) {
        return description.written(description.bind(params));
    };
    registry.add(std::move(type));
}

} // namespace penstock

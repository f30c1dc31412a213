// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/make_node_type.hpp"
#include "penstock/node.hpp"
#include "penstock/node_type.hpp"
#include "penstock/testing/live_image_counter.hpp"
#include "penstock/testing/outcome.hpp"
#include "penstock/value.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace penstock::testing {

/// Runs one node without a graph, as the engine would: parameters are checked, pixels are cloned
/// for a node that takes its image by value where somebody else holds them, what it throws becomes
/// part of the outcome.
///
///     auto runner = NodeRunner::of<Tint>({{"strength", 0.5}});
///     const Outcome outcome = runner.feed(image);
///     CHECK(outcome.get<Image>().spec() == image.spec());
///
/// Several threads may feed it at once where the verb of the node is const.
class NodeRunner {
public:
    /// Parameters as written in a config. Throws `ConfigError` where they are wrong, and whatever
    /// the node throws when it is made and opened; `std::invalid_argument` for what needs a graph
    /// (the limiter, nodes that are made of oneTBB nodes).
    explicit NodeRunner(NodeType type, const Value::Object& params = {});
    /// The same of a class.
    template <NodeClass T>
    requires DescribedClass<T>
    [[nodiscard]] static NodeRunner of(const Value::Object& params = {}) {
        return NodeRunner{NodeTypeMaker<T>{T::describe()}.make(), params};
    }
    NodeRunner(NodeRunner&&) noexcept;
    NodeRunner& operator=(NodeRunner&&) = delete;
    /// Closes the node. What that throws is not seen; call `close()` for it.
    ~NodeRunner();

    /// One call: of a transform or a sink with its payload, of a loader with a `Request`; of a join
    /// or a gathering node with the members of a `List`.
    Outcome feed(Payload payload, const Situation& situation = {});
    /// One call of a join with what arrived at each of its ports; or of a gathering node, with the
    /// items of one group, fewer than a full one as well. Who does not get into the group is in
    /// `Outcome::left_out`; so is each member where the group cannot be begun.
    Outcome feed(std::vector<Payload> payloads, const Situation& situation = {});
    /// The next request of a source; nothing at its end.
    std::optional<Request> next();
    /// What the node has to say at the end (`Node::notes`).
    [[nodiscard]] std::vector<std::string> notes() const;
    /// Closes the node. Nothing may be fed afterwards. Throws what the node throws.
    void close();

    /// Counts what the node allocated. Outlives the runner.
    [[nodiscard]] const LiveImageCounter& memory() const { return memory_; }
    [[nodiscard]] const NodeType& type() const { return type_; }
    /// Normalised.
    [[nodiscard]] const Value::Object& params() const { return params_; }
    /// The node itself. Null once it is closed.
    [[nodiscard]] Node* node() const { return node_.get(); }

private:
    Outcome call(List inputs, const Situation& situation);

    NodeType type_;
    Value::Object params_;
    LiveImageCounter memory_;
    std::unique_ptr<Node> node_;
};

/// The bound that says exactly how large a payload is.
[[nodiscard]] PayloadBound bound_of(const Payload& payload);

} // namespace penstock::testing

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/description.hpp"
#include "penstock/failure.hpp"
#include "penstock/node.hpp"

#include <concepts>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace penstock {

/// A class whose verb is `std::optional<Request> next(const Params&)`.
template <class T>
concept SourceClass = requires(T node, const typename T::Params& params) {
    { node.next(params) } -> std::same_as<std::optional<Request>>;
};

/// A class with `Measure measure(const Request&, const Params&, NodeContext&) const` and
/// `Image load(const Request&, const Measure&, Buffer, const Params&, NodeContext&) const`.
template <class T>
concept LoaderClass = requires(const T node,
                               const Request& request,
                               const typename T::Params& params,
                               const Measure& measure,
                               NodeContext& context) {
    { node.measure(request, params, context) } -> std::same_as<Measure>;
    node.load(request, measure, Buffer{}, params, context);
};

/// What the signature of a verb says.
template <class Verb> struct VerbTraits;
template <class T, class Out, class In, class Params>
struct VerbTraits<Out (T::*)(In, const Params&, NodeContext&)> {
    using Input = std::remove_cvref_t<In>;
    using Output = Out;
    static constexpr bool is_const = false;
    static constexpr bool takes_ownership = std::is_same_v<In, Image>;
};
template <class T, class Out, class In, class Params>
struct VerbTraits<Out (T::*)(In, const Params&, NodeContext&) const>
    : VerbTraits<Out (T::*)(In, const Params&, NodeContext&)> {
    static constexpr bool is_const = true;
};

/// A class with the verb `Out process(In, const Params&, NodeContext&)`, const or not, which is no
/// template.
template <class T>
concept WorkClass = requires {
    typename VerbTraits<decltype(&T::process)>::Output;
};

/// The result of a verb without the `std::optional` of those that may drop.
template <class Output> struct ResultTraits {
    using Content = Output;
    static constexpr bool may_drop = false;
};
template <class Output> struct ResultTraits<std::optional<Output>> {
    using Content = Output;
    static constexpr bool may_drop = true;
};

/// A class with `Out join(List, const Params&, NodeContext&) const`,
/// `bool drops_incomplete(const Params&) const` and
/// `NodeBound bound(const std::vector<PayloadBound>&, const Params&) const`.
template <class T>
concept JoinClass = requires(const T node,
                             const std::vector<PayloadBound>& inputs,
                             const typename T::Params& params,
                             NodeContext& context) {
    node.join(List{}, params, context);
    { node.drops_incomplete(params) } -> std::same_as<bool>;
    { node.bound(inputs, params) } -> std::same_as<NodeBound>;
};

/// A class with `std::uint64_t group_size(const Params&) const`,
/// `NodeBound bound(const PayloadBound&, const Params&) const`,
/// `void add(In, std::uint64_t position, const Params&, NodeContext&)` and
/// `Out finish(const Params&, NodeContext&)`.
template <class T>
concept GatherClass = requires(T node, const typename T::Params& params, NodeContext& context) {
    { node.group_size(params) } -> std::same_as<std::uint64_t>;
    node.finish(params, context);
};

/// What the signature of `add` says.
template <class Verb> struct AddTraits;
template <class T, class In, class Params>
struct AddTraits<void (T::*)(In, std::uint64_t, const Params&, NodeContext&)> {
    using Input = std::remove_cvref_t<In>;
};

template <class T>
concept HasBegin = requires(T node, const typename T::Params& params, NodeContext& context) {
    node.begin(params, context);
};
template <class T>
concept HasLongestWait = requires(const T node, const typename T::Params& params) {
    { node.longest_wait(params) } -> std::same_as<std::optional<Duration>>;
};
/// `static std::vector<PortDescriptor> inputs(const Params&)`: ports that parameters name.
template <class T>
concept HasInputs = requires(const typename T::Params& params) {
    { T::inputs(params) } -> std::same_as<std::vector<PortDescriptor>>;
};
/// `static std::vector<PortDescriptor> outputs(const Params&)`, likewise.
template <class T>
concept HasOutputs = requires(const typename T::Params& params) {
    { T::outputs(params) } -> std::same_as<std::vector<PortDescriptor>>;
};

/// `static bool consults_clock(const Params&)`: whether time can decide what comes out.
template <class T>
concept HasClock = requires(const typename T::Params& params) {
    { T::consults_clock(params) } -> std::same_as<bool>;
};

template <class T>
concept HasOpen = requires(T node, const typename T::Params& params, const OpenContext& context) {
    node.open(params, context);
};
/// `static void check(const Params&)` throws `std::invalid_argument` where parameters contradict
/// each other. Called when a pipeline is built, and by `penstock validate`: it touches nothing.
template <class T>
concept HasCheck = requires(const typename T::Params& params) {
    T::check(params);
};
template <class T>
concept HasClose = requires(T node) {
    node.close();
};
template <class T>
concept HasBound = requires(const T node,
                            const PayloadBound& input,
                            const typename T::Params& params) {
    { node.bound(input, params) } -> std::same_as<NodeBound>;
};
template <class T>
concept HasMostResults = requires(const T node, const typename T::Params& params) {
    { node.most_results(params) } -> std::same_as<std::uint32_t>;
};
template <class T>
concept HasTotal = requires(const T node, const typename T::Params& params) {
    node.total(params);
};
template <class T>
concept HasNotes = requires(const T node, const typename T::Params& params) {
    { node.notes(params) } -> std::same_as<std::vector<std::string>>;
};
template <class T>
concept HasMostMetadata = requires(const T node, const typename T::Params& params) {
    { node.most_metadata_bytes(params) } -> std::same_as<std::uint64_t>;
};
template <class T>
concept HasOrdinaryImage = requires(const T node, const typename T::Params& params) {
    { node.ordinary_image(params) } -> std::same_as<std::optional<ImageSpec>>;
};
template <class T>
concept HasWarnings = requires(const T node,
                               const PayloadBound& input,
                               const typename T::Params& params) {
    { node.warnings(input, params) } -> std::same_as<std::vector<std::string>>;
};
template <class T>
concept HasRead = requires(const T node,
                           const Request& request,
                           const Measure& measure,
                           const typename T::Params& params,
                           NodeContext& context) {
    { node.read(request, measure, params, context) } -> std::same_as<Buffer>;
};
template <class T>
concept HasSkip = requires(const T node, const ItemInfo& item, const typename T::Params& params) {
    node.skip_before_loading(item, params);
};
template <class T>
concept HasOutputRoot = requires(const T node, const typename T::Params& params) {
    node.output_root(params);
};

template <class Content> [[nodiscard]] std::string payload_name_of() {
    if constexpr (std::is_same_v<Content, Payload>)
        return "any";
    else
        return Content::payload_name;
}

/// The content of a payload. Throws `ItemError` (unsupported) where it is of another kind: what a
/// program pushes is seen when it is there.
template <class Content> [[nodiscard]] Content content_of(Payload&& payload) {
    auto* content = payload.get<Content>();
    if (content == nullptr)
        throw ItemError{ErrorClass::unsupported,
                        std::string{"the node takes "} + Content::payload_name + ", and got " +
                            std::string{payload.type_name()}};
    return std::move(*content);
}

/// Holds a node object and its parameters; `Base` is the engine's interface that is implemented.
template <class T, class Base> class NodeAdapter : public Base {
public:
    explicit NodeAdapter(typename T::Params params) : params_{std::move(params)} {
        if constexpr (HasCheck<T>)
            T::check(params_);
    }

    void open(const OpenContext& context) override {
        if constexpr (HasOpen<T>)
            node_.open(params_, context);
    }
    void close() override {
        if constexpr (HasClose<T>)
            node_.close();
    }
    std::vector<std::string> notes() const override {
        if constexpr (HasNotes<T>)
            return node_.notes(params_);
        else
            return Base::notes();
    }

protected:
    T node_;
    typename T::Params params_;
};

template <SourceClass T> class SourceAdapter final : public NodeAdapter<T, SourceNode> {
public:
    using NodeAdapter<T, SourceNode>::NodeAdapter;
    std::optional<Request> next() override { return this->node_.next(this->params_); }
    std::optional<std::uint64_t> total() const override {
        if constexpr (HasTotal<T>)
            return this->node_.total(this->params_);
        else
            return std::nullopt;
    }
};

template <LoaderClass T> class LoaderAdapter final : public NodeAdapter<T, LoaderNode> {
public:
    using NodeAdapter<T, LoaderNode>::NodeAdapter;
    Measure measure(const Request& request, NodeContext& context) const override {
        return this->node_.measure(request, this->params_, context);
    }
    std::optional<ImageSpec> ordinary_image() const override {
        if constexpr (HasOrdinaryImage<T>)
            return this->node_.ordinary_image(this->params_);
        else
            return LoaderNode::ordinary_image();
    }
    Buffer
    read(const Request& request, const Measure& measure, NodeContext& context) const override {
        if constexpr (HasRead<T>)
            return this->node_.read(request, measure, this->params_, context);
        else
            return LoaderNode::read(request, measure, context);
    }
    std::uint64_t most_metadata_bytes() const override {
        if constexpr (HasMostMetadata<T>)
            return this->node_.most_metadata_bytes(this->params_);
        else
            return LoaderNode::most_metadata_bytes();
    }
    Payload load(const Request& request,
                 const Measure& measure,
                 Buffer file,
                 NodeContext& context) const override {
        return this->node_.load(request, measure, std::move(file), this->params_, context);
    }
    std::uint32_t most_results() const override {
        if constexpr (HasMostResults<T>)
            return this->node_.most_results(this->params_);
        else
            return LoaderNode::most_results();
    }
};

template <WorkClass T> class WorkAdapter final : public NodeAdapter<T, WorkNode> {
    using Traits = VerbTraits<decltype(&T::process)>;
    using Input = typename Traits::Input;
    using Output = typename ResultTraits<typename Traits::Output>::Content;

public:
    using NodeAdapter<T, WorkNode>::NodeAdapter;

    /// An image node that does not say otherwise makes images as large as those it gets.
    NodeBound bound(const PayloadBound& input) const override {
        static_assert(
            HasBound<T> || std::is_same_v<Output, Image> || std::is_same_v<Output, Payload> ||
                std::is_void_v<Output>,
            "a node that returns neither an Image nor what it got has NodeBound bound(const "
            "PayloadBound&, const Params&) const");
        NodeBound bound;
        if constexpr (HasBound<T>)
            bound = this->node_.bound(input, this->params_);
        else if constexpr (!std::is_void_v<Output>)
            bound.output = input;
        if (bound.output.whole == ImageSpec{})
            bound.output.whole = input.whole;
        return bound;
    }
    std::uint32_t most_results() const override {
        if constexpr (HasMostResults<T>)
            return this->node_.most_results(this->params_);
        else
            return WorkNode::most_results();
    }

    Payload process(Payload input, NodeContext& context) override {
        if constexpr (std::is_same_v<Input, Payload>)
            return call(std::move(input), context);
        else
            return call(content_of<Input>(std::move(input)), context);
    }

    std::optional<std::string> skip_before_loading(const ItemInfo& item) const override {
        if constexpr (HasSkip<T>)
            return this->node_.skip_before_loading(item, this->params_);
        else
            return WorkNode::skip_before_loading(item);
    }
    std::vector<std::string> warnings(const PayloadBound& input) const override {
        if constexpr (HasWarnings<T>)
            return this->node_.warnings(input, this->params_);
        else
            return WorkNode::warnings(input);
    }
    std::string output_root() const override {
        if constexpr (HasOutputRoot<T>)
            return this->node_.output_root(this->params_);
        else
            return WorkNode::output_root();
    }

private:
    Payload call(Input input, NodeContext& context) {
        if constexpr (std::is_void_v<Output>) {
            this->node_.process(std::move(input), this->params_, context);
            return {};
        } else if constexpr (ResultTraits<typename Traits::Output>::may_drop) {
            auto result = this->node_.process(std::move(input), this->params_, context);
            return result ? Payload{std::move(*result)} : Payload{};
        } else {
            return this->node_.process(std::move(input), this->params_, context);
        }
    }
};

template <JoinClass T> class JoinAdapter final : public NodeAdapter<T, JoinNode> {
public:
    using NodeAdapter<T, JoinNode>::NodeAdapter;
    NodeBound bound(const std::vector<PayloadBound>& inputs) const override {
        return this->node_.bound(inputs, this->params_);
    }
    bool drops_incomplete() const override { return this->node_.drops_incomplete(this->params_); }
    Payload join(List members, NodeContext& context) const override {
        return this->node_.join(std::move(members), this->params_, context);
    }
};

template <GatherClass T> class GatherAdapter final : public NodeAdapter<T, GatherNode> {
    using Input = typename AddTraits<decltype(&T::add)>::Input;

public:
    using NodeAdapter<T, GatherNode>::NodeAdapter;
    std::uint64_t group_size() const override { return this->node_.group_size(this->params_); }
    std::optional<Duration> longest_wait() const override {
        if constexpr (HasLongestWait<T>)
            return this->node_.longest_wait(this->params_);
        else
            return GatherNode::longest_wait();
    }
    NodeBound bound(const PayloadBound& largest_member) const override {
        return this->node_.bound(largest_member, this->params_);
    }
    void begin(NodeContext& result) override {
        if constexpr (HasBegin<T>)
            this->node_.begin(this->params_, result);
    }
    void add(Payload member, std::uint64_t position, NodeContext& context) override {
        if constexpr (std::is_same_v<Input, Payload>)
            this->node_.add(std::move(member), position, this->params_, context);
        else
            this->node_.add(content_of<Input>(std::move(member)), position, this->params_, context);
    }
    Payload finish(NodeContext& result) override {
        return this->node_.finish(this->params_, result);
    }
};

} // namespace penstock

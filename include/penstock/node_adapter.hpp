// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/list_member.hpp"
#include "penstock/node_concepts.hpp"
#include "penstock/scratch_pool.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace penstock {

/// The name of what a verb takes or gives.
template <class Content> [[nodiscard]] std::string payload_name_of() {
    static_assert(PayloadContent<Content>,
                  "a verb takes and gives Request, Image, Encoded, List, Payload, or a type with "
                  "payload_name and byte_size(): see payload.hpp");
    if constexpr (std::is_same_v<Content, Payload>)
        return "any";
    else
        return Content::payload_name;
}

/// A payload on its way into a verb. Throws `ItemError` (unsupported) where it is of another kind
/// than the verb takes: what a program pushes is seen when it is there.
template <class Content> class VerbInput {
public:
    explicit VerbInput(Payload&& payload) : payload_{std::move(payload)} {
        if constexpr (!std::is_same_v<Content, Payload>)
            if (std::as_const(payload_).template get<Content>() == nullptr)
                throw ItemError{ErrorClass::unsupported,
                                std::string{"the node takes "} + Content::payload_name +
                                    ", and got " + std::string{payload_.type_name()}};
    }

    /// To be moved from; of a type that penstock does not know, a reference to what others may see,
    /// too.
    [[nodiscard]] decltype(auto) content() {
        if constexpr (std::is_same_v<Content, Payload>)
            return std::move(payload_);
        else if constexpr (OwnPayload<Content>)
            return *std::as_const(payload_).template get<Content>();
        else
            return std::move(*payload_.template get<Content>());
    }

private:
    Payload payload_;
};

/// What a verb returned, as the engine sees it: empty where it gave nothing.
template <class Output> [[nodiscard]] Payload payload_of(Output output) {
    return Payload{std::move(output)};
}
template <class Output> [[nodiscard]] Payload payload_of(std::optional<Output> output) {
    return output ? Payload{std::move(*output)} : Payload{};
}
template <class... Outputs> [[nodiscard]] Payload payload_of(std::tuple<Outputs...> outputs) {
    List list;
    std::apply(
        [&list](auto&... output) {
            (list.members.push_back({{}, payload_of(std::move(output))}), ...);
        },
        outputs);
    for (const ListMember& member : list.members)
        if (!member.payload.is_empty())
            return list;
    return {};
}
template <class Output> [[nodiscard]] Payload payload_of(Result<Output> result) {
    return payload_of(std::move(result).take());
}

/// Makes a node object.
template <class T> struct DefaultNode {
    [[nodiscard]] T operator()() const { return T{}; }
};

/// Holds a node object and its parameters; `Base` is the engine's interface that is implemented.
template <class T, class Base> class NodeAdapter : public Base {
public:
    template <class MakeNode = DefaultNode<T>>
    explicit NodeAdapter(typename T::Params params, const MakeNode& make_node = {})
        : node_(make_node()), params_{std::move(params)} {
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
        return payload_of(
            this->node_.load(request, measure, std::move(file), this->params_, context));
    }
    std::uint32_t most_results() const override {
        if constexpr (HasMostResults<T>)
            return this->node_.most_results(this->params_);
        else
            return LoaderNode::most_results();
    }
};

/// Calls `process`, whatever it takes and gives.
template <ProcessClass T> class ProcessCall {
public:
    using Traits = ProcessTraits<T>;

    template <class... Inputs>
    [[nodiscard]] Payload operator()(T& node,
                                     const typename T::Params& params,
                                     NodeContext& context,
                                     Inputs&&... inputs) {
        if constexpr (Traits::has_scratch) {
            typename ScratchPool<typename T::Scratch>::Checkout scratch{scratch_};
            return result([&]() -> decltype(auto) {
                return node.process(std::forward<Inputs>(inputs)..., params, *scratch, context);
            });
        } else {
            return result([&]() -> decltype(auto) {
                return node.process(std::forward<Inputs>(inputs)..., params, context);
            });
        }
    }

private:
    struct Nothing {};
    template <class Owner> struct PoolOf { using Type = Nothing; };
    template <HasScratch Owner> struct PoolOf<Owner> {
        using Type = ScratchPool<typename Owner::Scratch>;
    };

    template <class Call> [[nodiscard]] static Payload result(Call&& call) {
        using Output = typename Traits::Output;
        if constexpr (std::is_void_v<Output>) {
            call();
            return {};
        } else if constexpr (std::is_same_v<Output, Result<void>>) {
            call().take();
            return {};
        } else {
            return payload_of(call());
        }
    }

    [[no_unique_address]] typename PoolOf<T>::Type scratch_;
};

template <WorkClass T> class WorkAdapter final : public NodeAdapter<T, WorkNode> {
    using Traits = ProcessTraits<T>;
    using Input = typename Traits::template Input<0>;
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
        bound.output.proportions_vary |= input.proportions_vary;
        for (PayloadBound& member : bound.output.members)
            member.proportions_vary |= input.proportions_vary;
        return bound;
    }
    std::uint32_t most_results() const override {
        if constexpr (HasMostResults<T>)
            return this->node_.most_results(this->params_);
        else
            return WorkNode::most_results();
    }

    Payload process(Payload input, NodeContext& context) override {
        VerbInput<Input> held{std::move(input)};
        return call_(this->node_, this->params_, context, held.content());
    }

    std::optional<std::string> skip_before_loading(const ItemInfo& item) const override {
        if constexpr (HasSkip<T>)
            return this->node_.skip_before_loading(item, this->params_);
        else
            return WorkNode::skip_before_loading(item);
    }
    double least_scale(const ImageSpec& picture, const ScaleBehind& behind) const override {
        if constexpr (HasLeastScale<T>)
            return this->node_.least_scale(picture, behind, this->params_);
        else
            return WorkNode::least_scale(picture, behind);
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
    ProcessCall<T> call_;
};

template <PortsClass T> class PortsAdapter final : public NodeAdapter<T, JoinNode> {
    using Traits = ProcessTraits<T>;

public:
    using NodeAdapter<T, JoinNode>::NodeAdapter;

    NodeBound bound(const std::vector<PayloadBound>& inputs) const override {
        return this->node_.bound(inputs, this->params_);
    }
    bool drops_incomplete() const override {
        if constexpr (HasDropsIncomplete<T>)
            return this->node_.drops_incomplete(this->params_);
        else
            return false;
    }
    Payload join(List members, NodeContext& context) const override {
        return with_inputs(members, context, std::make_index_sequence<Traits::inputs>{});
    }

private:
    template <std::size_t... is>
    Payload with_inputs(List& members, NodeContext& context, std::index_sequence<is...>) const {
        std::tuple<VerbInput<typename Traits::template Input<is>>...> held{
            std::move(members.members.at(is).payload)...};
        return call_(node_of(), this->params_, context, std::get<is>(held).content()...);
    }
    // A verb that is not const is called from one thread at a time.
    T& node_of() const { return const_cast<T&>(this->node_); }

    mutable ProcessCall<T> call_;
};

template <JoinClass T> class JoinAdapter final : public NodeAdapter<T, JoinNode> {
public:
    using NodeAdapter<T, JoinNode>::NodeAdapter;
    NodeBound bound(const std::vector<PayloadBound>& inputs) const override {
        return this->node_.bound(inputs, this->params_);
    }
    bool drops_incomplete() const override { return this->node_.drops_incomplete(this->params_); }
    Payload join(List members, NodeContext& context) const override {
        return payload_of(this->node_.join(std::move(members), this->params_, context));
    }
};

template <GatherClass T> class GatherAdapter final : public NodeAdapter<T, GatherNode> {
    using Input = typename GatherTraits<T>::Input;

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
        VerbInput<Input> held{std::move(member)};
        this->node_.add(held.content(), position, this->params_, context);
    }
    Payload finish(NodeContext& result) override {
        return payload_of(this->node_.finish(this->params_, result));
    }
};

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/description.hpp"
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
concept HasTotal = requires(const T node, const typename T::Params& params) {
    node.total(params);
};
template <class T>
concept HasNotes = requires(const T node, const typename T::Params& params) {
    { node.notes(params) } -> std::same_as<std::vector<std::string>>;
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
    std::vector<std::string> notes() const override {
        if constexpr (HasNotes<T>)
            return this->node_.notes(this->params_);
        else
            return SourceNode::notes();
    }
};

template <LoaderClass T> class LoaderAdapter final : public NodeAdapter<T, LoaderNode> {
public:
    using NodeAdapter<T, LoaderNode>::NodeAdapter;
    Measure measure(const Request& request, NodeContext& context) const override {
        return this->node_.measure(request, this->params_, context);
    }
    Buffer
    read(const Request& request, const Measure& measure, NodeContext& context) const override {
        if constexpr (HasRead<T>)
            return this->node_.read(request, measure, this->params_, context);
        else
            return LoaderNode::read(request, measure, context);
    }
    Payload load(const Request& request,
                 const Measure& measure,
                 Buffer file,
                 NodeContext& context) const override {
        return this->node_.load(request, measure, std::move(file), this->params_, context);
    }
};

template <WorkClass T> class WorkAdapter final : public NodeAdapter<T, WorkNode> {
    using Traits = VerbTraits<decltype(&T::process)>;
    using Input = typename Traits::Input;

public:
    using NodeAdapter<T, WorkNode>::NodeAdapter;

    /// An image node that does not say otherwise makes images as large as those it gets.
    NodeBound bound(const PayloadBound& input) const override {
        static_assert(HasBound<T> || std::is_same_v<typename Traits::Output, Image> ||
                          std::is_void_v<typename Traits::Output>,
                      "a node that does not return an Image has NodeBound bound(const "
                      "PayloadBound&, const Params&) const");
        if constexpr (HasBound<T>)
            return this->node_.bound(input, this->params_);
        else if constexpr (std::is_void_v<typename Traits::Output>)
            return {};
        else
            return {.output = input, .working_bytes = 0, .codec_bytes = 0};
    }

    Payload process(Payload input, NodeContext& context) override {
        if constexpr (std::is_same_v<Input, Payload>)
            return call(std::move(input), context);
        else
            return call(std::move(*input.get<Input>()), context);
    }

    std::optional<std::string> skip_before_loading(const ItemInfo& item) const override {
        if constexpr (HasSkip<T>)
            return this->node_.skip_before_loading(item, this->params_);
        else
            return WorkNode::skip_before_loading(item);
    }
    std::string output_root() const override {
        if constexpr (HasOutputRoot<T>)
            return this->node_.output_root(this->params_);
        else
            return WorkNode::output_root();
    }

private:
    Payload call(Input input, NodeContext& context) {
        if constexpr (std::is_void_v<typename Traits::Output>) {
            this->node_.process(std::move(input), this->params_, context);
            return {};
        } else {
            return this->node_.process(std::move(input), this->params_, context);
        }
    }
};

} // namespace penstock

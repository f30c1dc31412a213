// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/description.hpp"
#include "penstock/make_node_type.hpp"
#include "penstock/node_type.hpp"

#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace penstock {

/// What the signature of a plain function says.
template <class Signature> struct FunctionTraits;
template <class Out, class... Args> struct FunctionTraits<Out (*)(Args...)> {
    using Output = Out;
    using Input = std::tuple_element_t<0, std::tuple<Args..., void>>;
    static constexpr bool is_const = true;
    static constexpr bool has_context = sizeof...(Args) == 2;
    static constexpr bool fits =
        sizeof...(Args) == 1 ||
        std::is_same_v<std::tuple<Args...>, std::tuple<Input, NodeContext&>>;
};
template <class F, class Out, class... Args>
struct FunctionTraits<Out (F::*)(Args...) const> : FunctionTraits<Out (*)(Args...)> {};
template <class F, class Out, class... Args>
struct FunctionTraits<Out (F::*)(Args...)> : FunctionTraits<Out (*)(Args...)> {
    static constexpr bool is_const = false;
};
/// Of anything that can be called in one way.
template <class F> struct CallTraits : FunctionTraits<F> {};
template <class F>
requires std::is_class_v<F>
struct CallTraits<F> : FunctionTraits<decltype(&F::operator())> {
};

/// A function pointer, or an object with one `operator()` that is no template, which takes one
/// payload, and then perhaps a NodeContext&.
template <class F>
concept PlainFunction =
    CallTraits<F>::fits && PayloadContent<std::remove_cvref_t<typename CallTraits<F>::Input>>;

/// A node class around a function.
template <PlainFunction F, bool is_const = CallTraits<F>::is_const> struct FunctionNode {
    struct Params {};
    using Input = typename CallTraits<F>::Input;
    using Output = typename CallTraits<F>::Output;

    static Description<FunctionNode> describe() { return {{}, {}}; }
    Output process(Input input, const Params&, NodeContext& context) const {
        if constexpr (CallTraits<F>::has_context)
            return function(std::forward<Input>(input), context);
        else
            return function(std::forward<Input>(input));
    }

    F function;
};
template <PlainFunction F> struct FunctionNode<F, false> {
    struct Params {};
    using Input = typename CallTraits<F>::Input;
    using Output = typename CallTraits<F>::Output;

    static Description<FunctionNode> describe() { return {{}, {}}; }
    Output process(Input input, const Params&, NodeContext& context) {
        if constexpr (CallTraits<F>::has_context)
            return function(std::forward<Input>(input), context);
        else
            return function(std::forward<Input>(input));
    }

    F function;
};

/// A node type of a function: see `NodeRegistry::add_function`.
template <PlainFunction F>
[[nodiscard]] NodeType function_type(std::string type, std::string doc, F function) {
    using Class = FunctionNode<F>;
    const auto make_node = [function = std::move(function)] { return Class{function}; };
    return NodeTypeMaker<Class, decltype(make_node)>{
        Description<Class>{std::move(type), std::move(doc)}, make_node}
        .make();
}

} // namespace penstock

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
template <class F> struct CallTraits : FunctionTraits<PlainSignature<F>> {};
template <class F>
requires std::is_class_v<F>
struct CallTraits<F> : FunctionTraits<PlainSignature<decltype(&F::operator())>> {
};

/// A function pointer, or an object with one `operator()` that is no template, which takes one
/// payload, and then perhaps a NodeContext&.
template <class F>
concept PlainFunction =
    CallTraits<F>::fits && PayloadContent<std::remove_cvref_t<typename CallTraits<F>::Input>>;

/// Calls it with what it takes.
template <class F, class Input>
decltype(auto) call_function(F& function, Input&& input, NodeContext& context) {
    if constexpr (CallTraits<std::remove_const_t<F>>::has_context)
        return function(std::forward<Input>(input), context);
    else
        return function(std::forward<Input>(input));
}

/// A node class around a function; const where that is.
template <PlainFunction F> struct FunctionClass {
    struct Params {};
    using Input = typename CallTraits<F>::Input;
    using Output = typename CallTraits<F>::Output;
    F function;
};
template <PlainFunction F, bool is_const = CallTraits<F>::is_const>
struct FunctionNode : FunctionClass<F> {
    using typename FunctionClass<F>::Params;
    typename FunctionClass<F>::Output
    process(typename FunctionClass<F>::Input input, const Params&, NodeContext& context) const {
        return call_function(this->function, std::forward<decltype(input)>(input), context);
    }
};
template <PlainFunction F> struct FunctionNode<F, false> : FunctionClass<F> {
    using typename FunctionClass<F>::Params;
    typename FunctionClass<F>::Output
    process(typename FunctionClass<F>::Input input, const Params&, NodeContext& context) {
        return call_function(this->function, std::forward<decltype(input)>(input), context);
    }
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

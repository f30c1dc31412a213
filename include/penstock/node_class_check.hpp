// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node_concepts.hpp"
#include "penstock/payload.hpp"
#include "penstock/result.hpp"

#include <concepts>
#include <cstddef>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace penstock {

/// What a verb may return: a payload, or one in a `Result`, an `std::optional` or each part of an
/// `std::tuple`; or nothing.
template <class Output> struct GivesPayloads : std::bool_constant<PayloadContent<Output>> {};
template <> struct GivesPayloads<void> : std::true_type {};
template <class Output> struct GivesPayloads<Result<Output>> : GivesPayloads<Output> {};
template <class Output> struct GivesPayloads<std::optional<Output>> : GivesPayloads<Output> {};
template <class... Outputs>
struct GivesPayloads<std::tuple<Outputs...>> : std::conjunction<GivesPayloads<Outputs>...> {};

/// What a verb may take: payloads.
template <class Traits, std::size_t... is>
[[nodiscard]] constexpr bool takes_payloads(std::index_sequence<is...>) {
    return (PayloadContent<typename Traits::template Input<is>> && ...);
}

/// A class whose `process` takes payloads and gives some.
template <class T>
concept PayloadProcess = ProcessClass<T> &&
    GivesPayloads<typename ProcessTraits<T>::Output>::value &&
    takes_payloads<ProcessTraits<T>>(std::make_index_sequence<ProcessTraits<T>::inputs>{});

/// Says what is wrong with the verb of a class that is no node.
template <class T> constexpr void explain_verb() {
    if constexpr (requires { &T::next; })
        static_assert(SourceClass<T>,
                      "the verb of a source is `std::optional<Request> next(const Params&)`");
    else if constexpr (
        requires { &T::measure; } || requires { &T::load; })
        static_assert(
            LoaderClass<T>,
            "the verbs of a loader are `Measure measure(const Request&, const Params&, "
            "NodeContext&) const` and `Image load(const Request&, const Measure&, Buffer, const "
            "Params&, NodeContext&) const`");
    else if constexpr (requires { &T::join; })
        static_assert(JoinClass<T>,
                      "a join has `List join(List, const Params&, NodeContext&) const`, `bool "
                      "drops_incomplete(const Params&) const` and `NodeBound bound(const "
                      "std::vector<PayloadBound>&, const Params&) const`");
    else if constexpr (
        requires { &T::group_size; } || requires { &T::finish; })
        static_assert(
            GatherClass<T>,
            "a node that gathers has `std::uint64_t group_size(const Params&) const`, `void "
            "add(const Image&, std::uint64_t position, const Params&, NodeContext&)`, `Image "
            "finish(const Params&, NodeContext&)` and `NodeBound bound(const PayloadBound&, const "
            "Params&) const`");
    else
        static_assert(
            NodeClass<T>,
            "a node class has one public verb, neither overloaded nor a template: `Image "
            "process(Image, const Params&, NodeContext&) const`, or another one of node_api.md; "
            "what it takes comes by value or by const reference, and a Scratch& stands before the "
            "NodeContext&");
}

/// A class that can be registered.
template <class T>
concept WholeNodeClass = ClassWithParams<T> && NodeClass<T> && DescribedClass<T> &&
    std::default_initializable<T> &&(!ProcessClass<T> || PayloadProcess<T>);

/// Does not compile where T is none, and says in a sentence what is missing.
template <class T> constexpr void explain_node_class() {
    if constexpr (!ClassWithParams<T>) {
        explain_params<T>();
    } else if constexpr (!NodeClass<T>) {
        explain_verb<T>();
    } else {
        static_assert(DescribedClass<T>,
                      "a node class has a public `static Description<T> describe()`, where T is "
                      "the class itself");
        static_assert(std::default_initializable<T>,
                      "the object of each node is made without arguments: its class needs a "
                      "constructor that takes none; what it works with are its Params");
        static_assert(!ProcessClass<T> || PayloadProcess<T>,
                      "a verb takes and gives Request, Image, Encoded, List, Payload, or a type "
                      "with payload_name and byte_size() (see payload.hpp); what it gives may be "
                      "in a std::optional, a Result or a std::tuple, and a sink returns void");
    }
}

} // namespace penstock

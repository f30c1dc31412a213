// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/description.hpp"
#include "penstock/failure.hpp"
#include "penstock/node.hpp"
#include "penstock/result.hpp"

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
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

/// Objects that calls work with: checked out for each, given back as they are, never shared, and
/// not charged. For tables and handles; pixels come from the context.
template <class T>
concept HasScratch = std::default_initializable<typename T::Scratch>;

/// The type of a function without `noexcept`, which says nothing about a verb.
template <class Function> struct WithoutNoexcept { using Type = Function; };
template <class Out, class... Args> struct WithoutNoexcept<Out (*)(Args...) noexcept> {
    using Type = Out (*)(Args...);
};
template <class T, class Out, class... Args> struct WithoutNoexcept<Out (T::*)(Args...) noexcept> {
    using Type = Out (T::*)(Args...);
};
template <class T, class Out, class... Args>
struct WithoutNoexcept<Out (T::*)(Args...) const noexcept> {
    using Type = Out (T::*)(Args...) const;
};
template <class Function> using PlainSignature = typename WithoutNoexcept<Function>::Type;

/// What the signature of a `process` says: `Out process(In..., const Params&, [Scratch&,]
/// NodeContext&)`, const or not.
template <class Verb> struct VerbTraits;
template <class T, class Out, class... Args> struct VerbTraits<Out (T::*)(Args...)> {
    using Output = Out;
    using Arguments = std::tuple<Args...>;
    static constexpr bool is_const = false;
    static constexpr std::size_t size = sizeof...(Args);
    template <std::size_t i> using Argument = std::tuple_element_t<i, Arguments>;
    /// Without reference and const: Image, Encoded, ...
    template <std::size_t i> using Input = std::remove_cvref_t<Argument<i>>;

    /// How many arguments stand before the parameters; as many as there are, where there are none.
    static constexpr std::size_t inputs = [] {
        constexpr std::array<bool, size + 1> is_params{
            std::is_same_v<Args, const typename T::Params&>..., true};
        std::size_t count = 0;
        while (!is_params[count])
            ++count;
        return count;
    }();
    static constexpr bool has_scratch = inputs + 3 == size;
    /// What others may see, or what is thrown away, is not to be written to.
    static constexpr bool has_inputs_to_write = [] {
        constexpr std::array<bool, size + 1> to_write{
            (std::is_lvalue_reference_v<Args> &&
             !std::is_const_v<std::remove_reference_t<Args>>)...,
            false};
        for (std::size_t i = 0; i < inputs; ++i)
            if (to_write[i])
                return true;
        return false;
    }();
    /// It is one.
    static constexpr bool fits = [] {
        if constexpr (inputs == 0 || has_inputs_to_write || (inputs + 2 != size && !has_scratch))
            return false;
        else if constexpr (!std::is_same_v<Argument<size - 1>, NodeContext&>)
            return false;
        else if constexpr (!has_scratch)
            return true;
        else if constexpr (HasScratch<T>)
            return std::is_same_v<Argument<inputs + 1>, typename T::Scratch&>;
        else
            return false;
    }();
    /// It gets pixels of its own.
    static constexpr bool takes_ownership = [] {
        if constexpr (size == 0)
            return false;
        else
            return std::is_same_v<Argument<0>, Image>;
    }();
};
template <class T, class Out, class... Args>
struct VerbTraits<Out (T::*)(Args...) const> : VerbTraits<Out (T::*)(Args...)> {
    static constexpr bool is_const = true;
};
template <class T> using ProcessTraits = VerbTraits<PlainSignature<decltype(&T::process)>>;

/// A class with the verb `Out process(In, const Params&, NodeContext&)`, const or not, which is no
/// template; or with several inputs, or with its `Scratch&` before the context. Inputs come by
/// value or by const reference.
template <class T>
concept ProcessClass = ProcessTraits<T>::fits;

/// One that takes one thing.
template <class T>
concept WorkClass = ProcessClass<T> && ProcessTraits<T>::inputs == 1;

/// One that takes several, each through a port of its own, that come of one item.
template <class T>
concept PortsClass = ProcessClass<T> &&(ProcessTraits<T>::inputs > 1);

/// What a verb returns: a payload; or it in a `Result`, in an `std::optional` (nothing: the item is
/// dropped), or several in an `std::tuple`, one for each output.
template <class Output> struct ResultTraits {
    using Content = Output;
    static constexpr bool may_drop = false;
    static constexpr std::size_t outputs = std::is_void_v<Output> ? 0 : 1;
};
template <class Output> struct ResultTraits<Result<Output>> : ResultTraits<Output> {};
template <class Output> struct ResultTraits<std::optional<Output>> : ResultTraits<Output> {
    static constexpr bool may_drop = true;
};
template <class... Outputs> struct ResultTraits<std::tuple<Outputs...>> {
    using Content = List;
    template <std::size_t i>
    using Part = typename ResultTraits<std::tuple_element_t<i, std::tuple<Outputs...>>>::Content;
    static constexpr bool may_drop = (ResultTraits<Outputs>::may_drop || ...);
    static constexpr std::size_t outputs = sizeof...(Outputs);
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
template <class T> using GatherTraits = AddTraits<PlainSignature<decltype(&T::add)>>;

template <class T>
concept HasBegin = requires(T node, const typename T::Params& params, NodeContext& context) {
    node.begin(params, context);
};
template <class T>
concept HasLongestWait = requires(const T node, const typename T::Params& params) {
    { node.longest_wait(params) } -> std::same_as<std::optional<Duration>>;
};
/// `static std::vector<PortDescriptor> inputs()`: of a class with `join` whose ports are always the
/// same.
template <class T>
concept HasFixedInputs = requires {
    { T::inputs() } -> std::same_as<std::vector<PortDescriptor>>;
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
    { T::check(params) } -> std::same_as<void>;
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
    { node.total(params) } -> std::convertible_to<std::optional<std::uint64_t>>;
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
/// `double least_scale(const ImageSpec&, const ScaleBehind&, const Params&) const`: how much
/// smaller an image may come. See `WorkNode::least_scale`.
template <class T>
concept HasLeastScale = requires(const T node,
                                 const ImageSpec& picture,
                                 const ScaleBehind& behind,
                                 const typename T::Params& params) {
    { node.least_scale(picture, behind, params) } -> std::same_as<double>;
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
    { node.skip_before_loading(item, params) } -> std::convertible_to<std::optional<std::string>>;
};
template <class T>
concept HasOutputRoot = requires(const T node, const typename T::Params& params) {
    { node.output_root(params) } -> std::convertible_to<std::string>;
};
/// What a node with several inputs does where one of them has nothing for an item: by default, the
/// item fails.
template <class T>
concept HasDropsIncomplete = requires(const T node, const typename T::Params& params) {
    { node.drops_incomplete(params) } -> std::same_as<bool>;
};

/// A class with one of the verbs. In the same order as the tiers of the documentation.
template <class T>
concept NodeClass =
    ProcessClass<T> || SourceClass<T> || LoaderClass<T> || JoinClass<T> || GatherClass<T>;

/// A class with a default-constructible `Params` and `static Description<T> describe()`.
template <class T>
concept DescribedClass = ClassWithParams<T> && requires {
    { T::describe() } -> std::convertible_to<Description<T>>;
};

} // namespace penstock

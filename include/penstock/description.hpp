// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/fields.hpp"
#include "penstock/node_descriptor.hpp"

#include <concepts>
#include <string>
#include <utility>
#include <vector>

namespace penstock {

/// What a port is called, and what it is for.
struct PortName {
    std::string name; ///< a-z, 0-9 and _
    std::string doc;
};

/// A class with a public `Params` that can be made without arguments.
template <class T>
concept ClassWithParams = std::default_initializable<typename T::Params>;

/// The `Params` of T, or, so that no other message follows from it, an empty struct.
template <class T> struct ParamsOf {
    struct Type {};
};
template <ClassWithParams T> struct ParamsOf<T> { using Type = typename T::Params; };

/// Does not compile where T has no Params, and says what is missing.
template <class T> constexpr void explain_params() {
    static_assert(ClassWithParams<T>,
                  "a node class has a public `struct Params`, without members where there are no "
                  "parameters; what the class has is public, too: write `struct`, or `public:`");
}

/// Describes the node class T, once. Defaults are those of `T::Params`.
///
///     static Description<Tint> describe() {
///         return Description<Tint>{"tint", "Blends a colour over the image."}
///             .param("strength", &Params::strength, {.doc = "How much of it.", .minimum = 0,
///             .maximum = 1});
///     }
template <class T> class Description {
public:
    using Params = typename ParamsOf<T>::Type;

    Description(std::string type, std::string doc) {
        explain_params<T>();
        descriptor_.type = std::move(type);
        descriptor_.doc = std::move(doc);
    }

    /// A parameter that is stored in the given member. Its default is that of `Params{}`. `Field`
    /// is a ParamField.
    template <class Field>
    Description& param(std::string name, Field Params::*member, ParamOptions options) {
        fields_.param(std::move(name), member, std::move(options));
        return *this;
    }

    /// A parameter that is one of some words; each stands for a value of the enumeration.
    template <std::equality_comparable Enum>
    Description& choice(std::string name,
                        Enum Params::*member,
                        std::vector<std::pair<std::string, Enum>> words,
                        ParamOptions options) {
        fields_.choice(std::move(name), member, std::move(words), std::move(options));
        return *this;
    }

    /// Attributes that its verb sets: only those, and the ones that a config sets, may stand in
    /// templates and conditions.
    Description& gives_attributes(std::vector<std::string> names) {
        descriptor_.attributes = std::move(names);
        return *this;
    }

    /// Of a verb with several inputs: the ports, in the order of its arguments.
    Description& inputs(std::vector<PortName> names) {
        input_names_ = std::move(names);
        return *this;
    }
    /// Of a verb that returns an `std::tuple`: the ports, in its order.
    Description& outputs(std::vector<PortName> names) {
        output_names_ = std::move(names);
        return *this;
    }

    Description& blocks() {
        return with([](NodeTraits& traits) { traits.blocks = true; });
    }
    Description& works_in_place() {
        return with([](NodeTraits& traits) { traits.works_in_place = true; });
    }
    Description& passes_on() {
        return with([](NodeTraits& traits) { traits.passes_on = true; });
    }
    /// Its List becomes items that carry this: "image", "any".
    Description& splits_into(std::string payload) {
        split_payload_ = std::move(payload);
        return with([](NodeTraits& traits) { traits.splits = true; });
    }
    Description& joins_split() {
        return with([](NodeTraits& traits) { traits.joins_split = true; });
    }
    Description& retains() {
        return with([](NodeTraits& traits) { traits.retains = true; });
    }
    Description& consults_clock() {
        return with([](NodeTraits& traits) { traits.consults_clock = true; });
    }
    Description& can_order() {
        return with([](NodeTraits& traits) { traits.can_order = true; });
    }
    Description& can_shrink() {
        return with([](NodeTraits& traits) { traits.can_shrink = true; });
    }
    Description& default_concurrency(std::uint32_t n) {
        return with([n](NodeTraits& traits) { traits.default_concurrency = n; });
    }

    [[nodiscard]] NodeDescriptor descriptor() const {
        NodeDescriptor descriptor = descriptor_;
        descriptor.params = fields_.descriptors();
        return descriptor;
    }
    [[nodiscard]] const std::string& type() const { return descriptor_.type; }
    [[nodiscard]] bool splits() const { return descriptor_.traits.splits; }
    [[nodiscard]] const std::string& split_payload() const { return split_payload_; }
    [[nodiscard]] const std::vector<PortName>& input_names() const { return input_names_; }
    [[nodiscard]] const std::vector<PortName>& output_names() const { return output_names_; }

    /// The parameters that these normalised values mean; what is absent or null keeps its default.
    [[nodiscard]] Params bind(const Value::Object& values) const { return fields_.bind(values); }
    /// As they would be written in a config, defaults included.
    [[nodiscard]] Value::Object written(const Params& params) const {
        return fields_.written(params);
    }

private:
    template <class Change> Description& with(Change change) {
        change(descriptor_.traits);
        return *this;
    }

    NodeDescriptor descriptor_; // without parameters
    Fields<Params> fields_;
    std::string split_payload_;
    std::vector<PortName> input_names_;
    std::vector<PortName> output_names_;
};

} // namespace penstock

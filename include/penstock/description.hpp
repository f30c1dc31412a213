// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node_descriptor.hpp"
#include "penstock/param_binding.hpp"

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace penstock {

/// What is said of a parameter beside its name and type.
struct ParamOptions {
    std::string doc;
    std::string unit = {};
    std::optional<double> minimum = {};
    std::optional<double> maximum = {};
    bool is_required = false;
    bool is_template = false;
    std::string example = {};
};

/// Describes the node class T, once. Defaults are those of `T::Params`.
///
///     static Description<Tint> describe() {
///         return Description<Tint>{"tint", "Blends a colour over the image."}
///             .param("strength", &Params::strength, {.doc = "How much of it.", .minimum = 0,
///             .maximum = 1});
///     }
template <class T> class Description {
public:
    using Params = typename T::Params;
    using Setter = std::function<void(Params&, const Value&)>;

    Description(std::string type, std::string doc) {
        descriptor_.type = std::move(type);
        descriptor_.doc = std::move(doc);
    }

    /// A parameter that is stored in the given member.
    template <class Field>
    Description& param(std::string name, Field Params::*member, ParamOptions options) {
        const Params defaults{};
        ParamDescriptor described =
            described_as(std::move(name), ParamBinding<Field>::type, std::move(options));
        if (!described.minimum)
            described.minimum = natural_minimum<Field>();
        if (!described.maximum)
            described.maximum = natural_maximum<Field>();
        if (!described.is_required)
            described.default_value = ParamBinding<Field>::written(defaults.*member);
        add(std::move(described), [member](Params& params, const Value& value) {
            params.*member = ParamBinding<Field>::read(value);
        });
        return *this;
    }

    /// A parameter that is one of some words; each stands for a value of the enumeration.
    template <class Enum>
    Description& choice(std::string name,
                        Enum Params::*member,
                        std::vector<std::pair<std::string, Enum>> words,
                        ParamOptions options) {
        const Params defaults{};
        ParamDescriptor described =
            described_as(std::move(name), ParamType::choice, std::move(options));
        for (const auto& [word, value] : words) {
            described.choices.push_back(word);
            if (!described.is_required && value == defaults.*member)
                described.default_value = word;
        }
        add(std::move(described), [member, words](Params& params, const Value& value) {
            for (const auto& [word, meaning] : words)
                if (word == value.as_string())
                    params.*member = meaning;
        });
        return *this;
    }

    /// Attributes that its verb sets: only those, and the ones that a config sets, may stand in
    /// templates and conditions.
    Description& gives_attributes(std::vector<std::string> names) {
        descriptor_.attributes = std::move(names);
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
    Description& default_concurrency(std::uint32_t n) {
        return with([n](NodeTraits& traits) { traits.default_concurrency = n; });
    }

    [[nodiscard]] const NodeDescriptor& descriptor() const { return descriptor_; }
    [[nodiscard]] NodeDescriptor& descriptor() { return descriptor_; }
    [[nodiscard]] const std::string& split_payload() const { return split_payload_; }

    /// The parameters that these normalised values mean; what is absent or null keeps its default.
    [[nodiscard]] Params bind(const Value::Object& values) const {
        Params params{};
        for (std::size_t i = 0; i < setters_.size(); ++i)
            for (const auto& [name, value] : values)
                if (name == descriptor_.params[i].name && !value.is_null())
                    setters_[i](params, value);
        return params;
    }

private:
    static ParamDescriptor described_as(std::string name, ParamType type, ParamOptions options) {
        ParamDescriptor described;
        described.name = std::move(name);
        described.type = type;
        described.doc = std::move(options.doc);
        described.unit = std::move(options.unit);
        described.minimum = options.minimum;
        described.maximum = options.maximum;
        described.is_required = options.is_required;
        described.is_template = options.is_template;
        described.example = std::move(options.example);
        return described;
    }
    void add(ParamDescriptor described, Setter setter) {
        descriptor_.params.push_back(std::move(described));
        setters_.push_back(std::move(setter));
    }
    template <class Change> Description& with(Change change) {
        change(descriptor_.traits);
        return *this;
    }

    NodeDescriptor descriptor_;
    std::string split_payload_;
    std::vector<Setter> setters_; // one for each of descriptor_.params, in the same order
};

} // namespace penstock

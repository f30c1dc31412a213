// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/node_descriptor.hpp"
#include "penstock/param_binding.hpp"
#include "penstock/value.hpp"

#include <concepts>
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
    std::optional<double> minimum = {}; ///< included; of a byte size in bytes, of a pixel count in
                                        ///< pixels, of a duration in seconds
    std::optional<double> maximum = {};
    bool is_required = false;
    bool is_template = false;
    std::string example = {};   ///< of a required parameter
    bool affects_result = true; ///< see `ParamDescriptor`
};

/// The members of the struct S that can be written in a config, described once. A struct that is a
/// member of the parameters of a node describes itself:
///
///     struct Point {
///         std::int64_t x = 0;
///         std::int64_t y = 0;
///         static Fields<Point> describe() {
///             return Fields<Point>{}
///                 .param("x", &Point::x, {.doc = "From the left.", .unit = "px"})
///                 .param("y", &Point::y, {.doc = "From the top.", .unit = "px"});
///         }
///     };
///
/// It is written as `{"x": 3, "y": 4}`, and an `std::vector<Point>` as a list of these.
template <class S> class Fields {
public:
    /// A parameter that is stored in the given member. Its default is that of `S{}`. `Field` is a
    /// ParamField.
    template <class Field> Fields& param(std::string name, Field S::*member, ParamOptions options) {
        static_assert(
            ParamField<Field>,
            "a parameter is a bool, an integer, a float or double, a std::string, a ByteSize, a "
            "PixelCount, a Duration, a std::vector of std::string or of double, a Condition, "
            "NamedConditions, a Value::Object, a struct S with `static Fields<S> describe()`, a "
            "std::vector of these, or a std::optional of one of all that; an enumeration is "
            "described with .choice()");
        if constexpr (ParamField<Field>)
            add_param(std::move(name), member, std::move(options));
        return *this;
    }

    /// A parameter that is one of some words; each stands for a value of the enumeration.
    template <std::equality_comparable Enum>
    Fields& choice(std::string name,
                   Enum S::*member,
                   std::vector<std::pair<std::string, Enum>> words,
                   ParamOptions options) {
        ParamDescriptor described =
            described_as(std::move(name), ParamType::choice, std::move(options));
        for (const auto& [word, value] : words)
            described.choices.push_back(word);
        add(
            std::move(described),
            [member, words](S& target, const Value& value) {
                for (const auto& [word, meaning] : words)
                    if (word == value.as_string())
                        target.*member = meaning;
            },
            [member, words](const S& source) {
                Value written; // of several words for one value, the last
                for (const auto& [word, meaning] : words)
                    if (meaning == source.*member)
                        written = word;
                return written;
            });
        return *this;
    }

    [[nodiscard]] const std::vector<ParamDescriptor>& descriptors() const { return descriptors_; }

    /// What these normalised values mean; what is absent or null keeps its default.
    [[nodiscard]] S bind(const Value::Object& values) const {
        S target{};
        for (std::size_t i = 0; i < accessors_.size(); ++i)
            for (const auto& [name, value] : values)
                if (name == descriptors_[i].name && !value.is_null())
                    accessors_[i].set(target, value);
        return target;
    }
    /// As it would be written in a config, defaults included.
    [[nodiscard]] Value::Object written(const S& source) const {
        Value::Object members;
        for (std::size_t i = 0; i < accessors_.size(); ++i)
            if (Value value = accessors_[i].get(source); !value.is_null())
                members.emplace_back(descriptors_[i].name, std::move(value));
        return members;
    }

private:
    struct Accessor {
        std::function<void(S&, const Value&)> set;
        std::function<Value(const S&)> get;
    };

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
        described.affects_result = options.affects_result;
        return described;
    }
    template <ParamField Field>
    void add_param(std::string name, Field S::*member, ParamOptions options) {
        ParamDescriptor described =
            described_as(std::move(name), ParamBinding<Field>::type, std::move(options));
        if constexpr (requires { ParamBinding<Field>::fields(); })
            described.fields = ParamBinding<Field>::fields();
        described.lowest = natural_minimum<Field>();
        described.highest = natural_maximum<Field>();
        if (!described.minimum)
            described.minimum = described.lowest;
        if (!described.maximum)
            described.maximum = described.highest;
        add(
            std::move(described),
            [member](S& target, const Value& value) {
                target.*member = ParamBinding<Field>::read(value);
            },
            [member](const S& source) { return ParamBinding<Field>::written(source.*member); });
    }
    void add(ParamDescriptor described,
             std::function<void(S&, const Value&)> set,
             std::function<Value(const S&)> get) {
        if (!described.is_required)
            described.default_value = get(S{});
        descriptors_.push_back(std::move(described));
        accessors_.push_back({std::move(set), std::move(get)});
    }

    std::vector<ParamDescriptor> descriptors_;
    std::vector<Accessor> accessors_; // one for each, in the same order
};

/// A struct that describes its members.
template <class S>
concept ParamStruct = std::default_initializable<S> && requires {
    { S::describe() } -> std::convertible_to<Fields<S>>;
};

template <ParamStruct S> struct ParamBinding<S> {
    static constexpr ParamType type = ParamType::object;
    static std::vector<ParamDescriptor> fields() { return Fields<S>{S::describe()}.descriptors(); }
    static Value written(const S& value) { return Fields<S>{S::describe()}.written(value); }
    static S read(const Value& value) { return Fields<S>{S::describe()}.bind(value.as_object()); }
};

template <ParamStruct S> struct ParamBinding<std::vector<S>> {
    static constexpr ParamType type = ParamType::object_list;
    static std::vector<ParamDescriptor> fields() { return ParamBinding<S>::fields(); }
    static Value written(const std::vector<S>& values) {
        Value::Array result;
        for (const S& value : values)
            result.push_back(ParamBinding<S>::written(value));
        return result;
    }
    static std::vector<S> read(const Value& value) {
        std::vector<S> result;
        for (const Value& element : value.as_array())
            result.push_back(ParamBinding<S>::read(element));
        return result;
    }
};

} // namespace penstock

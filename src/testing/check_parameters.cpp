// SPDX-License-Identifier: Apache-2.0
// The checks that look at parameters: parameters_round_trip, range_ends, every_parameter_counts.
#include "penstock/check_params.hpp"
#include "penstock/config_error.hpp"

#include "testing/alternatives.hpp"
#include "testing/checks.hpp"
#include "testing/print.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <map>
#include <utility>

namespace penstock::testing {
namespace {

// Equal but for what a float, or a nanosecond, cannot hold; an integer holds all of it.
bool is_same(const Value& left, const Value& right) {
    if (left.is_integer() && right.is_integer())
        return left == right;
    if (left.is_number() && right.is_number()) {
        const double span = std::max(std::abs(left.as_real()), std::abs(right.as_real()));
        return std::abs(left.as_real() - right.as_real()) <= 1e-6 * span;
    }
    if (left.is_array() && right.is_array())
        return std::equal(left.as_array().begin(),
                          left.as_array().end(),
                          right.as_array().begin(),
                          right.as_array().end(),
                          is_same);
    if (left.is_object() && right.is_object())
        return left.as_object().size() == right.as_object().size() &&
               std::all_of(left.as_object().begin(),
                           left.as_object().end(),
                           [&](const Value::Member& member) {
                               const Value* other = right.find(member.first);
                               return other != nullptr && is_same(member.second, *other);
                           });
    return left == right;
}

const Value* member_of(const Value::Object& object, const std::string& name) {
    for (const auto& [key, value] : object)
        if (key == name)
            return &value;
    return nullptr;
}

Value present_in(const Value::Object& base, const ParamDescriptor& param) {
    const Value* written = member_of(base, param.name);
    return written != nullptr ? *written : param.default_value;
}

std::vector<Value>
values_to_try(const Subject& subject, const Value::Object& base, const ParamDescriptor& param) {
    const auto given = subject.options().alternatives.find(param.name);
    return given != subject.options().alternatives.end()
               ? given->second
               : alternatives_to(present_in(base, param), param);
}

std::optional<Value::Object> normalised(const Subject& subject, const Value::Object& written) {
    try {
        return normalised_params(subject.type().descriptor, written);
    } catch (const ConfigError&) {
        return std::nullopt;
    }
}

// What its class makes of them, normalised again. Throws `ConfigError`.
Value::Object after_a_round(const Subject& subject, const Value::Object& params) {
    return normalised_params(subject.type().descriptor, subject.type().rewritten(params));
}

// Words may have synonyms, so a word may come back as another one: but not each as the same.
bool comes_back_as_one_word(const Subject& subject, const ParamDescriptor& param) {
    std::vector<Value> words;
    for (const std::string& word : param.choices)
        if (const auto params =
                normalised(subject, with(subject.bases().front(), param.name, Value{word}))) {
            const Value::Object after = after_a_round(subject, *params);
            if (const Value* back = member_of(after, param.name))
                words.push_back(*back);
        }
    return words.size() > 1 && std::all_of(words.begin(), words.end(), [&](const Value& word) {
               return word == words.front();
           });
}

// Whether what was set came back.
bool round_trips(Subject& subject, const std::string& changed, const Value::Object& params) {
    const Value::Object after = after_a_round(subject, params);
    bool all = true;
    for (const ParamDescriptor& param : subject.type().descriptor.params) {
        const Value* before = member_of(params, param.name);
        const Value* back = member_of(after, param.name);
        const bool is_kept =
            before == nullptr || back == nullptr ? before == back : is_same(*before, *back);
        if (is_kept || (before != nullptr && back != nullptr && param.type == ParamType::choice &&
                        !comes_back_as_one_word(subject, param)))
            continue;
        subject.find("parameters_round_trip",
                     "with another value for \"" + changed + "\", \"" + param.name + "\" is " +
                         print_of(before ? *before : Value{}) + ", and reads " +
                         print_of(back ? *back : Value{}) +
                         " in the class; are two parameters stored in one member?");
        all = false;
    }
    return all;
}

// The same, where what the class writes can be refused.
bool comes_back(Subject& subject, const std::string& changed, const Value::Object& params) {
    try {
        return round_trips(subject, changed, params);
    } catch (const ConfigError& error) {
        subject.find("parameters_round_trip",
                     "with another value for \"" + changed +
                         "\", what the class has is refused: " + error.what());
        return false;
    }
}

std::string made_with(const Subject& subject, const Value::Object& written) {
    try {
        const Value::Object params = normalised_params(subject.type().descriptor, written);
        if (subject.type().make)
            (void)subject.type().make(params);
        (void)subject.type().inputs(params);
        (void)subject.type().outputs(params);
        return {};
    } catch (const std::exception& error) {
        return error.what();
    }
}

// The ends that a C++ type has by itself are not promised by anybody.
bool is_natural(double end) {
    for (const int bits : {15, 16, 31, 32, 63})
        if (end == std::ldexp(1.0, bits) - 1 || end == -std::ldexp(1.0, bits))
            return true;
    return false;
}

class RangeEnd {
public:
    RangeEnd(Subject& subject, const ParamDescriptor& param, bool is_maximum)
        : subject_{subject}, param_{param}, is_maximum_{is_maximum}, end_{is_maximum
                                                                              ? *param.maximum
                                                                              : *param.minimum} {}

    void check() const {
        if (!is_natural(end_))
            check_end();
        if (std::abs(end_) < std::ldexp(1.0, 52))
            check_beyond();
    }

private:
    // With any of the sets of parameters: some values only go together with others.
    void check_end() const {
        std::string refusal;
        for (const Value::Object& base : subject_.bases()) {
            refusal = made_with(subject_, with(base, param_.name, written(end_)));
            if (refusal.empty())
                return;
        }
        subject_.find("range_ends",
                      "\"" + param_.name + "\": the " + (is_maximum_ ? "maximum" : "minimum") +
                          ", " + print_of(written(end_)) +
                          ", is refused, although the description allows it: " + refusal);
    }

    void check_beyond() const {
        const bool is_real = param_.type == ParamType::number ||
                             param_.type == ParamType::number_list ||
                             param_.type == ParamType::duration;
        const double step = is_real ? 0.001 * std::max(1.0, std::abs(end_)) : 1;
        const Value value = written(is_maximum_ ? end_ + step : end_ - step);
        if (normalised(subject_, with(subject_.bases().front(), param_.name, value)))
            subject_.find("range_ends",
                          "\"" + param_.name + "\": " + print_of(value) +
                              " is accepted, although it is beyond the " +
                              (is_maximum_ ? "maximum" : "minimum"));
    }

    Value written(double amount) const {
        Value value = in_unit(param_, amount);
        return param_.type == ParamType::number_list ? Value{Value::Array{value}} : value;
    }

    Subject& subject_;
    const ParamDescriptor& param_;
    bool is_maximum_;
    double end_;
};

// Whether a parameter changes anything; with what was tried, for the message.
class Effect {
public:
    Effect(Subject& subject, const ParamDescriptor& param) : subject_{subject}, param_{param} {}

    bool is_seen() {
        for (std::size_t i = 0; i < subject_.bases().size(); ++i) {
            const Value::Object& base = subject_.bases()[i];
            for (const Value& value : values_to_try(subject_, base, param_))
                if (differs(with(base, param_.name, value), value, subject_.prints(i)))
                    return true;
        }
        return false;
    }
    std::string told() const {
        if (!tried_.empty())
            return "changes nothing in what comes out (tried " + tried_ +
                   "); is it ignored? If it only counts beside other parameters, give them in "
                   "other_params; if other values would show it, in alternatives; if it is not "
                   "about the result, describe it with .affects_result = false";
        return "could not be tried: " +
               (refusal_.empty() ? std::string{"no other value is known"} : refusal_) +
               "; give values in alternatives, or other_params that they go with";
    }

private:
    bool differs(const Value::Object& written,
                 const Value& value,
                 const std::vector<std::string>& prints) {
        try {
            NodeRunner runner{subject_.type(), written};
            tried_ += (tried_.empty() ? "" : ", ") + print_of(value);
            return prints_of(runner, subject_.samples()) != prints;
        } catch (const std::exception& error) {
            refusal_ = error.what();
            return false;
        }
    }

    Subject& subject_;
    const ParamDescriptor& param_;
    std::string tried_;
    std::string refusal_;
};

} // namespace

void check_parameters_round_trip(Subject& subject) {
    if (!subject.type().rewritten || !subject.begin("parameters_round_trip"))
        return;
    for (const Value::Object& base : subject.bases())
        for (const ParamDescriptor& param : subject.type().descriptor.params)
            for (const Value& value : values_to_try(subject, base, param))
                if (const auto params = normalised(subject, with(base, param.name, value)))
                    if (!comes_back(subject, param.name, *params))
                        return;
}

void check_range_ends(Subject& subject) {
    if (!subject.begin("range_ends"))
        return;
    for (const ParamDescriptor& param : subject.type().descriptor.params) {
        if (param.minimum)
            RangeEnd{subject, param, false}.check();
        if (param.maximum)
            RangeEnd{subject, param, true}.check();
    }
}

void check_every_parameter_counts(Subject& subject) {
    if (subject.has_found("parameters_round_trip") || !subject.begin("every_parameter_counts"))
        return;
    const NodeDescriptor& described = subject.type().descriptor;
    for (const ParamDescriptor& param : described.params) {
        Effect effect{subject, param};
        const bool is_of_the_engine =
            (described.traits.can_order && param.name == "order") ||
            (described.traits.can_shrink && param.name == "shrink_on_load");
        if (param.affects_result && !is_of_the_engine && !effect.is_seen())
            subject.find("every_parameter_counts", "\"" + param.name + "\" " + effect.told());
    }
}

} // namespace penstock::testing

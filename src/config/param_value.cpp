// SPDX-License-Identifier: Apache-2.0
#include "config/param_value.hpp"

#include "penstock/param_binding.hpp"

#include "config/condition_check.hpp"
#include "config/keys.hpp"
#include "config/nearest.hpp"
#include "config/units.hpp"
#include "config/words.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <utility>

namespace penstock::config {

std::vector<std::string> names_of(const std::vector<ParamDescriptor>& params) {
    std::vector<std::string> names;
    for (const ParamDescriptor& param : params)
        names.push_back(param.name);
    return names;
}

namespace {

// Bounds of 64-bit types are no news to a reader, and a double cannot hold them exactly.
bool is_worth_saying(const std::optional<double>& bound) {
    return bound && std::abs(*bound) < 9e15;
}

std::string bound_text(const ParamDescriptor& param, double bound) {
    switch (param.type) {
    case ParamType::byte_size:
        return to_string(ByteSize{static_cast<std::uint64_t>(bound)});
    case ParamType::pixel_count:
        return to_string(PixelCount{static_cast<std::uint64_t>(bound)});
    case ParamType::duration:
        return to_string(Duration{static_cast<std::int64_t>(bound * 1e9)});
    default:
        return fmt::format("{}", bound) + (param.unit.empty() ? "" : " " + param.unit);
    }
}

std::string range_text(const ParamDescriptor& param) {
    const bool has_minimum = is_worth_saying(param.minimum);
    const bool has_maximum = is_worth_saying(param.maximum);
    if (has_minimum && has_maximum)
        return fmt::format(" from {} to {}", *param.minimum, bound_text(param, *param.maximum));
    if (has_minimum)
        return " of at least " + bound_text(param, *param.minimum);
    if (has_maximum)
        return " of at most " + bound_text(param, *param.maximum);
    return {};
}

// The same behind "such as ...".
std::string unit_range_text(const ParamDescriptor& param) {
    if (is_worth_saying(param.minimum) && is_worth_saying(param.maximum))
        return fmt::format(", from {} to {}",
                           bound_text(param, *param.minimum),
                           bound_text(param, *param.maximum));
    const std::string range = range_text(param);
    return range.empty() ? range : "," + range;
}

bool is_in_range(const ParamDescriptor& param, double amount) {
    return (!param.minimum || amount >= *param.minimum) &&
           (!param.maximum || amount <= *param.maximum);
}

bool is_whole(double number) {
    return std::floor(number) == number && std::abs(number) < 9e15;
}

// How to write what was probably meant.
std::string remedy(ParamType type, const Value& written) {
    if (type == ParamType::integer && written.is_real() && is_whole(written.as_real()))
        return fmt::format("; write {}", static_cast<std::int64_t>(written.as_real()));
    if (type == ParamType::string && (written.is_number() || written.is_bool()))
        return fmt::format("; write \"{}\"", as_found(written));
    if (!written.is_string())
        return {};
    const std::string& text = written.as_string();
    const bool looks_numeric =
        !text.empty() && text.find_first_not_of("0123456789.-") == std::string::npos;
    const bool is_number_type =
        type == ParamType::integer || type == ParamType::number || type == ParamType::number_list;
    const bool looks_boolean = text == "true" || text == "false";
    if ((is_number_type && looks_numeric) || (type == ParamType::boolean && looks_boolean))
        return "; write it without quotes";
    return {};
}

ParamResult mistake(const ParamDescriptor& param, const Value& written) {
    ParamResult result;
    result.origin = written.origin;
    result.mistake = fmt::format("found {}; expected {}{}",
                                 as_found(written),
                                 expectation(param),
                                 remedy(param.type, written));
    return result;
}

ParamResult good(const Value& written, Value value) {
    ParamResult result;
    value.origin = written.origin;
    value.key_origin = written.key_origin;
    result.value = std::move(value);
    return result;
}

ParamResult normalise_unit(const ParamDescriptor& param, const Value& written) {
    if (!written.is_string())
        return mistake(param, written);
    const UnitResult parsed =
        param.type == ParamType::byte_size     ? parse_byte_size(written.as_string())
        : param.type == ParamType::pixel_count ? parse_pixel_count(written.as_string())
                                               : parse_duration(written.as_string());
    if (!parsed.amount) {
        ParamResult result;
        result.origin = written.origin;
        result.mistake = parsed.mistake;
        return result;
    }
    if (param.type == ParamType::duration) {
        const double seconds = static_cast<double>(*parsed.amount) / 1e9;
        return is_in_range(param, seconds) ? good(written, seconds) : mistake(param, written);
    }
    return is_in_range(param, static_cast<double>(*parsed.amount)) ? good(written, *parsed.amount)
                                                                   : mistake(param, written);
}

ParamResult normalise_choice(const ParamDescriptor& param, const Value& written) {
    if (written.is_string() && is_one_of(written.as_string(), param.choices))
        return good(written, written);
    ParamResult result = mistake(param, written);
    if (written.is_string())
        result.mistake += did_you_mean(written.as_string(), param.choices);
    return result;
}

ParamResult normalise_list(const ParamDescriptor& param, const Value& written) {
    if (written.is_string())
        return good(written, Value::Array{written});
    if (!written.is_array() || (param.is_required && written.as_array().empty())) {
        ParamResult result = mistake(param, written);
        if (written.is_array())
            result.mistake = "found an empty list; expected at least one entry, such as " +
                             in_quotes(param.example);
        return result;
    }
    for (std::size_t i = 0; i < written.as_array().size(); ++i) {
        const Value& element = written.as_array()[i];
        if (element.is_string())
            continue;
        ParamResult result;
        result.origin = element.origin;
        result.element = i;
        result.mistake = fmt::format(
            "found {}; expected a string{}", as_found(element), remedy(ParamType::string, element));
        return result;
    }
    return good(written, written);
}

ParamResult normalise_numbers(const ParamDescriptor& param, const Value& written) {
    if (written.is_number() && is_in_range(param, written.as_real()))
        return good(written, Value::Array{written.as_real()});
    if (!written.is_array())
        return mistake(param, written);
    if (written.as_array().empty()) {
        ParamResult result = mistake(param, written);
        result.mistake = "found an empty list; expected at least one number";
        return result;
    }
    Value::Array numbers;
    for (const Value& element : written.as_array()) {
        if (element.is_number() && is_in_range(param, element.as_real())) {
            numbers.emplace_back(element.as_real());
            numbers.back().origin = element.origin;
            continue;
        }
        ParamResult result;
        result.origin = element.origin;
        result.element = numbers.size();
        result.mistake = fmt::format("found {}; expected a number{}{}",
                                     as_found(element),
                                     range_text(param),
                                     remedy(ParamType::number, element));
        return result;
    }
    return good(written, std::move(numbers));
}

// What such an object holds is checked with the names of attributes at hand: see params.cpp.
ParamResult normalise_object(const ParamDescriptor& param, const Value& written) {
    if (!written.is_object())
        return mistake(param, written);
    Value::Object members;
    for (const auto& member : written.as_object())
        if (!is_free_key(member.first))
            members.push_back(member);
    return good(written, std::move(members));
}

// What each of them holds is checked there, too.
ParamResult normalise_objects(const ParamDescriptor& param, const Value& written) {
    if (!written.is_array() || (param.is_required && written.as_array().empty()))
        return mistake(param, written);
    for (std::size_t i = 0; i < written.as_array().size(); ++i) {
        const Value& element = written.as_array()[i];
        if (element.is_object())
            continue;
        ParamResult result;
        result.origin = element.origin;
        result.element = i;
        result.mistake = fmt::format("found {}; expected an object with {}",
                                     as_found(element),
                                     joined(names_of(param.fields)));
        return result;
    }
    return good(written, written);
}

} // namespace

std::string expectation(const ParamDescriptor& param) {
    switch (param.type) {
    case ParamType::boolean:
        return "true or false";
    case ParamType::integer:
        return "an integer" + range_text(param);
    case ParamType::number:
        return "a number" + range_text(param);
    case ParamType::string:
        return "a string";
    case ParamType::byte_size:
        return "a size with a unit, such as \"512MiB\"" + unit_range_text(param);
    case ParamType::pixel_count:
        return "a pixel count with a unit, such as \"64Mpx\"" + unit_range_text(param);
    case ParamType::duration:
        return "a duration with a unit, such as \"20s\"" + unit_range_text(param);
    case ParamType::choice:
        return "one of " + joined(param.choices);
    case ParamType::string_list:
        return "a string or a list of strings";
    case ParamType::number_list:
        return "a number or a list of numbers" +
               (range_text(param).empty() ? "" : ", each" + range_text(param));
    case ParamType::condition:
        return condition_expectation;
    case ParamType::conditions:
        return conditions_expectation;
    case ParamType::attributes:
        return "an object of attributes, such as {\"size\": \"small\"}";
    case ParamType::object:
        return "an object with " + joined(names_of(param.fields));
    case ParamType::object_list:
        return "a list of objects with " + joined(names_of(param.fields));
    }
    return {};
}

ParamResult normalise(const ParamDescriptor& param, const Value& written) {
    switch (param.type) {
    case ParamType::boolean:
        return written.is_bool() ? good(written, written) : mistake(param, written);
    case ParamType::integer:
        return written.is_integer() && is_in_range(param, written.as_real())
                   ? good(written, written)
                   : mistake(param, written);
    case ParamType::number:
        return written.is_number() && is_in_range(param, written.as_real())
                   ? good(written, written.as_real())
                   : mistake(param, written);
    case ParamType::string:
        return written.is_string() ? good(written, written) : mistake(param, written);
    case ParamType::byte_size:
    case ParamType::pixel_count:
    case ParamType::duration:
        return normalise_unit(param, written);
    case ParamType::choice:
        return normalise_choice(param, written);
    case ParamType::string_list:
        return normalise_list(param, written);
    case ParamType::number_list:
        return normalise_numbers(param, written);
    case ParamType::condition:
    case ParamType::conditions:
    case ParamType::attributes:
    case ParamType::object:
        return normalise_object(param, written);
    case ParamType::object_list:
        return normalise_objects(param, written);
    }
    return {};
}

} // namespace penstock::config

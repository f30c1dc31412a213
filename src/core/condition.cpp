// SPDX-License-Identifier: Apache-2.0
#include "penstock/condition.hpp"

#include "core/comparison.hpp"
#include "core/item_attributes.hpp"
#include "core/wildcard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <compare>
#include <cstdint>
#include <optional>
#include <stdexcept>

namespace penstock {
namespace {

[[noreturn]] void refuse(std::string_view found) {
    throw std::invalid_argument(fmt::format(
        "found {}; expected a condition, such as {{\"attr\": \"width\", \"ge\": 512}}", found));
}

// Nothing where they cannot be compared: text and a number.
std::optional<std::partial_ordering> order_of(const Value& left, const Value& right) {
    if (left.is_integer() && right.is_integer())
        return left.as_integer() <=> right.as_integer();
    if (left.is_number() && right.is_number())
        return left.as_real() <=> right.as_real();
    if (left.is_string() && right.is_string())
        return left.as_string().compare(right.as_string()) <=> 0;
    if (left.is_bool() && right.is_bool())
        return left.as_bool() <=> right.as_bool();
    return std::nullopt;
}

bool is_equal(const Value& left, const Value& right) {
    const auto order = order_of(left, right);
    return order && *order == 0;
}

bool holds(const Value& value, Comparison comparison, const Value& operand) {
    if (comparison == Comparison::exists)
        return operand.as_bool() != value.is_null();
    if (comparison == Comparison::matches)
        return value.is_string() && wildcard_matches(operand.as_string(), value.as_string());
    if (comparison == Comparison::in)
        return std::any_of(operand.as_array().begin(),
                           operand.as_array().end(),
                           [&value](const Value& one) { return is_equal(value, one); });
    const auto order = order_of(value, operand);
    if (!order)
        return false;
    switch (comparison) {
    case Comparison::eq:
        return *order == 0;
    case Comparison::ne:
        return *order != 0;
    case Comparison::lt:
        return *order < 0;
    case Comparison::le:
        return *order <= 0;
    case Comparison::gt:
        return *order > 0;
    default:
        return *order >= 0;
    }
}

bool has_shape_of(const Value& operand, Comparison comparison) {
    if (comparison == Comparison::exists)
        return operand.is_bool();
    if (comparison == Comparison::in)
        return operand.is_array();
    return comparison == Comparison::matches ? operand.is_string() : !operand.is_null();
}

} // namespace

struct Condition::Term {
    enum class Kind : std::uint8_t { all, any, negation, comparison };
    struct Comparing {
        Comparison comparison;
        Value operand;
    };

    explicit Term(const Value& written) {
        if (!written.is_object())
            refuse(written.type_name());
        for (const auto& [key, value] : written.as_object())
            add(key, value);
        const bool is_whole =
            kind == Kind::comparison ? !attribute.empty() && !comparisons.empty() : !parts.empty();
        if (!is_whole)
            refuse("half of one");
    }

    [[nodiscard]] bool matches(const ItemInfo& item, const Payload& payload) const {
        const auto does_match = [&](const Term& part) { return part.matches(item, payload); };
        switch (kind) {
        case Kind::all:
            return std::all_of(parts.begin(), parts.end(), does_match);
        case Kind::any:
            return std::any_of(parts.begin(), parts.end(), does_match);
        case Kind::negation:
            return !does_match(parts.front());
        case Kind::comparison:
            break;
        }
        const Value value = attribute_of(attribute, item, payload);
        return std::all_of(comparisons.begin(), comparisons.end(), [&](const Comparing& one) {
            return holds(value, one.comparison, one.operand);
        });
    }

    Kind kind = Kind::comparison;
    std::vector<Term> parts;
    std::string attribute;
    std::vector<Comparing> comparisons;

private:
    void add(const std::string& key, const Value& value) {
        const auto comparison = comparison_of(key);
        if (key == "attr" && value.is_string()) {
            attribute = value.as_string();
        } else if (comparison && has_shape_of(value, *comparison)) {
            comparisons.push_back({*comparison, value});
        } else if (key == "not") {
            kind = Kind::negation;
            parts.emplace_back(value);
        } else if ((key == "all" || key == "any") && value.is_array()) {
            kind = key == "all" ? Kind::all : Kind::any;
            for (const Value& part : value.as_array())
                parts.emplace_back(part);
        } else if (key.compare(0, 2, "x-") != 0) {
            refuse('"' + key + '"');
        }
    }
};

Condition::Condition(const Value& written)
    : written_{written}, term_{std::make_shared<const Term>(written)} {}

bool Condition::matches(const ItemInfo& item, const Payload& payload) const {
    return !term_ || term_->matches(item, payload);
}

} // namespace penstock

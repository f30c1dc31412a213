// SPDX-License-Identifier: Apache-2.0
#include "config/condition_check.hpp"

#include "config/keys.hpp"
#include "config/nearest.hpp"
#include "config/words.hpp"
#include "core/comparison.hpp"
#include "core/item_attributes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace penstock::config {
namespace {

bool is_scalar(const Value& value) {
    return value.is_string() || value.is_number() || value.is_bool();
}

std::vector<std::string> words_of_comparisons() {
    return {comparison_words.begin(), comparison_words.end()};
}

const std::vector<std::string>& pixel_types() {
    static const std::vector<std::string> words = {"u8", "u16", "f16", "f32"};
    return words;
}

class ConditionCheck {
public:
    ConditionCheck(const std::vector<std::string>* attributes, Issues& issues)
        : attributes_{attributes}, issues_{issues} {}

    bool check(const Value& written, const std::string& path) {
        if (!written.is_object()) {
            error(written.origin,
                  path,
                  fmt::format("found {}; expected {}", as_found(written), condition_expectation));
            return is_good_;
        }
        const std::vector<std::string> forms = forms_of(written);
        if (forms.empty())
            refuse_formless(written, path);
        else if (forms.size() > 1)
            error(written.origin,
                  path,
                  fmt::format("found {} in one condition; expected one of them; combine conditions "
                              "in a list: {{\"all\": [...]}}",
                              fmt::join(forms, " and ")));
        else if (forms.front() == "attr")
            check_comparison(written, path);
        else
            check_combination(written, forms.front(), path);
        return is_good_;
    }

private:
    static std::vector<std::string> forms_of(const Value& written) {
        std::vector<std::string> forms;
        for (const char* form : {"attr", "all", "any", "not"})
            if (written.find(form) != nullptr)
                forms.emplace_back(form);
        return forms;
    }

    void refuse_formless(const Value& written, const std::string& path) {
        for (const auto& [key, value] : written.as_object())
            if (!is_free_key(key) && !comparison_of(key))
                return error(
                    value.key_origin, path, unknown_key(key, {"attr", "all", "any", "not"}));
        error(written.origin,
              path,
              fmt::format("found no \"attr\", \"all\", \"any\" or \"not\"; expected {}",
                          condition_expectation));
    }

    void check_combination(const Value& written, const std::string& form, const std::string& path) {
        refuse_unknown(written, {form}, path);
        const Value& parts = *written.find(form);
        const std::string inner = path_to(path, form);
        if (form == "not") {
            check(parts, inner);
            return;
        }
        if (!parts.is_array() || parts.as_array().empty())
            return error(parts.origin,
                         inner,
                         fmt::format("found {}; expected a list of conditions, at least one",
                                     parts.is_array() ? "an empty list" : as_found(parts)));
        for (std::size_t i = 0; i < parts.as_array().size(); ++i)
            check(parts.as_array()[i], fmt::format("{}[{}]", inner, i));
    }

    void check_comparison(const Value& written, const std::string& path) {
        std::vector<std::string> known = words_of_comparisons();
        known.emplace_back("attr");
        const bool is_known = !refuse_unknown(written, known, path);
        const Value& attribute = *written.find("attr");
        if (!attribute.is_string())
            return error(
                attribute.origin,
                path_to(path, "attr"),
                fmt::format("found {}; expected the name of an attribute", as_found(attribute)));
        if (attributes_ != nullptr)
            check_attribute(attribute, path_to(path, "attr"));
        bool has_comparison = false;
        for (const auto& [key, operand] : written.as_object())
            if (const auto comparison = comparison_of(key)) {
                has_comparison = true;
                check_operand(attribute.as_string(), *comparison, operand, path_to(path, key));
            }
        if (!has_comparison && is_known)
            error(written.origin,
                  path,
                  fmt::format("nothing is asked of {}; expected a comparison beside \"attr\": one "
                              "of {}",
                              in_quotes(attribute.as_string()),
                              joined(words_of_comparisons())));
    }

    void check_attribute(const Value& attribute, const std::string& path) {
        const std::string& name = attribute.as_string();
        std::vector<std::string> of_all;
        for (const ItemAttribute& one : item_attributes())
            of_all.emplace_back(one.name);
        std::vector<std::string> known = *attributes_;
        known.insert(known.end(), of_all.begin(), of_all.end());
        if (!is_one_of(name, known))
            error(attribute.origin,
                  path,
                  fmt::format("unknown attribute {}; expected one of {}, or one that \"set\" or a "
                              "node gives{}",
                              in_quotes(name),
                              joined(of_all),
                              did_you_mean(name, known)));
    }

    void check_operand(const std::string& attribute,
                       Comparison comparison,
                       const Value& operand,
                       const std::string& path) {
        const ItemAttribute* known = find_item_attribute(attribute);
        if (comparison == Comparison::exists) {
            if (!operand.is_bool())
                error(operand.origin,
                      path,
                      fmt::format("found {}; expected true or false", as_found(operand)));
        } else if (comparison == Comparison::in) {
            if (!operand.is_array() || operand.as_array().empty())
                return error(operand.origin,
                             path,
                             fmt::format("found {}; expected a list of values, at least one",
                                         operand.is_array() ? "an empty list" : as_found(operand)));
            for (std::size_t i = 0; i < operand.as_array().size(); ++i)
                check_value(known, operand.as_array()[i], fmt::format("{}[{}]", path, i));
        } else if (comparison == Comparison::matches) {
            check_pattern(known, operand, path);
        } else if (comparison == Comparison::eq || comparison == Comparison::ne) {
            check_value(known, operand, path);
        } else if (operand.is_bool()) {
            error(operand.origin,
                  path,
                  fmt::format("found {}; expected a number or a string: true and false have no "
                              "order",
                              as_found(operand)));
        } else {
            check_value(known, operand, path);
        }
    }

    void check_pattern(const ItemAttribute* known, const Value& operand, const std::string& path) {
        if (known != nullptr && known->is_number)
            error(operand.key_origin,
                  path,
                  fmt::format("\"{}\" is a number, and \"matches\" compares text; expected eq, ne, "
                              "le, lt, ge, gt or in",
                              known->name));
        else if (!operand.is_string())
            error(
                operand.origin,
                path,
                fmt::format("found {}; expected a pattern, such as \"IMG_*\"", as_found(operand)));
    }

    void check_value(const ItemAttribute* known, const Value& value, const std::string& path) {
        const bool is_right = known == nullptr   ? is_scalar(value)
                              : known->is_number ? value.is_number()
                                                 : value.is_string();
        if (!is_right)
            error(value.origin,
                  path,
                  known == nullptr
                      ? fmt::format("found {}; expected a string, a number, true or false",
                                    as_found(value))
                      : fmt::format("found {}; \"{}\" is {}; expected {}",
                                    as_found(value),
                                    known->name,
                                    known->is_number ? "a number" : "text",
                                    known->is_number ? "a number" : "a string"));
        else if (known != nullptr && known->name == "pixel_type" &&
                 !is_one_of(value.as_string(), pixel_types()))
            error(value.origin,
                  path,
                  fmt::format("found {}; expected one of {}{}",
                              as_found(value),
                              joined(pixel_types()),
                              did_you_mean(value.as_string(), pixel_types())));
    }

    bool refuse_unknown(const Value& object,
                        const std::vector<std::string>& known,
                        const std::string& path) {
        bool has_unknown = false;
        for (const auto& [key, value] : object.as_object())
            if (!is_free_key(key) && !is_one_of(key, known)) {
                has_unknown = true;
                error(value.key_origin, path, unknown_key(key, known));
            }
        return has_unknown;
    }

    void error(const Origin& origin, const std::string& path, std::string message) {
        is_good_ = false;
        issues_.error(origin, path, std::move(message));
    }

    const std::vector<std::string>* attributes_;
    Issues& issues_;
    bool is_good_ = true;
};

} // namespace

bool check_condition(const Value& written,
                     const std::string& path,
                     const std::vector<std::string>* attributes,
                     Issues& issues) {
    return ConditionCheck{attributes, issues}.check(written, path);
}

bool check_conditions(const Value& written,
                      const std::string& path,
                      const std::vector<std::string>* attributes,
                      Issues& issues) {
    if (!written.is_object() || written.as_object().empty()) {
        issues.error(written.origin,
                     path,
                     fmt::format("found {}; expected {}",
                                 written.is_object() ? "an empty object" : as_found(written),
                                 conditions_expectation));
        return false;
    }
    bool is_good = true;
    for (const auto& [name, condition] : written.as_object()) {
        if (is_free_key(name))
            continue;
        if (!is_node_name(name)) {
            is_good = false;
            issues.error(condition.key_origin,
                         path,
                         fmt::format("{} is no name for a condition; expected letters, digits, _ "
                                     "and -",
                                     in_quotes(name)));
        }
        is_good &= check_condition(condition, path_to(path, name), attributes, issues);
    }
    return is_good;
}

} // namespace penstock::config

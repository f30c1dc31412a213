// SPDX-License-Identifier: Apache-2.0
#include "config/params.hpp"

#include "config/attribute_values.hpp"
#include "config/condition_check.hpp"
#include "config/keys.hpp"
#include "config/nearest.hpp"
#include "config/param_value.hpp"
#include "config/pipe_words.hpp"
#include "config/templates.hpp"
#include "config/words.hpp"

#include <fmt/format.h>

#include <optional>
#include <stdexcept>
#include <utility>

namespace penstock::config {
namespace {

class ParamCheck {
public:
    ParamCheck(const NodeConfig& node,
               const NodeDescriptor& descriptor,
               const std::vector<std::string>* attributes,
               Issues& issues)
        : node_{node}, descriptor_{descriptor},
          attributes_{attributes}, issues_{issues}, path_{path_to("nodes", node.name) + ".params"} {
    }

    std::optional<Value::Object> check() {
        Value written = node_.params;
        if (written.is_null())
            written = Value::Object{};
        if (!written.is_object()) {
            error(written.origin,
                  path_,
                  fmt::format("found {}; expected an object of parameters", as_found(written)));
            return std::nullopt;
        }
        resolve_words(written, descriptor_, path_, issues_);
        Value::Object result =
            members_of(descriptor_.params,
                       written,
                       path_,
                       {"parameter", descriptor_.type, node_.origin, path_to("nodes", node_.name)});
        if (has_mistake_)
            return std::nullopt;
        return result;
    }

private:
    // Whose members are checked, for messages.
    struct Owner {
        const char* what;        // its members are: parameters, fields
        const std::string& name; // that it has
        const Origin& origin;    // where it stands
        std::string path;
    };

    Value::Object members_of(const std::vector<ParamDescriptor>& params,
                             const Value& written,
                             const std::string& path,
                             const Owner& owner) {
        refuse_unknown(params, written, path, owner);
        Value::Object result;
        for (const ParamDescriptor& param : params)
            if (auto value = value_of(param, written.find(param.name), path, owner))
                result.emplace_back(param.name, std::move(*value));
        return result;
    }

    void refuse_unknown(const std::vector<ParamDescriptor>& params,
                        const Value& written,
                        const std::string& path,
                        const Owner& owner) {
        const std::vector<std::string> names = names_of(params);
        for (const auto& [name, value] : written.as_object()) {
            if (is_free_key(name) || is_one_of(name, names))
                continue;
            const std::string expected =
                names.empty() ? fmt::format("{} has no parameters; remove it", owner.name)
                              : fmt::format("{} has {}", owner.name, joined(names));
            error(value.key_origin,
                  path,
                  fmt::format("unknown {} {}; {}{}",
                              owner.what,
                              in_quotes(name),
                              expected,
                              did_you_mean(name, names)));
        }
    }

    std::optional<Value> value_of(const ParamDescriptor& param,
                                  const Value* written,
                                  const std::string& owner_path,
                                  const Owner& owner) {
        if (written == nullptr)
            return default_of(param, owner_path, owner);
        ParamResult result = normalise(param, *written);
        std::string path = path_to(owner_path, param.name);
        if (!result.value) {
            if (result.element)
                path += fmt::format("[{}]", *result.element);
            error(result.origin, path, result.mistake);
            return std::nullopt;
        }
        if (!param.fields.empty())
            return with_fields(param, std::move(*result.value), path);
        if (!is_understood(param.type, *result.value, path)) {
            has_mistake_ = true;
            return std::nullopt;
        }
        if (param.is_template && attributes_ != nullptr)
            check_templates(*result.value, path);
        return result.value;
    }

    // An object, or each of a list.
    Value with_fields(const ParamDescriptor& param, Value value, const std::string& path) {
        if (value.is_object()) {
            Value result =
                members_of(param.fields, value, path, {"field", param.name, value.origin, path});
            result.origin = value.origin;
            result.key_origin = value.key_origin;
            return result;
        }
        for (std::size_t i = 0; i < value.as_array().size(); ++i)
            value.as_array()[i] =
                with_fields(param, std::move(value.as_array()[i]), fmt::format("{}[{}]", path, i));
        return value;
    }

    // Conditions and attributes: what they name has to exist.
    bool is_understood(ParamType type, const Value& value, const std::string& path) {
        switch (type) {
        case ParamType::condition:
            return check_condition(value, path, attributes_, issues_);
        case ParamType::conditions:
            return check_conditions(value, path, attributes_, issues_);
        case ParamType::attributes:
            return check_attributes(value, path, issues_).size() == value.as_object().size();
        default:
            return true;
        }
    }

    void check_templates(const Value& value, const std::string& path) {
        if (value.is_string())
            return check_template(value, path, *attributes_, issues_);
        if (value.is_object()) {
            for (const auto& [name, member] : value.as_object())
                if (member.is_string())
                    check_template(member, path_to(path, name), *attributes_, issues_);
            return;
        }
        for (std::size_t i = 0; i < value.as_array().size(); ++i)
            check_template(
                value.as_array()[i], fmt::format("{}[{}]", path, i), *attributes_, issues_);
    }

    std::optional<Value>
    default_of(const ParamDescriptor& param, const std::string& owner_path, const Owner& owner) {
        if (param.is_required)
            error(owner.origin,
                  owner.path,
                  fmt::format("the {} \"{}\" is missing; {} needs it; expected {}, "
                              "for example {}",
                              owner.what,
                              param.name,
                              owner.name,
                              expectation(param),
                              example(param)));
        if (param.default_value.is_null())
            return std::nullopt;
        ParamResult result = normalise(param, param.default_value);
        if (!result.value)
            throw std::logic_error(fmt::format("node type {}: the default of {}: {}",
                                               descriptor_.type,
                                               param.name,
                                               result.mistake));
        if (!param.fields.empty())
            return with_fields(param, std::move(*result.value), path_to(owner_path, param.name));
        return result.value;
    }

    static std::string example(const ParamDescriptor& param) {
        const bool has_no_quotes =
            param.type == ParamType::integer || param.type == ParamType::number ||
            param.type == ParamType::boolean || param.example.substr(0, 1) == "{" ||
            param.example.substr(0, 1) == "[";
        return fmt::format(
            "\"{}\": {}", param.name, has_no_quotes ? param.example : in_quotes(param.example));
    }

    void error(const Origin& origin, const std::string& path, std::string message) {
        has_mistake_ = true;
        issues_.error(origin, path, std::move(message));
    }

    const NodeConfig& node_;
    const NodeDescriptor& descriptor_;
    const std::vector<std::string>* attributes_;
    Issues& issues_;
    std::string path_;
    bool has_mistake_ = false;
};

} // namespace

std::optional<Value::Object> check_params(const NodeConfig& node,
                                          const NodeDescriptor& descriptor,
                                          const std::vector<std::string>* attributes,
                                          Issues& issues) {
    return ParamCheck{node, descriptor, attributes, issues}.check();
}

} // namespace penstock::config

// SPDX-License-Identifier: Apache-2.0
#include "config/attribute_values.hpp"

#include "config/keys.hpp"
#include "config/templates.hpp"
#include "config/words.hpp"
#include "core/item_attributes.hpp"

#include <fmt/format.h>

namespace penstock::config {
namespace {

void add(std::vector<std::string>& names, const std::string& name) {
    if (is_identifier(name) && !is_one_of(name, names))
        names.push_back(name);
}

void add_keys(std::vector<std::string>& names, const Value* object) {
    if (object != nullptr && object->is_object())
        for (const auto& [name, value] : object->as_object())
            add(names, name);
}

} // namespace

std::vector<std::string> taken_attributes() {
    std::vector<std::string> names = template_fields();
    for (const ItemAttribute& attribute : item_attributes())
        if (!is_one_of(attribute.name, names))
            names.emplace_back(attribute.name);
    return names;
}

Value::Object check_attributes(const Value& written, const std::string& path, Issues& issues) {
    Value::Object attributes;
    if (!written.is_object()) {
        issues.error(written.origin,
                     path,
                     fmt::format("found {}; expected an object of attributes, such as {{\"size\": "
                                 "\"small\"}}",
                                 as_found(written)));
        return attributes;
    }
    const std::vector<std::string> taken = taken_attributes();
    for (const auto& [name, value] : written.as_object()) {
        const bool is_scalar = value.is_string() || value.is_number() || value.is_bool();
        if (!is_identifier(name))
            issues.error(value.key_origin,
                         path,
                         fmt::format("{} is no name for an attribute; expected letters, digits, _ "
                                     "and -, a letter first",
                                     in_quotes(name)));
        else if (is_one_of(name, taken))
            issues.error(value.key_origin,
                         path,
                         fmt::format("every item has a \"{}\" already; expected another name; the "
                                     "names that are taken: {}",
                                     name,
                                     joined(taken)));
        else if (!is_scalar)
            issues.error(value.origin,
                         path_to(path, name),
                         fmt::format("found {}; expected a string, a number, true or false",
                                     as_found(value)));
        else
            attributes.emplace_back(name, value);
    }
    return attributes;
}

std::vector<std::string> attribute_names(const PipelineConfig& config,
                                         const NodeRegistry& registry) {
    std::vector<std::string> names;
    for (const NodeConfig& node : config.nodes) {
        add_keys(names, &node.set);
        const NodeType* type =
            node.type.is_string() ? registry.find(node.type.as_string()) : nullptr;
        if (type == nullptr)
            continue;
        for (const std::string& name : type->descriptor.attributes)
            add(names, name);
        for (const ParamDescriptor& param : type->descriptor.params)
            if (param.type == ParamType::attributes)
                add_keys(names, node.params.find(param.name));
    }
    return names;
}

} // namespace penstock::config

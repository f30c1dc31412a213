// SPDX-License-Identifier: Apache-2.0
#include "config/pipe_words.hpp"

#include "config/words.hpp"
#include "json/parse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace penstock::config {
namespace {

bool is_text(ParamType type) {
    return type != ParamType::boolean && type != ParamType::integer && type != ParamType::number &&
           type != ParamType::number_list;
}

bool is_object(ParamType type) {
    return type == ParamType::condition || type == ParamType::conditions ||
           type == ParamType::attributes || type == ParamType::object ||
           type == ParamType::object_list;
}

// What a word holds stands where the word does.
void give_origin(Value& value, const Origin& origin) {
    value.origin = origin;
    if (value.is_array())
        for (Value& element : value.as_array())
            give_origin(element, origin);
    else if (value.is_object())
        for (auto& [key, member] : value.as_object()) {
            member.key_origin = origin;
            give_origin(member, origin);
        }
}

// "80" for an integer becomes 80; what is no JSON stays text and is refused later.
void give_type(Value& value, const ParamDescriptor& param) {
    if (!value.is_string())
        return;
    const std::string& text = value.as_string();
    const bool is_json_list = param.type == ParamType::string_list && text.substr(0, 1) == "[";
    if (is_text(param.type) && !is_json_list && !is_object(param.type))
        return;
    std::vector<ConfigIssue> ignored;
    auto typed = json::parse(text, 0, ignored);
    if (!typed || !ignored.empty())
        return;
    give_origin(*typed, value.origin);
    typed->key_origin = value.key_origin;
    value = std::move(*typed);
}

// What the words without `=` are worth to the first parameter, or null where that is a mistake.
Value first_value(Value::Array words, const ParamDescriptor& param) {
    if (param.type != ParamType::string_list)
        return words.size() == 1 ? words.front() : Value{};
    Value list;
    const Origin origin = words.front().origin;
    list = words.size() == 1 ? words.front() : Value{std::move(words)};
    list.origin = list.key_origin = origin;
    return list;
}

} // namespace

void resolve_words(Value& params,
                   const NodeDescriptor& descriptor,
                   const std::string& path,
                   Issues& issues) {
    const Value* words = params.find(positional_words);
    if (words == nullptr)
        return;
    const Value::Array positional = words->as_array();
    Value::Object& members = params.as_object();
    members.erase(std::remove_if(members.begin(),
                                 members.end(),
                                 [](const auto& one) { return one.first == positional_words; }),
                  members.end());
    if (!positional.empty()) {
        const Origin& origin = positional.front().origin;
        if (descriptor.params.empty())
            return issues.error(origin,
                                path,
                                fmt::format("found {}; {} has no parameters; remove the word",
                                            as_found(positional.front()),
                                            descriptor.type));
        const ParamDescriptor& first = descriptor.params.front();
        Value value = first_value(positional, first);
        if (value.is_null())
            issues.error(positional[1].origin,
                         path,
                         fmt::format("found {}; {} takes one word, its parameter \"{}\"; write the "
                                     "others as name=value",
                                     as_found(positional[1]),
                                     descriptor.type,
                                     first.name));
        else if (params.find(first.name) != nullptr)
            issues.error(origin,
                         path,
                         fmt::format("found {}, which means \"{}\", and {}=...; expected one of "
                                     "them",
                                     as_found(positional.front()),
                                     first.name,
                                     first.name));
        else
            members.emplace_back(first.name, std::move(value));
    }
    for (auto& [name, value] : members)
        if (const ParamDescriptor* param = descriptor.find_param(name))
            give_type(value, *param);
}

} // namespace penstock::config

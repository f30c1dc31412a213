// SPDX-License-Identifier: Apache-2.0
#include "config/variables.hpp"

#include "config/keys.hpp"
#include "config/nearest.hpp"
#include "config/pipe_words.hpp"
#include "config/words.hpp"
#include "json/parse.hpp"
#include "json/write.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace penstock::config {
namespace {

std::size_t depth_of(const Value& value) {
    std::size_t deepest = 0;
    if (value.is_array())
        for (const Value& element : value.as_array())
            deepest = std::max(deepest, depth_of(element));
    else if (value.is_object())
        for (const auto& [key, member] : value.as_object())
            deepest = std::max(deepest, depth_of(member));
    else
        return 0;
    return deepest + 1;
}

} // namespace

std::size_t bytes_of(const Value& value) {
    std::size_t bytes = sizeof(Value);
    if (value.is_string())
        bytes += value.as_string().size();
    else if (value.is_array())
        for (const Value& element : value.as_array())
            bytes += bytes_of(element);
    else if (value.is_object())
        for (const auto& [key, member] : value.as_object())
            bytes += key.size() + bytes_of(member);
    return bytes;
}

void collect_names(const Value& value, std::set<std::string>& names) {
    if (value.is_string()) {
        const std::string& text = value.as_string();
        for (std::size_t dollar = text.find("${"); dollar != std::string::npos;
             dollar = text.find("${", dollar + 2)) {
            const std::size_t close = text.find('}', dollar);
            if (close != std::string::npos)
                names.insert(text.substr(dollar + 2, close - dollar - 2));
        }
    } else if (value.is_array()) {
        for (const Value& element : value.as_array())
            collect_names(element, names);
    } else if (value.is_object()) {
        for (const auto& [key, member] : value.as_object())
            if (!is_free_key(key))
                collect_names(member, names);
    }
}

Variables::Variables(Issues& issues) : issues_{issues}, usage_{std::make_shared<Usage>()} {}

void Variables::declare(Value& vars) {
    if (!vars.is_object()) {
        broken_vars_ = vars.origin;
        return error(vars.origin,
                     "vars",
                     fmt::format("found {}; expected an object of variables", as_found(vars)));
    }
    for (auto& [name, value] : vars.as_object()) {
        const std::string path = path_to("vars", name);
        if (!is_identifier(name))
            error(value.key_origin,
                  "vars",
                  fmt::format("{} is no name for a variable; expected letters, digits, "
                              "_ and -, a letter first",
                              in_quotes(name)));
        all_names_.push_back(name);
        const bool had_mistake = std::exchange(usage_->has_mistake, false);
        replace_in(value, path, 2);
        if (usage_->has_mistake)
            broken_.insert(name);
        usage_->has_mistake = usage_->has_mistake || had_mistake;
        known_.emplace(name, &value);
    }
}

Variables Variables::with(const Value::Object& arguments, std::set<std::string> broken) const {
    Variables result{issues_};
    result.usage_ = usage_;
    result.outer_ = this;
    result.broken_ = std::move(broken);
    result.broken_vars_ = broken_vars_;
    for (const auto& [name, value] : arguments) {
        result.known_.emplace(name, &value);
        result.all_names_.push_back(name);
    }
    return result;
}

void Variables::count_as_used(const Value& value) {
    collect_names(value, usage_->used);
}

void Variables::warn_of_unused(const Value& vars) {
    if (!vars.is_object() || usage_->has_mistake)
        return;
    for (const auto& [name, value] : vars.as_object())
        if (value.key_origin.source == 0 && usage_->used.count(name) == 0)
            issues_.warning(value.key_origin,
                            path_to("vars", name),
                            fmt::format("nothing uses this variable; write \"${{{}}}\" where "
                                        "its value belongs, or remove it",
                                        name));
}

void Variables::replace_in(Value& value, const std::string& path, std::size_t depth) {
    if (value.is_string()) {
        replace_text(value, path, depth);
    } else if (value.is_array()) {
        std::size_t index = 0;
        for (Value& element : value.as_array())
            replace_in(element, fmt::format("{}[{}]", path, index++), depth + 1);
    } else if (value.is_object()) {
        for (auto& [key, member] : value.as_object())
            if (!is_free_key(key))
                replace_in(member, key == positional_words ? path : path_to(path, key), depth + 1);
    }
}

void Variables::replace_text(Value& value, const std::string& path, std::size_t depth) {
    const std::string text = value.as_string();
    std::string result;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t dollar = text.find("${", at);
        if (dollar == std::string::npos)
            break;
        if (dollar > at && text[dollar - 1] == '$') {
            result += text.substr(at, dollar - 1 - at) + "${";
            at = dollar + 2;
            continue;
        }
        const std::size_t close = text.find('}', dollar);
        const std::size_t end = close == std::string::npos ? text.size() : close + 1;
        const Origin place = issues_.part_of(value, dollar, end - dollar);
        const std::string name = text.substr(dollar, end - dollar);
        const Value* variable = look_up(name, place, path);
        if (variable == nullptr || is_broken(text.substr(dollar + 2, end - dollar - 3))) {
            // What follows from the mistake is blamed on its place, and so not reported again.
            if (broken_vars_.is_known())
                value.origin = broken_vars_;
            else if (variable != nullptr)
                value.origin = variable->origin;
            return;
        }
        if (!may_grow_by(*variable, place, path))
            return;
        if (dollar == 0 && end == text.size())
            return put_alone(value, *variable, place, path, depth);
        result += text.substr(at, dollar - at);
        if (!append_as_text(result, *variable, place, path))
            return;
        at = end;
    }
    if (at == 0)
        return;
    Value replaced{result + text.substr(at)};
    replaced.origin = value.origin;
    replaced.key_origin = value.key_origin;
    value = std::move(replaced);
}

bool Variables::is_broken(const std::string& name) const {
    if (outer_ != nullptr && known_.count(name) == 0)
        return outer_->is_broken(name);
    return broken_.count(name) != 0;
}

const Value* Variables::find(const std::string& name) const {
    const auto found = known_.find(name);
    if (found != known_.end()) {
        if (outer_ == nullptr)
            usage_->used.insert(name);
        return found->second;
    }
    return outer_ == nullptr ? nullptr : outer_->find(name);
}

std::vector<std::string> Variables::names() const {
    std::vector<std::string> result = all_names_;
    if (outer_ != nullptr)
        for (const std::string& name : outer_->all_names_)
            if (!is_one_of(name, result))
                result.push_back(name);
    return result;
}

void Variables::error(const Origin& place, const std::string& path, std::string message) {
    usage_->has_mistake = true;
    issues_.error(place, path, std::move(message));
}

// `written` is "${name}", or what begins like it.
const Value*
Variables::look_up(const std::string& written, const Origin& place, const std::string& path) {
    if (written.back() != '}') {
        error(place,
              path,
              "found \"${\" without \"}\"; expected \"${name}\"; where \"${\" is meant "
              "as text, write \"$${\"");
        return nullptr;
    }
    const std::string name = written.substr(2, written.size() - 3);
    if (const Value* variable = find(name))
        return variable;
    if (!broken_vars_.is_known() && !issues_.is_full())
        error(place, path, unknown_variable(name));
    return nullptr;
}

std::string Variables::unknown_variable(const std::string& name) const {
    const std::vector<std::string> known = names();
    if (is_one_of(name, known))
        return fmt::format("the variable {} cannot use itself; expected one that stands above",
                           in_quotes(name));
    if (known.empty())
        return fmt::format("unknown variable {}; expected one that \"vars\" declares, and it "
                           "declares none above",
                           in_quotes(name));
    return fmt::format("unknown variable {}; expected one of {}{}",
                       in_quotes(name),
                       joined(known),
                       did_you_mean(name, known));
}

// Variables made of variables can double at each step.
bool Variables::may_grow_by(const Value& variable, const Origin& place, const std::string& path) {
    if (usage_->grown > json::max_text_bytes)
        return false; // said already
    usage_->grown += bytes_of(variable);
    if (usage_->grown <= json::max_text_bytes)
        return true;
    error(place, path, "variables make this config larger than 16MiB; expected less; use fewer");
    return false;
}

void Variables::put_alone(Value& value,
                          const Value& variable,
                          const Origin& place,
                          const std::string& path,
                          std::size_t depth) {
    if (depth + depth_of(variable) > json::max_nesting)
        return error(place,
                     path,
                     fmt::format("variables nest lists and objects too deep; expected "
                                 "at most {} levels",
                                 json::max_nesting));
    const Origin key_origin = value.key_origin;
    value = Value{variable};
    value.key_origin = key_origin;
}

bool Variables::append_as_text(std::string& result,
                               const Value& variable,
                               const Origin& place,
                               const std::string& path) {
    if (variable.is_string()) {
        result += variable.as_string();
        return true;
    }
    if (variable.is_number() || variable.is_bool()) {
        result += json::to_text(variable, json::Layout::compact);
        return true;
    }
    error(place,
          path,
          fmt::format("found {} inside a text; expected a string, a number, true or "
                      "false; a variable of another type stands alone in its string",
                      as_found(variable)));
    return false;
}

} // namespace penstock::config

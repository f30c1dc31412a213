// SPDX-License-Identifier: Apache-2.0
#include "config/overrides.hpp"

#include "config/keys.hpp"
#include "config/nearest.hpp"
#include "config/words.hpp"
#include "json/parse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace penstock::config {
namespace {

constexpr std::size_t longest_path = 64;

// One step of a path: a member's name, or the index of a list's element.
struct Step {
    std::string name;
    std::optional<std::size_t> index;
};

// Nothing where it is no path.
std::optional<std::vector<Step>> parse_path(std::string_view path) {
    std::vector<Step> steps;
    while (!path.empty()) {
        Step step;
        if (path.front() == '[') {
            const std::size_t close = path.find(']');
            std::size_t index = 0;
            const char* end = path.data() + std::min(close, path.size());
            const auto [stop, error] = std::from_chars(path.data() + 1, end, index);
            if (close == std::string_view::npos || error != std::errc{} || stop != end)
                return std::nullopt;
            step.index = index;
            path.remove_prefix(close + 1);
        } else {
            const std::size_t length = std::min(path.find_first_of(".["), path.size());
            step.name = path.substr(0, length);
            if (!is_node_name(step.name) && step.name != "$schema")
                return std::nullopt;
            path.remove_prefix(length);
        }
        steps.push_back(std::move(step));
        if (!path.empty() && path.front() == '.') {
            path.remove_prefix(1);
            if (path.empty() || path.front() == '[')
                return std::nullopt;
        } else if (!path.empty() && path.front() != '[') {
            return std::nullopt;
        }
    }
    if (steps.empty() || steps.front().index || steps.size() > longest_path)
        return std::nullopt;
    return steps;
}

class Overrides {
public:
    Overrides(Value& root, std::vector<ConfigSource>& sources, Issues& issues)
        : root_{root}, sources_{sources}, issues_{issues} {}

    void apply_var(const std::string& flag) {
        begin("--var ", flag);
        const std::size_t equals = flag.find('=');
        if (equals == std::string::npos || equals == 0)
            return error({}, "expected NAME=VALUE, such as --var count=10");
        const std::string name = flag.substr(0, equals);
        Value* vars = root_.find("vars");
        Value* variable = vars == nullptr ? nullptr : vars->find(name);
        if (variable == nullptr)
            return error({}, unknown_variable(name, vars));
        replace(*variable, typed_value(equals + 1));
    }

    void apply_set(const std::string& flag) {
        begin("--set ", flag);
        const std::size_t equals = flag.find('=');
        const auto steps = parse_path(flag.substr(0, std::min(equals, flag.size())));
        if (equals == std::string::npos || !steps)
            return error({}, "expected PATH=VALUE, such as --set nodes.encode.params.quality=80");
        const std::string& first = steps->front().name;
        if (first == "include" || first == "profiles")
            return error(first,
                         fmt::format("\"{}\" has done its work before a flag changes anything; "
                                     "expected the path of the value itself",
                                     first));
        if (Value* target = find_target(*steps))
            replace(*target, typed_value(equals + 1));
    }

private:
    void begin(std::string_view option, const std::string& flag) {
        option_length_ = option.size();
        const std::string text = std::string{option} + flag;
        sources_.push_back({.name = text, .text = text, .kind = ConfigSource::Kind::flag});
    }

    std::uint32_t source() const { return static_cast<std::uint32_t>(sources_.size() - 1); }

    Origin place(std::size_t offset_in_flag, std::size_t length) const {
        return {.source = source(),
                .line = 1,
                .column = static_cast<std::uint32_t>(option_length_ + offset_in_flag + 1),
                .length = static_cast<std::uint32_t>(length)};
    }

    void error(std::string path, std::string message) {
        issues_.error(place(0, 1), std::move(path), std::move(message));
    }

    // JSON where the text parses as such, else a string. "null" stays a string: nothing in a config
    // can be null, and there is a node type of that name.
    Value typed_value(std::size_t start) {
        const std::string& text = sources_.back().text;
        std::vector<ConfigIssue> mistakes;
        auto value = json::parse_from(text, option_length_ + start, source(), mistakes);
        if (value && !value->is_null()) {
            for (const ConfigIssue& mistake : mistakes)
                issues_.adopt(mistake);
            return std::move(*value);
        }
        Value written{text.substr(option_length_ + start)};
        written.origin = place(start, written.as_string().size());
        return written;
    }

    static void replace(Value& target, Value value) {
        value.key_origin = target.key_origin;
        target = std::move(value);
    }

    std::string unknown_variable(const std::string& name, const Value* vars) const {
        const std::vector<std::string> names =
            vars != nullptr && vars->is_object() ? keys_of(*vars) : std::vector<std::string>{};
        if (names.empty())
            return fmt::format("there is no variable {}; this config has no \"vars\"",
                               in_quotes(name));
        return fmt::format("there is no variable {}; expected one of {}{}",
                           in_quotes(name),
                           joined(names),
                           did_you_mean(name, names));
    }

    Value* find_target(const std::vector<Step>& steps) {
        Value* target = &root_;
        std::string path;
        for (std::size_t depth = 0; depth < steps.size() && target != nullptr; ++depth)
            target = steps[depth].index ? element(*target, *steps[depth].index, path)
                                        : member(*target, steps, depth, path);
        return target;
    }

    Value* element(Value& list, std::size_t index, std::string& path) {
        if (!list.is_array()) {
            error(path, fmt::format("found {}; expected a list", as_found(list)));
            return nullptr;
        }
        Value::Array& elements = list.as_array();
        if (index >= elements.size()) {
            error(path,
                  elements.empty()
                      ? fmt::format("there is no entry {}; the list is empty", index)
                      : fmt::format("there is no entry {}; expected an index from 0 to {}",
                                    index,
                                    elements.size() - 1));
            return nullptr;
        }
        path += fmt::format("[{}]", index);
        return &elements[index];
    }

    Value*
    member(Value& object, const std::vector<Step>& steps, std::size_t depth, std::string& path) {
        const std::string& name = steps[depth].name;
        if (!object.is_object()) {
            error(path, fmt::format("found {}; expected an object", as_found(object)));
            return nullptr;
        }
        const std::string inside = path;
        path = path_to(path, name);
        if (Value* known = object.find(name))
            return known;
        if (const std::string why = reason_not_to_add(object, inside, name); !why.empty()) {
            error(path, why);
            return nullptr;
        }
        const bool is_last = depth + 1 == steps.size();
        Value added = is_last ? Value{} : Value{Value::Object{}};
        added.origin = added.key_origin = place(0, 1);
        object.as_object().emplace_back(name, std::move(added));
        return &object.as_object().back().second;
    }

    // A flag may add what a config may leave out, but no nodes, variables or unknown sections.
    std::string
    reason_not_to_add(const Value& object, const std::string& inside, const std::string& name) {
        if (inside == "vars")
            return unknown_variable(name, &object);
        const std::vector<std::string> names = keys_of(object);
        if (inside == "nodes" && is_in_use(object, name))
            return {};
        if (inside == "nodes")
            return fmt::format("there is no node {}; expected one of {}{}",
                               in_quotes(name),
                               joined(names),
                               did_you_mean(name, names));
        if (!inside.empty() || is_free_key(name))
            return {};
        if (name == "nodes" || name == "vars")
            return fmt::format("this config has no \"{}\"", name);
        return is_one_of(name, top_level_keys()) ? std::string{}
                                                 : unknown_key(name, top_level_keys());
    }

    // "small/encode", where "small" is a use of a subgraph: what is set is put over the copy.
    static bool is_in_use(const Value& nodes, const std::string& name) {
        const std::size_t slash = name.find('/');
        const Value* use = slash == std::string::npos ? nullptr : nodes.find(name.substr(0, slash));
        return use != nullptr && use->find("use") != nullptr;
    }

    Value& root_;
    std::vector<ConfigSource>& sources_;
    Issues& issues_;
    std::size_t option_length_ = 0; // of "--var " or "--set "
};

} // namespace

void apply_overrides(Value& root,
                     const ConfigOverrides& overrides,
                     std::vector<ConfigSource>& sources,
                     Issues& issues) {
    Overrides applied{root, sources, issues};
    for (const std::string& flag : overrides.vars)
        applied.apply_var(flag);
    for (const std::string& flag : overrides.sets)
        applied.apply_set(flag);
}

} // namespace penstock::config

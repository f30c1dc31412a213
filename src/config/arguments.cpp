// SPDX-License-Identifier: Apache-2.0
#include "config/arguments.hpp"

#include "config/keys.hpp"
#include "config/nearest.hpp"
#include "config/param_value.hpp"
#include "config/words.hpp"

#include <fmt/format.h>

#include <map>
#include <utility>

namespace penstock::config {
namespace {

const std::vector<std::string>& argument_keys() {
    static const std::vector<std::string> keys = {
        "type", "minimum", "maximum", "default", "description"};
    return keys;
}

const std::vector<std::string>& type_names() {
    static const std::vector<std::string> names = {
        "string", "integer", "number", "boolean", "list"};
    return names;
}

// What is wrong with a value, and where; nothing where it fits.
std::optional<ParamResult> mistake_in(const Argument& argument, const Value& value) {
    ParamResult result;
    result.origin = value.origin;
    if (argument.is_list) {
        if (value.is_array())
            return std::nullopt;
        result.mistake = fmt::format("found {}; expected a list", as_found(value));
        return result;
    }
    result = normalise(argument.shape, value);
    return result.value ? std::nullopt : std::optional{result};
}

class Declaration {
public:
    Declaration(const std::string& name, const Value& written, std::string path, Issues& issues)
        : written_{written}, path_{std::move(path)}, issues_{issues} {
        argument_.shape.name = name;
        argument_.origin = written.key_origin;
    }

    Argument read() {
        if (!written_.is_object()) {
            error(written_.origin,
                  path_,
                  fmt::format("found {}; expected an object with a \"type\"", as_found(written_)));
            return std::move(argument_);
        }
        refuse_unknown_keys(written_, path_, argument_keys(), issues_);
        read_type();
        argument_.shape.minimum = bound("minimum");
        argument_.shape.maximum = bound("maximum");
        const Value* text = written_.find("description");
        if (text != nullptr && !text->is_string())
            error(text->origin,
                  path_ + ".description",
                  fmt::format("found {}; expected a string", as_found(*text)));
        read_default();
        return std::move(argument_);
    }

private:
    void error(const Origin& origin, const std::string& path, std::string message) {
        argument_.broken_at = origin;
        issues_.error(origin, path, std::move(message));
    }

    void read_type() {
        static const std::map<std::string, ParamType> types = {{"string", ParamType::string},
                                                               {"integer", ParamType::integer},
                                                               {"number", ParamType::number},
                                                               {"boolean", ParamType::boolean}};
        const Value* type = written_.find("type");
        if (type == nullptr)
            return error(
                written_.key_origin,
                path_,
                fmt::format("\"type\" is missing; expected one of {}", joined(type_names())));
        const std::string name = type->is_string() ? type->as_string() : std::string{};
        const auto known = types.find(name);
        argument_.is_list = name == "list";
        if (known != types.end())
            argument_.shape.type = known->second;
        else if (!argument_.is_list)
            error(type->origin,
                  path_ + ".type",
                  fmt::format("found {}; expected one of {}{}",
                              as_found(*type),
                              joined(type_names()),
                              did_you_mean(name, type_names())));
    }

    std::optional<double> bound(const std::string& key) {
        const Value* value = written_.find(key);
        if (value == nullptr)
            return std::nullopt;
        const bool is_number =
            argument_.shape.type == ParamType::integer || argument_.shape.type == ParamType::number;
        if (is_number && !argument_.is_list && value->is_number())
            return value->as_real();
        if (!argument_.is_broken())
            error(value->origin,
                  path_to(path_, key),
                  is_number && !argument_.is_list
                      ? fmt::format("found {}; expected a number", as_found(*value))
                      : fmt::format("only integers and numbers have a {}; remove it", key));
        return std::nullopt;
    }

    void read_default() {
        const Value* value = written_.find("default");
        if (value == nullptr || argument_.is_broken())
            return;
        if (const auto mistake = mistake_in(argument_, *value))
            return error(mistake->origin, path_ + ".default", mistake->mistake);
        argument_.default_value = *value;
    }

    const Value& written_;
    std::string path_;
    Issues& issues_;
    Argument argument_;
};

class ArgumentReader {
public:
    ArgumentReader(const std::vector<Argument>& declared, const UseSite& site, Issues& issues)
        : declared_{declared}, site_{site}, issues_{issues} {}

    ArgumentValues read() {
        refuse_unknown(site_.args, site_.path + ".args");
        refuse_unknown(site_.entry, site_.entry_path);
        for (const Argument& argument : declared_)
            take(argument);
        return std::move(result_);
    }

private:
    void refuse_unknown(const Value* given, const std::string& path) {
        if (given == nullptr)
            return;
        std::vector<std::string> names;
        for (const Argument& argument : declared_)
            names.push_back(argument.shape.name);
        for (const auto& [name, value] : given->as_object()) {
            if (is_free_key(name) || is_one_of(name, names))
                continue;
            issues_.error(
                value.key_origin,
                path,
                fmt::format("unknown argument {}; the subgraph \"{}\" {}{}",
                            in_quotes(name),
                            site_.subgraph,
                            names.empty() ? "takes none; remove it" : "takes " + joined(names),
                            did_you_mean(name, names)));
        }
    }

    void take(const Argument& argument) {
        const std::string& name = argument.shape.name;
        const Value* value = site_.entry == nullptr ? nullptr : site_.entry->find(name);
        std::string path = path_to(site_.entry_path, name);
        if (value == nullptr && site_.args != nullptr) {
            value = site_.args->find(name);
            path = path_to(site_.path + ".args", name);
        }
        if (value != nullptr)
            return check(argument, *value, path);
        if (argument.default_value) {
            result_.values.emplace_back(name, *argument.default_value);
            return;
        }
        if (!argument.is_broken())
            issues_.error(site_.origin,
                          site_.entry == nullptr ? site_.path : site_.entry_path,
                          fmt::format("the argument \"{}\" is missing; the subgraph \"{}\" needs "
                                      "it; expected {}",
                                      name,
                                      site_.subgraph,
                                      argument.is_list ? "a list" : expectation(argument.shape)),
                          "declared",
                          argument.origin);
        add_broken(argument, site_.origin);
    }

    // What uses it is blamed on the place of the mistake, and so not reported again.
    void add_broken(const Argument& argument, const Origin& mistake) {
        Value nothing;
        nothing.origin = argument.is_broken() ? argument.broken_at : mistake;
        result_.broken.insert(argument.shape.name);
        result_.values.emplace_back(argument.shape.name, std::move(nothing));
    }

    void check(const Argument& argument, const Value& value, const std::string& path) {
        const bool is_settled = argument.is_broken() || issues_.has_error_at(value.origin);
        const auto mistake =
            is_settled ? std::optional<ParamResult>{} : mistake_in(argument, value);
        if (mistake)
            issues_.error(mistake->origin, path, mistake->mistake, "declared", argument.origin);
        if (is_settled || mistake)
            add_broken(argument, value.origin);
        else
            result_.values.emplace_back(argument.shape.name, value);
    }

    const std::vector<Argument>& declared_;
    const UseSite& site_;
    Issues& issues_;
    ArgumentValues result_;
};

} // namespace

std::vector<Argument> read_arguments(const Value& args, const std::string& path, Issues& issues) {
    std::vector<Argument> result;
    if (!args.is_object()) {
        issues.error(args.origin,
                     path,
                     fmt::format("found {}; expected an object of arguments, such as {{\"width\": "
                                 "{{\"type\": \"integer\"}}}}",
                                 as_found(args)));
        return result;
    }
    for (const auto& [name, written] : args.as_object()) {
        if (is_free_key(name))
            continue;
        result.push_back(Declaration{name, written, path_to(path, name), issues}.read());
        if (is_identifier(name))
            continue;
        result.back().broken_at = written.key_origin;
        issues.error(written.key_origin,
                     path,
                     fmt::format("{} is no name for an argument; expected letters, digits, _ and "
                                 "-, a letter first",
                                 in_quotes(name)));
    }
    return result;
}

ArgumentValues
take_arguments(const std::vector<Argument>& declared, const UseSite& site, Issues& issues) {
    return ArgumentReader{declared, site, issues}.read();
}

} // namespace penstock::config

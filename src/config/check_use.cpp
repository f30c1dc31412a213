// SPDX-License-Identifier: Apache-2.0
#include "config/check_use.hpp"

#include "config/keys.hpp"
#include "config/words.hpp"

#include <fmt/format.h>

#include <string_view>

namespace penstock::config {
namespace {

void check_keys(const Value& entry, const UseSite& site, Issues& issues) {
    for (const auto& [key, value] : entry.as_object()) {
        if (is_free_key(key) || is_one_of(key, use_keys()))
            continue;
        const bool is_of_node = is_one_of(key, node_keys());
        issues.error(
            value.key_origin,
            site.path,
            is_of_node
                ? fmt::format("\"{}\" belongs to nodes, and this is the use of a subgraph; "
                              "expected one of {}; an entry \"{}/NODE\" changes a node of it",
                              key,
                              joined(use_keys()),
                              site.path.substr(std::string_view{"nodes."}.size()))
                : unknown_key(key, use_keys()));
    }
}

bool check_name(const std::string& name, const UseSite& site, Issues& issues) {
    if (is_word(name))
        return true;
    issues.error(site.origin,
                 site.path,
                 "this is no name for the use of a subgraph; expected letters, digits, _ and "
                 "-");
    return false;
}

bool check_args(const UseSite& site, Issues& issues) {
    if (site.args == nullptr || site.args->is_object())
        return true;
    if (!issues.has_error_at(site.args->origin))
        issues.error(
            site.args->origin,
            site.path + ".args",
            fmt::format("found {}; expected an object of arguments", as_found(*site.args)));
    return false;
}

bool check_for_each(const Value* for_each, const UseSite& site, Issues& issues) {
    if (for_each == nullptr)
        return true;
    const std::string path = site.path + ".for_each";
    if (issues.has_error_at(for_each->origin))
        return false;
    if (!for_each->is_array() || for_each->as_array().empty()) {
        issues.error(for_each->origin,
                     path,
                     fmt::format("found {}; expected a list of arguments for each copy, such "
                                 "as [{{\"width\": 320}}, {{\"width\": 1024}}]",
                                 for_each->is_array() ? "an empty list" : as_found(*for_each)));
        return false;
    }
    bool is_right = true;
    for (std::size_t i = 0; i < for_each->as_array().size(); ++i) {
        const Value& entry = for_each->as_array()[i];
        if (entry.is_object())
            continue;
        is_right = false;
        issues.error(entry.origin,
                     fmt::format("{}[{}]", path, i),
                     fmt::format("found {}; expected an object of arguments", as_found(entry)));
    }
    return is_right;
}

} // namespace

bool check_use(const std::string& name, const Value& entry, const UseSite& site, Issues& issues) {
    check_keys(entry, site, issues);
    const bool has_name = check_name(name, site, issues);
    const bool has_args = check_args(site, issues);
    const bool has_for_each = check_for_each(entry.find("for_each"), site, issues);
    return has_name && has_args && has_for_each;
}

} // namespace penstock::config

// SPDX-License-Identifier: Apache-2.0
#include "config/keys.hpp"

#include "config/nearest.hpp"
#include "config/words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace penstock::config {

// Functions, not constants: a vector at namespace scope would be built before main.
const std::vector<std::string>& top_level_keys() {
    static const std::vector<std::string> keys = {"$schema",
                                                  "penstock",
                                                  "name",
                                                  "description",
                                                  "include",
                                                  "vars",
                                                  "limits",
                                                  "errors",
                                                  "plugins",
                                                  "profiles",
                                                  "subgraphs",
                                                  "nodes",
                                                  "edges"};
    return keys;
}

const std::vector<std::string>& profile_keys() {
    static const std::vector<std::string> keys = {"name",
                                                  "description",
                                                  "vars",
                                                  "limits",
                                                  "errors",
                                                  "plugins",
                                                  "subgraphs",
                                                  "nodes",
                                                  "edges"};
    return keys;
}

const std::vector<std::string>& node_keys() {
    static const std::vector<std::string> keys = {
        "type", "concurrency", "params", "on_error", "timeout", "set"};
    return keys;
}

const std::vector<std::string>& use_keys() {
    static const std::vector<std::string> keys = {"use", "args", "for_each"};
    return keys;
}

const std::vector<std::string>& limit_keys() {
    static const std::vector<std::string> keys = {
        "threads", "io_threads", "memory", "open_files", "largest_item"};
    return keys;
}

bool is_free_key(std::string_view key) {
    return key.substr(0, 2) == "x-";
}

std::vector<std::string> keys_of(const Value& object) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : object.as_object())
        keys.push_back(key);
    return keys;
}

bool is_one_of(std::string_view key, const std::vector<std::string>& known) {
    return std::find(known.begin(), known.end(), key) != known.end();
}

std::string unknown_key(std::string_view key, const std::vector<std::string>& known) {
    return fmt::format("unknown key {}; expected one of {}{}",
                       in_quotes(key),
                       joined(known),
                       did_you_mean(key, known));
}

void refuse_unknown_keys(const Value& object,
                         const std::string& path,
                         const std::vector<std::string>& known,
                         Issues& issues) {
    for (const auto& [key, value] : object.as_object())
        if (!is_free_key(key) && !is_one_of(key, known))
            issues.error(value.key_origin, path, unknown_key(key, known));
}

} // namespace penstock::config

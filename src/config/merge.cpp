// SPDX-License-Identifier: Apache-2.0
#include "config/merge.hpp"

#include <iterator>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace penstock::config {
namespace {

void merge_objects(Value::Object& below, Value::Object& above) {
    std::unordered_map<std::string, std::size_t> places;
    for (std::size_t i = 0; i < below.size(); ++i)
        places.emplace(below[i].first, i);
    std::unordered_set<std::string> taken_away;
    for (auto& [key, value] : above) {
        const auto known = places.find(key);
        if (known == places.end())
            below.emplace_back(key, std::move(value));
        else if (value.is_null())
            taken_away.insert(key);
        else
            merge_over(below[known->second].second, std::move(value));
    }
    std::erase_if(below, [&taken_away](const Value::Member& member) {
        return taken_away.count(member.first) != 0;
    });
}

// Puts a list behind the one that it would replace.
void put_behind(Value* first, Value* second) {
    if (first == nullptr || second == nullptr || !first->is_array() || !second->is_array())
        return;
    Value::Array both = std::move(first->as_array());
    Value::Array& more = second->as_array();
    both.insert(
        both.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    more = std::move(both);
}

} // namespace

void merge_over(Value& below, Value above) {
    if (!below.is_object() || !above.is_object()) {
        below = std::move(above);
        return;
    }
    merge_objects(below.as_object(), above.as_object());
}

void merge_config_over(Value& below, Value above) {
    for (const char* key : {"edges", "plugins"})
        put_behind(below.find(key), above.find(key));
    merge_over(below, std::move(above));
}

} // namespace penstock::config

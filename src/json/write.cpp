// SPDX-License-Identifier: Apache-2.0
#include "json/write.hpp"

#include <nlohmann/json.hpp>

namespace penstock::json {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const Value& value) {
    if (value.is_bool())
        return value.as_bool();
    if (value.is_integer())
        return value.as_integer();
    if (value.is_real())
        return value.as_real();
    if (value.is_string())
        return value.as_string();
    if (value.is_array()) {
        Json list = Json::array();
        for (const Value& element : value.as_array())
            list.push_back(to_json(element));
        return list;
    }
    if (value.is_object()) {
        // Keys are unique already: ordered_json's own insertion would search for each.
        Json::object_t members;
        members.reserve(value.as_object().size());
        for (const auto& [key, member] : value.as_object())
            members.Container::emplace_back(key, to_json(member));
        return members;
    }
    return nullptr;
}

} // namespace

std::string to_text(const Value& value, Layout layout) {
    const int indent = layout == Layout::indented ? 2 : -1;
    return to_json(value).dump(indent, ' ', false, Json::error_handler_t::replace);
}

} // namespace penstock::json

// SPDX-License-Identifier: Apache-2.0
#include "penstock/value.hpp"

#include <algorithm>

namespace penstock {

double Value::as_real() const {
    if (is_integer())
        return static_cast<double>(as_integer());
    return std::get<double>(data_);
}

const Value* Value::find(std::string_view key) const {
    if (!is_object())
        return nullptr;
    const Object& members = as_object();
    const auto found = std::find_if(members.begin(), members.end(), [key](const Member& member) {
        return member.first == key;
    });
    return found == members.end() ? nullptr : &found->second;
}

Value* Value::find(std::string_view key) {
    return const_cast<Value*>(std::as_const(*this).find(key));
}

std::string_view Value::type_name() const {
    static constexpr std::string_view names[] = {
        "null", "boolean", "integer", "number", "string", "list", "object"};
    return names[data_.index()];
}

bool operator==(const Value& left, const Value& right) {
    return left.data_ == right.data_;
}

} // namespace penstock

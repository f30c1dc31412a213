// SPDX-License-Identifier: Apache-2.0
#include "config/fingerprint.hpp"

#include <fmt/format.h>

namespace penstock::config {

// The end of a text counts: "ab", "c" is not "a", "bc".
void Fingerprint::add_text(std::string_view text) {
    for (const char c : text)
        mix(static_cast<unsigned char>(c));
    mix(0xFF);
}

void Fingerprint::add(const Value& value) {
    add_text(value.type_name());
    if (value.is_bool())
        add_text(value.as_bool() ? "true" : "false");
    else if (value.is_integer())
        add_text(fmt::format("{}", value.as_integer()));
    else if (value.is_real())
        add_text(fmt::format("{}", value.as_real()));
    else if (value.is_string())
        add_text(value.as_string());
    else if (value.is_array())
        for (const Value& element : value.as_array())
            add(element);
    else if (value.is_object())
        for (const auto& [key, member] : value.as_object()) {
            add_text(key);
            add(member);
        }
    add_text("");
}

std::string Fingerprint::to_string() const {
    return fmt::format("{:016x}", hash_);
}

} // namespace penstock::config

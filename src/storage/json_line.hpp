// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/value.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace penstock::storage {

// One JSON object on one line, member by member.
//
// Text that is not UTF-8 loses nothing: "KEY" has U+FFFD where it is not, and a member "KEY_base64"
// follows with the very bytes. (In lists, where nothing can follow, such text is only the first of
// these.) NaN and infinities become null.
class JsonLine {
public:
    JsonLine& add(std::string_view key, std::string_view text);
    JsonLine& add(std::string_view key, const std::string& text) {
        return add(key, std::string_view{text});
    }
    JsonLine& add(std::string_view key, const char* text) {
        return add(key, std::string_view{text});
    }
    JsonLine& add(std::string_view key, std::uint64_t number);
    JsonLine& add(std::string_view key, const Value& value);

    // "{...}\n".
    [[nodiscard]] std::string text() const { return '{' + members_ + "}\n"; }

private:
    std::string members_;
};

} // namespace penstock::storage

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/config_error.hpp"

#include "json/cursor.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace penstock::json {

/// What the parser had understood when it came to the mistake.
struct Progress {
    enum class Last : std::uint8_t { nothing, opening, key, value };
    /// A list or an object that is not closed yet.
    struct Open {
        bool is_object = false;
        Origin origin;
    };

    Last last = Last::nothing;
    std::string last_key;
    std::vector<Open> open;
};

/// Says in words what is wrong with the text behind the last good token, where `cursor` stands.
[[nodiscard]] ConfigIssue describe_syntax_error(Cursor cursor, const Progress& progress);

} // namespace penstock::json

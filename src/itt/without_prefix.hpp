// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstring>
#include <string_view>

namespace penstock::itt {

/// The rest of the text where it begins so, else all of it. (`substr`, and `starts_with` by it,
/// would bring libstdc++ in.)
[[nodiscard]] inline std::string_view without_prefix(std::string_view text,
                                                     std::string_view prefix) {
    if (text.size() >= prefix.size() && std::memcmp(text.data(), prefix.data(), prefix.size()) == 0)
        text.remove_prefix(prefix.size());
    return text;
}

} // namespace penstock::itt

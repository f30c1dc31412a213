// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "itt/ittnotify_abi.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace penstock::itt {

/// A text that lasts as long as the process: libraries keep pointers to them. Equal texts are one.
struct Name {
    StringHandle handle;   // first: the handle is handed out for the name
    std::string_view json; ///< as it stands between quotation marks in JSON; cut where it is long

    [[nodiscard]] static const Name* of(const StringHandle* handle);
};

/// Null where there are so many already that there is no room for another. Thread-safe.
[[nodiscard]] Name* name_of(std::string_view text);

/// Likewise, by its name.
[[nodiscard]] Domain* domain_of(const char* name);
/// Its name, as it stands between quotation marks.
[[nodiscard]] std::string_view json_of(const Domain* domain);

/// FNV-1a.
[[nodiscard]] std::uint64_t hash_of(std::string_view text);

/// Writes text as it stands between quotation marks in JSON, as much of it as there is room for;
/// gives how much that is. What is no UTF-8 becomes `?`.
std::size_t to_json(std::string_view text, char* room, std::size_t size);

} // namespace penstock::itt

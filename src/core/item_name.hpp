// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/item_info.hpp"

#include <string>

// What an item is called: after the file that it comes from, or as `rename` called it.
namespace penstock {

/// The attribute that `rename` sets: what `{stem}` becomes from there on. No config can set it.
inline constexpr const char* stem_attribute = "stem";

/// "jpg" of "a.b.jpg"; empty for "a" and for ".jpg".
[[nodiscard]] std::string extension_of(const std::string& file_name);

/// "a.jpg" of "photos/a.jpg"; where the item comes from no file, the last part of its name. Of a
/// renamed item: its stem with the extension of the file.
[[nodiscard]] std::string name_of(const ItemInfo& item);

/// "a.b" of "a.b.jpg"; ".jpg" of ".jpg"; of a renamed item what it was renamed to.
[[nodiscard]] std::string stem_of(const ItemInfo& item);

/// "jpg" of "a.b.jpg".
[[nodiscard]] std::string source_extension_of(const ItemInfo& item);

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/item_info.hpp"
#include "penstock/payload.hpp"
#include "penstock/value.hpp"

#include <span>
#include <string_view>

namespace penstock {

/// An attribute that no config sets: it follows from the item and what it carries.
struct ItemAttribute {
    std::string_view name;
    bool is_number = false; ///< else text
};

/// All of them.
[[nodiscard]] std::span<const ItemAttribute> item_attributes();

/// The one of that name, or null.
[[nodiscard]] const ItemAttribute* find_item_attribute(std::string_view name);

/// The value of an attribute of either kind; null where the item has none of that name.
[[nodiscard]] Value
attribute_of(std::string_view name, const ItemInfo& item, const Payload& payload);

} // namespace penstock

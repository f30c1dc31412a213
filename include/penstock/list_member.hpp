// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/item_info.hpp"
#include "penstock/list.hpp"
#include "penstock/payload.hpp"

namespace penstock {

/// One payload of a `List`, and the item that it was or is to become.
struct ListMember {
    ItemInfo info;
    Payload payload;
};

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/payload.hpp"

#include "core/amount.hpp"

namespace penstock {

struct List;

namespace graph {

/// What a payload holds of a limiter, without its metadata. An image without pixels: nothing.
[[nodiscard]] Amount amount_of(const Payload& payload);
/// Of all members.
[[nodiscard]] Amount amount_of(const List& list);

} // namespace graph
} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/bounds.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace penstock::graph {

/// What the loaders of a region said of one request, in the order of the limiter's edges. Nothing:
/// that loader's item has failed already.
using LoaderMeasures = std::vector<std::optional<Measure>>;

/// All that the amounts of an item are computed from: items of one key have the same ones.
[[nodiscard]] std::vector<std::uint64_t> key_of(const LoaderMeasures& measures);
/// Compares without making a key: this happens for each item.
[[nodiscard]] bool is_key_of(const std::vector<std::uint64_t>& key, const LoaderMeasures& measures);

} // namespace penstock::graph

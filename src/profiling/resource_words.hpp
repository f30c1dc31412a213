// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/bottleneck.hpp"

#include "profiling/resource_model.hpp"

#include <string>

// What the model found, in words.
namespace penstock::profiling {

/// The node whose calls take most of that resource; empty: it is not taken by calls.
[[nodiscard]] std::string node_of(const ResourceModel& model, const ResourceUse& use);

/// One sentence, without a full stop: what limits that run, and why.
[[nodiscard]] std::string sentence_of(const ResourceModel& model, const ResourceUse& use);

/// "concurrency 2 of write and 4 threads"
[[nodiscard]] std::string words_of(const RunChanges& changes);

} // namespace penstock::profiling

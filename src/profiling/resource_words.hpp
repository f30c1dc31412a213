// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/bottleneck.hpp"

#include "profiling/resource_model.hpp"

#include <string>

// What the model found, in words.
namespace penstock::profiling {

/// One sentence, without a full stop: what limits that run, and why.
[[nodiscard]] std::string sentence_of(const ResourceModel& model, const ResourceUse& use);

/// "concurrency 2 of write and 4 threads"
[[nodiscard]] std::string words_of(const RunChanges& changes);

} // namespace penstock::profiling

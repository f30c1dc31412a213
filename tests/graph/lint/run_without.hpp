// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pipeline.hpp"

#include "config/rules_off.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace penstock::test {

/// What a run showed.
struct Shown {
    RunReport report;
    std::vector<std::pair<std::string, std::string>> outputs; ///< item and output, sorted

    /// Calls of that node.
    [[nodiscard]] std::uint64_t calls(const std::string& node) const;
};

/// Runs a config that is not held to some rules: what `Pipeline` does, without its checks.
[[nodiscard]] Shown run_without(const config::RulesOff& off,
                                const std::string& text,
                                const NodeRegistry& registry,
                                std::uint32_t threads);

} // namespace penstock::test

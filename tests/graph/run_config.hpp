// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "penstock/pipeline.hpp"

#include "graph/engine_nodes.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace penstock::test {

/// A config from the parts that tests vary.
[[nodiscard]] std::string
config_text(std::string_view nodes, std::string_view edges, std::string_view limits = "{}");

/// With `engine_nodes`.
[[nodiscard]] ValidatedConfig validated(const std::string& text);

/// Runs a config with that many computing threads, also where there are fewer processors.
[[nodiscard]] RunReport
run_config(const std::string& text, std::uint32_t threads = 2, Seen* seen = nullptr);

/// That of a node which the run had.
[[nodiscard]] const NodeReport& report_of(const RunReport& report, const std::string& node);

} // namespace penstock::test

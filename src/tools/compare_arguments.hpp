// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/verbs.hpp"

#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace penstock::tools {

/// What `penstock compare` is told.
struct CompareArguments {
    std::vector<std::string> files; ///< without an option
    std::vector<std::string> before;
    std::vector<std::string> after;
    std::optional<std::string> noise; ///< "5%"
    bool is_json = false;
};

void add_compare_options(CLI::App& verb, CompareArguments& arguments);

/// Throws `UsageError` where that cannot be meant.
[[nodiscard]] CompareRequest request_of(const CompareArguments& arguments);

} // namespace penstock::tools

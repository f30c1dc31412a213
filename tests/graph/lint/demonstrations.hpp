// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "graph/lint/run_without.hpp"

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace penstock::test {

/// A graph that breaks a rule, what becomes of it when the rule is off, and the right one.
struct Demonstration {
    std::string rule;
    std::string what;               ///< goes wrong
    std::set<std::string> also_off; ///< rules that the graph breaks as well
    std::string bad;                ///< empty: what `penstock explain` shows
    std::string good;               ///< likewise
    std::function<bool(const Shown& bad, const Shown& good)> is_wrong;
};

[[nodiscard]] std::vector<Demonstration> demonstrations();

/// A rule without which the engine has nothing that it could run.
struct Undemonstrable {
    std::string rule;
    std::string because;
};

[[nodiscard]] std::vector<Undemonstrable> undemonstrable();

} // namespace penstock::test

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace penstock::test {

/// What stands behind the loader "b" of a graph that looks as if it could hang, drop or break its
/// bound, and breaks no rule.
struct NastyGraph {
    std::string name;
    std::string nodes;
    std::string edges; ///< as many strings of JSON, with commas between
    std::string loader = R"({"type": "blank"})";
};

[[nodiscard]] std::vector<NastyGraph> nasty_graphs();

} // namespace penstock::test

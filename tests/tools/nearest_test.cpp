// SPDX-License-Identifier: Apache-2.0
#include "tools/nearest.hpp"

#include "support/catch.hpp"

#include <string>
#include <vector>

using namespace penstock::tools;

TEST_CASE("the nearest name is offered, and nothing where none is near", "[tools][nearest]") {
    const std::vector<std::string> verbs = {"run", "validate", "nodes", "new-graph"};
    CHECK(did_you_mean("rnu", verbs) == "; did you mean \"run\"?");
    CHECK(did_you_mean("valdate", verbs) == "; did you mean \"validate\"?");
    CHECK(did_you_mean("new", verbs) == "; did you mean \"new-graph\"?");
    CHECK(did_you_mean("node", verbs) == "; did you mean \"nodes\"?");
    CHECK(did_you_mean("paint", verbs).empty());
    CHECK(did_you_mean("", verbs).empty());
    CHECK(did_you_mean(std::string(100'000, 'x'), verbs).empty());
}

// SPDX-License-Identifier: Apache-2.0
#include "penstock/run_history.hpp"

#include "support/catch.hpp"

using namespace penstock;

TEST_CASE("what threads do, and how that ends, has words", "[profiling][history]") {
    CHECK(to_string(SliceKind::call) == "call");
    CHECK(to_string(SliceKind::read) == "read");
    CHECK(to_string(SliceKind::measure) == "measure");
    CHECK(to_string(SliceKind::source) == "source");
    CHECK(to_string(SliceKind::refusal) == "refusal");
    CHECK(to_string(SliceKind::passing) == "passing");
    CHECK(to_string(SliceEnd::returned) == "returned");
    CHECK(to_string(SliceEnd::failed) == "failed");
    CHECK(to_string(SliceEnd::skipped) == "skipped");
    CHECK(to_string(SliceEnd::dropped) == "dropped");
}

// SPDX-License-Identifier: Apache-2.0
#include "profiling/presentable.hpp"

#include "support/catch.hpp"

#include <string>

using penstock::profiling::presentable;

TEST_CASE("a failure always has a reason, and never one of megabytes", "[profiling]") {
    const std::string longest(4096, 'x');
    CHECK(presentable("") == "the node gave no reason");
    CHECK(presentable("no red is left") == "no red is left");
    CHECK(presentable(longest) == longest);
    CHECK(presentable(longest + std::string(1000000, 'y')) == longest + "... (1000000 bytes more)");
    // Not through the middle of a character, if there is one.
    CHECK(presentable(longest.substr(1) + "\xC3\xA9rest") ==
          longest.substr(1) + "... (6 bytes more)");
    CHECK(presentable(std::string(5000, '\x80')) ==
          std::string(4093, '\x80') + "... (907 bytes more)");
}

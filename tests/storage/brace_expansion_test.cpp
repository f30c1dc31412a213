// SPDX-License-Identifier: Apache-2.0
#include "storage/brace_expansion.hpp"

#include "support/catch.hpp"

#include <string>
#include <vector>

using penstock::storage::brace_expanded;

TEST_CASE("braces stand for their alternatives", "[storage][glob]") {
    using Words = std::vector<std::string>;
    CHECK(brace_expanded("a", 10) == Words{"a"});
    CHECK(brace_expanded("x{a,b}y", 10) == Words{"xay", "xby"});
    CHECK(brace_expanded("{a,b}{1,2}", 10) == Words{"a1", "a2", "b1", "b2"});
    CHECK(brace_expanded("{a,{b,c}d}", 10) == Words{"a", "bd", "cd"});
    CHECK(brace_expanded("{,x}", 10) == Words{"", "x"});
    CHECK(brace_expanded("{a,b/c}/*", 10) == Words{"a/*", "b/c/*"});
}

TEST_CASE("braces that cannot be alternatives stand for themselves", "[storage][glob]") {
    using Words = std::vector<std::string>;
    CHECK(brace_expanded("{a}", 10) == Words{"{a}"});
    CHECK(brace_expanded("{a,b", 10) == Words{"{a,b"});
    CHECK(brace_expanded("a,b}", 10) == Words{"a,b}"});
    CHECK(brace_expanded("\\{a,b}", 10) == Words{"\\{a,b}"});
    CHECK(brace_expanded("{a\\,b}", 10) == Words{"{a\\,b}"});
    CHECK(brace_expanded("{{a,b}", 10) == Words{"{a", "{b"});
    CHECK(brace_expanded("{}", 10) == Words{"{}"});
    CHECK(brace_expanded("{a\\", 10) == Words{"{a\\"});
}

TEST_CASE("braces that stand for too much are refused before they fill the memory",
          "[storage][glob]") {
    CHECK(brace_expanded("{a,b,c}", 3));
    CHECK_FALSE(brace_expanded("{a,b,c,d}", 3));
    std::string bomb;
    for (int i = 0; i < 60; ++i)
        bomb += "{a,b}";
    CHECK_FALSE(brace_expanded(bomb, 1000));
}

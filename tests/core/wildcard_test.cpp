// SPDX-License-Identifier: Apache-2.0
#include "core/wildcard.hpp"

#include "support/catch.hpp"

#include <string>

using namespace penstock;

TEST_CASE("a star stands for any text, a question mark for one character", "[core][wildcard]") {
    CHECK(wildcard_matches("a*", "abc"));
    CHECK(wildcard_matches("a*", "a"));
    CHECK(wildcard_matches("*", ""));
    CHECK(wildcard_matches("*b*d", "abcbd"));
    CHECK(wildcard_matches("trip/*.jpg", "trip/day/one.jpg"));
    CHECK(wildcard_matches("?b", "ab"));
    CHECK(wildcard_matches("", ""));
    CHECK_FALSE(wildcard_matches("?", ""));
    CHECK_FALSE(wildcard_matches("a?", "abc"));
    CHECK_FALSE(wildcard_matches("a*", "ba"));
    CHECK_FALSE(wildcard_matches("*b", "abc"));
    CHECK_FALSE(wildcard_matches("A", "a"));
    CHECK_FALSE(wildcard_matches("", "a"));
}

TEST_CASE("a question mark takes a whole character of UTF-8, or one byte of what is none",
          "[core][wildcard]") {
    CHECK(wildcard_matches("gr?n", "gr\xC3\xBCn"));
    CHECK(wildcard_matches("??", "\xE2\x82\xAC\xF0\x9F\x99\x82"));
    CHECK(wildcard_matches("*?n", "gr\xC3\xBCn"));
    CHECK(wildcard_matches("?x", "\xC3x"));
    CHECK_FALSE(wildcard_matches("?", "ab"));
}

TEST_CASE("many stars do not take exponential time", "[core][wildcard]") {
    std::string pattern;
    for (int i = 0; i < 50; ++i)
        pattern += "*a";
    CHECK_FALSE(wildcard_matches(pattern + "b", std::string(2000, 'a')));
}

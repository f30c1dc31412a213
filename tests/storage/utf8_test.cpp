// SPDX-License-Identifier: Apache-2.0
#include "storage/utf8.hpp"

#include "support/catch.hpp"

#include <string>
#include <string_view>

using namespace penstock::storage;

TEST_CASE("UTF-8 is told from other bytes", "[storage][utf8]") {
    for (const std::string_view text :
         {"", "plain", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x8F\x94", "\xF4\x8F\xBF\xBF"})
        CHECK(is_utf8(text));
    CHECK_FALSE(is_utf8("\xE9"));             // Latin-1
    CHECK_FALSE(is_utf8("\x80"));             // a continuation first
    CHECK_FALSE(is_utf8("\xC0\xAF"));         // overlong slash
    CHECK_FALSE(is_utf8("\xE0\x80\xAF"));     // likewise
    CHECK_FALSE(is_utf8("\xF0\x80\x80\xAF")); // likewise
    CHECK_FALSE(is_utf8("\xED\xA0\x80"));     // a surrogate
    CHECK_FALSE(is_utf8("\xF4\x90\x80\x80")); // beyond U+10FFFF
    CHECK_FALSE(is_utf8("a\xE2\x82"));        // cut off
    CHECK_FALSE(is_utf8("\xC3("));
}

TEST_CASE("the beginning of a text cuts no character in two", "[storage][utf8]") {
    const std::string text = "ab\xE2\x82\xAC";
    CHECK(utf8_beginning(text, 5) == text);
    CHECK(utf8_beginning(text, 9) == text);
    CHECK(utf8_beginning(text, 4) == "ab");
    CHECK(utf8_beginning(text, 3) == "ab");
    CHECK(utf8_beginning(text, 1) == "a");
    CHECK(utf8_beginning(text, 0).empty());
}

TEST_CASE("bytes that are not UTF-8 are cut where they are", "[storage][utf8]") {
    const std::string bytes(10, '\x80');
    CHECK(utf8_beginning(bytes, 6).size() == 6);
}

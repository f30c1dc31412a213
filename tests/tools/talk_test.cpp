// SPDX-License-Identifier: Apache-2.0
#include "tools/talk.hpp"

#include "support/catch.hpp"
#include "tools/tool.hpp"

#include <string>

using namespace penstock::tools;
using penstock::Value;

TEST_CASE("what could change a terminal is replaced", "[tools][talk]") {
    CHECK(printable("plain caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80") ==
          "plain caf\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80");
    CHECK(printable("a\x1b[31mb") == "a?[31mb");
    CHECK(printable("a\rb\x7F") == "a?b?");
    CHECK(printable("line\n\ttab") == "line\n\ttab");
    CHECK(printable("\xC2\x9B[31m") == "?[31m"); // the same escape, as one character
    CHECK(printable("caf\xE9") == "caf?");
    CHECK(printable("\xC0\x80") == "??");           // overlong
    CHECK(printable("\xED\xA0\x80") == "???");      // a surrogate
    CHECK(printable("\xE2\x82") == "??");           // cut short
    CHECK(printable("\xF4\x90\x80\x80") == "????"); // beyond Unicode
}

TEST_CASE("texts are quoted as JSON wants them", "[tools][talk]") {
    for (const std::string text : {"plain", "a \"quote\" \\", "line\nbreak\x01", "caf\xC3\xA9"})
        CHECK(penstock::test::parsed_json(json_quoted(text)) == Value{text});
    CHECK(json_quoted("caf\xE9") == "\"caf\xEF\xBF\xBD\"");
}

TEST_CASE("a name stays on its line", "[tools][talk]") {
    CHECK(on_one_line("a\nsaved b\t\x1b[31m\xE9") == "a\\nsaved b\\t?[31m?");
    CHECK(on_one_line("caf\xC3\xA9") == "caf\xC3\xA9");
}

TEST_CASE("of a text of any length there is the beginning", "[tools][talk]") {
    const std::string longest(4096, 'x');
    CHECK(shortened(longest) == longest);
    CHECK(shortened(longest + "yz") == longest + "... (2 bytes more)");
    CHECK(shortened(longest.substr(1) + "\xC3\xA9") == longest.substr(1) + "... (2 bytes more)");
    CHECK(shortened(std::string(5000, '\x80')) ==
          std::string(4093, '\x80') + "... (907 bytes more)");
}

TEST_CASE("a name that is not UTF-8 keeps its bytes in JSON", "[tools][talk]") {
    CHECK(json_member("item", "caf\xC3\xA9") == "\"item\":\"caf\xC3\xA9\"");
    CHECK(json_member("item", "\xFF.jpg") ==
          "\"item\":\"\xEF\xBF\xBD.jpg\",\"item_base64\":\"/y5qcGc=\"");
    CHECK(json_member("a", "\xFF") == "\"a\":\"\xEF\xBF\xBD\",\"a_base64\":\"/w==\"");
    CHECK(json_member("a", "\xFF\xFE") ==
          "\"a\":\"\xEF\xBF\xBD\xEF\xBF\xBD\",\"a_base64\":\"//4=\"");
}

// SPDX-License-Identifier: Apache-2.0
#include "config/sample_nodes.hpp"
#include "support/catch.hpp"

#include <string>
#include <vector>

namespace penstock::test {
namespace {

struct Mistake {
    std::string what;
    std::string text;
    std::string message;
};

// clang-format off
const std::vector<Mistake> mistakes = {
{"an empty text",
 "",
 "graph.json:1:1: the text is empty; expected an object"},
{"a text of comments only",
 R"(// nothing
)",
 "graph.json:2:1: the text is empty; expected an object"},
{"an unclosed object",
 R"({"penstock": "1.0")",
 R"(graph.json:1:19: the text ends inside the object that begins at 1:1; expected "," or "}")"},
{"an unclosed list",
 R"({"edges": ["a -> b")",
 R"(graph.json:1:20: the text ends inside the list that begins at 1:11; expected "," or "]")"},
{"a trailing comma in an object",
 R"({"name": "x",})",
 R"(graph.json:1:13: found a comma behind the last entry of this object; expected "}"; remove the comma)"},
{"a trailing comma in a list",
 R"({"edges": [
  "a -> b",
]})",
 R"(graph.json:2:11: found a comma behind the last entry of this list; expected "]"; remove the comma)"},
{"two commas",
 R"({"edges": ["a -> b",, "c -> d"]})",
 "graph.json:1:21: found two commas in a row; expected one; remove the second"},
{"a missing comma between members",
 R"({"name": "x" "nodes": {}})",
 R"(graph.json:1:14: found the string "nodes"; expected "," or "}")"},
{"a missing comma between elements",
 R"({"edges": ["a -> b"
 "b -> c"]})",
 R"(graph.json:2:2: found the string "b -> c"; expected "," or "]")"},
{"a missing colon",
 R"({"name" "x"})",
 R"(graph.json:1:9: found the string "x"; expected ":" behind the key "name")"},
{"an equals sign",
 R"({"name" = "x"})",
 R"(graph.json:1:9: found "="; expected ":" behind the key "name")"},
{"a key without quotes",
 R"({name: "x"})",
 R"(graph.json:1:2: found name without quotes; expected a key in quotes; write "name")"},
{"a key in single quotes",
 "{'name': 1}",
 "graph.json:1:2: found a single quote; expected a string in double quotes"},
{"a value in single quotes",
 R"({"name": 'x'})",
 "graph.json:1:10: found a single quote; expected a string in double quotes"},
{"a word without quotes",
 R"({"name": quickstart})",
 R"(graph.json:1:10: found quickstart without quotes; expected a value; if it is a string, write "quickstart")"},
{"True as Python writes it",
 R"({"edges": True})",
 "graph.json:1:11: found True; expected a value; did you mean true?"},
{"None as Python writes it",
 R"({"edges": None})",
 "graph.json:1:11: found None; expected a value; did you mean null?"},
{"NaN",
 R"({"x-a": NaN})",
 "graph.json:1:9: found NaN, which is no number in JSON; expected a finite number"},
{"minus infinity",
 R"({"x-a": -Infinity})",
 "graph.json:1:9: found -Infinity, which is no number in JSON; expected a finite number"},
{"a number too large for a double",
 R"({"x-a": 1e400})",
 "graph.json:1:9: found 1e400; expected a number of at most 1.8e308"},
{"a leading zero",
 R"({"x-a": 007})",
 "graph.json:1:9: found 007; expected a number without leading zeros"},
{"a plus sign",
 R"({"x-a": +1})",
 R"(graph.json:1:9: found +1; expected a number without "+" before it)"},
{"a number without a digit before its point",
 R"({"x-a": .5})",
 "graph.json:1:9: found .5; expected a number with a digit before its point, such as 0.5"},
{"a hexadecimal number",
 R"({"x-a": 0x10})",
 "graph.json:1:9: found 0x10; expected a decimal number"},
{"a number with a unit",
 R"({"x-a": 512MiB})",
 R"(graph.json:1:9: found 512MiB; expected a number; values with a unit are strings: "512MiB")"},
{"a string that is not closed",
 R"({"name": "x
})",
 "graph.json:1:10: this string is not closed; expected a double quote before the end of the line"},
{"an unknown escape",
 R"({"name": "a\qb"})",
 R"(graph.json:1:12: found \q inside a string; expected one of \" \\ \/ \b \f \n \r \t \uXXXX; a backslash is written \\)"},
{"a tab in a string",
 "{\"name\": \"a\tb\"}",
 R"(graph.json:1:12: found a tab inside a string; expected \t)"},
{"half of a surrogate pair",
 R"({"name": "\ud800"})",
 R"(graph.json:1:10: this string holds half of a surrogate pair; expected \uD8xx to \uDBxx followed by \uDCxx to \uDFxx)"},
{"the wrong closing bracket",
 R"({"edges": ["a -> b"})",
 R"(graph.json:1:20: found "}"; expected "]", which closes the list that begins at 1:11)"},
{"something behind the end",
 R"({"name": "x"} 7)",
 R"(graph.json:1:15: found "7"; expected nothing more behind the end of the value)"},
{"a comment that is not closed",
 R"({"name": "x" /* and so on })",
 R"(graph.json:1:14: this comment is not closed; expected "*/" at its end)"},
{"a comment with #",
 R"({# comment
})",
 R"(graph.json:1:2: found "#"; comments begin with "//")"},
{"no object at the top",
 "[1, 2]",
 R"(graph.json:1:1: found a list; expected an object with "penstock", "nodes" and "edges")"},
{"a byte that is not UTF-8",
 "{\"name\": \"caf\xE9\"}",
 "graph.json:1:14: found the byte 0xE9, which is not UTF-8 here; expected text in UTF-8; save the file in that encoding"},
};
// clang-format on

} // namespace

TEST_CASE("messages about a text that is not JSON are whole sentences with a place",
          "[config][messages]") {
    for (const Mistake& mistake : mistakes) {
        INFO(mistake.what);
        CHECK(mistakes_in(mistake.text) == mistake.message);
    }
}

} // namespace penstock::test

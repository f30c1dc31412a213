// SPDX-License-Identifier: Apache-2.0
#include "json/parse.hpp"

#include "support/catch.hpp"

#include <string>

namespace penstock::json {
namespace {

std::string place(const Origin& origin) {
    return std::to_string(origin.line) + ":" + std::to_string(origin.column) + "+" +
           std::to_string(origin.length);
}

Value parsed(std::string_view text) {
    std::vector<ConfigIssue> issues;
    auto value = parse(text, 3, issues);
    for (const ConfigIssue& issue : issues)
        UNSCOPED_INFO(issue.to_string());
    REQUIRE(value);
    REQUIRE(issues.empty());
    return std::move(*value);
}

std::vector<ConfigIssue> issues_of(std::string_view text) {
    std::vector<ConfigIssue> issues;
    (void)parse(text, 0, issues);
    return issues;
}

} // namespace

TEST_CASE("values keep their types", "[json]") {
    const Value value =
        parsed(R"({"a": [null, true, false, 3, -4, 3.0, 1e3, "x\n\u00e9"], "b": {}, "c": []})");
    const Value::Array& list = value.find("a")->as_array();
    CHECK(list[0].is_null());
    CHECK(list[1].as_bool());
    CHECK_FALSE(list[2].as_bool());
    CHECK(list[3].as_integer() == 3);
    CHECK(list[4].as_integer() == -4);
    CHECK(list[5].is_real());
    CHECK(list[6].is_real());
    CHECK(list[7].as_string() == "x\n\xC3\xA9");
    CHECK(value.find("b")->as_object().empty());
    CHECK(value.find("c")->as_array().empty());
}

TEST_CASE("members keep the order of the text", "[json]") {
    std::string keys;
    const Value value = parsed(R"({"z": 1, "a": 2, "m": 3})");
    for (const auto& [key, member] : value.as_object())
        keys += key;
    CHECK(keys == "zam");
}

TEST_CASE("each value and key knows its place", "[json][origin]") {
    const Value value =
        parsed("{ // {\n  \"a\" : \"b\\\"c\",\n\t/* \"x\": 1 */ \"list\":[ -1.5e3,\n"
               "true , {\"n\":null} ] }");
    CHECK(place(value.origin) == "1:1+1");
    CHECK(place(value.find("a")->key_origin) == "2:3+3");
    CHECK(place(value.find("a")->origin) == "2:9+6");
    const Value& list = *value.find("list");
    CHECK(place(list.key_origin) == "3:15+6");
    CHECK(place(list.origin) == "3:22+1");
    CHECK(place(list.as_array()[0].origin) == "3:24+6");
    CHECK(place(list.as_array()[1].origin) == "4:1+4");
    CHECK(place(list.as_array()[2].find("n")->origin) == "4:13+4");
    CHECK(list.as_array()[2].find("n")->origin.source == 3);
}

TEST_CASE("columns count bytes, from behind a byte order mark", "[json][origin]") {
    CHECK(place(parsed("\xEF\xBB\xBF{\"a\": 1}").find("a")->key_origin) == "1:2+3");
    CHECK(place(parsed("{\"\xC3\xA9\": 1}").find("\xC3\xA9")->origin) == "1:8+1");
    CHECK(place(parsed("{\r\n\"a\":\r\n1}").find("a")->origin) == "3:1+1");
}

TEST_CASE("a part of a text is placed in the whole", "[json][origin]") {
    std::vector<ConfigIssue> issues;
    const auto value = parse_from("--set a=[1, 2]", 8, 5, issues);
    REQUIRE(value);
    CHECK(place(value->as_array()[1].origin) == "1:13+1");
    CHECK(value->origin.source == 5);
}

TEST_CASE("the largest integers are kept, larger ones are refused", "[json]") {
    CHECK(parsed("9223372036854775807").as_integer() == INT64_MAX);
    CHECK(parsed("-9223372036854775808").as_integer() == INT64_MIN);
    for (const char* text :
         {"9223372036854775808", "-9223372036854775809", "1180591620717411303424"}) {
        const auto issues = issues_of(text);
        REQUIRE(issues.size() == 1);
        CHECK(issues[0].message == std::string{"found "} + text +
                                       "; expected an integer from -9223372036854775808 to "
                                       "9223372036854775807");
    }
}

TEST_CASE("numbers that are none are refused", "[json]") {
    for (const char* text : {"NaN",
                             "Infinity",
                             "-Infinity",
                             "1e400",
                             "01",
                             "-01",
                             "1.",
                             ".5",
                             "+1",
                             "0x1",
                             "1e",
                             "--1",
                             "truely",
                             "nul",
                             "1_000",
                             "1a"}) {
        std::vector<ConfigIssue> issues;
        INFO(text);
        CHECK_FALSE(parse(text, 0, issues));
        REQUIRE(issues.size() == 1);
        CHECK(place(issues[0].origin) == "1:1+" + std::to_string(std::string{text}.size()));
    }
}

TEST_CASE("64 levels are accepted, 65 are not", "[json]") {
    const auto nested = [](std::size_t levels) {
        return std::string(levels, '[') + std::string(levels, ']');
    };
    CHECK(issues_of(nested(64)).empty());
    const auto issues = issues_of(nested(65));
    REQUIRE(issues.size() == 1);
    CHECK(issues[0].to_string() ==
          ":1:65: lists and objects are nested too deep; expected at most 64 levels");
    CHECK(issues_of(std::string(5'000'000, '[')).size() == 1);
}

TEST_CASE("a text of 16 MiB is read, a longer one is not", "[json]") {
    const std::string fits(max_text_bytes - 1, ' ');
    CHECK(issues_of(fits + "1").empty());
    REQUIRE(issues_of(fits + " 1").size() == 1);
    CHECK(issues_of(fits + " 1")[0].message ==
          "the text has 16777217 bytes; expected at most 16777216 (16MiB)");
}

TEST_CASE("the first of two equal keys counts, and both are named", "[json]") {
    std::vector<ConfigIssue> issues;
    const auto value = parse("{\"a\": {\"b\": [0, {\"c\": 1,\n\"c\": 2}]}}", 0, issues);
    REQUIRE(value);
    REQUIRE(issues.size() == 1);
    CHECK(issues[0].to_string() == ":2:1: a.b[1].c: the key \"c\" stands twice in this object, "
                                   "first at 1:18; expected it once; remove one");
    CHECK(value->find("a")->find("b")->as_array()[1] == Value{Value::Object{{"c", 1}}});
}

TEST_CASE("many equal keys take little time and are not all reported", "[json]") {
    std::string text = "{";
    for (int i = 0; i < 200'000; ++i)
        text += "\"" + std::to_string(i % 100'000) + "\":1,";
    text.back() = '}';
    CHECK(issues_of(text).size() == max_issues);
}

TEST_CASE("text that is not UTF-8 is refused with its place", "[json]") {
    struct Broken {
        std::string text;
        std::string place;
    };
    for (const Broken& broken : {Broken{"\"a\xFF\"", "1:3+1"},
                                 Broken{"[1,\n\"\xC3\"]", "2:2+1"},
                                 Broken{"\"\xC0\x80\"", "1:2+1"},
                                 Broken{"\"\xED\xA0\x80\"", "1:2+1"},
                                 Broken{"\"\xF4\x90\x80\x80\"", "1:2+1"},
                                 Broken{"1 // \xE2\x82", "1:6+1"}}) {
        const auto issues = issues_of(broken.text);
        REQUIRE(issues.size() == 1);
        CHECK(place(issues[0].origin) == broken.place);
        CHECK(issues[0].message.find("not UTF-8") != std::string::npos);
    }
    CHECK(issues_of("\"\xF0\x9F\x98\x80 \xE2\x82\xAC \xC3\xA9\"").empty());
    CHECK(issues_of(std::string{"{}\0{}", 5})[0].message == "found a zero byte; expected text");
}

} // namespace penstock::json

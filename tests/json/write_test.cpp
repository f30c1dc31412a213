// SPDX-License-Identifier: Apache-2.0
#include "json/write.hpp"

#include "json/parse.hpp"
#include "support/catch.hpp"

#include <limits>
#include <string>

namespace penstock::json {

TEST_CASE("values are written compactly in the order of their members", "[json][write]") {
    const Value value{Value::Object{{"z", Value::Array{1, 2.5, 3.0, true, nullptr}},
                                    {"a", "x\"\\\n\xC3\xA9"},
                                    {"m", Value::Object{}}}};
    CHECK(to_text(value, Layout::compact) ==
          "{\"z\":[1,2.5,3.0,true,null],\"a\":\"x\\\"\\\\\\n\xC3\xA9\",\"m\":{}}");
}

TEST_CASE("indented text has two spaces a level", "[json][write]") {
    const Value value{Value::Object{{"a", Value::Array{1, 2}}, {"b", Value::Array{}}}};
    CHECK(to_text(value, Layout::indented) == "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": []\n}");
}

TEST_CASE("bytes that are not UTF-8 are replaced", "[json][write]") {
    CHECK(to_text(Value{"a\xFFz"}, Layout::compact) == "\"a\xEF\xBF\xBDz\"");
}

TEST_CASE("numbers that JSON has no word for become null", "[json][write]") {
    CHECK(to_text(Value{std::numeric_limits<double>::infinity()}, Layout::compact) == "null");
    CHECK(to_text(Value{std::numeric_limits<double>::quiet_NaN()}, Layout::compact) == "null");
}

TEST_CASE("what is written reads back as the same value", "[json][write]") {
    const Value value{Value::Object{{"a", std::int64_t{9'007'199'254'740'993}},
                                    {"b", 0.1},
                                    {"c", 1e300},
                                    {"d", -0.5},
                                    {"e", Value::Array{Value::Object{{"", "\t"}}}}}};
    for (const Layout layout : {Layout::compact, Layout::indented}) {
        std::vector<ConfigIssue> issues;
        const auto read = parse(to_text(value, layout), 0, issues);
        REQUIRE(read);
        CHECK(*read == value);
    }
}

} // namespace penstock::json

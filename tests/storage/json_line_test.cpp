// SPDX-License-Identifier: Apache-2.0
#include "storage/json_line.hpp"

#include "support/catch.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

using penstock::Value;
using penstock::storage::JsonLine;

namespace {

std::string line(const Value& value) {
    return JsonLine{}.add("v", value).text();
}

} // namespace

TEST_CASE("a line is one JSON object", "[storage][json]") {
    CHECK(JsonLine{}.text() == "{}\n");
    CHECK(JsonLine{}
              .add("seq", std::uint64_t{18446744073709551615U})
              .add("name", "a")
              .add("x", Value{true})
              .text() == "{\"seq\":18446744073709551615,\"name\":\"a\",\"x\":true}\n");
}

TEST_CASE("values of every type are written", "[storage][json]") {
    CHECK(line(Value{}) == "{\"v\":null}\n");
    CHECK(line(false) == "{\"v\":false}\n");
    CHECK(line(std::numeric_limits<std::int64_t>::min()) == "{\"v\":-9223372036854775808}\n");
    CHECK(line(0.1) == "{\"v\":0.1}\n");
    CHECK(line(1e300) == "{\"v\":1e+300}\n");
    CHECK(line(std::nan("")) == "{\"v\":null}\n");
    CHECK(line(std::numeric_limits<double>::infinity()) == "{\"v\":null}\n");
    CHECK(line(Value::Array{}) == "{\"v\":[]}\n");
    CHECK(line(Value::Array{1, "a", Value::Array{Value::Array{}, 2}}) ==
          "{\"v\":[1,\"a\",[[],2]]}\n");
    CHECK(line(Value::Object{{"a", 1}, {"b", Value::Object{}}}) == "{\"v\":{\"a\":1,\"b\":{}}}\n");
}

TEST_CASE("text is escaped", "[storage][json]") {
    using namespace std::string_view_literals;
    CHECK(JsonLine{}.add("a\"", "b\\\n\r\t\x01\x7F\0"sv).text() ==
          "{\"a\\\"\":\"b\\\\\\n\\r\\t\\u0001\\u007f\\u0000\"}\n");
    CHECK(JsonLine{}.add("k", "\xC3\xA9").text() == "{\"k\":\"\xC3\xA9\"}\n");
}

TEST_CASE("bytes that are not UTF-8 are kept in base64", "[storage][json]") {
    const std::string bad = "\xEF\xBF\xBD";
    CHECK(JsonLine{}.add("name", "caf\xE9").text() ==
          "{\"name\":\"caf" + bad + "\",\"name_base64\":\"Y2Fm6Q==\"}\n");
    CHECK(JsonLine{}.add("name", "\xFF").text() ==
          "{\"name\":\"" + bad + "\",\"name_base64\":\"/w==\"}\n");
    CHECK(JsonLine{}.add("name", "ab\xFE").text() ==
          "{\"name\":\"ab" + bad + "\",\"name_base64\":\"YWL+\"}\n");
    CHECK(line(Value::Object{{"a", "\xFF\xFF"}}) ==
          "{\"v\":{\"a\":\"" + bad + bad + "\",\"a_base64\":\"//8=\"}}\n");
}

// SPDX-License-Identifier: Apache-2.0
#include "penstock/value.hpp"

#include "support/catch.hpp"

#include <cstdint>
#include <limits>
#include <variant>

using namespace penstock;

TEST_CASE("a value knows its type", "[core][value]") {
    CHECK(Value{}.type_name() == "null");
    CHECK(Value{nullptr}.type_name() == "null");
    CHECK(Value{true}.type_name() == "boolean");
    CHECK(Value{3}.type_name() == "integer");
    CHECK(Value{3.0}.type_name() == "number");
    CHECK(Value{"a"}.type_name() == "string");
    CHECK(Value{Value::Array{}}.type_name() == "list");
    CHECK(Value{Value::Object{}}.type_name() == "object");
}

TEST_CASE("a value is of one type, and integers are numbers too", "[core][value]") {
    const Value integer{3};
    CHECK(integer.is_integer());
    CHECK(integer.is_number());
    CHECK_FALSE(integer.is_real());
    CHECK_FALSE(integer.is_bool());
    const Value real{3.5};
    CHECK(real.is_number());
    CHECK_FALSE(real.is_integer());
    CHECK(Value{"a"}.is_string()); // and no bool, as a pointer would become one
    CHECK_FALSE(Value{"a"}.is_number());
}

TEST_CASE("integers keep every digit", "[core][value]") {
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    CHECK(Value{most}.as_integer() == most);
    CHECK(Value{most} != Value{most - 1});
    CHECK(Value{7}.as_real() == 7.0);
}

TEST_CASE("asking for another type throws", "[core][value]") {
    CHECK_THROWS_AS(Value{3.0}.as_integer(), std::bad_variant_access);
    CHECK_THROWS_AS(Value{"3"}.as_real(), std::bad_variant_access);
    CHECK_THROWS_AS(Value{}.as_string(), std::bad_variant_access);
    CHECK_THROWS_AS(Value{1}.as_bool(), std::bad_variant_access);
}

TEST_CASE("members are found by key and can be changed", "[core][value]") {
    Value value{Value::Object{{"a", 1}, {"b", Value::Object{{"c", "d"}}}}};
    REQUIRE(value.find("a") != nullptr);
    CHECK(*value.find("a") == Value{1});
    CHECK(*value.find("b")->find("c") == Value{"d"});
    CHECK(value.find("c") == nullptr);
    const Value five{5};
    *value.find("a") = five;
    CHECK(value.as_object().front().second == five);
    CHECK(Value{3}.find("a") == nullptr);
    CHECK(Value{Value::Array{1}}.find("") == nullptr);
}

TEST_CASE("values are equal by content; where they stood does not count", "[core][value]") {
    Value here{Value::Object{{"a", Value::Array{1, "x"}}}};
    Value there = here;
    here.origin = {.source = 1, .line = 2, .column = 3, .length = 4};
    there.find("a")->origin = {.source = 5, .line = 6, .column = 7, .length = 8};
    there.find("a")->key_origin = {.source = 5, .line = 6, .column = 1, .length = 3};
    CHECK(here == there);
    there.find("a")->as_array().pop_back();
    CHECK_FALSE(here == there);
}

TEST_CASE("values of different types are different", "[core][value]") {
    CHECK_FALSE(Value{3} == Value{3.0});
    CHECK_FALSE(Value{0} == Value{false});
    CHECK_FALSE(Value{} == Value{""});
    CHECK_FALSE(Value{Value::Array{}} == Value{Value::Object{}});
    CHECK_FALSE(Value{Value::Object{{"a", 1}, {"b", 2}}} ==
                Value{Value::Object{{"b", 2}, {"a", 1}}}); // the order is content
}

TEST_CASE("a copy of a value is deep", "[core][value]") {
    const Value two{2};
    const Value original{Value::Object{{"a", Value::Object{{"b", 1}}}}};
    Value copy = original;
    *copy.find("a")->find("b") = two;
    CHECK(*copy.find("a")->find("b") == two);
    CHECK(*original.find("a")->find("b") == Value{1});
}

TEST_CASE("a place is known where it has a line", "[core][value]") {
    CHECK_FALSE(Origin{}.is_known());
    CHECK_FALSE(Value{3}.origin.is_known());
    CHECK(Origin{.source = 0, .line = 1, .column = 1, .length = 0}.is_known());
}

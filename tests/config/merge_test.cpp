// SPDX-License-Identifier: Apache-2.0
#include "config/merge.hpp"

#include "json/parse.hpp"
#include "json/write.hpp"
#include "support/catch.hpp"

#include <string>

using namespace penstock;

namespace {

Value parsed(const std::string& text, std::uint32_t source) {
    std::vector<ConfigIssue> issues;
    auto value = json::parse(text, source, issues);
    REQUIRE(value);
    return *value;
}

std::string merged(const std::string& below, const std::string& above) {
    Value value = parsed(below, 0);
    config::merge_over(value, parsed(above, 1));
    return json::to_text(value, json::Layout::compact);
}

std::string merged_configs(const std::string& below, const std::string& above) {
    Value value = parsed(below, 0);
    config::merge_config_over(value, parsed(above, 1));
    return json::to_text(value, json::Layout::compact);
}

} // namespace

TEST_CASE("objects are merged by key, at every depth", "[config][merge]") {
    CHECK(merged(R"({"a": {"b": 1, "c": {"d": 2}}})", R"({"a": {"c": {"e": 3}, "b": 4}})") ==
          R"({"a":{"b":4,"c":{"d":2,"e":3}}})");
}

TEST_CASE("members keep their order, and new ones come behind", "[config][merge]") {
    CHECK(merged(R"({"b": 1, "a": 2})", R"({"c": 3, "a": 4, "d": 5})") ==
          R"({"b":1,"a":4,"c":3,"d":5})");
}

TEST_CASE("what is no object is replaced", "[config][merge]") {
    CHECK(merged(R"({"a": [1, 2, 3]})", R"({"a": [4]})") == R"({"a":[4]})");
    CHECK(merged(R"({"a": {"b": 1}})", R"({"a": 4})") == R"({"a":4})");
    CHECK(merged(R"({"a": 4})", R"({"a": {"b": 1}})") == R"({"a":{"b":1}})");
}

TEST_CASE("null takes away what is there, and is kept where nothing is", "[config][merge]") {
    CHECK(merged(R"({"a": 1, "b": {"c": 2, "d": 3}})", R"({"a": null, "b": {"d": null}})") ==
          R"({"b":{"c":2}})");
    CHECK(merged(R"({"a": 1})", R"({"b": null})") == R"({"a":1,"b":null})");
}

TEST_CASE("edges and plugins of two configs stand one after another, other lists replace",
          "[config][merge]") {
    CHECK(merged_configs(R"({"edges": ["a -> b"], "x-l": [1]})",
                         R"({"edges": ["b -> c"], "x-l": [2]})") ==
          R"({"edges":["a -> b","b -> c"],"x-l":[2]})");
    CHECK(merged_configs(R"({"plugins": ["a"]})", R"({"plugins": ["b"]})") ==
          R"({"plugins":["a","b"]})");
    CHECK(merged_configs(R"({"plugins": ["a"]})", R"({"plugins": null})") == "{}");
    CHECK(merged_configs(R"({"edges": ["a -> b"]})", R"({"name": "x"})") ==
          R"({"edges":["a -> b"],"name":"x"})");
    CHECK(merged_configs(R"({"s": {"edges": ["a -> b"]}})", R"({"s": {"edges": ["c -> d"]}})") ==
          R"({"s":{"edges":["c -> d"]}})");
}

TEST_CASE("values keep the places where they were written", "[config][merge]") {
    Value value = parsed(R"({"a": {"b": 1, "c": 2}})", 0);
    config::merge_over(value, parsed(R"({"a": {"c": 3}})", 1));
    const Value& inner = *value.find("a");
    CHECK(inner.origin.source == 0);
    CHECK(inner.find("b")->origin.source == 0);
    CHECK(inner.find("c")->origin.source == 1);
    CHECK(inner.find("c")->key_origin.source == 1);
}

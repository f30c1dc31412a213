// SPDX-License-Identifier: Apache-2.0
#include "penstock/attributes.hpp"

#include "support/catch.hpp"

#include <string>
#include <vector>

using namespace penstock;

TEST_CASE("an attribute is found by its name, and only by that", "[core][attributes]") {
    Attributes attributes;
    CHECK(attributes.find("format") == nullptr);
    CHECK(attributes.entries().empty());
    attributes.set("format", "jpeg");
    REQUIRE(attributes.find("format") != nullptr);
    CHECK(*attributes.find("format") == Value{"jpeg"});
    CHECK(attributes.find("forma") == nullptr);
    CHECK(attributes.find("formats") == nullptr);
    CHECK(attributes.find("") == nullptr);
}

TEST_CASE("setting an attribute again replaces its value", "[core][attributes]") {
    Attributes attributes;
    attributes.set("size", 1);
    attributes.set("size", "large");
    REQUIRE(attributes.entries().size() == 1);
    CHECK(*attributes.find("size") == Value{"large"});
}

TEST_CASE("attributes are listed by name, whatever the order of setting", "[core][attributes]") {
    Attributes attributes;
    for (const char* name : {"m", "z", "a", "mm", "Z", ""})
        attributes.set(name, name);
    std::vector<std::string> names;
    for (const auto& [name, value] : attributes.entries()) {
        names.push_back(name);
        CHECK(value == Value{name});
    }
    CHECK(names == std::vector<std::string>{"", "Z", "a", "m", "mm", "z"});
}

TEST_CASE("a copy of attributes and its original change apart", "[core][attributes]") {
    Attributes original;
    original.set("size", "large");
    Attributes copy = original;
    copy.set("size", "small");
    copy.set("format", "png");
    CHECK(*original.find("size") == Value{"large"});
    CHECK(original.find("format") == nullptr);
    original.set("size", "huge");
    CHECK(*copy.find("size") == Value{"small"});
    CHECK(copy.entries().size() == 2);
}

TEST_CASE("copies of attributes share their content until one changes", "[core][attributes]") {
    Attributes original;
    original.set("size", "large");
    Attributes copy = original;
    CHECK(copy.find("size") == original.find("size"));
    copy.set("size", "large");
    CHECK(copy.find("size") != original.find("size"));
}

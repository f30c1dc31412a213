// SPDX-License-Identifier: Apache-2.0
#include "penstock/condition.hpp"

#include "support/catch.hpp"

#include <string>
#include <utility>

using namespace penstock;

namespace {

using Object = Value::Object;
using Array = Value::Array;

ItemInfo photo() {
    ItemInfo item;
    item.request.path = "photos/trip/a.jpg";
    item.attributes.set("size", "small");
    item.attributes.set("stars", 4);
    item.attributes.set("weight", 0.5);
    item.attributes.set("is_good", true);
    return item;
}

bool holds(Object written) {
    const Payload image{Image::allocate({640, 480, 3, PixelType::u8, ColourSpace::srgb})};
    return Condition{Value{std::move(written)}}.matches(photo(), image);
}

bool holds(const char* attribute, const char* comparison, Value operand) {
    return holds({{"attr", attribute}, {comparison, std::move(operand)}});
}

} // namespace

TEST_CASE("numbers are compared by their size", "[core][condition]") {
    CHECK(holds("width", "eq", 640));
    CHECK(holds("width", "eq", 640.0));
    CHECK_FALSE(holds("width", "eq", 641));
    CHECK(holds("width", "ne", 641));
    CHECK_FALSE(holds("width", "ne", 640));
    CHECK(holds("width", "lt", 641));
    CHECK_FALSE(holds("width", "lt", 640));
    CHECK(holds("width", "le", 640));
    CHECK_FALSE(holds("width", "le", 639));
    CHECK(holds("width", "gt", 639.5));
    CHECK_FALSE(holds("width", "gt", 640));
    CHECK(holds("width", "ge", 640));
    CHECK_FALSE(holds("width", "ge", 641));
    CHECK(holds("weight", "lt", 1));
}

TEST_CASE("large integers are compared exactly", "[core][condition]") {
    ItemInfo item;
    item.attributes.set("id", std::int64_t{9007199254740993});
    const Condition other{Object{{"attr", "id"}, {"eq", std::int64_t{9007199254740992}}}};
    CHECK_FALSE(other.matches(item, {}));
}

TEST_CASE("texts are compared byte by byte", "[core][condition]") {
    CHECK(holds("size", "eq", "small"));
    CHECK_FALSE(holds("size", "eq", "Small"));
    CHECK(holds("size", "ne", "large"));
    CHECK(holds("size", "gt", "large"));
    CHECK(holds("size", "in", Array{"tiny", "small"}));
    CHECK_FALSE(holds("size", "in", Array{"tiny", "large"}));
    CHECK(holds("stars", "in", Array{3, 4.0}));
    CHECK(holds("path", "matches", "photos/*.jp?g") == false);
    CHECK(holds("path", "matches", "photos/*.jp?"));
    CHECK(holds("is_good", "eq", true));
    CHECK(holds("is_good", "ne", false));
}

TEST_CASE("comparisons with what an item lacks are false, ne too", "[core][condition]") {
    for (const char* comparison : {"eq", "ne", "lt", "le", "gt", "ge"})
        CHECK_FALSE(holds("mood", comparison, 1));
    CHECK_FALSE(holds("mood", "in", Array{1}));
    CHECK_FALSE(holds("mood", "matches", "*"));
    CHECK_FALSE(holds("mood", "exists", true));
    CHECK(holds("mood", "exists", false));
    CHECK(holds("size", "exists", true));
    CHECK_FALSE(holds("size", "exists", false));
}

TEST_CASE("comparisons with a value of another type are false", "[core][condition]") {
    CHECK_FALSE(holds("size", "eq", 4));
    CHECK_FALSE(holds("size", "ne", 4));
    CHECK_FALSE(holds("stars", "ge", "4"));
    CHECK_FALSE(holds("stars", "matches", "4"));
    CHECK_FALSE(holds("is_good", "eq", 1));
}

TEST_CASE("several comparisons of one attribute must all hold", "[core][condition]") {
    CHECK(holds({{"attr", "width"}, {"ge", 600}, {"lt", 700}}));
    CHECK_FALSE(holds({{"attr", "width"}, {"ge", 600}, {"lt", 640}}));
    CHECK_FALSE(holds({{"attr", "width"}, {"ge", 641}, {"lt", 700}}));
}

TEST_CASE("conditions are combined", "[core][condition]") {
    const Value yes = Object{{"attr", "width"}, {"eq", 640}};
    const Value no = Object{{"attr", "width"}, {"eq", 0}};
    CHECK(holds({{"all", Array{yes, yes}}}));
    CHECK_FALSE(holds({{"all", Array{yes, no}}}));
    CHECK(holds({{"any", Array{no, yes}}}));
    CHECK_FALSE(holds({{"any", Array{no, no}}}));
    CHECK(holds({{"not", no}}));
    CHECK_FALSE(holds({{"not", yes}}));
    CHECK(holds({{"all", Array{Object{{"any", Array{no, yes}}}, Object{{"not", no}}}}}));
    CHECK(holds({{"x-why", "because"}, {"not", no}}));
}

TEST_CASE("a condition that says nothing holds for every item", "[core][condition]") {
    const Condition condition;
    CHECK(condition.matches({}, {}));
    CHECK(condition.written().is_null());
    const Value written = Object{{"attr", "size"}, {"exists", true}};
    CHECK(Condition{written}.written() == written);
}

TEST_CASE("what is no condition cannot be made one", "[core][condition]") {
    const Object comparison = {{"attr", "width"}, {"eq", 1}};
    for (const Value& wrong : {Value{5},
                               Value{Object{}},
                               Value{Object{{"attr", "width"}}},
                               Value{Object{{"eq", 1}}},
                               Value{Object{{"attr", 5}, {"eq", 1}}},
                               Value{Object{{"attr", "width"}, {"gte", 1}}},
                               Value{Object{{"attr", "width"}, {"in", 1}}},
                               Value{Object{{"attr", "name"}, {"matches", 1}}},
                               Value{Object{{"attr", "name"}, {"exists", 1}}},
                               Value{Object{{"all", comparison}}},
                               Value{Object{{"all", Array{}}}},
                               Value{Object{{"not", Array{comparison}}}}})
        CHECK_THROWS_AS(Condition{wrong}, std::invalid_argument);
    CHECK_THROWS_WITH(Condition{Value{5}},
                      "found integer; expected a condition, such as {\"attr\": \"width\", "
                      "\"ge\": 512}");
}

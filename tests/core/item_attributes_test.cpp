// SPDX-License-Identifier: Apache-2.0
#include "core/item_attributes.hpp"

#include "penstock/list_member.hpp"

#include "support/catch.hpp"

using namespace penstock;

namespace {

ItemInfo photo() {
    ItemInfo item;
    item.sequence = 7;
    item.request.name = "photos/trip/a.b.jpg";
    item.request.path = "photos/trip/a.b.jpg";
    item.request.dir = "trip";
    item.request.index = 3;
    item.attributes.set("format", "jpeg");
    item.attributes.set("size", "small");
    return item;
}

Image image() {
    return Image::allocate({6, 4, 3, PixelType::u16, ColourSpace::srgb});
}

} // namespace

TEST_CASE("attributes of a request need no payload", "[core][attributes]") {
    const ItemInfo item = photo();
    CHECK(attribute_of("name", item, {}) == Value{"a.b.jpg"});
    CHECK(attribute_of("path", item, {}) == Value{"photos/trip/a.b.jpg"});
    CHECK(attribute_of("dir", item, {}) == Value{"trip"});
    CHECK(attribute_of("stem", item, {}) == Value{"a.b"});
    CHECK(attribute_of("source_ext", item, {}) == Value{"jpg"});
    CHECK(attribute_of("seq", item, {}) == Value{7});
    CHECK(attribute_of("index", item, {}) == Value{3});
}

TEST_CASE("attributes of a picture come from pixels or from encoded bytes", "[core][attributes]") {
    const ItemInfo item = photo();
    const Payload pixels{image()};
    CHECK(attribute_of("width", item, pixels) == Value{6});
    CHECK(attribute_of("height", item, pixels) == Value{4});
    CHECK(attribute_of("channels", item, pixels) == Value{3});
    CHECK(attribute_of("pixel_type", item, pixels) == Value{"u16"});
    CHECK(attribute_of("bytes", item, pixels) == Value{6 * 4 * 3 * 2});
    CHECK(attribute_of("format", item, pixels) == Value{"jpeg"});

    const Payload png{
        Encoded{Buffer::allocate(100), "png", "png", {6, 4, 1, PixelType::u8, ColourSpace::srgb}}};
    CHECK(attribute_of("width", item, png) == Value{6});
    CHECK(attribute_of("channels", item, png) == Value{1});
    CHECK(attribute_of("bytes", item, png) == Value{100});
    CHECK(attribute_of("format", item, png) == Value{"png"});
}

TEST_CASE("a list has the bytes of its members and no size", "[core][attributes]") {
    List list;
    list.members = {{photo(), image()}, {photo(), image()}};
    const Payload payload{list};
    CHECK(attribute_of("bytes", photo(), payload) == Value{2 * 6 * 4 * 3 * 2});
    CHECK(attribute_of("width", photo(), payload).is_null());
}

TEST_CASE("what an item lacks is null", "[core][attributes]") {
    const ItemInfo nothing;
    const Payload data{Encoded{Buffer::allocate(1), "", "", {}}};
    for (const char* name : {"path", "dir", "source_ext", "format", "width", "pixel_type", "size"})
        CHECK(attribute_of(name, nothing, data).is_null());
    CHECK(attribute_of("size", photo(), data) == Value{"small"});
}

TEST_CASE("every listed attribute can be asked for and has its type", "[core][attributes]") {
    for (const ItemAttribute& attribute : item_attributes()) {
        INFO(attribute.name);
        const Value value = attribute_of(attribute.name, photo(), image());
        CHECK(attribute.is_number == value.is_integer());
        CHECK(attribute.is_number != value.is_string());
        CHECK(find_item_attribute(attribute.name)->name == attribute.name);
    }
    CHECK(find_item_attribute("size") == nullptr);
}

// SPDX-License-Identifier: Apache-2.0
#include "storage/text_template.hpp"

#include "core/item_name.hpp"
#include "storage/renaming.hpp"
#include "support/catch.hpp"

#include <map>
#include <memory>
#include <string>

using namespace penstock;
using storage::TextTemplate;

namespace {

ItemInfo some_item() {
    ItemInfo item;
    item.sequence = 42;
    item.request.path = "photos/trip/a.b.JPG";
    item.request.dir = "trip";
    item.attributes.set("format", "jpeg");
    item.attributes.set("size", "small");
    return item;
}

std::string filled(const std::string& text, const Payload& payload = {}) {
    return TextTemplate{text}.fill(some_item(), payload);
}

} // namespace

TEST_CASE("a text is filled in with what an item is and carries", "[storage][template]") {
    const Payload image{Image::allocate({6, 4, 3, PixelType::u8, ColourSpace::srgb})};
    CHECK(filled("{dir}/{stem} {{{size}}} no {seq:04}") == "trip/a.b {small} no 0042");
    CHECK(filled("{width}x{height}x{channels}", image) == "6x4x3");
    CHECK(filled("{format}", image) == "jpeg");
    const Payload png{
        Encoded{Buffer::allocate(1), "png", "png", {9, 4, 3, PixelType::u8, ColourSpace::srgb}}};
    CHECK(filled("{width}.{ext} {format}", png) == "9.png png");
    CHECK(filled("").empty());
}

TEST_CASE("a renamed item has another stem in every template behind", "[storage][template]") {
    ItemInfo item = some_item();
    item.attributes.set(stem_attribute, "new");
    CHECK(TextTemplate{"{stem} {name} {source_ext}"}.fill(item, {}) == "new new.JPG JPG");
}

TEST_CASE("what an item does not have fails it, and says what is missing", "[storage][template]") {
    CHECK_THROWS_WITH(filled("{ext}"),
                      "nothing to fill in for {ext}: what the item carries has no ext; {ext} and "
                      "{format} are known behind encode");
    CHECK_THROWS_AS(filled("{width}"), ItemError);
    CHECK_THROWS_AS(filled("{mood}"), ItemError);
    CHECK_THROWS_AS(TextTemplate{"{stem"}, storage::TemplateError);
}

TEST_CASE("the nodes of one run know together whether anything is renamed", "[storage][names]") {
    std::map<std::string, std::shared_ptr<void>> shared;
    storage::Renaming::of(&shared)->happens = true;
    CHECK(storage::Renaming::of(&shared)->happens);
    CHECK_FALSE(storage::Renaming::of(nullptr)->happens);
}

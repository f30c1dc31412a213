// SPDX-License-Identifier: Apache-2.0
#include "core/item_name.hpp"

#include "support/catch.hpp"

using namespace penstock;

namespace {

ItemInfo of_file(const std::string& path) {
    ItemInfo item;
    item.request.path = path;
    return item;
}

} // namespace

TEST_CASE("file names fall into stem and extension", "[core][names]") {
    CHECK(stem_of(of_file("x/a.b.jpg")) == "a.b");
    CHECK(source_extension_of(of_file("x/a.b.jpg")) == "jpg");
    CHECK(stem_of(of_file("plain")) == "plain");
    CHECK(source_extension_of(of_file("plain")).empty());
    CHECK(stem_of(of_file(".jpg")) == ".jpg");
    CHECK(extension_of(".jpg").empty());
    CHECK(extension_of("a.").empty());
    CHECK(stem_of(of_file("a.")) == "a");
}

TEST_CASE("an item is called by the last part of its path, or of its name", "[core][names]") {
    ItemInfo item;
    item.request.name = "camera/17";
    CHECK(name_of(item) == "17");
    item.request.path = "photos/x/a.jpg";
    CHECK(name_of(item) == "a.jpg");
}

TEST_CASE("a renamed item keeps the extension of its source", "[core][names]") {
    ItemInfo item = of_file("photos/a.jpg");
    item.attributes.set(stem_attribute, "v1.2");
    CHECK(stem_of(item) == "v1.2");
    CHECK(name_of(item) == "v1.2.jpg");
    CHECK(source_extension_of(item) == "jpg");
    item.request.path = "plain";
    CHECK(name_of(item) == "v1.2");
}

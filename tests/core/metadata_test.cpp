// SPDX-License-Identifier: Apache-2.0
#include "penstock/metadata.hpp"

#include "penstock/image.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

using namespace penstock;

namespace {

using namespace std::string_view_literals;

Metadata made(std::string_view content, const Metadata::Sizes& sizes) {
    Buffer buffer = Buffer::allocate(content.size());
    std::memcpy(buffer.bytes().data(), content.data(), content.size());
    return {std::move(buffer), sizes, {.x = 300, .y = 150, .unit = Resolution::Unit::inch}};
}

std::string text_of(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

constexpr std::string_view content = "iccEXIFxmpTitle\0A picture\0Author\0\0"sv;

} // namespace

TEST_CASE("metadata of nothing is empty", "[core][metadata]") {
    const Metadata nothing;
    CHECK(nothing.bytes() == 0);
    CHECK(nothing.icc().empty());
    CHECK(nothing.texts().empty());
    CHECK_FALSE(nothing.resolution().is_known());
}

TEST_CASE("the parts of metadata lie behind each other", "[core][metadata]") {
    const Metadata metadata = made(content, {.icc = 3, .exif = 4, .xmp = 3, .text = 24});
    CHECK(text_of(metadata.icc()) == "icc");
    CHECK(text_of(metadata.exif()) == "EXIF");
    CHECK(text_of(metadata.xmp()) == "xmp");
    REQUIRE(metadata.texts().size() == 2);
    CHECK(metadata.texts()[0].key == "Title");
    CHECK(metadata.texts()[0].value == "A picture");
    CHECK(metadata.texts()[1].key == "Author");
    CHECK(metadata.texts()[1].value.empty());
    CHECK(metadata.bytes() == 34);
}

TEST_CASE("a text that does not end, ends with the buffer", "[core][metadata]") {
    const Metadata metadata = made("Title\0A pic"sv, {.icc = 0, .exif = 0, .xmp = 0, .text = 11});
    REQUIRE(metadata.texts().size() == 1);
    CHECK(metadata.texts()[0].value == "A pic");
}

TEST_CASE("metadata without their profile share the rest", "[core][metadata]") {
    const Metadata metadata = made(content, {.icc = 3, .exif = 4, .xmp = 3, .text = 24});
    const Metadata rest = metadata.without_icc();
    CHECK(rest.icc().empty());
    CHECK(text_of(rest.exif()) == "EXIF");
    CHECK(rest.exif().data() == metadata.exif().data());
    CHECK(rest.texts().size() == 2);
    CHECK(rest.bytes() == 31);
    CHECK(text_of(rest.copied_into(Buffer::allocate(rest.bytes())).xmp()) == "xmp");
}

TEST_CASE("metadata without some kinds have the others, wherever they lie", "[core][metadata]") {
    const Metadata::Sizes sizes{.icc = 3, .exif = 4, .xmp = 3, .text = 24};
    const Metadata metadata = made(content, sizes);
    const Metadata rest = metadata.without({.exif = true, .xmp = true});
    CHECK(text_of(rest.icc()) == "icc");
    CHECK(rest.exif().empty());
    CHECK(rest.xmp().empty());
    REQUIRE(rest.texts().size() == 2);
    CHECK(rest.texts()[0].value == "A picture");
    CHECK(rest.bytes() == 27);
    CHECK(rest.resolution() == metadata.resolution());
    const Metadata copy = rest.copied_into(Buffer::allocate(rest.bytes()));
    CHECK(text_of(copy.icc()) == "icc");
    REQUIRE(copy.texts().size() == 2);
    CHECK(copy.texts()[0].key == "Title");
    CHECK(metadata.without({.texts = true}).texts().empty());
    CHECK_FALSE(metadata.without({.resolution = true}).resolution().is_known());
    CHECK(metadata.without({.icc = true}).bytes() == 31);
}

TEST_CASE("a copy of metadata lies in the buffer that it was given", "[core][metadata]") {
    const Metadata metadata = made(content, {.icc = 3, .exif = 4, .xmp = 3, .text = 24});
    const Metadata copy = metadata.copied_into(Buffer::allocate(metadata.bytes()));
    CHECK(text_of(copy.exif()) == "EXIF");
    CHECK(copy.exif().data() != metadata.exif().data());
    CHECK(copy.sizes() == metadata.sizes());
    CHECK(copy.resolution() == metadata.resolution());
}

TEST_CASE("images share their metadata, and can be without", "[core][metadata]") {
    Image image = Image::allocate({.width = 2, .height = 2, .channels = 1});
    CHECK(image.metadata() == nullptr);
    image.set_metadata(std::make_shared<const Metadata>());
    Image other = image;
    CHECK(other.metadata() == image.metadata());
    other.set_metadata(nullptr);
    CHECK(image.metadata() != nullptr);
}

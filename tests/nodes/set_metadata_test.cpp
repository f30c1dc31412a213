// SPDX-License-Identifier: Apache-2.0
// What auto_orient, strip_metadata and set_metadata do.
#include "penstock/failure.hpp"

#include "codec/metadata_edit.hpp"
#include "nodes/transformed.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace penstock;
using namespace std::string_literals;
using test::numbered;
using test::plain;
using test::samples_of;
using test::size_of;

namespace {

struct Sample {
    std::string icc = {};
    std::string exif = {};
    std::string xmp = {};
    std::string texts = {};
    Resolution resolution = {};
};

Image with(const Sample& sample, Image image = plain(4, 3)) {
    const std::string all = sample.icc + sample.exif + sample.xmp + sample.texts;
    Buffer buffer = Buffer::allocate(all.size());
    std::memcpy(buffer.bytes().data(), all.data(), all.size());
    image.set_metadata(
        std::make_shared<const Metadata>(std::move(buffer),
                                         Metadata::Sizes{.icc = sample.icc.size(),
                                                         .exif = sample.exif.size(),
                                                         .xmp = sample.xmp.size(),
                                                         .text = sample.texts.size()},
                                         sample.resolution));
    return image;
}

// With that orientation, and a place: the north.
std::string exif(int orientation) {
    return "II*\0\x08\0\0\0\2\0\x12\1\3\0\1\0\0\0"s + static_cast<char>(orientation) +
           "\0\0\0\x25\x88\4\0\1\0\0\0\x26\0\0\0\0\0\0\0"s + "\1\0\1\0\2\0\2\0\0\0N\0\0\0\0\0\0\0"s;
}

std::string text_of(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

struct Edited {
    Image image;
    Attributes attributes;
};

// Calls a node, and checks that it took what it declared.
Edited
edited(void (*add)(NodeRegistry&), const Value::Object& params, Image image, ItemInfo info = {}) {
    const auto node = test::made<WorkNode>(add, params);
    node->open({});
    PayloadBound input = PayloadBound::image(image.spec());
    input.metadata_bytes = image.metadata() ? image.metadata()->bytes() : 0;
    const NodeBound bound = node->bound(input);
    test::TestContext context;
    context.info = std::move(info);
    Payload payload = node->process(Payload{std::move(image)}, context);
    Edited result{std::move(*payload.get<Image>()), context.info.attributes};
    const std::uint64_t pixels = bound.in_place ? 0 : bound.output.bytes;
    const std::uint64_t metadata =
        bound.metadata_bytes == 0 ? 0 : buffer_capacity(bound.metadata_bytes);
    CHECK(context.allocated_bytes <= pixels + bound.working_bytes + metadata);
    const ImageSpec& spec = result.image.spec();
    CHECK(bound.output.bytes >= buffer_capacity(spec.bytes()));
    CHECK(bound.output.spec.width >= spec.width);
    CHECK(bound.output.spec.height >= spec.height);
    if (result.image.metadata())
        CHECK(result.image.metadata()->bytes() <=
              std::max(bound.metadata_bytes, input.metadata_bytes));
    return result;
}

} // namespace

TEST_CASE("auto_orient turns what does not stand upright", "[nodes][metadata]") {
    const std::vector<std::pair<int, std::vector<int>>> turned = {{1, {0, 1, 2, 3, 4, 5}},
                                                                  {2, {2, 1, 0, 5, 4, 3}},
                                                                  {3, {5, 4, 3, 2, 1, 0}},
                                                                  {4, {3, 4, 5, 0, 1, 2}},
                                                                  {5, {0, 3, 1, 4, 2, 5}},
                                                                  {6, {3, 0, 4, 1, 5, 2}},
                                                                  {7, {5, 2, 4, 1, 3, 0}},
                                                                  {8, {2, 5, 1, 4, 0, 3}}};
    for (const auto& [orientation, samples] : turned) {
        INFO(orientation);
        const Image image = with({.exif = exif(orientation)}, numbered(3, 2));
        const Edited result = edited(add_auto_orient, {}, image);
        CHECK(size_of(result.image) == (orientation >= 5 ? "2x3" : "3x2"));
        CHECK(samples_of(result.image) == samples);
        CHECK(text_of(result.image.metadata()->exif()) == exif(1));
        CHECK(text_of(image.metadata()->exif()) == exif(orientation)); // others may see it
    }
}

TEST_CASE("auto_orient takes the orientation of XMP where there is no other", "[nodes][metadata]") {
    const Edited result =
        edited(add_auto_orient, {}, with({.xmp = "tiff:Orientation=\"6\""}, numbered(3, 2)));
    CHECK(size_of(result.image) == "2x3");
    CHECK(text_of(result.image.metadata()->xmp()) == "tiff:Orientation=\"1\"");
}

TEST_CASE("auto_orient passes on what stands upright, or does not say", "[nodes][metadata]") {
    for (const Image& image : {with({.exif = exif(1)}), with({.exif = "broken"}), plain(4, 3)}) {
        const Image result = edited(add_auto_orient, {}, image).image;
        CHECK(std::as_const(result).pixels().data() == image.pixels().data());
    }
}

TEST_CASE("auto_orient leaves room for resize, however the picture lies", "[nodes][metadata]") {
    const auto node = test::made<WorkNode>(add_auto_orient, {});
    const PayloadBound bound = node->bound(PayloadBound::image(plain(400, 300).spec())).output;
    CHECK(bound.bytes == buffer_capacity(400 * 300 * 3));
    const auto resize = test::made<WorkNode>(add_resize, {{"width", 100}});
    CHECK(resize->bound(bound).output.bytes >= buffer_capacity(100 * 133 * 3));
}

TEST_CASE("what changes metadata alone copies no pixels, whoever sees them too",
          "[nodes][metadata]") {
    const Image image = with({.icc = "icc"});
    for (const auto& [add, params] :
         {std::pair{&add_strip_metadata, Value::Object{}},
          std::pair{&add_set_metadata, Value::Object{{"title", "a"}}}}) {
        NodeRegistry registry;
        add(registry);
        CHECK_FALSE(registry.find(registry.names().front())->descriptor.traits.takes_ownership);
        const Image result = edited(add, params, image).image;
        CHECK(result.pixels().data() == image.pixels().data());
        CHECK(text_of(image.metadata()->icc()) == "icc");
        CHECK(result.metadata() != image.metadata());
    }
}

TEST_CASE("strip_metadata takes off what it is told, or all", "[nodes][metadata]") {
    const Image image = with({.icc = "icc",
                              .exif = exif(6),
                              .xmp = "xmp",
                              .texts = "Title\0me\0"s,
                              .resolution = {300, 300}});
    CHECK(edited(add_strip_metadata, {}, image).image.metadata() == nullptr);
    const auto left = [&](Value::Array kinds) {
        const Image result = edited(add_strip_metadata, {{"kinds", std::move(kinds)}}, image).image;
        const Metadata& metadata = *result.metadata();
        return (metadata.icc().empty() ? "" : "icc "s) + (metadata.exif().empty() ? "" : "exif ") +
               (metadata.xmp().empty() ? "" : "xmp ") + (metadata.texts().empty() ? "" : "texts ") +
               (metadata.resolution().is_known() ? "resolution" : "");
    };
    CHECK(left({"icc"}) == "exif xmp texts resolution");
    CHECK(left({"exif"}) == "icc xmp texts resolution");
    CHECK(left({"xmp"}) == "icc exif texts resolution");
    CHECK(left({"texts"}) == "icc exif xmp resolution");
    CHECK(left({"resolution"}) == "icc exif xmp texts ");
    CHECK(left({"exif", "xmp", "texts", "resolution"}) == "icc ");
    CHECK(left({"gps"}) == "icc exif xmp texts resolution");
    CHECK(edited(add_strip_metadata, {}, plain(2, 2)).image.metadata() == nullptr);
}

TEST_CASE("strip_metadata takes the place out of EXIF and XMP", "[nodes][metadata]") {
    const auto stripped = [](const std::string& xmp) {
        return edited(add_strip_metadata,
                      {{"kinds", Value::Array{"gps"}}},
                      with({.exif = exif(6), .xmp = xmp}))
            .image;
    };
    const Image image = stripped("<exif:GPSLatitude>60,23N</exif:GPSLatitude>");
    REQUIRE(text_of(with({.exif = exif(6)}).metadata()->exif()).find('N') != std::string::npos);
    CHECK(text_of(image.metadata()->exif()).find('N') == std::string::npos);
    CHECK(codec::orientation_of(*image.metadata()) == 6);
    CHECK(image.metadata()->xmp().empty());
    CHECK(text_of(stripped("xmp").metadata()->xmp()) == "xmp");
}

TEST_CASE("strip_metadata refuses kinds that there are not", "[nodes][metadata]") {
    CHECK_THROWS_WITH(
        test::made<WorkNode>(add_strip_metadata, {{"kinds", Value::Array{"icc", "exfi"}}}),
        "\"kinds\" has \"exfi\"; expected some of icc, exif, xmp, texts, resolution and gps");
}

TEST_CASE("set_metadata says what each item fills in", "[nodes][metadata]") {
    ItemInfo info;
    info.sequence = 7;
    info.attributes.set("place", "Bergen");
    const Image image = edited(add_set_metadata,
                               {{"title", "{place} {seq:03}"},
                                {"author", "A. Person"},
                                {"copyright", "2020 A. Person"},
                                {"description", "{width}x{height}"},
                                {"resolution", 300.0}},
                               plain(4, 3),
                               info)
                            .image;
    const auto texts = image.metadata()->texts();
    REQUIRE(texts.size() == 4);
    CHECK(texts[0].key == "Title");
    CHECK(texts[0].value == "Bergen 007");
    CHECK(texts[1].value == "A. Person");
    CHECK(texts[2].value == "2020 A. Person");
    CHECK(texts[3].value == "4x3");
    const std::string xmp = text_of(image.metadata()->xmp());
    for (const char* property : {"dc:title", "dc:creator", "dc:rights", "dc:description"})
        CHECK(xmp.find(property) != std::string::npos);
    CHECK(image.metadata()->resolution() == Resolution{300, 300, Resolution::Unit::inch});
}

TEST_CASE("set_metadata sets what it is told, and nothing else", "[nodes][metadata]") {
    const Image image = edited(add_set_metadata,
                               {{"resolution", 72.0}},
                               with({.icc = "icc", .xmp = "xmp", .texts = "Title\0me\0"s}))
                            .image;
    CHECK(text_of(image.metadata()->icc()) == "icc");
    CHECK(text_of(image.metadata()->xmp()) == "xmp");
    CHECK(image.metadata()->texts().size() == 1);
    CHECK(image.metadata()->resolution().x == 72);
    const Image alone = edited(add_set_metadata, {{"resolution", 72.0}}, plain(2, 2)).image;
    CHECK(alone.metadata()->bytes() == 0);
}

TEST_CASE("set_metadata says that XMP is lost that it cannot complete", "[nodes][metadata]") {
    const auto lost = [](const std::string& xmp) {
        const Edited result = edited(add_set_metadata, {{"title", "new"}}, with({.xmp = xmp}));
        const Value* value = result.attributes.find("metadata.lost");
        return value == nullptr ? "" : value->as_string();
    };
    CHECK(lost("<rdf:RDF></rdf:RDF>").empty());
    CHECK(lost("<rdf:RDF><dc:title/></rdf:RDF>") == "XMP (it says something else)");
}

TEST_CASE("set_metadata takes names that are no text, and refuses books", "[nodes][metadata]") {
    const auto title_of = [](const std::string& place) {
        ItemInfo info;
        info.attributes.set("place", place);
        const Image image =
            edited(add_set_metadata, {{"title", "{place}"}}, plain(2, 2), info).image;
        return std::string{image.metadata()->texts().at(0).value};
    };
    CHECK(title_of("Fj\xF8rd") == "Fj\xEF\xBF\xBDrd");
    CHECK(title_of("a\0b"s) == "a\xEF\xBF\xBD"
                               "b");
    CHECK(title_of(std::string(2048, 'x')).size() == 2048);
    CHECK_THROWS_WITH(title_of(std::string(2049, 'x')),
                      "a text has 2049 bytes; expected at most 2048");
    CHECK_THROWS_WITH(test::made<WorkNode>(add_set_metadata, {}),
                      "nothing is to be set; set some of \"title\", \"author\", \"copyright\", "
                      "\"description\" and \"resolution\"");
}

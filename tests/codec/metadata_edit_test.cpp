// SPDX-License-Identifier: Apache-2.0
#include "codec/metadata_edit.hpp"

#include "codec/metadata_samples.hpp"
#include "support/catch.hpp"

#include <string>
#include <utility>

using namespace penstock;
using namespace penstock::codec;
using namespace penstock::test;

namespace {

std::shared_ptr<const Metadata> said_by(const Metadata* before, const Said& said) {
    const SaidMetadata metadata{before, said};
    const std::uint64_t most =
        most_said_metadata_bytes(before == nullptr ? 0 : before->bytes(), said);
    CHECK(metadata.bytes() <= most);
    return metadata.put_into(Buffer::allocate(metadata.bytes()));
}

std::string texts_of(const Metadata& metadata) {
    std::string list;
    for (const Metadata::Text& text : metadata.texts())
        list += std::string{text.key} + '=' + std::string{text.value} + ';';
    return list;
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

const std::string rdf = "<x:xmpmeta><rdf:RDF><rdf:Description xmp:Rating=\"5\"/></rdf:RDF>"
                        "</x:xmpmeta>";

} // namespace

TEST_CASE("the orientation is that of EXIF, or else of XMP", "[codec][metadata]") {
    const auto orientation = [](const MetadataSample& sample) {
        return static_cast<int>(orientation_of(*made(sample)));
    };
    CHECK(orientation({.exif = exif_block({.orientation = 6})}) == 6);
    CHECK(orientation({.xmp = xmp_packet(8)}) == 8);
    CHECK(orientation({.exif = exif_block({.orientation = 3}), .xmp = xmp_packet(8)}) == 3);
    CHECK(orientation({.icc = icc_profile()}) == 1);
    CHECK(orientation({.xmp = "tiff:Orientation=\""}) == 1);
    CHECK(orientation({.xmp = "tiff:Orientation=\"9"}) == 1);
}

TEST_CASE("what is upright says so in both, and keeps the rest", "[codec][metadata]") {
    const auto before =
        made({.icc = icc_profile(), .exif = exif_block({.orientation = 6}), .xmp = xmp_packet(6)});
    const auto after = made_upright(*before, Buffer::allocate(before->bytes()));
    CHECK(orientation_of(*after) == 1);
    CHECK(bytes_of(after->exif()) == exif_block({.orientation = 1}));
    CHECK(text_of(after->xmp()) == xmp_packet(1));
    CHECK(bytes_of(after->icc()) == icc_profile());
    // Of something that was taken off before.
    const Metadata part = before->without({.icc = true});
    const auto upright = made_upright(part, Buffer::allocate(part.bytes()));
    CHECK(bytes_of(upright->exif()) == exif_block({.orientation = 1}));
    CHECK(upright->icc().empty());
}

TEST_CASE("without the place there is none in EXIF or XMP", "[codec][metadata]") {
    const auto place_off = [](const std::string& xmp) {
        const auto before = made({.exif = exif_block({.orientation = 6}),
                                  .xmp = xmp,
                                  .texts = {{"Title", "here"}},
                                  .resolution = {300, 300}});
        return without_place(*before, Buffer::allocate(before->bytes()));
    };
    const auto silent = place_off(rdf);
    CHECK_FALSE(contains(text_of(silent->exif()), "\x25\x88"));
    CHECK(orientation_of(*silent) == 6);
    CHECK(text_of(silent->xmp()) == rdf);
    CHECK(texts_of(*silent) == "Title=here;");
    CHECK(silent->resolution().x == 300);
    CHECK(place_off("<exif:GPSLatitude>60,23N</exif:GPSLatitude>")->xmp().empty());
}

TEST_CASE("what is said stands in texts and in XMP", "[codec][metadata]") {
    const auto metadata = said_by(nullptr,
                                  {.title = "Fj\xC3\xB8rd & <sea>",
                                   .author = "A. Person",
                                   .copyright = "\xC2\xA9 2020",
                                   .description = "One\nand two"});
    CHECK(texts_of(*metadata) == "Title=Fj\xC3\xB8rd & <sea>;Author=A. Person;"
                                 "Copyright=\xC2\xA9 2020;Description=One\nand two;");
    const std::string xmp = text_of(metadata->xmp());
    CHECK(xmp.starts_with("<?xpacket begin="));
    CHECK(xmp.ends_with("<?xpacket end=\"w\"?>"));
    CHECK(contains(xmp,
                   "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">Fj\xC3\xB8rd &amp; "
                   "&lt;sea&gt;</rdf:li></rdf:Alt></dc:title>"));
    CHECK(contains(xmp, "<dc:creator><rdf:Seq><rdf:li>A. Person</rdf:li></rdf:Seq></dc:creator>"));
    CHECK(contains(xmp, "\xC2\xA9 2020</rdf:li></rdf:Alt></dc:rights>"));
    CHECK(contains(xmp, "One\nand two</rdf:li></rdf:Alt></dc:description>"));
    CHECK_FALSE(metadata->resolution().is_known());
    // Control characters have no place in XML.
    CHECK(contains(text_of(said_by(nullptr,
                                   {.title = "a\x01"
                                             "b"})
                               ->xmp()),
                   ">ab<"));
}

TEST_CASE("what was there before stays, but for what is said anew", "[codec][metadata]") {
    const auto before = made({.icc = icc_profile(),
                              .exif = exif_block(),
                              .xmp = rdf,
                              .texts = {{"Title", "old"}, {"Software", "Penstock"}},
                              .resolution = {72, 72}});
    const auto after = said_by(before.get(), {.title = "new"});
    CHECK(texts_of(*after) == "Title=new;Software=Penstock;");
    CHECK(bytes_of(after->icc()) == icc_profile());
    CHECK(bytes_of(after->exif()) == exif_block());
    CHECK(after->resolution().x == 72);
    CHECK(contains(text_of(after->xmp()), "xmp:Rating=\"5\""));
    CHECK(contains(text_of(after->xmp()),
                   ">new</rdf:li></rdf:Alt></dc:title></rdf:Description>"
                   "</rdf:RDF></x:xmpmeta>"));
    CHECK_FALSE(SaidMetadata(before.get(), {.title = "new"}).has_replaced_xmp());
    // Once it says it, it is replaced.
    const auto again = said_by(after.get(), {.title = "newer"});
    CHECK(SaidMetadata(after.get(), {.title = "newer"}).has_replaced_xmp());
    CHECK(contains(text_of(again->xmp()), ">newer<"));
    CHECK_FALSE(contains(text_of(again->xmp()), ">new<"));
    // Another property completes it.
    CHECK_FALSE(SaidMetadata(after.get(), {.author = "A"}).has_replaced_xmp());
    // What is no RDF cannot be completed.
    const auto odd = made({.xmp = "<x:xmpmeta/>"});
    CHECK(SaidMetadata(odd.get(), {.author = "A"}).has_replaced_xmp());
}

TEST_CASE("a resolution alone changes nothing else", "[codec][metadata]") {
    const auto before = made({.xmp = "<x:xmpmeta/>", .texts = {{"Title", "old"}}});
    const Resolution wanted{300, 300, Resolution::Unit::inch};
    const auto after = said_by(before.get(), {.resolution = wanted});
    CHECK(after->resolution() == wanted);
    CHECK(text_of(after->xmp()) == "<x:xmpmeta/>");
    CHECK(texts_of(*after) == "Title=old;");
    CHECK_FALSE(SaidMetadata(before.get(), {.resolution = wanted}).has_replaced_xmp());
    CHECK(said_by(nullptr, {.resolution = wanted})->bytes() == 0);
}

TEST_CASE("the longest texts fit into what was declared", "[codec][metadata]") {
    const std::string long_text(most_said_bytes, '&');
    static_cast<void>(said_by(nullptr,
                              {.title = long_text,
                               .author = long_text,
                               .copyright = long_text,
                               .description = long_text}));
    static_cast<void>(said_by(made(everything()).get(), {.title = long_text}));
}

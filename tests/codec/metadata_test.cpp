// SPDX-License-Identifier: Apache-2.0
// What every format keeps and loses, against its row in the table of formats.
#include "codec/embed.hpp"
#include "codec/exif_edit.hpp"
#include "codec/metadata_reading.hpp"
#include "codec/metadata_samples.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

using namespace penstock;
using namespace penstock::codec;
using namespace penstock::test;

namespace {

bool keeps(const Format& format, std::string_view word) {
    return format.metadata.find(word) != std::string_view::npos;
}

std::vector<const Format*> formats_with_metadata() {
    std::vector<const Format*> result;
    for (const Format& format : formats())
        if (format.embed != nullptr)
            result.push_back(&format);
    return result;
}

Encoded encoded_with(const Image& image, const EncodeOptions& options, TestContext& context) {
    const CodecModule module;
    return encode(image, options, module, context);
}

std::string lost_in(const TestContext& context) {
    const Value* lost = context.info.attributes.find("metadata.lost");
    return lost == nullptr ? "" : lost->as_string();
}

bool contains(std::span<const std::byte> file, std::string_view text) {
    return text_of(file).find(text) != std::string::npos;
}

} // namespace

TEST_CASE("each format keeps of the metadata what its row says, and loses the rest",
          "[codec][metadata]") {
    for (const Format& format : formats()) {
        INFO(format.name);
        const MetadataSample sample = everything();
        const auto kept = metadata_in(encoded(picture_with(sample, format.id), {format.id}));
        CHECK((kept != nullptr) == !format.metadata.empty());
        if (!kept)
            continue;
        CHECK((bytes_of(kept->icc()) == sample.icc) == keeps(format, "ICC"));
        CHECK(kept->exif().empty() != keeps(format, "EXIF"));
        CHECK(contains(kept->exif(), "Penstock") == keeps(format, "EXIF"));
        CHECK(contains(kept->exif(), "2020:01:02 03:04:05") == keeps(format, "EXIF"));
        CHECK((text_of(kept->xmp()) == sample.xmp) == keeps(format, "XMP"));
        // PNG counts pixels by the metre, whole ones.
        const double per_inch = kept->resolution().unit == Resolution::Unit::inch ? 1 : 2.54;
        CHECK((std::abs(kept->resolution().x * per_inch - 300) < 0.01) ==
              keeps(format, "resolution"));
        CHECK(kept->resolution().is_known() == keeps(format, "resolution"));
        const auto texts = kept->texts();
        CHECK(texts.size() == (keeps(format, "texts") ? 2U : keeps(format, "comments") ? 1U : 0U));
        for (const Metadata::Text& text : texts)
            CHECK(text.value == (text.key == "Title" ? "Gr\xC3\xBC\xC3\x9F" : "A picture"));
    }
}

TEST_CASE("pictures are the same with metadata and without", "[codec][metadata]") {
    for (const Format* format : formats_with_metadata()) {
        INFO(format->name);
        const Image with = picture_with(everything(), format->id);
        Image without = with;
        without.set_metadata(nullptr);
        const Image left = decoded(encoded(with, {format->id}));
        CHECK(difference(left, decoded(encoded(without, {format->id}))).largest == 0);
    }
}

TEST_CASE("metadata go through a second time unchanged", "[codec][metadata]") {
    for (const Format* format : formats_with_metadata()) {
        INFO(format->name);
        Image image = picture_with(everything(), format->id);
        const Bytes first = encoded(image, {format->id});
        image.set_metadata(metadata_in(first));
        CHECK(encoded(image, {format->id}) == first);
    }
}

TEST_CASE("metadata of every format can be put into every other", "[codec][metadata]") {
    for (const Format* from : formats_with_metadata())
        for (const Format* to : formats_with_metadata()) {
            INFO(from->name << " to " << to->name);
            Image image = picture_with({}, to->id);
            image.set_metadata(
                metadata_in(encoded(picture_with(everything(), from->id), {from->id})));
            const auto kept = metadata_in(encoded(image, {to->id}));
            REQUIRE((kept != nullptr || !keeps(*from, "ICC") || !keeps(*to, "ICC")));
            if (!kept)
                continue;
            CHECK(kept->icc().empty() == !(keeps(*from, "ICC") && keeps(*to, "ICC")));
            CHECK(contains(kept->exif(), "Penstock") ==
                  (keeps(*from, "EXIF") && keeps(*to, "EXIF")));
            CHECK(kept->xmp().empty() == !(keeps(*from, "XMP") && keeps(*to, "XMP")));
        }
}

TEST_CASE("encode keeps all, the profile alone, or nothing", "[codec][metadata]") {
    for (const Format* format : formats_with_metadata()) {
        if (!keeps(*format, "ICC"))
            continue;
        INFO(format->name);
        const Image image = picture_with(everything(), format->id);
        const auto kept = [&](KeptMetadata metadata) {
            return metadata_in(encoded(image, {.format = format->id, .metadata = metadata}));
        };
        const auto icc = kept(KeptMetadata::icc);
        REQUIRE(icc != nullptr);
        CHECK(icc->bytes() == icc->icc().size());
        CHECK_FALSE(icc->resolution().is_known());
        CHECK(kept(KeptMetadata::none) == nullptr);
        Image bare = image;
        bare.set_metadata(nullptr);
        CHECK(encoded(image, {.format = format->id, .metadata = KeptMetadata::none}) ==
              encoded(bare, {.format = format->id}));
    }
}

TEST_CASE("a profile that does not fit the channels is left out, and noted", "[codec][metadata]") {
    for (const Format* format : formats_with_metadata()) {
        if (!keeps(*format, "ICC"))
            continue;
        INFO(format->name);
        for (const Bytes& icc : {icc_profile("CMYK"), icc_profile("GRAY"), Bytes(300), Bytes(3)}) {
            TestContext context;
            const Encoded file = encoded_with(
                picture_with({.icc = icc, .xmp = "xmp"}, format->id), {format->id}, context);
            const auto kept = metadata_in(std::as_const(file.buffer).bytes());
            REQUIRE(kept != nullptr);
            CHECK(kept->icc().empty());
            CHECK(text_of(kept->xmp()) == "xmp");
            CHECK_THAT(lost_in(context), Catch::StartsWith("ICC profile ("));
        }
    }
}

TEST_CASE("a profile goes with no linear light", "[codec][metadata]") {
    Image image = picture_with({.icc = icc_profile()}, FormatId::png);
    image.set_colour_space(ColourSpace::linear);
    CHECK(metadata_in(encoded(image, {FormatId::png})) == nullptr);
}

TEST_CASE("a gray JPEG of a colour image has no profile for colours", "[codec][metadata]") {
    TestContext context;
    const Encoded file = encoded_with(picture_with({.icc = icc_profile()}, FormatId::jpeg),
                                      {.format = FormatId::jpeg, .subsampling = Subsampling::gray},
                                      context);
    CHECK(metadata_in(std::as_const(file.buffer).bytes()) == nullptr);
    CHECK_THAT(lost_in(context), Catch::Contains("it is for RGB, and the picture has 1 channels"));
}

TEST_CASE("EXIF says what size the picture has in its file", "[codec][metadata]") {
    const auto kept =
        metadata_in(encoded(picture_with({.exif = exif_block()}, FormatId::jpeg), {}));
    Bytes expected = exif_block({.width = 20});
    set_exif_size(expected, 20, 10);
    CHECK(bytes_of(kept->exif()) == expected);
    CHECK(expected != exif_block({.width = 20}));
}

TEST_CASE("what has been turned says so, in EXIF and in XMP", "[codec][metadata]") {
    for (const Format* format : formats_with_metadata()) {
        if (!keeps(*format, "EXIF"))
            continue;
        INFO(format->name);
        for (const std::endian order : {std::endian::little, std::endian::big}) {
            const Bytes file =
                encoded(picture_with({.exif = exif_block({.order = order, .orientation = 6}),
                                      .xmp = xmp_packet(6)},
                                     format->id),
                        {format->id});
            CHECK(read_header(MemoryReader{file}).orientation == 6);
            CHECK(text_of(metadata_in(file, true)->xmp()) == xmp_packet(1));
            CHECK(text_of(metadata_in(file, false)->xmp()) == xmp_packet(6));
            for (const bool is_upright : {true, false}) {
                Image image = picture_with({}, format->id);
                image.set_metadata(metadata_in(file, is_upright));
                const Bytes again = encoded(image, {format->id});
                CHECK(read_header(MemoryReader{again}).orientation == (is_upright ? 1 : 6));
            }
        }
    }
}

TEST_CASE("a thumbnail is taken out", "[codec][metadata]") {
    for (const FormatId format : {FormatId::jpeg, FormatId::png, FormatId::webp}) {
        INFO(format_of(format).name);
        const Bytes file = encoded(
            picture_with({.exif = exif_block({.has_thumbnail = true}), .xmp = "xmp"}, format),
            {format});
        const std::string thumbnail(100, '\xAB');
        REQUIRE(contains(file, thumbnail));
        const auto kept = metadata_in(file);
        CHECK_FALSE(contains(kept->exif(), "\xAB\xAB"));
        CHECK(contains(kept->exif(), "Penstock"));
        CHECK(text_of(kept->xmp()) == "xmp");
    }
}

TEST_CASE("kinds for which there is no room are left out, what matters least first",
          "[codec][metadata]") {
    const Bytes file = encoded(picture_with(everything(), FormatId::png), {FormatId::png});
    const MemoryReader reader{file};
    const std::uint64_t icc = icc_profile().size();
    const auto plan = [&](std::uint64_t most) {
        return plan_metadata(reader, FormatId::png, most);
    };
    const Metadata::Sizes all = plan(1 << 22).sizes;
    CHECK(plan(1 << 22).lost.empty());
    CHECK(plan(all.sum()).sizes == all);
    const MetadataPlan without_texts = plan(all.sum() - 1);
    CHECK(without_texts.sizes.text == 0);
    CHECK(without_texts.sizes.xmp == all.xmp);
    CHECK(without_texts.lost == "texts (" + std::to_string(all.text) +
                                    " bytes; keep_metadata allows " +
                                    std::to_string(all.sum() - 1) + ")");
    CHECK(plan(icc).sizes.sum() == icc);
    CHECK(plan(icc - 1).sizes.icc == 0);
    CHECK(plan(0).is_empty());
}

TEST_CASE("a large profile lies in several segments of a JPEG", "[codec][metadata]") {
    const Bytes icc = icc_profile("RGB ", 200'000);
    const Bytes file = encoded(picture_with({.icc = icc}, FormatId::jpeg), {FormatId::jpeg});
    CHECK(bytes_of(metadata_in(file)->icc()) == icc);
}

TEST_CASE("what is too large for a JPEG is left out, and noted", "[codec][metadata]") {
    TestContext context;
    const Encoded file = encoded_with(
        picture_with({.icc = icc_profile(), .xmp = std::string(70'000, 'x')}, FormatId::jpeg),
        {FormatId::jpeg},
        context);
    const auto kept = metadata_in(std::as_const(file.buffer).bytes());
    CHECK(kept->xmp().empty());
    CHECK_FALSE(kept->icc().empty());
    CHECK(lost_in(context) == "XMP (too large for a JPEG)");
}

TEST_CASE("resolutions keep their numbers from format to format", "[codec][metadata]") {
    using Unit = Resolution::Unit;
    for (const Resolution& resolution : {Resolution{300, 300, Unit::inch},
                                         Resolution{72, 96, Unit::inch},
                                         Resolution{118, 118, Unit::centimetre},
                                         Resolution{2, 1, Unit::none}})
        for (const FormatId from : {FormatId::jpeg, FormatId::png, FormatId::tiff}) {
            INFO(resolution.x << " in " << format_of(from).name);
            Image image = picture_with({}, FormatId::jpeg);
            image.set_metadata(
                metadata_in(encoded(picture_with({.resolution = resolution}, from), {from})));
            REQUIRE(image.metadata() != nullptr);
            const auto kept = metadata_in(encoded(image, {FormatId::jpeg}));
            REQUIRE(kept != nullptr);
            CHECK(kept->resolution() == resolution);
        }
}

TEST_CASE("files with metadata stay within the bound that is declared", "[codec][metadata]") {
    for (const Format* format : formats_with_metadata()) {
        INFO(format->name);
        MetadataSample sample = everything();
        for (int i = 0; i < 250; ++i)
            sample.texts.emplace_back("k" + std::to_string(i), "v");
        Image image = picture(spec_of(1, 1, 3, format->written_types[0]));
        const std::size_t without = encoded(image, {format->id}).size();
        for (const auto& metadata : {made(sample), made({.resolution = sample.resolution})}) {
            image.set_metadata(metadata);
            const std::size_t size = encoded(image, {format->id}).size();
            CHECK(size <= max_encoded_bytes(image.spec(), {format->id}, metadata->bytes()));
            if (metadata->bytes() > 0)
                CHECK(size <= without + most_embedded_bytes(metadata->bytes()));
        }
    }
}

TEST_CASE("the documentation has the rows of the table", "[codec][metadata]") {
    const std::string page = read_file(PENSTOCK_SOURCE_DIR "/src/doc/metadata.md");
    std::size_t rows = 0;
    for (const Format* format : formats_with_metadata())
        rows += page.find("\n| " + std::string{format->name} + " | " +
                          std::string{format->metadata} + " |\n") != std::string::npos
                    ? 1
                    : 0;
    CHECK(rows == formats_with_metadata().size());
}

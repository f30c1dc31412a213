// SPDX-License-Identifier: Apache-2.0
// A row for each format of the table: what is written and read again, at each pixel type and with
// each number of channels, and what each parameter changes.
#include "codec/format.hpp"
#include "codec/format_table.hpp"
#include "codec/metadata_samples.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>

using namespace penstock;
using namespace penstock::codec;
using test::spec_of;

namespace {

struct Variant {
    EncodeParam param;
    EncodeOptions options;
};

struct Row {
    FormatId id;
    double mean;           // difference that is allowed between what was written and what is read
    std::string kept = {}; // of ICC, EXIF, XMP, resolution and texts; the rest is lost
    std::vector<Variant> variants = {}; // for each parameter: what must give other bytes
};

std::vector<Row> rows() {
    using enum EncodeParam;
    using C = Compression;
    return {
        {.id = FormatId::jpeg,
         .mean = 0.04,
         .kept = "ICC, EXIF, XMP, resolution, comments",
         .variants = {{quality, {.format = FormatId::jpeg, .quality = 50}},
                      {subsampling, {.format = FormatId::jpeg, .subsampling = Subsampling::s444}},
                      {progressive, {.format = FormatId::jpeg, .progressive = true}},
                      {optimize, {.format = FormatId::jpeg, .optimize = true}},
                      {restart_interval, {.format = FormatId::jpeg, .restart_interval = 4}}}},
        {.id = FormatId::png,
         .mean = 0,
         .kept = "ICC, EXIF, XMP, resolution, texts",
         .variants = {{level, {.format = FormatId::png, .level = 1}},
                      {effort, {.format = FormatId::png, .effort = Effort::fast}}}},
        {.id = FormatId::webp,
         .mean = 0.05,
         .kept = "ICC, EXIF, XMP",
         .variants = {{quality, {.format = FormatId::webp, .quality = 20}},
                      {compression, {.format = FormatId::webp, .compression = C::lossless}},
                      {method, {.format = FormatId::webp, .method = 1}}}},
        {.id = FormatId::tiff,
         .mean = 0,
         .kept = "ICC, EXIF, XMP, resolution",
         .variants = {{compression, {.format = FormatId::tiff, .compression = C::zip}},
                      {level, {.format = FormatId::tiff, .level = 1, .compression = C::zip}}}},
        {.id = FormatId::exr,
         .mean = 0.0005,
         .kept = "texts",
         .variants = {{compression, {.format = FormatId::exr, .compression = C::piz}}}},
        {.id = FormatId::hdr, .mean = 0.001},
        {.id = FormatId::bmp, .mean = 0},
        {.id = FormatId::pnm, .mean = 0},
        {.id = FormatId::tga,
         .mean = 0,
         .variants = {{compression, {.format = FormatId::tga, .compression = C::none}}}},
        {.id = FormatId::dpx,
         .mean = 0,
         .variants = {{bits, {.format = FormatId::dpx, .bits = 10}}}},
        {.id = FormatId::jp2,
         .mean = 0.005,
         .variants = {{quality, {.format = FormatId::jp2, .quality = 30}},
                      {compression, {.format = FormatId::jp2, .compression = C::lossless}}}},
        {.id = FormatId::gif,
         .mean = 0.1, // alpha becomes all or nothing
         .variants = {{colours, {.format = FormatId::gif, .colours = 8}}}},
    };
}

} // namespace

TEST_CASE("every format has a row, and every parameter of it a variant", "[codec][formats]") {
    const std::vector<Row> all = rows();
    REQUIRE(all.size() == formats().size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Format& format = formats()[i];
        INFO(format.name);
        CHECK(all[i].id == format.id);
        CHECK(find_format(format.name) == &format);
        CHECK(&format_of(format.id) == &format);
        CHECK(std::ranges::find(format.extensions, format.extension) != format.extensions.end());
        CHECK((format.decode == nullptr) == (format.through == "OpenImageIO"));
        CHECK((format.encode == nullptr) == (format.through == "OpenImageIO"));
        std::set<EncodeParam> covered;
        for (const Variant& variant : all[i].variants)
            covered.insert(variant.param);
        CHECK(covered == std::set<EncodeParam>(format.params.begin(), format.params.end()));
    }
}

TEST_CASE("each format gives back each pixel type with each number of channels",
          "[codec][formats]") {
    for (const Row& row : rows())
        for (const PixelType type : format_of(row.id).written_types)
            for (const std::uint32_t channels : format_of(row.id).written_channels) {
                const Image image = test::picture(spec_of(61, 47, channels, type));
                INFO(format_of(row.id).name << ' ' << image.spec().to_string());
                const Image again = test::decoded(test::encoded(image, {.format = row.id}));
                REQUIRE(again.spec().to_string() == image.spec().to_string());
                const double mean = test::difference(image, again).mean;
                CHECK(mean <= row.mean);
            }
}

TEST_CASE("each parameter of each format changes the file, and the file is read again",
          "[codec][formats]") {
    for (const Row& row : rows()) {
        const Image image =
            test::picture(spec_of(61, 47, 3, format_of(row.id).written_types.back()));
        std::set<test::Bytes> files = {test::encoded(image, {.format = row.id})};
        for (const Variant& variant : row.variants) {
            INFO(format_of(row.id).name << ' ' << to_string(variant.param));
            const test::Bytes file = test::encoded(image, variant.options);
            CHECK(files.insert(file).second);
            CHECK(test::decoded(file).spec().to_string() == image.spec().to_string());
        }
    }
}

TEST_CASE("each format keeps the metadata that its row names, and loses the rest",
          "[codec][formats]") {
    for (const Row& row : rows()) {
        const Format& format = format_of(row.id);
        INFO(format.name);
        const auto file = test::encoded(test::picture_with(test::everything(), row.id), {row.id});
        std::string found;
        const auto note = [&](bool is_there, std::string_view word) {
            if (is_there)
                found += (found.empty() ? "" : ", ") + std::string{word};
        };
        if (const auto kept = test::metadata_in(file)) {
            note(!kept->icc().empty(), "ICC");
            note(!kept->exif().empty(), "EXIF");
            note(!kept->xmp().empty(), "XMP");
            note(kept->resolution().is_known(), "resolution");
            note(kept->texts().size() == 2, "texts");
            note(kept->texts().size() == 1, "comments"); // that one of the two
        }
        CHECK(found == row.kept);
        CHECK(kept_metadata_names(format) == (row.kept.empty() ? "none" : row.kept));
    }
}

TEST_CASE("where there are no metadata, what is written is pixels alone", "[codec][formats]") {
    for (const Format& format : formats()) {
        const Image image = test::picture(spec_of(20, 10, 3, format.written_types[0]));
        const test::Bytes file = test::encoded(image, {.format = format.id});
        CHECK(read_header(MemoryReader{file}).orientation == 1);
        for (const std::string_view mark :
             {"Exif", "ICC_PROFILE", "iCCP", "http://ns.adobe.com/xap"})
            CHECK(std::ranges::search(file, mark, {}, [](std::byte b) {
                      return static_cast<char>(b);
                  }).empty());
    }
}

TEST_CASE("the tables for readers have a line for each format", "[codec][formats]") {
    const std::string read = table_of_read_formats();
    const std::string written = table_of_written_formats();
    for (const Format& format : formats()) {
        const std::string begin = "\n| " + std::string{format.name} + " | ";
        CHECK(read.find(begin) != std::string::npos);
        CHECK(written.find(begin) != std::string::npos);
    }
    CHECK_THAT(written,
               Catch::Contains("\n| bmp | u8 | 1, 3 or 4 | 65535 | none | none | 16 KiB | "
                               "penstock |"));
    CHECK_THAT(written,
               Catch::Contains("\n| exr | f16, f32 | 1 to 4 | 65535 | compression | texts | " +
                               std::string{format_of(FormatId::exr).encoder_memory} +
                               " | OpenImageIO |"));
    CHECK_THAT(read,
               Catch::Contains("\n| webp | u8, 3 or 4 channels: lossy and lossless | ICC, EXIF, "
                               "XMP | " +
                               std::string{format_of(FormatId::webp).decoder_memory} +
                               " | libwebp |"));
    for (const std::string& table : {read, written})
        CHECK_THAT(table,
                   Catch::Contains("what is not named is lost") &&
                       Catch::Contains(std::string{memory_letters}));
}

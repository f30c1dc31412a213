// SPDX-License-Identifier: Apache-2.0
#include "penstock/list_member.hpp"

#include "codec/encode.hpp"
#include "codec/format.hpp"
#include "nodes/built_in.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"
#include "support/test_context.hpp"
#include "support/unprivileged.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <sys/stat.h>

using namespace penstock;

namespace {

std::unique_ptr<Node> made(const std::string& type, const Value::Object& params) {
    NodeRegistry registry;
    add_decode(registry);
    add_encode(registry);
    std::unique_ptr<Node> node = registry.find(type)->make(params);
    node->open({});
    return node;
}

std::unique_ptr<LoaderNode> decoder(const Value::Object& params = {}) {
    return std::unique_ptr<LoaderNode>{dynamic_cast<LoaderNode*>(made("decode", params).release())};
}

Image gray_ramp() {
    Image image =
        Image::allocate({.width = 40, .height = 30, .channels = 1, .pixel_type = PixelType::u8});
    for (std::uint32_t y = 0; y < 30; ++y)
        for (std::uint32_t x = 0; x < 40; ++x)
            image.row(y)[x] = static_cast<std::byte>(x * 4 + y);
    return image;
}

// The same of three channels, for WebP, which has no gray pictures.
Image rgb_ramp() {
    const Image gray = gray_ramp();
    Image image =
        Image::allocate({.width = 40, .height = 30, .channels = 3, .pixel_type = PixelType::u8});
    for (std::size_t i = 0; i < image.pixels().size(); ++i)
        image.pixels()[i] = gray.pixels()[i / 3];
    return image;
}

// The bytes of a ramp in that format, as text.
std::string file_text(codec::FormatId format) {
    test::TestContext context;
    const codec::CodecModule module;
    const Encoded encoded =
        codec::encode(format == codec::FormatId::webp ? rgb_ramp() : gray_ramp(),
                      {.format = format},
                      module,
                      context);
    std::string text;
    for (const std::byte b : encoded.buffer.bytes())
        text += static_cast<char>(b);
    return text;
}

Request request_for(const std::filesystem::path& path) {
    Request request;
    request.name = request.path = path.string();
    return request;
}

Image loaded(const LoaderNode& node, const Request& request, NodeContext& context) {
    const Measure measure = node.measure(request, context);
    Buffer file = node.read(request, measure, context);
    Payload payload = node.load(request, measure, std::move(file), context);
    return std::move(*payload.get<Image>());
}

std::string failure(const LoaderNode& node, const Request& request) {
    test::TestContext context;
    try {
        static_cast<void>(loaded(node, request, context));
    } catch (const ItemError& error) {
        return std::string{to_string(error.error_class())} + ": " + error.what();
    }
    return {};
}

} // namespace

TEST_CASE("decode measures exactly, reads, and gives the picture, whatever the file is called",
          "[nodes][decode]") {
    const test::TempDir folder;
    const auto node = decoder();
    for (const auto format : {codec::FormatId::jpeg, codec::FormatId::png, codec::FormatId::tiff}) {
        const Request request =
            request_for(folder.write("picture.exr", file_text(format))); // the name lies
        test::TestContext context;
        const Measure measure = node->measure(request, context);
        CHECK(measure.format == codec::format_of(format).name);
        CHECK(measure.output.images == 1);
        CHECK(measure.output.bytes == buffer_capacity(40 * 30));
        CHECK(measure.file_bytes == std::filesystem::file_size(request.path));
        CHECK(measure.working_bytes > 0);
        CHECK(context.peak_file_slots == 1);
        CHECK(context.allocated_bytes == 0);
        const Image image = loaded(*node, request, context);
        CHECK(image.spec() == measure.output.spec);
        CHECK(context.peak_file_slots == 1);
        CHECK(context.file_slots == 0);
        if (format != codec::FormatId::jpeg)
            CHECK(std::ranges::equal(image.pixels(), gray_ramp().pixels()));
    }
}

TEST_CASE("decode fails by class where there is no file to read", "[nodes][decode]") {
    const test::TempDir folder;
    const auto node = decoder();
    CHECK(failure(*node, request_for(folder / "none.jpg")) ==
          "missing: cannot be opened: No such file or directory");
    CHECK(failure(*node, request_for(folder.path())) ==
          "unsupported: this is a folder; expected a file");
    REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
    CHECK(failure(*node, request_for(folder / "pipe")) ==
          "unsupported: this is no regular file; expected one");
    CHECK(failure(*node, request_for(folder.write("empty.jpg", ""))) ==
          "unsupported: this is an empty file; expected jpeg, png, webp, tiff, exr, hdr, bmp, pnm, "
          "tga, dpx, jp2, gif");
    CHECK(failure(*node, Request{}) ==
          "unsupported: this request names no file; decode needs those of a node files");
    if (test::Unprivileged::is_possible()) {
        std::filesystem::permissions(folder.path(), std::filesystem::perms{0755});
        const auto secret = folder.write("secret.jpg", file_text(codec::FormatId::jpeg));
        std::filesystem::permissions(secret, std::filesystem::perms::none);
        const test::Unprivileged now;
        CHECK(failure(*node, request_for(secret)) ==
              "permission: cannot be opened: Permission denied");
    }
}

TEST_CASE("decode notices that a file changed between measuring and reading", "[nodes][decode]") {
    const test::TempDir folder;
    const auto node = decoder();
    const std::string text = file_text(codec::FormatId::jpeg);
    const Request request = request_for(folder.write("a.jpg", text));
    test::TestContext context;
    const Measure measure = node->measure(request, context);
    for (const std::string& changed : {text + "more", text.substr(0, text.size() - 1)}) {
        folder.write("a.jpg", changed);
        CHECK_THROWS_WITH(node->read(request, measure, context),
                          fmt::format("the file changed while it was read: it had {} bytes, and "
                                      "has {} now",
                                      text.size(),
                                      changed.size()));
    }
    // Another picture with as many bytes.
    std::string other = file_text(codec::FormatId::png);
    other.resize(std::max(text.size(), other.size()));
    const Request second = request_for(folder.write("b.jpg", other));
    Measure old = node->measure(second, context);
    old.output.spec.width = 41;
    CHECK_THROWS_WITH(node->load(second, old, node->read(second, old, context), context),
                      "the picture is 40x30 u8 x 1, and was 41x30 u8 x 1 when it was measured: the "
                      "file changed");
}

TEST_CASE("decode honours its limits and its list of formats", "[nodes][decode]") {
    const test::TempDir folder;
    const Request request = request_for(folder.write("a", file_text(codec::FormatId::jpeg)));
    CHECK(failure(*decoder({{"max_pixels", 1199}}), request) ==
          "limit: the picture has 40x30 = 1200 pixels; max_pixels allows 1199");
    CHECK(failure(*decoder({{"max_pixels", 1200}}), request).empty());
    CHECK_THAT(failure(*decoder({{"max_file_bytes", 100}}), request),
               Catch::Matchers::EndsWith("max_file_bytes allows 100"));
    CHECK(failure(*decoder({{"max_side", 39}}), request) ==
          "limit: the picture is 40x30 pixels; max_side allows 39");
    CHECK(failure(*decoder({{"max_side", 40}}), request).empty());
    CHECK(failure(*decoder({{"formats", Value::Array{"png", "webp"}}}), request) ==
          "unsupported: this is a JPEG, which the parameter formats (png, webp) leaves out");
    CHECK(failure(*decoder({{"formats", Value::Array{"jpeg"}}}), request).empty());
    CHECK_THROWS_WITH(decoder({{"formats", Value::Array{"jpg"}}}),
                      "formats: unknown format \"jpg\"; expected some of jpeg, png, webp, tiff, "
                      "exr, hdr, bmp, pnm, tga, dpx, jp2, gif");
    CHECK_THROWS_WITH(decoder({{"formats", Value::Array{}}}),
                      "formats: the list is empty, so no file could be decoded; leave it out to "
                      "accept jpeg, png, webp, tiff, exr, hdr, bmp, pnm, tga, dpx, jp2, gif");
}

TEST_CASE("decode refuses more channels than it is told", "[nodes][decode]") {
    const test::TempDir folder;
    const auto node = decoder({{"max_channels", 2}});
    CHECK(failure(*node, request_for(folder.write("a", file_text(codec::FormatId::jpeg)))).empty());
    CHECK(failure(*node, request_for(folder.write("b", file_text(codec::FormatId::webp)))) ==
          "limit: the picture has 3 channels; max_channels allows 2");
    CHECK(failure(*decoder({{"max_channels", 3}}), request_for(folder / "b")).empty());
}

TEST_CASE("decode refuses more metadata than it is told, whatever the format", "[nodes][decode]") {
    const test::TempDir folder;
    std::string jpeg = file_text(codec::FormatId::jpeg);
    jpeg.insert(2, std::string{"\xFF\xFE\x03\xEA", 4} + std::string(1000, 'x')); // a comment
    const Request request = request_for(folder.write("a.jpg", jpeg));
    const std::string message = failure(*decoder({{"max_metadata_bytes", 1013}}), request);
    CHECK(message == "limit: the file has 1014 bytes of metadata (profiles, EXIF, texts); "
                     "max_metadata_bytes allows 1013");
    CHECK(failure(*decoder({{"max_metadata_bytes", 1014}}), request).empty());

    std::string png = file_text(codec::FormatId::png);
    png.insert(33, std::string{"\0\0\x03\xE8tEXt", 8} + std::string(1000 + 4, 'x'));
    std::string webp = file_text(codec::FormatId::webp);
    webp += std::string{"EXIF\xE8\x03\0\0", 8} + std::string(1000, 'x');
    webp[4] = static_cast<char>((webp.size() - 8) & 0xFF);
    webp[5] = static_cast<char>((webp.size() - 8) >> 8);
    for (const std::string& text : {png, webp})
        CHECK_THAT(
            failure(*decoder({{"max_metadata_bytes", 999}}), request_for(folder.write("b", text))),
            Catch::Matchers::StartsWith("limit: the file has 10"));
}

TEST_CASE("decode counts the scans of a JPEG before it decodes", "[nodes][decode]") {
    test::TestContext context;
    const codec::CodecModule module;
    const Encoded encoded = codec::encode(
        gray_ramp(), {.format = codec::FormatId::jpeg, .progressive = true}, module, context);
    std::string text;
    for (const std::byte b : encoded.buffer.bytes())
        text += static_cast<char>(b);
    const test::TempDir folder;
    const Request request = request_for(folder.write("a.jpg", text));
    CHECK(failure(*decoder({{"max_scans", 5}}), request) ==
          "limit: the JPEG has 6 scans; max_scans allows 5");
    CHECK(failure(*decoder({{"max_scans", 6}}), request).empty());
}

TEST_CASE("decode completes a file that ends early only where it is told to, and says so",
          "[nodes][decode]") {
    const test::TempDir folder;
    const std::string text = file_text(codec::FormatId::jpeg);
    const Request whole = request_for(folder.write("whole.jpg", text));
    const Request cut = request_for(folder.write("cut.jpg", text.substr(0, text.size() - 60)));
    CHECK(failure(*decoder(), cut) == "truncated: the JPEG ends before its picture is complete");
    test::TestContext context;
    const auto padding = decoder({{"on_truncated", "pad"}});
    const Image expected = loaded(*padding, whole, context);
    CHECK_FALSE(context.info.attributes.find("truncated")->as_bool());
    const Image image = loaded(*padding, cut, context);
    CHECK(context.info.attributes.find("truncated")->as_bool());
    CHECK(image.row(0)[39] == expected.row(0)[39]);
    CHECK(image.row(29)[39] == std::byte{0});
    CHECK_THAT(failure(*padding, request_for(folder.write("none.jpg", text.substr(0, 300)))),
               Catch::Matchers::StartsWith("truncated: "));
}

namespace {

// A TIFF of that many gray pages of 2x1 pixels, each filled with its number.
std::string pages(int count) {
    std::string file{"II*\0\x08\0\0\0", 8};
    const auto number = [&file](std::uint32_t value, int bytes) {
        for (int i = 0; i < bytes; ++i)
            file += static_cast<char>(value >> (8 * i));
    };
    for (int page = 0; page < count; ++page) {
        const std::size_t end = file.size() + 2 + 9 * 12 + 4;
        const std::array<std::uint32_t, 9> tags = {256, 257, 258, 259, 262, 273, 277, 278, 279};
        const std::array<std::uint32_t, 9> values = {
            2, 1, 8, 1, 1, static_cast<std::uint32_t>(end), 1, 1, 2};
        number(9, 2);
        for (std::size_t i = 0; i < tags.size(); ++i) {
            number(tags[i], 2);
            number(4, 2);
            number(1, 4);
            number(values[i], 4);
        }
        number(page + 1 < count ? static_cast<std::uint32_t>(end + 2) : 0, 4);
        number(static_cast<std::uint32_t>(page * 257), 2);
    }
    return file;
}

} // namespace

TEST_CASE("decode takes the first picture of a file, all of them, or refuses several",
          "[nodes][decode]") {
    const test::TempDir folder;
    const Request request = request_for(folder.write("pages.tif", pages(3)));
    test::TestContext context;
    CHECK(loaded(*decoder(), request, context).pixels()[0] == std::byte{0});
    CHECK(*context.info.attributes.find("frame") == Value{0});
    test::TestContext of_a_sequence;
    of_a_sequence.info.attributes.set("frame", 1001);
    static_cast<void>(loaded(*decoder(), request, of_a_sequence));
    CHECK(*of_a_sequence.info.attributes.find("frame") == Value{1001});
    CHECK(failure(*decoder({{"frames", "error"}}), request) ==
          "unsupported: the TIFF has 3 pictures, and frames is \"error\"; set it to \"first\" or "
          "\"all\"");
    CHECK(failure(*decoder({{"frames", "error"}}), request_for(folder.write("one.tif", pages(1))))
              .empty());

    context.info.attributes.set("size", "large");
    const auto node = decoder({{"frames", "all"}});
    CHECK(node->most_results() == 128);
    const Measure measure = node->measure(request, context);
    REQUIRE(measure.output.members.size() == 3);
    CHECK(measure.output.images == 3);
    Payload payload = node->load(request, measure, node->read(request, measure, context), context);
    const List list = std::move(*payload.get<List>());
    REQUIRE(list.members.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
        const Attributes& attributes = list.members[i].info.attributes;
        CHECK(list.members[i].payload.get<Image>()->pixels()[1] == static_cast<std::byte>(i));
        CHECK(attributes.find("frame")->as_integer() == static_cast<std::int64_t>(i));
        CHECK_FALSE(attributes.find("truncated")->as_bool());
        CHECK(attributes.find("nonfinite_pixels")->as_integer() == 0);
        CHECK(attributes.find("size")->as_string() == "large");
    }
}

TEST_CASE("decode knows the frames of an animated GIF", "[nodes][decode]") {
    const test::TempDir folder;
    test::TestContext context;
    const std::string screen{"GIF89a\2\0\1\0\x80\0\0\1\2\3\4\5\6", 19};
    const auto pixel = [](char x) {
        return std::string{",", 1} + x + std::string{"\0\0\0\1\0\1\0\0\2\2\x4C\1\0", 13};
    };
    const Request two = request_for(folder.write("two.gif", screen + pixel(0) + pixel(1) + ';'));
    const Request one = request_for(folder.write("one.gif", screen + pixel(0) + ';'));
    CHECK(loaded(*decoder(), two, context).spec().to_string() == "2x1 u8 x 4");
    CHECK(failure(*decoder({{"frames", "error"}}), one).empty());
    CHECK(failure(*decoder({{"frames", "error"}}), two) ==
          "unsupported: the GIF has 2 pictures, and frames is \"error\"; set it to \"first\" or "
          "\"all\"");
    CHECK(failure(*decoder({{"frames", "all"}, {"max_frames", 1}}), two) ==
          "limit: the GIF has at least 2 pictures; max_frames allows 1");
    const auto node = decoder({{"frames", "all"}});
    const Measure measure = node->measure(two, context);
    REQUIRE(measure.output.members.size() == 2);
    Payload payload = node->load(two, measure, node->read(two, measure, context), context);
    const List list = std::move(*payload.get<List>());
    REQUIRE(list.members.size() == 2);
    for (std::size_t i = 0; i < 2; ++i) {
        CHECK(list.members[i].info.attributes.find("frame")->as_integer() ==
              static_cast<std::int64_t>(i));
        const auto pixels = list.members[i].payload.get<Image>()->pixels();
        CHECK(pixels[3] == std::byte{255});
        CHECK(pixels[7] == std::byte{i == 0 ? std::uint8_t{0} : std::uint8_t{255}});
    }
}

TEST_CASE("decode refuses more pictures than it is told", "[nodes][decode]") {
    const test::TempDir folder;
    const Request request = request_for(folder.write("pages.tif", pages(3)));
    CHECK(failure(*decoder({{"frames", "all"}, {"max_frames", 2}}), request) ==
          "limit: the TIFF has at least 3 pictures; max_frames allows 2");
    const auto node = decoder({{"frames", "all"}, {"max_frames", 3}});
    test::TestContext context;
    CHECK(node->measure(request, context).output.members.size() == 3);
    CHECK(node->most_results() == 3);
    CHECK(decoder()->most_results() == 1);
}

TEST_CASE("decode hands what it is told about OpenEXR files on", "[nodes][decode]") {
    const test::TempDir folder;
    test::TestContext context;
    const codec::CodecModule module;
    Image rgb =
        Image::allocate({.width = 4, .height = 2, .channels = 3, .pixel_type = PixelType::f32});
    const std::array<float, 3> pixel = {1.0F, std::numeric_limits<float>::infinity(), 3.0F};
    for (std::size_t at = 0; at < rgb.pixels().size(); at += sizeof pixel)
        std::memcpy(&rgb.pixels()[at], pixel.data(), sizeof pixel);
    const Encoded encoded = codec::encode(rgb, {.format = codec::FormatId::exr}, module, context);
    std::string text;
    for (const std::byte b : encoded.buffer.bytes())
        text += static_cast<char>(b);
    // The display window is one row higher than the data window.
    const std::size_t window = text.find("displayWindow") + 14 + 6 + 4;
    text[window + 12] = 2;
    const Request request = request_for(folder.write("a.exr", text));
    CHECK(loaded(*decoder(), request, context).spec().to_string() == "4x2 f32 x 3");
    CHECK(context.info.attributes.find("nonfinite_pixels")->as_integer() == 8);
    CHECK(loaded(*decoder({{"window", "display"}}), request, context).spec().to_string() ==
          "4x3 f32 x 3");
    const Image blue = loaded(*decoder({{"channels", Value::Array{"B"}}}), request, context);
    CHECK(blue.spec().channels == 1);
    CHECK(context.info.attributes.find("nonfinite_pixels")->as_integer() == 0);
    CHECK(failure(*decoder({{"part", "depth"}}), request) ==
          "unsupported: the OpenEXR file has no part \"depth\"; it has 0 \"\"");
    CHECK(failure(*decoder({{"part", "0"}}), request).empty());
}

TEST_CASE("decode reads a file whatever its name ends with, and one whose name has no end",
          "[nodes][decode]") {
    const test::TempDir folder;
    const auto node = decoder();
    for (const auto format : {codec::FormatId::jpeg,
                              codec::FormatId::png,
                              codec::FormatId::webp,
                              codec::FormatId::tiff})
        for (const char* name : {"a.jpg", "a.png", "a.exr", "a.txt", "a.", "a", ".hidden"}) {
            INFO(codec::format_of(format).name << " as " << name);
            test::TestContext context;
            const Request request = request_for(folder.write(name, file_text(format)));
            CHECK(node->measure(request, context).format == codec::format_of(format).name);
            CHECK(failure(*node, request).empty());
        }
}

TEST_CASE("decode turns pictures upright unless it is told not to", "[nodes][decode]") {
    const test::TempDir folder;
    std::string text = file_text(codec::FormatId::jpeg);
    const std::string exif{"\xFF\xE1\x00\x22"
                           "Exif\0\0"
                           "II*\0\x08\0\0\0\x01\0"
                           "\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0",
                           36};
    text.insert(2, exif);
    const Request request = request_for(folder.write("a.jpg", text));
    test::TestContext context;
    const Image upright = loaded(*decoder(), request, context);
    const Image stored = loaded(*decoder({{"orient", false}}), request, context);
    CHECK(upright.spec().width == 30);
    CHECK(stored.spec().width == 40);
    CHECK(upright.row(0)[29] == stored.row(0)[0]);
    CHECK(decoder()->measure(request, context).working_bytes ==
          decoder({{"orient", false}})->measure(request, context).working_bytes +
              buffer_capacity(40 * 30));
}

TEST_CASE("decode knows beforehand that its pictures are scene-linear, where all are",
          "[nodes][decode]") {
    const auto formats = [](std::vector<std::string> names) {
        return made("decode", {{"formats", Value::Array(names.begin(), names.end())}});
    };
    const auto of = [](const std::unique_ptr<Node>& node) {
        return dynamic_cast<const LoaderNode&>(*node).ordinary_image();
    };
    REQUIRE(of(formats({"exr"})));
    CHECK(of(formats({"exr"}))->colour_space == ColourSpace::linear);
    CHECK(of(formats({"exr"}))->pixel_type == PixelType::f16);
    CHECK_FALSE(of(formats({"exr", "png"})));
    CHECK_FALSE(of(made("decode", {})));
}

// SPDX-License-Identifier: Apache-2.0
#include "codec/encode.hpp"
#include "codec/format.hpp"
#include "nodes/built_in.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"
#include "support/test_context.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

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

// The bytes of gray_ramp() in that format, as text.
std::string file_text(codec::FormatId format) {
    test::TestContext context;
    const codec::CodecModule module;
    const Encoded encoded = codec::encode(gray_ramp(), {.format = format}, module, context);
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
    if (::geteuid() != 0) { // root may read everything
        const auto secret = folder.write("secret.jpg", file_text(codec::FormatId::jpeg));
        REQUIRE(::chmod(secret.c_str(), 0) == 0);
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
                          "the file changed while it was read");
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

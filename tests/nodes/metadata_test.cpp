// SPDX-License-Identifier: Apache-2.0
// What decode and encode do with metadata.
#include "codec/encode.hpp"
#include "codec/format.hpp"
#include "nodes/made.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

using namespace penstock;

namespace {

constexpr std::string_view xmp = "<x:xmpmeta/>";

std::shared_ptr<const Metadata> some_metadata() {
    Buffer buffer = Buffer::allocate(xmp.size());
    std::memcpy(buffer.bytes().data(), xmp.data(), xmp.size());
    return std::make_shared<const Metadata>(
        std::move(buffer), Metadata::Sizes{.xmp = xmp.size()}, Resolution{});
}

Image image_with_metadata() {
    Image image = test::plain(8, 8);
    image.set_metadata(some_metadata());
    return image;
}

Request file_with_metadata(const test::TempDir& folder) {
    test::TestContext context;
    const codec::CodecModule module;
    const Encoded encoded =
        codec::encode(image_with_metadata(), {.format = codec::FormatId::jpeg}, module, context);
    const auto bytes = encoded.buffer.bytes();
    const auto path =
        folder.write("a.jpg", {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    Request request;
    request.name = request.path = path.string();
    return request;
}

struct Loaded {
    Measure measure;
    Image image;
    std::string lost;
};

Loaded loaded(const Value::Object& params) {
    const test::TempDir folder;
    const Request request = file_with_metadata(folder);
    const auto node = test::made<LoaderNode>(add_decode, params);
    node->open({});
    test::TestContext context;
    Loaded result;
    result.measure = node->measure(request, context);
    Buffer file = node->read(request, result.measure, context);
    Payload payload = node->load(request, result.measure, std::move(file), context);
    result.image = *payload.get<Image>();
    if (const Value* lost = context.info.attributes.find("metadata.lost"))
        result.lost = lost->as_string();
    return result;
}

Encoded encoded_by(const Value::Object& params) {
    const auto node = test::made<WorkNode>(add_encode, params);
    node->open({});
    test::TestContext context;
    return *node->process(image_with_metadata(), context).get<Encoded>();
}

} // namespace

TEST_CASE("decode keeps metadata, and measures what they take", "[nodes][metadata]") {
    const Loaded with = loaded({});
    REQUIRE(with.image.metadata() != nullptr);
    CHECK(with.image.metadata()->xmp().size() == xmp.size());
    CHECK(with.measure.output.metadata_bytes == xmp.size());
    CHECK(with.lost.empty());
}

TEST_CASE("decode keeps no more metadata than it may, and says what is lost", "[nodes][metadata]") {
    const Loaded without = loaded({{"keep_metadata", 11}});
    CHECK(without.image.metadata() == nullptr);
    CHECK(without.measure.output.metadata_bytes == 0);
    CHECK(without.lost == "XMP (damaged or larger than keep_metadata)");
    CHECK(loaded({{"keep_metadata", 12}}).image.metadata() != nullptr);
    const auto node = test::made<LoaderNode>(add_decode, {{"keep_metadata", 12 * 1024}});
    CHECK(node->most_metadata_bytes() == 12 * 1024);
}

TEST_CASE("encode writes the metadata that it is to keep", "[nodes][metadata]") {
    const auto has_xmp = [](const Encoded& encoded) {
        const auto bytes = encoded.buffer.bytes();
        const std::string_view text{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
        return text.find(xmp) != text.npos;
    };
    CHECK(has_xmp(encoded_by({{"format", "jpeg"}})));
    CHECK(has_xmp(encoded_by({{"format", "jpeg"}, {"metadata", "all"}})));
    CHECK_FALSE(has_xmp(encoded_by({{"format", "jpeg"}, {"metadata", "icc"}})));
    CHECK_FALSE(has_xmp(encoded_by({{"format", "jpeg"}, {"metadata", "none"}})));
}

TEST_CASE("encode declares room for metadata that it keeps", "[nodes][metadata]") {
    PayloadBound with = PayloadBound::image(test::plain(8, 8).spec());
    const PayloadBound without = with;
    with.metadata_bytes = 1'000'000;
    const auto growth = [&](const char* metadata) {
        const auto node =
            test::made<WorkNode>(add_encode, {{"format", "png"}, {"metadata", metadata}});
        return node->bound(with).output.bytes - node->bound(without).output.bytes;
    };
    CHECK(growth("all") >= 1'000'000);
    CHECK(growth("none") == 0);
}

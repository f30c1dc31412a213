// SPDX-License-Identifier: Apache-2.0
#include "codec/encode.hpp"

#include "codec/format.hpp"
#include "nodes/built_in.hpp"
#include "support/catch.hpp"
#include "support/test_context.hpp"

#include <algorithm>
#include <memory>
#include <string>

using namespace penstock;

namespace {

std::unique_ptr<WorkNode> encoder(const Value::Object& params) {
    NodeRegistry registry;
    add_encode(registry);
    std::unique_ptr<Node> node = registry.find("encode")->make(params);
    node->open({});
    return std::unique_ptr<WorkNode>{dynamic_cast<WorkNode*>(node.release())};
}

Image striped(const ImageSpec& spec) {
    Image image = Image::allocate(spec);
    std::uint32_t noise = 3;
    for (std::byte& b : image.pixels())
        b = static_cast<std::byte>((noise = noise * 1664525U + 1013904223U) >> 26U);
    return image;
}

constexpr ImageSpec small = {.width = 50, .height = 40, .channels = 3, .pixel_type = PixelType::u8};

Encoded result(const Value::Object& params, const ImageSpec& spec = small) {
    test::TestContext context;
    Payload payload = encoder(params)->process(striped(spec), context);
    return std::move(*payload.get<Encoded>());
}

// Of a picture of one colour.
Encoded flat(const Value::Object& params) {
    Image image = Image::allocate(small);
    std::ranges::fill(image.pixels(), std::byte{7});
    test::TestContext context;
    Payload payload = encoder(params)->process(image, context);
    return std::move(*payload.get<Encoded>());
}

bool are_equal(const Encoded& left, const Encoded& right) {
    return std::ranges::equal(left.buffer.bytes(), right.buffer.bytes());
}

} // namespace

TEST_CASE("encode names format and extension, and stays within its bound", "[nodes][encode]") {
    for (const codec::Format& format : codec::formats()) {
        ImageSpec spec = small;
        spec.pixel_type = format.written_types[0];
        Image image = striped(spec);
        const auto node = encoder({{"format", std::string{format.name}}});
        const NodeBound bound = node->bound(PayloadBound::image(spec));
        test::TestContext context;
        Payload payload = node->process(std::move(image), context);
        const Encoded& encoded = *payload.get<Encoded>();
        CHECK(encoded.format == format.name);
        CHECK(encoded.extension == format.extension);
        CHECK(bound.output.format == encoded.format);
        CHECK(bound.output.extension == encoded.extension);
        CHECK(bound.output.images == 0);
        CHECK(bound.output.spec == spec);
        CHECK(encoded.buffer.capacity() <= bound.output.bytes);
        CHECK(context.allocated_bytes <= bound.output.bytes + bound.working_bytes);
    }
}

TEST_CASE("every parameter of encode reaches the encoder", "[nodes][encode]") {
    const Value::Object jpeg = {{"format", "jpeg"}};
    for (const auto& [name, value] : Value::Object{{"quality", 50},
                                                   {"subsampling", "444"},
                                                   {"progressive", true},
                                                   {"optimize", true},
                                                   {"restart_interval", 2}}) {
        INFO(name);
        CHECK_FALSE(are_equal(result(jpeg), result({{"format", "jpeg"}, {name, value}})));
    }
    CHECK_FALSE(are_equal(result({{"format", "png"}}), result({{"format", "png"}, {"level", 0}})));
    CHECK_FALSE(
        are_equal(result({{"format", "webp"}}), result({{"format", "webp"}, {"method", 0}})));
    CHECK_FALSE(
        are_equal(flat({{"format", "png"}}), flat({{"format", "png"}, {"effort", "fast"}})));
    CHECK(are_equal(flat({{"format", "png"}}), flat({{"format", "png"}, {"effort", "default"}})));
    CHECK_FALSE(are_equal(result({{"format", "tiff"}}),
                          result({{"format", "tiff"}, {"compression", "packbits"}})));
    CHECK(are_equal(result(jpeg),
                    result({{"format", "jpeg"}, {"quality", 90}, {"subsampling", "420"}})));
}

TEST_CASE("encode refuses what its format does not use, when it is opened", "[nodes][encode]") {
    CHECK_THROWS_WITH(encoder({{"format", "png"}, {"quality", 90}}),
                      "format png does not use quality; jpeg, webp, jp2 does: leave it out, or "
                      "choose another format");
    CHECK_THROWS_WITH(encoder({{"format", "jpeg"}, {"compression", "zip"}}),
                      "format jpeg does not use compression; webp, tiff, exr, tga, jp2 does: leave "
                      "it out, or choose another format");
    CHECK_THROWS_WITH(encoder({{"format", "webp"}, {"effort", "fast"}}),
                      "format webp does not use effort; png does: leave it out, or choose another "
                      "format");
    CHECK_NOTHROW(encoder({{"format", "webp"}, {"compression", "lossless"}}));
}

TEST_CASE("encode fails images that its format cannot hold", "[nodes][encode]") {
    ImageSpec spec = small;
    spec.channels = 4;
    CHECK_THROWS_WITH(result({{"format", "jpeg"}}, spec),
                      Catch::Matchers::Contains("convert with channels=3"));
    CHECK_NOTHROW(encoder({{"format", "jpeg"}})->bound(PayloadBound::image(spec)));
}

TEST_CASE("encode is described: a required format, and no default where the format decides",
          "[nodes][encode]") {
    NodeRegistry registry;
    add_encode(registry);
    const NodeDescriptor& descriptor = registry.find("encode")->descriptor;
    CHECK(descriptor.traits.is_concurrent);
    CHECK(descriptor.find_param("format")->is_required);
    for (const char* name :
         {"quality", "level", "progressive", "optimize", "restart_interval", "method"})
        CHECK(descriptor.find_param(name)->default_value.is_null());
    for (const char* name : {"subsampling", "compression"})
        CHECK(descriptor.find_param(name)->default_value == Value{"auto"});
}

TEST_CASE("encode knows integers that hold light, and pictures that came out dark",
          "[nodes][encode]") {
    for (const PixelType type : {PixelType::u8, PixelType::u16, PixelType::f32})
        for (const ColourSpace space :
             {ColourSpace::unspecified, ColourSpace::srgb, ColourSpace::linear}) {
            const bool is_dark = type != PixelType::f32 && space == ColourSpace::linear;
            ImageSpec spec = small;
            spec.pixel_type = type;
            spec.colour_space = space;
            const auto node = encoder({{"format", "tiff"}});
            CHECK(node->warnings(PayloadBound::image(spec)).empty() != is_dark);
            CHECK(node->notes().empty());
            test::TestContext context;
            static_cast<void>(node->process(striped(spec), context));
            CHECK(node->notes().size() == (is_dark ? 1U : 0U));
        }
    ImageSpec spec = small; // a DPX file says that its integers are linear
    spec.colour_space = ColourSpace::linear;
    CHECK(encoder({{"format", "dpx"}})->warnings(PayloadBound::image(spec)).empty());
    CHECK_FALSE(encoder({{"format", "png"}})->warnings(PayloadBound::image(spec)).empty());
}

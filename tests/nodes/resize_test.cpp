// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "pixels/patterns.hpp"
#include "support/catch.hpp"
#include "support/test_context.hpp"

#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <utility>

using namespace penstock;

namespace {

std::unique_ptr<Node> made(const Value::Object& params) {
    NodeRegistry registry;
    add_resize(registry);
    return registry.find("resize")->make(params);
}

Image picture(std::uint32_t width, std::uint32_t height, std::uint32_t channels = 3) {
    Image image = Image::allocate({width, height, channels, PixelType::u8, ColourSpace::srgb});
    pixels::draw(pixels::Pattern::photo, {}, image);
    return image;
}

Image resized(const Image& image, const Value::Object& params) {
    const std::unique_ptr<Node> node = made(params);
    auto& work = dynamic_cast<WorkNode&>(*node);
    work.open({});
    const NodeBound bound = work.bound(PayloadBound::image(image.spec()));
    test::TestContext context;
    Payload payload = work.process(Payload{image}, context);
    Image result = std::move(*payload.get<Image>());
    // What it takes, it has declared; and the declared size is the real one.
    CHECK(context.allocated_bytes <= bound.output.bytes + bound.working_bytes);
    CHECK(bound.output.spec == result.spec());
    CHECK(bound.output.images == 1);
    CHECK(result.spec().colour_space == image.spec().colour_space);
    return result;
}

std::string size_of(const Image& image) {
    return std::to_string(image.spec().width) + 'x' + std::to_string(image.spec().height);
}

std::string size_after(std::uint32_t width, std::uint32_t height, const Value::Object& params) {
    return size_of(resized(picture(width, height, 1), params));
}

bool shares_pixels(const Image& left, const Image& right) {
    return left.pixels().data() == right.pixels().data();
}

} // namespace

TEST_CASE("resize keeps the proportions and stays inside the box", "[nodes][resize]") {
    const Value::Object box = {{"width", 100}, {"height", 80}};
    CHECK(size_after(400, 300, box) == "100x75");
    CHECK(size_after(300, 400, box) == "60x80");
    CHECK(size_after(500, 400, box) == "100x80");
    CHECK(size_after(1000, 1, box) == "100x1");
    CHECK(size_after(1, 1000, box) == "1x80");
    CHECK(size_after(101, 80, box) == "100x79");
    CHECK(size_after(400, 300, {{"width", 100}}) == "100x75");
    CHECK(size_after(400, 300, {{"height", 100}}) == "133x100");
    CHECK(size_after(10, 20000, {{"width", 5}}) == "5x10000");
}

TEST_CASE("resize never leaves the box by rounding", "[nodes][resize]") {
    const std::unique_ptr<Node> node = made({{"width", 97}, {"height", 61}, {"enlarge", true}});
    const auto& work = dynamic_cast<const WorkNode&>(*node);
    int wrong = 0;
    for (std::uint32_t width = 1; width < 300; ++width)
        for (std::uint32_t height = 1; height < 300; ++height) {
            const ImageSpec spec{width, height, 3, PixelType::u8, {}};
            const ImageSpec to = work.bound(PayloadBound::image(spec)).output.spec;
            wrong += to.width > 97 || to.height > 61 || (to.width < 97 && to.height < 61) ||
                     to.width == 0 || to.height == 0;
        }
    CHECK(wrong == 0);
}

TEST_CASE("resize passes an image that is small already, without a copy", "[nodes][resize]") {
    const Image image = picture(50, 40);
    CHECK(shares_pixels(resized(image, {{"width", 100}, {"height", 100}}), image));
    CHECK(shares_pixels(resized(image, {{"width", 50}}), image));
    CHECK(shares_pixels(resized(image, {{"width", 51}, {"fit", "fill"}}), image));
    CHECK(shares_pixels(
        resized(image, {{"width", 50}, {"height", 40}, {"fit", "fill"}, {"enlarge", true}}),
        image));
}

TEST_CASE("resize enlarges where it is asked to", "[nodes][resize]") {
    CHECK(size_after(50, 40, {{"width", 100}, {"height", 100}, {"enlarge", true}}) == "100x80");
    CHECK(size_after(50, 40, {{"height", 80}, {"enlarge", true}}) == "100x80");
    CHECK(size_after(50, 40, {{"width", 100}, {"fit", "fill"}, {"enlarge", true}}) == "100x40");
}

TEST_CASE("resize fills the box exactly where the proportions do not matter", "[nodes][resize]") {
    CHECK(size_after(400, 300, {{"width", 100}, {"height", 200}, {"fit", "fill"}}) == "100x200");
    CHECK(size_after(400, 300, {{"width", 100}, {"fit", "fill"}}) == "100x300");
    CHECK(size_after(400, 300, {{"height", 100}, {"fit", "fill"}}) == "400x100");
    // Without "enlarge", no side grows.
    CHECK(size_after(400, 300, {{"width", 500}, {"height", 200}, {"fit", "fill"}}) == "400x200");
}

TEST_CASE("each filter of resize gives pixels of its own", "[nodes][resize]") {
    const Image image = picture(90, 70);
    std::set<std::string> results;
    for (const char* filter : {"nearest", "bilinear", "bicubic", "mitchell", "lanczos"}) {
        const Image result = resized(image, {{"width", 40}, {"filter", filter}});
        const auto bytes = result.pixels();
        results.emplace(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    }
    CHECK(results.size() == 5);
    CHECK(std::ranges::equal(resized(image, {{"width", 40}}).pixels(),
                             resized(image, {{"width", 40}, {"filter", "lanczos"}}).pixels()));
}

TEST_CASE("resize takes images of any channels and pixel type", "[nodes][resize]") {
    for (const PixelType type : {PixelType::u8, PixelType::u16, PixelType::f16, PixelType::f32})
        for (std::uint32_t channels = 1; channels <= 7; ++channels) {
            Image image = Image::allocate({33, 21, channels, type, ColourSpace::linear});
            std::ranges::fill(image.pixels(), std::byte{0});
            const Image result = resized(image, {{"width", 11}});
            CHECK(size_of(result) == "11x7");
            CHECK(result.spec().channels == channels);
            CHECK(result.spec().pixel_type == type);
            CHECK(std::ranges::all_of(result.pixels(),
                                      [](std::byte byte) { return byte == std::byte{0}; }));
        }
}

TEST_CASE("a resize to no size at all is refused before the run", "[nodes][resize]") {
    CHECK_THROWS_WITH(
        made({{"fit", "fill"}}),
        "neither \"width\" nor \"height\" is set; set one of them, or both for a box");
}

TEST_CASE("resize reads its input and runs on many threads at once", "[nodes][resize]") {
    NodeRegistry registry;
    add_resize(registry);
    const NodeTraits& traits = registry.find("resize")->descriptor.traits;
    CHECK(traits.is_concurrent);
    CHECK_FALSE(traits.takes_ownership);
    CHECK_FALSE(traits.blocks);
}

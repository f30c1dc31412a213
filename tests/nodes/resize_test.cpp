// SPDX-License-Identifier: Apache-2.0
#include "penstock/failure.hpp"

#include "nodes/made.hpp"
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

TEST_CASE("each filter of resize gives pixels of its own, by any of its names", "[nodes][resize]") {
    const Image image = picture(90, 70);
    const auto pixels_of = [&image](const Value::Object& params) {
        const Image result = resized(image, params);
        const auto bytes = result.pixels();
        return std::string{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    };
    const auto with = [&pixels_of](const char* filter) {
        return pixels_of({{"width", 40}, {"filter", filter}});
    };
    std::set<std::string> results;
    for (const char* filter :
         {"nearest", "box", "bilinear", "bicubic", "mitchell", "lanczos2", "lanczos"})
        results.insert(with(filter));
    CHECK(results.size() == 7);
    CHECK(with("triangle") == with("bilinear"));
    CHECK(with("catrom") == with("bicubic"));
    CHECK(with("lanczos3") == with("lanczos"));
    CHECK(pixels_of({{"width", 40}}) == with("lanczos"));
}

TEST_CASE("resize covers the box, and cuts off as much on either side", "[nodes][resize]") {
    const Value::Object box = {{"width", 100}, {"height", 80}, {"fit", "cover"}};
    CHECK(size_after(400, 300, box) == "100x80");
    CHECK(size_after(300, 400, box) == "100x80");
    CHECK(size_after(400, 60, box) == "100x60"); // no side becomes longer
    CHECK(size_after(50, 60, box) == "50x60");
    CHECK(
        size_after(50, 60, {{"width", 100}, {"height", 80}, {"fit", "cover"}, {"enlarge", true}}) ==
        "100x80");
    CHECK(size_after(400, 300, {{"width", 100}, {"fit", "cover"}}) == "100x75");
    // Three stripes: of the outer ones as much is left on either side.
    Image stripes = Image::allocate({120, 40, 1, PixelType::u8, ColourSpace::srgb});
    for (std::uint32_t y = 0; y < 40; ++y)
        for (std::uint32_t x = 0; x < 120; ++x)
            stripes.row(y)[x] = std::byte{static_cast<std::uint8_t>(x / 40 * 100)};
    const Image result =
        resized(stripes, {{"width", 20}, {"height", 10}, {"fit", "cover"}, {"filter", "box"}});
    const auto row = result.row(0); // 30 wide, of which the middle 20: 5, 10 and 5
    CHECK(row[4] == std::byte{0});
    CHECK(row[5] == std::byte{100});
    CHECK(row[14] == std::byte{100});
    CHECK(row[15] == std::byte{200});
}

TEST_CASE("resize pads the picture to the box, in the middle", "[nodes][resize]") {
    const Value::Object box = {{"width", 100}, {"height", 80}, {"fit", "pad"}};
    CHECK(size_after(400, 300, box) == "100x80");
    CHECK(size_after(10, 10, box) == "100x80");
    CHECK(size_after(400, 300, {{"width", 100}, {"fit", "pad"}}) == "100x75");
    const Image picture = test::plain(40, 20, 3, 77);
    const auto padded = [&picture](const Value::Object& more) {
        Value::Object params = {{"width", 20}, {"height", 20}, {"fit", "pad"}};
        params.insert(params.end(), more.begin(), more.end());
        return resized(picture, params);
    };
    const Image white = padded({});
    CHECK(white.row(4)[0] == std::byte{255});
    CHECK(white.row(5)[0] == std::byte{77});
    CHECK(white.row(14)[59] == std::byte{77});
    CHECK(white.row(15)[59] == std::byte{255});
    const Image blue = padded({{"background", "#1020f0"}});
    CHECK(blue.row(0)[0] == std::byte{0x10});
    CHECK(blue.row(19)[59] == std::byte{0xF0});
    CHECK(blue.row(10)[0] == std::byte{77});
    // A small picture stays as it is.
    const Image small =
        resized(test::plain(4, 2, 3, 77), {{"width", 8}, {"height", 8}, {"fit", "pad"}});
    CHECK(small.row(3)[6] == std::byte{77});
    CHECK(small.row(3)[5] == std::byte{255});
}

TEST_CASE("resize pads with what is transparent where the image can be", "[nodes][resize]") {
    const Value::Object params = {
        {"width", 20}, {"height", 20}, {"fit", "pad"}, {"background", "#10203000"}};
    CHECK(resized(test::plain(40, 20, 4, 77), params).row(0)[3] == std::byte{0});
    CHECK(resized(test::plain(40, 20, 2, 77), params).row(0)[1] == std::byte{0});
    CHECK(resized(test::plain(40, 20, 3, 77), params).row(0)[2] == std::byte{0x30});
}

TEST_CASE("resize refuses a background that is none, or that nobody would see", "[nodes][resize]") {
    CHECK_THROWS_WITH(made({{"width", 9}, {"fit", "pad"}, {"background", "blue"}}),
                      "\"background\" is \"blue\"; expected a colour, such as \"#ffffff\"");
    CHECK_THROWS_WITH(made({{"width", 9}, {"background", "#000000"}}),
                      "\"background\" is set, and nothing but \"fit\": \"pad\" shows any; remove "
                      "it, or pad");
}

TEST_CASE("resize averages light where it is told to", "[nodes][resize]") {
    Image lines = Image::allocate({40, 40, 1, PixelType::u8, ColourSpace::srgb});
    for (std::uint32_t y = 0; y < 40; ++y)
        std::ranges::fill(lines.row(y), y % 2 == 0 ? std::byte{0} : std::byte{255});
    const auto middle = [&lines](const Value::Object& more, ColourSpace space) {
        Image image = lines;
        image.set_colour_space(space);
        Value::Object params = {{"width", 20}, {"filter", "box"}};
        params.insert(params.end(), more.begin(), more.end());
        return std::to_integer<int>(resized(image, params).row(5)[5]);
    };
    CHECK(middle({}, ColourSpace::srgb) == 128);
    CHECK(middle({{"linear", true}}, ColourSpace::srgb) == 188);
    CHECK(middle({{"linear", true}}, ColourSpace::linear) == 128); // is light anyway
    CHECK_THROWS_AS(middle({{"linear", true}}, ColourSpace::unspecified), ItemError);
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

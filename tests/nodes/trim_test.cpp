// SPDX-License-Identifier: Apache-2.0
#include "penstock/failure.hpp"

#include "nodes/made.hpp"
#include "pixels/values.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

using namespace penstock;

namespace {

struct Trimmed {
    Image image;
    std::int64_t x = -1;
    std::int64_t y = -1;
};

Trimmed trimmed(const Image& image, const Value::Object& params = {}) {
    const auto node = test::made<WorkNode>(add_trim, params);
    const NodeBound bound = node->bound(PayloadBound::image(image.spec()));
    test::TestContext context;
    Payload payload = node->process(Payload{image}, context);
    CHECK(context.allocated_bytes <= bound.output.bytes + bound.working_bytes);
    const auto number = [&](const char* name) {
        const Value* value = context.info.attributes.find(name);
        return value == nullptr ? -1 : value->as_integer();
    };
    return {std::move(*payload.get<Image>()), number("trim_x"), number("trim_y")};
}

std::string place_of(const Trimmed& result) {
    const ImageSpec& spec = result.image.spec();
    return std::to_string(spec.width) + 'x' + std::to_string(spec.height) + '+' +
           std::to_string(result.x) + '+' + std::to_string(result.y);
}

// Gray of one value, with others in a rectangle of 3x2 at (2, 1).
Image framed(int border, int inside) {
    Image image = test::plain(8, 5, 1, border);
    for (const std::uint32_t y : {1U, 2U})
        for (const std::uint32_t x : {2U, 3U, 4U})
            image.row(y)[x] = static_cast<std::byte>(inside);
    return image;
}

ImageSpec plain_spec(std::uint32_t width, std::uint32_t height) {
    return {width, height, 3, PixelType::u8, ColourSpace::srgb};
}

} // namespace

TEST_CASE("trim cuts off the border and says how much", "[nodes][trim]") {
    const Trimmed result = trimmed(framed(10, 200));
    CHECK(place_of(result) == "3x2+2+1");
    CHECK(std::ranges::all_of(std::as_const(result.image).pixels(),
                              [](std::byte sample) { return sample == std::byte{200}; }));
}

TEST_CASE("trim takes a border of the colour that it is told", "[nodes][trim]") {
    CHECK(place_of(trimmed(framed(10, 200), {{"background", "#0a0a0a"}})) == "3x2+2+1");
    CHECK(place_of(trimmed(framed(10, 200), {{"background", "#c8c8c8"}})) == "8x5+0+0");
    CHECK_THROWS_WITH(trimmed(framed(10, 200), {{"background", "black"}}),
                      "\"background\" is \"black\"; expected a colour, such as \"#ffffff\"");
}

TEST_CASE("trim takes what is like the border too, where it is told", "[nodes][trim]") {
    CHECK(place_of(trimmed(framed(10, 20), {{"tolerance", 0.03}})) == "3x2+2+1");
    CHECK(place_of(trimmed(framed(10, 20), {{"tolerance", 0.05}})) == "1x1+0+0");
}

TEST_CASE("trim passes on an image that has no border, without a copy", "[nodes][trim]") {
    Image image = framed(10, 200);
    image.row(0)[0] = std::byte{1};
    const Trimmed result = trimmed(image);
    CHECK(place_of(result) == "8x5+0+0");
    CHECK(std::as_const(result.image).pixels().data() == std::as_const(image).pixels().data());
}

TEST_CASE("what is cut off changes the proportions, which resize allows for", "[nodes][trim]") {
    const PayloadBound input = PayloadBound::image(plain_spec(400, 300));
    const PayloadBound trimmed_bound = test::made<WorkNode>(add_trim, {})->bound(input).output;
    CHECK(trimmed_bound.proportions_vary);
    for (const char* fit : {"inside", "cover", "fill", "pad"})
        for (const bool enlarge : {false, true})
            for (const Value::Object& size : {Value::Object{{"width", 100}},
                                              {{"height", 100}},
                                              {{"width", 90}, {"height", 60}}}) {
                Value::Object params = size;
                params.emplace_back("fit", fit);
                params.emplace_back("enlarge", enlarge);
                const auto resize = test::made<WorkNode>(add_resize, params);
                const NodeBound most = resize->bound(trimmed_bound);
                // Behind a node that says nothing of it.
                const PayloadBound flipped = test::made<WorkNode>(add_flip, {{"axis", "vertical"}})
                                                 ->bound(trimmed_bound)
                                                 .output;
                CHECK(resize->bound(flipped).output.bytes == most.output.bytes);
                for (const auto& [width, height] :
                     {std::pair{400U, 300U}, {300U, 300U}, {400U, 1U}, {1U, 300U}, {37U, 211U}}) {
                    const NodeBound one =
                        resize->bound(PayloadBound::image(plain_spec(width, height)));
                    CHECK(one.output.bytes <= most.output.bytes);
                    CHECK(one.working_bytes - one.codec_bytes <=
                          most.working_bytes - most.codec_bytes);
                }
            }
}

TEST_CASE("trim leaves a pixel of an image of one colour", "[nodes][trim]") {
    for (const auto& [width, height] : {std::pair{1U, 1U}, {65535U, 1U}, {1U, 300U}, {20U, 10U}})
        for (const PixelType type : test::all_types)
            for (const std::uint32_t channels : {1U, 2U, 3U, 4U, 6U}) {
                Image image =
                    Image::allocate({width, height, channels, type, ColourSpace::unspecified});
                std::ranges::fill(image.pixels(), std::byte{});
                CHECK(place_of(trimmed(image)) == "1x1+0+0");
            }
}

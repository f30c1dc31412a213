// SPDX-License-Identifier: Apache-2.0
#include "penstock/failure.hpp"

#include "nodes/built_in.hpp"
#include "pixels/patterns.hpp"
#include "support/catch.hpp"
#include "support/test_context.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <set>
#include <utility>

using namespace penstock;

namespace {

std::unique_ptr<Node> made(const Value::Object& params) {
    NodeRegistry registry;
    add_convert(registry);
    return registry.find("convert")->make(params);
}

Image picture(std::uint32_t channels, PixelType type) {
    Image image = Image::allocate({40, 30, channels, type, ColourSpace::srgb});
    pixels::draw(pixels::Pattern::plasma, {}, image);
    return image;
}

struct Outcome {
    Image image;
    std::uint64_t allocated;
};

Outcome converted(Image image, const Value::Object& params) {
    const std::unique_ptr<Node> node = made(params);
    auto& work = dynamic_cast<WorkNode&>(*node);
    work.open({});
    const NodeBound bound = work.bound(PayloadBound::image(image.spec()));
    test::TestContext context;
    Payload payload = work.process(Payload{std::move(image)}, context);
    Image result = std::move(*payload.get<Image>());
    CHECK(bound.output.spec == result.spec());
    CHECK(bound.output.images == 1);
    CHECK(context.allocated_bytes <= bound.output.bytes + bound.working_bytes);
    return {std::move(result), context.allocated_bytes};
}

} // namespace

TEST_CASE("convert changes channels and pixel type, alone and together", "[nodes][convert]") {
    const Image image = picture(3, PixelType::u8);
    CHECK(converted(image, {{"channels", 1}}).image.spec() ==
          ImageSpec{40, 30, 1, PixelType::u8, ColourSpace::srgb});
    CHECK(converted(image, {{"pixel_type", "f32"}}).image.spec() ==
          ImageSpec{40, 30, 3, PixelType::f32, ColourSpace::srgb});
    const Image both = converted(image, {{"channels", 4}, {"pixel_type", "u16"}}).image;
    CHECK(both.spec() == ImageSpec{40, 30, 4, PixelType::u16, ColourSpace::srgb});
    // Back again, nothing is lost.
    const Image back = converted(both, {{"channels", 3}, {"pixel_type", "u8"}}).image;
    CHECK(std::ranges::equal(back.pixels(), image.pixels()));
}

TEST_CASE("convert works in place exactly where a pixel keeps its size", "[nodes][convert]") {
    Image words = picture(3, PixelType::u16);
    const std::byte* const before = words.pixels().data();
    const Outcome halfs = converted(std::move(words), {{"pixel_type", "f16"}});
    CHECK(halfs.image.pixels().data() == before);
    CHECK(halfs.allocated == 0);

    Image same = picture(3, PixelType::u8);
    const std::byte* const same_before = same.pixels().data();
    const Outcome unchanged = converted(std::move(same), {{"channels", 3}});
    CHECK(unchanged.image.pixels().data() == same_before);
    CHECK(unchanged.allocated == 0);

    const Outcome gray = converted(picture(3, PixelType::u8), {{"channels", 1}});
    CHECK(gray.allocated == buffer_capacity(40 * 30));
}

TEST_CASE("convert dithers as it is told", "[nodes][convert]") {
    Image image = Image::allocate({64, 64, 1, PixelType::u16, ColourSpace::srgb});
    for (std::size_t i = 0; i < 64 * 64; ++i) {
        const std::uint16_t value = 25764; // 100.25 of 255
        std::memcpy(image.pixels().data() + 2 * i, &value, sizeof(value));
    }
    const auto bright_pixels = [&image](const Value::Object& more) {
        Value::Object params = {{"pixel_type", "u8"}};
        params.insert(params.end(), more.begin(), more.end());
        const Image result = converted(image, params).image;
        return std::ranges::count(result.pixels(), std::byte{101});
    };
    CHECK(bright_pixels({}) == 0);
    CHECK(bright_pixels({{"dither", "none"}}) == 0);
    CHECK(bright_pixels({{"dither", "ordered"}}) == 1024); // exactly a quarter
    const auto by_chance = bright_pixels({{"dither", "random"}});
    CHECK(by_chance > 900);
    CHECK(by_chance < 1150);
    CHECK(by_chance != 1024);
    CHECK(bright_pixels({{"dither", "random"}}) == by_chance);
}

TEST_CASE("convert dithers in place too", "[nodes][convert]") {
    const auto words = [](const char* dither) {
        Image halfs = Image::allocate({64, 64, 1, PixelType::f16, ColourSpace::srgb});
        for (std::size_t i = 0; i < 64 * 64; ++i) {
            const std::uint16_t value = 0x0920; // 10.25 of 65535
            std::memcpy(halfs.pixels().data() + 2 * i, &value, sizeof(value));
        }
        const Outcome outcome =
            converted(std::move(halfs), {{"pixel_type", "u16"}, {"dither", dither}});
        CHECK(outcome.allocated == 0);
        return std::set<std::byte>(outcome.image.pixels().begin(), outcome.image.pixels().end());
    };
    CHECK(words("none") == std::set{std::byte{0}, std::byte{10}});
    CHECK(words("ordered") == std::set{std::byte{0}, std::byte{10}, std::byte{11}});
}

TEST_CASE("convert fails an image whose channels it does not know", "[nodes][convert]") {
    Image image = Image::allocate({4, 4, 6, PixelType::u8, {}});
    std::ranges::fill(image.pixels(), std::byte{255});
    try {
        const Outcome outcome = converted(image, {{"channels", 3}});
        FAIL("6 channels became 3");
    } catch (const ItemError& error) {
        CHECK(error.error_class() == ErrorClass::unsupported);
    }
    CHECK(converted(image, {{"pixel_type", "u16"}}).image.spec().channels == 6);
}

TEST_CASE("a convert to nothing in particular is refused before the run", "[nodes][convert]") {
    for (const Value::Object& params : {Value::Object{}, Value::Object{{"pixel_type", "same"}}})
        CHECK_THROWS_WITH(
            made(params),
            "neither \"channels\" nor another \"pixel_type\" than \"same\" is set, so "
            "there is nothing to convert; set one of them or leave the node out");
}

TEST_CASE("convert owns its pixels and runs on many threads at once", "[nodes][convert]") {
    NodeRegistry registry;
    add_convert(registry);
    const NodeTraits& traits = registry.find("convert")->descriptor.traits;
    CHECK(traits.is_concurrent);
    CHECK(traits.takes_ownership);
    CHECK(traits.works_in_place);
}

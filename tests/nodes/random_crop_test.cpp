// SPDX-License-Identifier: Apache-2.0
#include "penstock/failure.hpp"

#include "nodes/transformed.hpp"
#include "pixels/values.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

using namespace penstock;

namespace {

// What a node makes of the image of an item, and what it says about it.
struct Outcome {
    std::vector<int> samples;
    Attributes attributes;

    [[nodiscard]] Value operator[](const char* name) const {
        const Value* value = attributes.find(name);
        REQUIRE(value != nullptr);
        return *value;
    }
    [[nodiscard]] double number(const char* name) const { return (*this)[name].as_real(); }
};

Outcome outcome(void (*add)(NodeRegistry&),
                const Value::Object& params,
                std::uint64_t sequence,
                const Image& image,
                const char* name = "node") {
    const auto node = test::made<WorkNode>(add, params);
    test::TestContext context;
    context.name = name;
    context.info.sequence = sequence;
    Image own = Image::allocate(image.spec());
    image.clone_into(own);
    const Payload payload = node->process(Payload{std::move(own)}, context);
    return {test::samples_of(*payload.get<Image>()), context.info.attributes};
}

Value::Object area(std::int64_t width, std::int64_t height, std::int64_t seed = 0) {
    return {{"width", width}, {"height", height}, {"seed", seed}};
}

std::string flipped(const Value::Object& params, std::uint64_t sequence) {
    return outcome(add_random_flip, params, sequence, test::numbered(2, 2))["flipped"].as_string();
}

std::string flips(const Value::Object& params, std::uint64_t count) {
    std::string text;
    for (std::uint64_t i = 0; i < count; ++i)
        text += flipped(params, i).front();
    return text;
}

// Red, green and blue, so that all of brightness, contrast and saturation change it.
Image colour() {
    Image image = test::plain(1, 1, 3, 100);
    image.pixels()[0] = std::byte{180};
    return image;
}

} // namespace

TEST_CASE("random_crop takes what its attributes say", "[nodes][random_crop]") {
    const Image image = test::numbered(15, 13);
    for (std::uint64_t sequence = 0; sequence < 20; ++sequence) {
        const Outcome result = outcome(add_random_crop, area(4, 2), sequence, image);
        const int x = static_cast<int>(result["crop_x"].as_integer());
        const int y = static_cast<int>(result["crop_y"].as_integer());
        const int first = y * 15 + x;
        CHECK(result.samples == std::vector<int>{first,
                                                 first + 1,
                                                 first + 2,
                                                 first + 3,
                                                 first + 15,
                                                 first + 16,
                                                 first + 17,
                                                 first + 18});
    }
    const auto taken = test::transformed(add_random_crop, area(15, 13), test::numbered(15, 13));
    CHECK(test::samples_of(taken.image) == test::samples_of(image));
    CHECK(test::size_of(
              test::transformed(add_random_crop, area(4, 2), test::numbered(15, 13)).image) ==
          "4x2");
}

TEST_CASE("random_crop takes every place, about as often as any other", "[nodes][random_crop]") {
    std::map<std::pair<std::int64_t, std::int64_t>, int> places;
    for (std::uint64_t sequence = 0; sequence < 1200; ++sequence) {
        const Outcome result = outcome(add_random_crop, area(3, 2), sequence, test::numbered(5, 3));
        ++places[{result["crop_x"].as_integer(), result["crop_y"].as_integer()}];
    }
    CHECK(places.size() == 6);
    for (const auto& [place, count] : places) {
        CHECK(place.first < 3);
        CHECK(place.second < 2);
        CHECK(count > 150);
    }
}

TEST_CASE("the same place is drawn again, another one with another seed, item or node",
          "[nodes][random_crop]") {
    const Image image = test::numbered(200, 1);
    const auto x = [&](std::uint64_t sequence, std::int64_t seed, const char* name) {
        return outcome(add_random_crop, area(1, 1, seed), sequence, image, name)["crop_x"];
    };
    CHECK(x(3, 1, "node") == x(3, 1, "node"));
    CHECK(x(3, 1, "node") != x(4, 1, "node"));
    CHECK(x(3, 1, "node") != x(3, 2, "node"));
    CHECK(x(3, 1, "node") != x(3, 1, "other"));
}

TEST_CASE("random_crop fails an image that is too small", "[nodes][random_crop]") {
    try {
        static_cast<void>(outcome(add_random_crop, area(3, 5), 0, test::numbered(8, 4)));
        FAIL("it was cropped");
    } catch (const ItemError& error) {
        CHECK(error.error_class() == ErrorClass::unsupported);
        CHECK(std::string{error.what()} ==
              "the image is 8x4, and an area of 3x5 does not fit into it; put a resize before, "
              "with \"fit\": \"cover\" and \"enlarge\": true");
    }
}

TEST_CASE("random_flip does what its attribute says, in place", "[nodes][random_flip]") {
    const std::map<std::string, std::vector<int>> expected = {{"none", {0, 1, 2, 3}},
                                                              {"horizontal", {1, 0, 3, 2}},
                                                              {"vertical", {2, 3, 0, 1}},
                                                              {"both", {3, 2, 1, 0}}};
    std::set<std::string> seen;
    for (std::uint64_t sequence = 0; sequence < 40; ++sequence) {
        const Outcome result = outcome(add_random_flip,
                                       {{"horizontal", 0.5}, {"vertical", 0.5}},
                                       sequence,
                                       test::numbered(2, 2));
        CHECK(result.samples == expected.at(result["flipped"].as_string()));
        seen.insert(result["flipped"].as_string());
    }
    CHECK(seen.size() == 4);
    CHECK(
        test::transformed(add_random_flip, {{"horizontal", 1.0}}, test::numbered(3, 2)).allocated ==
        0);
}

TEST_CASE("random_flip mirrors the shares that it is told, each drawn apart",
          "[nodes][random_flip]") {
    CHECK(flips({{"horizontal", 0.0}}, 50) == std::string(50, 'n'));
    CHECK(flips({{"horizontal", 1.0}}, 50) == std::string(50, 'h'));
    CHECK(flips({{"horizontal", 0.0}, {"vertical", 1.0}}, 50) == std::string(50, 'v'));
    const std::string some = flips({{"horizontal", 0.25}}, 400);
    CHECK(std::abs(std::count(some.begin(), some.end(), 'h') - 100) < 30);
    CHECK(some == flips({{"horizontal", 0.25}}, 400));
    CHECK(some != flips({{"horizontal", 0.25}, {"seed", 1}}, 400));
    const std::string vertical = flips({{"horizontal", 0.0}, {"vertical", 0.25}}, 400);
    std::string both = flips({{"horizontal", 1.0}, {"vertical", 0.25}}, 400);
    for (std::size_t i = 0; i < both.size(); ++i)
        CHECK((both[i] == 'b') == (vertical[i] == 'v'));
}

TEST_CASE("jitter stays within its amounts, uses all of them, and says so", "[nodes][jitter]") {
    struct Range {
        const char* param;
        const char* attribute;
        double middle;
    };
    for (const Range& range : {Range{"brightness", "jitter_brightness", 0},
                               {"contrast", "jitter_contrast", 0},
                               {"saturation", "jitter_saturation", 1}}) {
        double least = 10;
        double most = -10;
        std::set<std::vector<int>> results;
        for (std::uint64_t sequence = 0; sequence < 60; ++sequence) {
            const Outcome result = outcome(add_jitter, {{range.param, 0.3}}, sequence, colour());
            least = std::min(least, result.number(range.attribute) - range.middle);
            most = std::max(most, result.number(range.attribute) - range.middle);
            results.insert(result.samples);
            for (const char* other : {"jitter_brightness", "jitter_contrast"})
                if (std::string{other} != range.attribute)
                    CHECK(result.number(other) == 0);
        }
        CAPTURE(range.param);
        CHECK(least >= -0.3);
        CHECK(least < -0.2);
        CHECK(most <= 0.3);
        CHECK(most > 0.2);
        CHECK(results.size() > 20);
    }
}

TEST_CASE("jitter by nothing leaves floats as they are", "[nodes][jitter]") {
    const Image image = test::noise({17, 5, 3, PixelType::f32, ColourSpace::linear});
    Image own = Image::allocate(image.spec());
    image.clone_into(own);
    const Image result = test::transformed(add_jitter, {}, std::move(own)).image;
    CHECK(std::ranges::equal(result.pixels(), image.pixels()));
}

TEST_CASE("jitter does what brightness_contrast and saturation do", "[nodes][jitter]") {
    const Value::Object amounts = {{"brightness", 0.2}, {"contrast", 0.3}, {"saturation", 0.4}};
    const Outcome result = outcome(add_jitter, amounts, 5, colour());
    Image image = colour();
    image = test::transformed(add_brightness_contrast,
                              {{"brightness", result["jitter_brightness"]},
                               {"contrast", result["jitter_contrast"]}},
                              std::move(image))
                .image;
    image = test::transformed(
                add_saturation, {{"amount", result["jitter_saturation"]}}, std::move(image))
                .image;
    CHECK(result.samples == test::samples_of(image));
    CHECK(result.samples == outcome(add_jitter, amounts, 5, colour()).samples);
    Value::Object other = amounts;
    other.emplace_back("seed", 9);
    CHECK(result.samples != outcome(add_jitter, other, 5, colour()).samples);
}

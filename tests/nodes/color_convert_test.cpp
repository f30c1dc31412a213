// SPDX-License-Identifier: Apache-2.0
#include "penstock/failure.hpp"

#include "nodes/transformed.hpp"

#include <memory>
#include <vector>

using namespace penstock;
using test::samples_of;
using test::transformed;

namespace {

Image pixel(ColourSpace space) {
    Image image = Image::allocate({1, 1, 2, PixelType::u8, space});
    image.pixels()[0] = std::byte{128};
    image.pixels()[1] = std::byte{100};
    return image;
}

struct Outcome {
    std::vector<int> samples;
    ColourSpace space;

    friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome converted(const Value::Object& params, ColourSpace space) {
    const auto result = transformed(add_color_convert, params, pixel(space));
    CHECK(result.allocated == 0);
    return {samples_of(result.image), result.image.spec().colour_space};
}

} // namespace

TEST_CASE("color_convert takes from the image what its values are", "[nodes][color_convert]") {
    CHECK(converted({{"to", "srgb"}}, ColourSpace::linear) ==
          Outcome{{188, 100}, ColourSpace::srgb});
    CHECK(converted({{"to", "linear"}}, ColourSpace::srgb) ==
          Outcome{{55, 100}, ColourSpace::linear});
    CHECK(converted({{"to", "srgb"}}, ColourSpace::srgb) == Outcome{{128, 100}, ColourSpace::srgb});
    CHECK(converted({{"to", "linear"}}, ColourSpace::linear) ==
          Outcome{{128, 100}, ColourSpace::linear});
}

TEST_CASE("color_convert may be told what the values are, whatever the image says",
          "[nodes][color_convert]") {
    for (const ColourSpace says :
         {ColourSpace::unspecified, ColourSpace::srgb, ColourSpace::linear}) {
        CHECK(converted({{"from", "linear"}, {"to", "srgb"}}, says) ==
              Outcome{{188, 100}, ColourSpace::srgb});
        CHECK(converted({{"from", "srgb"}, {"to", "linear"}}, says) ==
              Outcome{{55, 100}, ColourSpace::linear});
        CHECK(converted({{"from", "linear"}, {"to", "linear"}}, says) ==
              Outcome{{128, 100}, ColourSpace::linear});
    }
}

TEST_CASE("color_convert fails an image that does not say what its values are",
          "[nodes][color_convert]") {
    const auto node = test::made<WorkNode>(add_color_convert, {{"to", "srgb"}});
    test::TestContext context;
    try {
        static_cast<void>(node->process(Payload{pixel(ColourSpace::unspecified)}, context));
        FAIL("it was taken for something");
    } catch (const ItemError& error) {
        CHECK(error.error_class() == ErrorClass::unsupported);
        CHECK(std::string{error.what()} ==
              "the image does not say whether its values are those of sRGB or linear; set "
              "\"from\" to what they are");
    }
}

TEST_CASE("color_convert works in place, and says so", "[nodes][color_convert]") {
    Image image = pixel(ColourSpace::linear);
    const std::byte* const pixels = image.pixels().data();
    const auto result = transformed(add_color_convert, {{"to", "srgb"}}, std::move(image));
    CHECK(std::as_const(result.image).pixels().data() == pixels);
    NodeRegistry registry;
    add_color_convert(registry);
    CHECK(registry.find("color_convert")->descriptor.traits.works_in_place);
    CHECK(registry.find("color_convert")->descriptor.traits.takes_ownership);
}

TEST_CASE("color_convert takes off the profile of an image that it overrules",
          "[nodes][color_convert]") {
    const auto has_profile = [](const Value::Object& params) {
        Image image = pixel(ColourSpace::srgb);
        image.set_metadata(std::make_shared<const Metadata>(
            Buffer::allocate(3), Metadata::Sizes{.icc = 3}, Resolution{}));
        return !transformed(add_color_convert, params, image).image.metadata()->icc().empty();
    };
    CHECK_FALSE(has_profile({{"from", "linear"}, {"to", "srgb"}}));
    CHECK(has_profile({{"from", "srgb"}, {"to", "linear"}}));
    CHECK(has_profile({{"to", "linear"}}));
}

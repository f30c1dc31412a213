// SPDX-License-Identifier: Apache-2.0
#include "penstock/failure.hpp"

#include "nodes/transformed.hpp"
#include "support/profiles.hpp"

#include <string>
#include <vector>

using namespace penstock;
using test::gray_profile;
using test::samples_of;
using test::saved;
using test::transformed;
using test::with_profile;

namespace {

// Gray, and alpha.
Image pixel(ColourSpace space, int gray = 128) {
    Image image = Image::allocate({1, 1, 2, PixelType::u8, space});
    image.pixels()[0] = static_cast<std::byte>(gray);
    image.pixels()[1] = std::byte{100};
    return image;
}

std::vector<int> made(const Value::Object& params, Image image) {
    const Image result = transformed(add_to_srgb, params, std::move(image)).image;
    CHECK(result.spec().colour_space == ColourSpace::srgb);
    CHECK((!result.metadata() || result.metadata()->icc().empty()));
    return samples_of(result);
}

using Samples = std::vector<int>;

} // namespace

TEST_CASE("to_srgb goes by the profile, and takes it off", "[nodes][to_srgb]") {
    for (const ColourSpace space : {ColourSpace::srgb, ColourSpace::unspecified})
        CHECK(made({}, with_profile(pixel(space), gray_profile())) == Samples{188, 100});
}

TEST_CASE("without a profile, to_srgb goes by the colour space", "[nodes][to_srgb]") {
    CHECK(made({}, pixel(ColourSpace::linear)) == Samples{188, 100});
    CHECK(made({}, pixel(ColourSpace::srgb)) == Samples{128, 100});
    CHECK(made({{"unknown", "linear"}}, pixel(ColourSpace::unspecified)) == Samples{188, 100});
    CHECK(made({{"unknown", "srgb"}}, pixel(ColourSpace::unspecified)) == Samples{128, 100});
    // What is known is known.
    CHECK(made({{"unknown", "linear"}}, pixel(ColourSpace::srgb)) == Samples{128, 100});
}

TEST_CASE("a profile says nothing of light, and of other colours", "[nodes][to_srgb]") {
    CHECK(made({}, with_profile(pixel(ColourSpace::linear), gray_profile(0.5))) ==
          Samples{188, 100});
    CHECK(made({}, with_profile(pixel(ColourSpace::srgb), saved(cmsCreate_sRGBProfile()))) ==
          Samples{128, 100});
}

TEST_CASE("to_srgb fails an image of which nothing is known", "[nodes][to_srgb]") {
    const auto node = test::made<WorkNode>(add_to_srgb, {});
    test::TestContext context;
    const auto check = [&](const Image& image, const std::string& what) {
        try {
            static_cast<void>(node->process(Payload{image}, context));
            FAIL("it was taken for something");
        } catch (const ItemError& error) {
            CHECK(error.error_class() == ErrorClass::unsupported);
            CHECK(std::string{error.what()} ==
                  "the image has " + what +
                      ", and does not say whether its values are those of sRGB or linear; set "
                      "\"unknown\" to what they are");
        }
    };
    check(pixel(ColourSpace::unspecified), "no colour profile");
    check(with_profile(pixel(ColourSpace::unspecified), saved(cmsCreate_sRGBProfile())),
          "a colour profile for other colours");
}

TEST_CASE("to_srgb makes the darkest colour black, or leaves it", "[nodes][to_srgb]") {
    const std::string profile = gray_profile(0.1);
    CHECK(made({}, with_profile(pixel(ColourSpace::srgb, 0), profile))[0] < 3);
    CHECK(made({{"black_point_compensation", false}},
               with_profile(pixel(ColourSpace::srgb, 0), profile))[0] > 80);
}

TEST_CASE("to_srgb follows the intent", "[nodes][to_srgb]") {
    const auto white = [](const char* intent) {
        const cmsCIExyY paper{0.3457, 0.3585, 0.8};
        return made({{"intent", intent}},
                    with_profile(pixel(ColourSpace::srgb, 255), gray_profile(0, paper)))[0];
    };
    CHECK(white("relative") >= 254);
    CHECK(white("perceptual") >= 254);
    CHECK(white("saturation") >= 254);
    CHECK(white("absolute") < 250);
}

TEST_CASE("to_srgb declares the memory of Little CMS where a profile can come",
          "[nodes][to_srgb]") {
    const auto node = test::made<WorkNode>(add_to_srgb, {});
    PayloadBound input = PayloadBound::image({5, 5, 3, PixelType::u8, ColourSpace::srgb});
    CHECK(node->bound(input).working_bytes == 0);
    input.metadata_bytes = 1000;
    CHECK(node->bound(input).working_bytes == 4 * 1024 * 1024 + 8000);
    CHECK(node->bound(input).codec_bytes == node->bound(input).working_bytes);
}

// SPDX-License-Identifier: Apache-2.0
#include "pixels/normalise.hpp"

#include "penstock/failure.hpp"

#include "pixels/values.hpp"
#include "support/catch.hpp"

#include <string>
#include <vector>

using namespace penstock;
using namespace penstock::pixels;

namespace {

using Numbers = std::vector<double>;

Image normalised(const Image& image,
                 PixelType type,
                 const Numbers& means,
                 const Numbers& deviations) {
    ImageSpec spec = image.spec();
    spec.pixel_type = type;
    Image result = Image::allocate(spec);
    normalise(image, result, means, deviations);
    return result;
}

std::string refusal(std::uint32_t channels, const Numbers& means, const Numbers& deviations) {
    try {
        static_cast<void>(
            normalised(test::noise({2, 2, channels, PixelType::u8, ColourSpace::srgb}),
                       PixelType::f32,
                       means,
                       deviations));
    } catch (const ItemError& error) {
        CHECK(error.error_class() == ErrorClass::unsupported);
        return error.what();
    }
    return "accepted";
}

} // namespace

TEST_CASE("values become (value - mean) / deviation, alpha apart, in all types and channels",
          "[pixels][normalise]") {
    for (const PixelType from : test::all_types)
        for (const PixelType to : {PixelType::f16, PixelType::f32})
            for (std::uint32_t channels = 1; channels <= 4; ++channels)
                for (const bool is_one_for_all : {true, false}) {
                    const Image image = test::noise({257, 3, channels, from, ColourSpace::srgb});
                    const std::size_t colours = channels - (channels % 2 == 0 ? 1 : 0);
                    const std::size_t count = is_one_for_all ? 1 : colours;
                    Numbers mean{0.4, 0.5, 0.3};
                    Numbers deviation{0.25, 2, 0.5};
                    mean.resize(count);
                    deviation.resize(count);
                    Numbers expected = test::values_of(image);
                    for (std::size_t i = 0; i < expected.size(); ++i) {
                        const std::size_t c = i % channels;
                        const std::size_t at = is_one_for_all ? 0 : c;
                        if (c < colours)
                            expected[i] = (expected[i] - mean[at]) / deviation[at];
                    }
                    CAPTURE(image.spec().to_string(), to_string(to), is_one_for_all);
                    CHECK(test::count_wrong(normalised(image, to, mean, deviation), expected) == 0);
                }
}

TEST_CASE("there is one number for all colours, or one for each", "[pixels][normalise]") {
    CHECK(refusal(4, {0.1, 0.2, 0.3}, {1}) == "accepted");
    CHECK(refusal(2, {0.1, 0.2, 0.3}, {1}) ==
          "mean has 3 numbers, and the image has 1 channel of colour beside any alpha; give one "
          "number for all, or one for each, or put a node convert before, whose channels say how "
          "many there are");
    CHECK(refusal(3, {0.1}, {1, 2}).substr(0, 69) ==
          "deviation has 2 numbers, and the image has 3 channels of colour besid");
    CHECK(refusal(5, {0.1}, {1}).substr(0, 24) == "the image has 5 channels");
}

// SPDX-License-Identifier: Apache-2.0
#include "penstock/failure.hpp"

#include "nodes/transformed.hpp"
#include "support/profiles.hpp"
#include "support/temp_dir.hpp"

#include <memory>
#include <string>
#include <vector>

using namespace penstock;
using test::samples_of;

namespace {

Image rgb(std::vector<int> samples, ColourSpace space = ColourSpace::srgb) {
    const auto channels = static_cast<std::uint32_t>(samples.size());
    Image image = Image::allocate({1, 1, channels, PixelType::u8, space});
    for (std::size_t i = 0; i < samples.size(); ++i)
        image.pixels()[i] = static_cast<std::byte>(samples[i]);
    return image;
}

Image made(const std::string& profile, Image image, Value::Object params = {}) {
    const test::TempDir folder;
    folder.write("p.icc", profile);
    params.emplace_back("profile", (folder / "p.icc").string());
    return test::transformed(add_to_profile, params, std::move(image)).image;
}

std::string icc_of(const Image& image) {
    const auto icc = image.metadata()->icc();
    return {reinterpret_cast<const char*>(icc.data()), icc.size()};
}

// What open says of a file.
std::string refusal(const std::string& content) {
    const test::TempDir folder;
    folder.write("p.icc", content);
    return test::opening(add_to_profile, {{"profile", (folder / "p.icc").string()}});
}

using Samples = std::vector<int>;

} // namespace

TEST_CASE("to_profile makes the values that the profile describes, and hands it on",
          "[nodes][to_profile]") {
    // Half of the light is 188 in sRGB; alpha stays.
    const std::string light = test::gray_profile();
    const Image gray = made(light, rgb({188, 100}));
    CHECK(samples_of(gray) == Samples{128, 100});
    CHECK(icc_of(gray) == light);
    CHECK(gray.spec().colour_space == ColourSpace::srgb);
    // Adobe RGB (1998) has a purer green: its numbers for that of sRGB by its primaries
    // and 2.19921875.
    const std::string wide = test::wide_profile();
    const Image green = made(wide, rgb({0, 255, 0, 9}));
    CHECK(samples_of(green) == Samples{144, 255, 60, 9});
    CHECK(icc_of(green) == wide);
}

TEST_CASE("to_profile starts from the profile of the image, or else from its colour space",
          "[nodes][to_profile]") {
    const std::string light = test::gray_profile();
    CHECK(samples_of(made(light, test::with_profile(rgb({128, 100}), light))) == Samples{128, 100});
    CHECK(samples_of(made(light, rgb({128, 100}, ColourSpace::linear))) == Samples{128, 100});
    CHECK(
        samples_of(made(light, rgb({188, 100}, ColourSpace::unspecified), {{"unknown", "srgb"}})) ==
        Samples{128, 100});
    CHECK_THROWS_WITH(made(light, rgb({1, 2}, ColourSpace::unspecified)),
                      Catch::Contains("set \"unknown\""));
}

TEST_CASE("to_profile replaces the profile, and keeps what else is said", "[nodes][to_profile]") {
    const std::string before = test::gray_profile(0.2);
    const std::string rest = std::string{"II*0"} + "<x/>" + std::string{"Title\0Here\0", 11};
    Image image = rgb({100, 255});
    Buffer buffer = Buffer::allocate(before.size() + rest.size());
    const std::string all = before + rest;
    std::memcpy(buffer.bytes().data(), all.data(), all.size());
    image.set_metadata(std::make_shared<const Metadata>(
        std::move(buffer),
        Metadata::Sizes{.icc = before.size(), .exif = 4, .xmp = 4, .text = 11},
        Resolution{300, 200, Resolution::Unit::inch}));
    const std::string after = test::gray_profile();
    const Image result = made(after, std::move(image));
    const Metadata& metadata = *result.metadata();
    CHECK(icc_of(result) == after);
    CHECK(metadata.bytes() == after.size() + rest.size());
    CHECK(std::memcmp(metadata.exif().data(), "II*0", 4) == 0);
    CHECK(std::memcmp(metadata.xmp().data(), "<x/>", 4) == 0);
    REQUIRE(metadata.texts().size() == 1);
    CHECK(metadata.texts()[0].key == "Title");
    CHECK(metadata.texts()[0].value == "Here");
    CHECK(metadata.resolution() == Resolution{300, 200, Resolution::Unit::inch});
}

TEST_CASE("to_profile follows intent and black point", "[nodes][to_profile]") {
    const std::string dull = test::gray_profile(0.1);
    CHECK(samples_of(made(dull, rgb({0, 255})))[0] == 0);
    CHECK(samples_of(made(test::gray_profile(0, {0.3457, 0.3585, 0.8}),
                          rgb({128, 255}),
                          {{"intent", "absolute"}})) !=
          samples_of(made(test::gray_profile(0, {0.3457, 0.3585, 0.8}), rgb({128, 255}))));
    const std::string source = test::gray_profile(0.1);
    const auto black = [&](bool compensates) {
        return samples_of(made(test::gray_profile(),
                               test::with_profile(rgb({0, 255}), source),
                               {{"black_point_compensation", compensates}}))[0];
    };
    CHECK(black(true) < 3);
    CHECK(black(false) > 20);
}

TEST_CASE("to_profile refuses files that are no profile for images, before the first one",
          "[nodes][to_profile]") {
    CHECK(refusal(test::wide_profile()) == "opened");
    CHECK_THAT(refusal("no profile"), Catch::Contains("it is no ICC profile for RGB or gray"));
    CHECK_THAT(refusal(""), Catch::Contains("it is no ICC profile for RGB or gray"));
    CHECK_THAT(refusal(test::wide_profile().substr(0, 200)), Catch::Contains("cannot be used"));
    CHECK_THAT(refusal(test::saved(cmsCreateLab4Profile(nullptr))),
               Catch::Contains("it is no ICC profile for RGB or gray"));
    const auto missing = test::made<WorkNode>(add_to_profile, {{"profile", "/nowhere/p.icc"}});
    CHECK_THROWS_WITH(missing->open({}),
                      Catch::Contains("/nowhere/p.icc") && Catch::Contains("set \"profile\""));
}

TEST_CASE("to_profile fails an image with other colours than the profile", "[nodes][to_profile]") {
    CHECK_THROWS_WITH(made(test::wide_profile(), rgb({1, 2})),
                      Catch::Contains("is for RGB; put a convert before this node"));
    CHECK_THROWS_WITH(made(test::gray_profile(), rgb({1, 2, 3})), Catch::Contains("is for gray"));
}

// SPDX-License-Identifier: Apache-2.0
#include "penstock/failure.hpp"

#include "nodes/transformed.hpp"
#include "support/ocio_config.hpp"
#include "support/profiles.hpp"
#include "support/temp_dir.hpp"

#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

using namespace penstock;
using test::floats_of;

namespace {

class Config {
public:
    Config() { folder_.write("config.ocio", test::ocio_config); }
    [[nodiscard]] std::string path() const { return (folder_ / "config.ocio").string(); }
    [[nodiscard]] Value::Object params(const char* from, const char* to) const {
        return {{"from", from}, {"to", to}, {"config", path()}};
    }

private:
    test::TempDir folder_;
};

Image floats(std::vector<float> samples, std::uint32_t channels) {
    Image image = Image::allocate({static_cast<std::uint32_t>(samples.size()) / channels,
                                   1,
                                   channels,
                                   PixelType::f32,
                                   ColourSpace::linear});
    std::memcpy(image.pixels().data(), samples.data(), image.pixels().size());
    return image;
}

std::string refusal(const Value::Object& params) {
    return test::opening(add_ocio_convert, params);
}

} // namespace

TEST_CASE("ocio_convert goes from space to space of the config, and leaves alpha",
          "[nodes][ocio_convert]") {
    const Config file;
    // By a role and by an alias; beyond white, too.
    const Image swapped = test::transformed(add_ocio_convert,
                                            file.params("scene_linear", "swapped"),
                                            floats({0.25F, 4, -1, 0.5F, 0, 1, 2, 0.75F}, 4))
                              .image;
    CHECK(floats_of(swapped) == std::vector<float>{4, 0.25F, -1, 0.5F, 1, 0, 2, 0.75F});
    CHECK(swapped.spec().colour_space == ColourSpace::unspecified);
    const std::vector<float> roots =
        floats_of(test::transformed(
                      add_ocio_convert, file.params("lin", "gamma"), floats({0.25F, 0.04F, 1}, 3))
                      .image);
    CHECK(std::abs(roots[0] - 0.5F) < 1e-3F);
    CHECK(std::abs(roots[1] - 0.2F) < 1e-3F);
    CHECK(std::abs(roots[2] - 1) < 1e-3F);
}

TEST_CASE("ocio_convert converts integers, and takes the profile off", "[nodes][ocio_convert]") {
    const Config file;
    // More pixels than go through at once.
    Image image = test::with_profile(test::numbered(300, 2, 3), "not sRGB");
    for (std::size_t i = 0; i < image.pixels().size(); i += 3)
        image.pixels()[i] = std::byte{7};
    const Image result =
        test::transformed(add_ocio_convert, file.params("lin", "swapped"), std::move(image)).image;
    int wrong = 0;
    for (std::size_t i = 0; i < result.pixels().size(); i += 3) {
        const auto expected = static_cast<std::byte>(i / 3);
        wrong += result.pixels()[i] != expected || result.pixels()[i + 1] != std::byte{7} ||
                 result.pixels()[i + 2] != expected;
    }
    CHECK(wrong == 0);
    CHECK(result.metadata()->icc().empty());
}

TEST_CASE("ocio_convert takes its config from the environment", "[nodes][ocio_convert]") {
    const Config file;
    REQUIRE(setenv("OCIO", file.path().c_str(), 1) == 0);
    CHECK(refusal({{"from", "lin"}, {"to", "gamma"}}) == "opened");
    REQUIRE(unsetenv("OCIO") == 0);
    CHECK_THAT(refusal({{"from", "lin"}, {"to", "gamma"}}),
               Catch::Contains("set \"config\" to the file, or the environment variable OCIO"));
}

TEST_CASE("ocio_convert refuses what the config does not have, before the first image",
          "[nodes][ocio_convert]") {
    const Config file;
    const std::string unknown = refusal(file.params("lin", "ACEScg"));
    CHECK_THAT(unknown,
               Catch::Contains("'ACEScg' could not be found") &&
                   Catch::Contains("raw, light, gamma, swapped, broken"));
    CHECK_THAT(refusal(file.params("lin", "broken")), Catch::Contains("nowhere.cube"));
    CHECK_THAT(refusal({{"from", "a"}, {"to", "b"}, {"config", "/nowhere/config.ocio"}}),
               Catch::Contains("/nowhere/config.ocio"));
    const test::TempDir folder;
    folder.write("bad.ocio", "no config");
    CHECK_THAT(refusal({{"from", "a"}, {"to", "b"}, {"config", (folder / "bad.ocio").string()}}),
               Catch::Contains("Loading the OCIO profile") && Catch::Contains("failed"));
}

TEST_CASE("ocio_convert wants three colours", "[nodes][ocio_convert]") {
    const Config file;
    const auto node = test::made<WorkNode>(add_ocio_convert, file.params("lin", "gamma"));
    node->open({});
    test::TestContext context;
    CHECK_THROWS_WITH(static_cast<void>(node->process(Payload{test::numbered(1, 1, 2)}, context)),
                      Catch::Contains("put a convert with \"channels\": 3"));
}

// SPDX-License-Identifier: Apache-2.0
// OpenEXR files of kinds that no encoder here makes: parts, layers, windows.
#include "codec/exr_files.hpp"
#include "support/catch.hpp"

#include <cmath>
#include <limits>

using namespace penstock;
using namespace penstock::codec;
using test::ExrFilePart;

namespace {

Decoded decoded(const test::Bytes& file, const ExrChoice& choice) {
    HeaderLimits limits;
    limits.exr = choice;
    const Header header = read_header(MemoryReader{file}, limits);
    test::TestContext context;
    Buffer buffer = context.allocate_bytes(file.size());
    std::ranges::copy(file, buffer.bytes().begin());
    return decode(header, std::move(buffer), {}, {}, context);
}

std::vector<float> first_pixel(const test::Bytes& file, const ExrChoice& choice) {
    const Image image = decoded(file, choice).image;
    const std::vector<float> samples = test::samples_of(image);
    return {samples.begin(), samples.begin() + image.spec().channels};
}

std::string refusal(const test::Bytes& file, const ExrChoice& choice) {
    try {
        static_cast<void>(decoded(file, choice));
    } catch (const ItemError& error) {
        return std::string{to_string(error.error_class())} + ": " + error.what();
    }
    return "it was decoded";
}

using Floats = std::vector<float>;

} // namespace

TEST_CASE("a part of an OpenEXR file is chosen by its name or its number", "[codec][exr]") {
    const test::Bytes file =
        test::exr_file({{.name = "beauty", .channels = {{"Y", true, 1}}},
                        {.name = "depth", .data = {0, 0, 7, 3}, .channels = {{"Z", true, 9}}}});
    CHECK(first_pixel(file, {}) == Floats{1});
    CHECK(first_pixel(file, {.part = "beauty"}) == Floats{1});
    CHECK(first_pixel(file, {.part = "depth"}) == Floats{9});
    CHECK(first_pixel(file, {.part = "1"}) == Floats{9});
    CHECK(decoded(file, {.part = "1"}).image.spec().width == 8);
    CHECK(refusal(file, {.part = "normals"}) ==
          "unsupported: the OpenEXR file has no part \"normals\"; it has 0 \"beauty\", 1 "
          "\"depth\"");
}

TEST_CASE("channels of an OpenEXR file are delivered in the order of their names in the list",
          "[codec][exr]") {
    const test::Bytes file = test::exr_file({{.channels = {{"A", false, 1},
                                                           {"B", false, 3},
                                                           {"G", false, 2},
                                                           {"R", false, 1.5F},
                                                           {"Z", true, 8},
                                                           {"diffuse.B", false, 6},
                                                           {"diffuse.G", false, 5},
                                                           {"diffuse.R", false, 4}}}});
    CHECK(first_pixel(file, {}) == Floats{1.5F, 2, 3, 1});
    CHECK(first_pixel(file, {.channels = {"R", "G", "B"}}) == Floats{1.5F, 2, 3});
    CHECK(first_pixel(file, {.channels = {"B", "G", "R"}}) == Floats{3, 2, 1.5F});
    CHECK(first_pixel(file, {.channels = {"diffuse"}}) == Floats{4, 5, 6});
    CHECK(first_pixel(file, {.channels = {"diffuse", "A"}}) == Floats{4, 5, 6, 1});
    CHECK(first_pixel(file, {.channels = {"Z"}}) == Floats{8});
    CHECK(decoded(file, {.channels = {"Z"}}).image.spec().pixel_type == PixelType::f32);
    CHECK(decoded(file, {.channels = {"G"}}).image.spec().pixel_type == PixelType::f16);
    // All pixels, not only the first one.
    CHECK(test::samples_of(decoded(file, {.channels = {"B", "R", "G"}}).image)[4 * 3 + 3] ==
          3 + 0.125F + 1 / 64.0F);
    CHECK(refusal(file, {.channels = {"specular"}}) ==
          "unsupported: the OpenEXR file has no channel and no layer \"specular\"; it has A, B, G, "
          "R, Z, diffuse.B, ...");
    CHECK_THAT(refusal(file, {.channels = {"R", "Z"}}),
               Catch::Matchers::StartsWith("unsupported: of 2 channels the last one is alpha"));
}

TEST_CASE("colours of 16 and of 32 bits come as 32 bits", "[codec][exr]") {
    const test::Bytes file = test::exr_file(
        {{.channels = {{"A", true, 1}, {"B", false, 3}, {"G", false, 2}, {"R", false, 1}}}});
    CHECK(first_pixel(file, {}) == Floats{1, 2, 3, 1});
    CHECK(decoded(file, {}).image.spec().pixel_type == PixelType::f32);
}

TEST_CASE("the display window pads what is missing and cuts off what sticks out", "[codec][exr]") {
    // Columns 2 to 5 of a display of 0 to 3, rows -1 to 0 of 0 to 2.
    const test::Bytes file = test::exr_file(
        {{.data = {2, -1, 5, 0}, .display = {0, 0, 3, 2}, .channels = {{"Y", true, 1}}}});
    CHECK(decoded(file, {}).image.spec().to_string() == "4x2 f32 x 1");
    const Image image = decoded(file, {.fills_display_window = true}).image;
    CHECK(image.spec().to_string() == "4x3 f32 x 1");
    const float row = 1 + 1 / 64.0F; // the second one that is stored
    CHECK(test::samples_of(image) == Floats{0, 0, row, row + 0.125F, 0, 0, 0, 0, 0, 0, 0, 0});
}

TEST_CASE("windows that do not meet give an empty picture, and limits hold for both",
          "[codec][exr]") {
    const ExrFilePart far{
        .data = {100, 100, 103, 101}, .display = {0, 0, 3, 1}, .channels = {{"Y", true, 1}}};
    CHECK(test::samples_of(decoded(test::exr_file({far}), {.fills_display_window = true}).image) ==
          Floats(8, 0.0F));
    ExrFilePart vast = far;
    vast.display = {0, 0, 99'999, 99'999};
    CHECK_THAT(refusal(test::exr_file({vast}), {.fills_display_window = true}),
               Catch::Matchers::StartsWith("limit: the picture is 100000x100000 pixels"));
}

TEST_CASE("pixels that are infinite or not a number are counted", "[codec][exr]") {
    const float infinity = std::numeric_limits<float>::infinity();
    for (const bool is_float : {false, true}) {
        const test::Bytes file = test::exr_file(
            {{.channels = {
                  {"B", is_float, 1}, {"G", is_float, std::nanf("")}, {"R", is_float, infinity}}}});
        CHECK(decoded(file, {}).nonfinite_pixels == 8);
        CHECK(decoded(file, {.channels = {"B"}}).nonfinite_pixels == 0);
    }
}

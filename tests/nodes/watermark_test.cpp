// SPDX-License-Identifier: Apache-2.0
#include "penstock/failure.hpp"

#include "nodes/transformed.hpp"
#include "pixels/values.hpp"
#include "support/temp_dir.hpp"

#include <cstdint>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

using namespace penstock;
using test::plain;
using test::transformed;

namespace {

// A Targa file of 32 bits: RGBA from the upper left corner.
std::string targa(std::uint16_t width, std::uint16_t height, const std::vector<int>& rgba) {
    std::string file(18, '\0');
    file[2] = 2;
    file[12] = static_cast<char>(width & 255);
    file[13] = static_cast<char>(width >> 8);
    file[14] = static_cast<char>(height & 255);
    file[15] = static_cast<char>(height >> 8);
    file[16] = 32;
    file[17] = 0x28;
    for (std::size_t i = 0; i < std::size_t{width} * height; ++i)
        for (const std::size_t c : {2U, 1U, 0U, 3U})
            file += static_cast<char>(rgba[(4 * i + c) % rgba.size()]);
    return file;
}

struct Files {
    test::TempDir folder;

    std::string put(const std::string& name, const std::string& content) const {
        const std::string path = (folder.path() / name).string();
        std::ofstream{path, std::ios::binary} << content;
        return path;
    }
    // All of it red, and half of it there.
    std::string red(std::uint16_t width, std::uint16_t height, int alpha = 255) const {
        return put("red.tga", targa(width, height, {255, 0, 0, alpha}));
    }
};

// "x,y wxh" of what is not as it was in a black image.
std::string place_of(const Image& image) {
    const ImageSpec& spec = image.spec();
    std::uint32_t left = spec.width;
    std::uint32_t top = spec.height;
    std::uint32_t right = 0;
    std::uint32_t bottom = 0;
    for (std::uint32_t y = 0; y < spec.height; ++y)
        for (std::uint32_t x = 0; x < spec.width; ++x)
            if (image.row(y)[x * spec.channels] != std::byte{0}) {
                left = std::min(left, x);
                top = std::min(top, y);
                right = std::max(right, x + 1);
                bottom = std::max(bottom, y + 1);
            }
    if (right == 0)
        return "none";
    return std::to_string(left) + ',' + std::to_string(top) + ' ' + std::to_string(right - left) +
           'x' + std::to_string(bottom - top);
}

std::string marked_place(const Value::Object& params, const Image& image) {
    return place_of(transformed(add_watermark, params, image).image);
}

std::string refusal(const std::string& image) {
    return test::opening(add_watermark, {{"image", image}});
}

} // namespace

TEST_CASE("watermark lies in the corner that it is told, and keeps off the edges",
          "[nodes][watermark]") {
    const Files files;
    const std::string mark = files.red(4, 2);
    const auto with = [&](Value::Object params) {
        params.emplace_back("image", mark);
        return marked_place(params, plain(40, 60));
    };
    CHECK(with({}) == "20,42 4x2"); // 16 px off the edges
    CHECK(with({{"margin", 3}}) == "33,55 4x2");
    CHECK(with({{"margin", 3}, {"gravity", "top_left"}}) == "3,3 4x2");
    CHECK(with({{"margin", 3}, {"gravity", "center"}}) == "18,29 4x2");
    CHECK(with({{"margin", 3}, {"gravity", "top"}}) == "18,3 4x2");
}

TEST_CASE("watermark is as wide as a share of the picture, and never too large",
          "[nodes][watermark]") {
    const Files files;
    const std::string mark = files.red(40, 20);
    const auto with = [&](Value::Object params, std::uint32_t width, std::uint32_t height) {
        params.emplace_back("image", mark);
        params.emplace_back("gravity", "top_left");
        return marked_place(params, plain(width, height));
    };
    CHECK(with({{"scale", 0.25}, {"margin", 0}}, 400, 300) == "0,0 100x50");
    CHECK(with({{"scale", 0.25}, {"margin", 0}}, 40, 300) == "0,0 10x5");
    CHECK(with({{"scale", 1.0}, {"margin", 0}}, 400, 50) == "0,0 100x50");
    CHECK(with({{"margin", 5}}, 30, 300) == "5,5 20x10");
    CHECK(with({{"margin", 5}}, 300, 14) == "5,5 8x4");
    CHECK(with({{"margin", 50}}, 60, 60) == "50,50 1x1");
    CHECK(with({{"margin", 0}}, 1, 1) == "0,0 1x1");
    CHECK(with({{"margin", 0}, {"scale", 0.001}}, 65535, 1) == "0,0 2x1");
}

TEST_CASE("watermark is as dense as its alpha and the opacity say", "[nodes][watermark]") {
    const Files files;
    const auto red_of = [&](int alpha, const Value& opacity) {
        const std::string mark = files.red(2, 2, alpha);
        const Image image = transformed(add_watermark,
                                        {{"image", mark}, {"margin", 0}, {"opacity", opacity}},
                                        plain(2, 2))
                                .image;
        return std::to_integer<int>(image.row(0)[0]);
    };
    CHECK(red_of(255, 1) == 255);
    CHECK(red_of(128, 1) == 128);
    CHECK(red_of(255, 0.5) == 128);
    CHECK(red_of(128, 0.5) == 64);
}

TEST_CASE("watermark lies on images of every type", "[nodes][watermark]") {
    const Files files;
    const std::string mark = files.put("white.tga", targa(3, 3, {255, 255, 255, 255}));
    for (const PixelType type : test::all_types)
        for (const std::uint32_t channels : {1U, 2U, 3U, 4U}) {
            const Image image = test::noise({3, 3, channels, type, ColourSpace::srgb});
            const Image result =
                transformed(add_watermark, {{"image", mark}, {"margin", 0}}, image).image;
            CHECK(test::count_wrong(result, std::vector<double>(test::sample_count(result), 1)) ==
                  0);
        }
    const auto node = test::made<WorkNode>(add_watermark, {{"image", mark}});
    node->open({});
    test::TestContext context;
    CHECK_THROWS_AS(node->process(Payload{plain(3, 3, 5)}, context), ItemError);
}

TEST_CASE("a mark of floats becomes what it looks like in sRGB", "[nodes][watermark]") {
    const Files files;
    // A little-endian PFM of one gray pixel: half of the light.
    const std::string mark = files.put("half.pfm", std::string{"Pf\n1 1\n-1.0\n\0\0\0\x3f", 16});
    const Image result =
        transformed(add_watermark, {{"image", mark}, {"margin", 0}}, plain(1, 1)).image;
    CHECK(test::samples_of(result) == std::vector{188, 188, 188});
}

TEST_CASE("what watermark claims before it knows the mark suffices", "[nodes][watermark]") {
    const Files files;
    for (const auto& [width, height] :
         {std::pair<std::uint16_t, std::uint16_t>{8000, 1}, {1, 8000}, {300, 300}, {3, 700}})
        for (const Value& scale : {Value{}, Value{0.2}, Value{1.0}})
            for (const auto& [w, h] : {std::pair{1U, 1U}, {640U, 480U}, {30U, 2000U}}) {
                const auto node = test::made<WorkNode>(
                    add_watermark,
                    {{"image", files.red(width, height)}, {"margin", 2}, {"scale", scale}});
                const PayloadBound input = PayloadBound::image(plain(w, h).spec());
                const NodeBound before = node->bound(input);
                node->open({});
                const NodeBound after = node->bound(input);
                CHECK(after.working_bytes <= before.working_bytes);
                CHECK(after.codec_bytes <= before.codec_bytes);
                CHECK(before.in_place);
            }
}

TEST_CASE("what watermark claims for the largest image suffices for smaller ones",
          "[nodes][watermark]") {
    const Files files;
    const auto check =
        [](const std::string& mark, const Value& scale, const Image& largest, const Image& image) {
            const auto node = test::made<WorkNode>(
                add_watermark, {{"image", mark}, {"margin", 0}, {"scale", scale}});
            node->open({});
            const NodeBound bound = node->bound(PayloadBound::image(largest.spec()));
            test::TestContext context;
            CAPTURE(mark, image.spec().to_string());
            static_cast<void>(node->process(Payload{image}, context));
            CHECK(context.allocated_bytes <= bound.working_bytes - bound.codec_bytes);
        };
    for (const Value& scale : {Value{}, Value{0.5}})
        for (const auto& [width, height] : {std::pair{20U, 20U}, {59U, 7U}, {2U, 60U}, {1U, 1U}})
            check(files.red(30, 30), scale, plain(60, 60), plain(width, height));
    // Of the largest, two rows do not fit into one, and it has 4000 columns of it; here it
    // is 1.475.
    check(files.red(8000, 2), Value{1.0}, plain(8000, 1), plain(5900, 1));
}

TEST_CASE("a mark that cannot be used is told before the first image", "[nodes][watermark]") {
    const Files files;
    const auto begins = [](const std::string& text, const std::string& with) {
        CAPTURE(text);
        return text.starts_with(with);
    };
    const std::string missing = (files.folder.path() / "no.png").string();
    CHECK(begins(refusal(missing), "the watermark \"" + missing + "\" cannot be used: "));
    CHECK(refusal(missing).find("No such file or directory") != std::string::npos);
    CHECK(refusal(missing).ends_with(
        "; set \"image\" to the file of a picture that decode reads, with at most 16000000 pixels "
        "and 8192 on a side"));
    CHECK(refusal(files.put("empty.png", "")) != "opened");
    CHECK(refusal(files.put("text.png", "this is no picture")) != "opened");
    CHECK(refusal(files.put("cut.tga", targa(9, 9, {1, 2, 3, 4}).substr(0, 100))) != "opened");
    CHECK(refusal(files.put("long.tga", targa(8193, 1, {1, 2, 3, 4}))).find("8192") !=
          std::string::npos);
    CHECK(refusal(files.folder.path().string()) != "opened");
    CHECK(refusal(files.red(8192, 1)) == "opened");
}

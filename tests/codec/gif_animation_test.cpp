// SPDX-License-Identifier: Apache-2.0
#include "codec/gif_animation.hpp"

#include "codec/frames.hpp"
#include "codec/gif_files.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <random>
#include <string>

using namespace penstock;
using namespace penstock::codec;
using test::bytes;
using test::gif_control;
using test::gif_end;
using test::gif_indices;
using test::gif_picture;
using test::gif_screen;
using test::operator+;
using test::values_of;

namespace {

// Counts what is read of a file.
class CountingReader final : public ByteReader {
public:
    explicit CountingReader(std::span<const std::byte> file) : file_{file} {}
    [[nodiscard]] std::uint64_t size() const override { return file_.size(); }
    [[nodiscard]] std::size_t read_at(std::uint64_t offset,
                                      std::span<std::byte> target) const override {
        ++reads;
        return file_.read_at(offset, target);
    }
    mutable std::size_t reads = 0;

private:
    MemoryReader file_;
};

std::vector<Decoded> frames_of(const test::Bytes& file, const HeaderLimits& limits = {}) {
    const std::vector<Header> headers = read_frame_headers(MemoryReader{file}, limits, 50);
    test::TestContext context;
    Buffer buffer = context.allocate_bytes(file.size());
    std::ranges::copy(file, buffer.bytes().begin());
    const std::uint64_t before = context.allocated_bytes;
    std::vector<Decoded> frames = decode_frames(headers, std::move(buffer), {}, {}, context);
    std::uint64_t images = 0;
    for (const Decoded& frame : frames)
        images += buffer_capacity(frame.image.spec().bytes());
    CHECK(context.allocated_bytes - before <=
          images + frames_working_bytes(headers, OrientationPolicy::upright));
    return frames;
}

std::string refusal_of_all(const test::Bytes& file, const HeaderLimits& limits = {}) {
    try {
        static_cast<void>(frames_of(file, limits));
    } catch (const ItemError& error) {
        return std::string{to_string(error.error_class())} + ": " + error.what();
    }
    return "it was decoded";
}

std::uint32_t count(const test::Bytes& file, std::uint32_t most = 50) {
    const MemoryReader reader{file};
    return count_frames(reader, read_header(reader), most);
}

test::Bytes pixel(int disposal, int x, int index) {
    return gif_control(disposal, -1) + gif_picture(x, 0, 1, 1, 0, gif_indices({index}));
}

struct Picture {
    int disposal = 0; // as in the file
    int transparent = -1;
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;
    std::vector<int> indices; // 0 or 1
};

constexpr int canvas_width = 7;
constexpr int canvas_height = 5;
using Pixel = std::array<int, 4>;
using Canvas = std::vector<Pixel>;

// The plainest way to compose: whole canvases, pixel by pixel.
std::vector<Canvas> composed(const std::vector<Picture>& pictures) {
    std::vector<Canvas> seen;
    Canvas canvas(canvas_width * canvas_height);
    for (const Picture& picture : pictures) {
        const Canvas before = canvas;
        Canvas after = canvas;
        for (int i = 0; i < picture.width * picture.height; ++i) {
            const int x = picture.x + i % picture.width;
            const int y = picture.y + i / picture.width;
            if (x >= canvas_width || y >= canvas_height)
                continue;
            const auto at = static_cast<std::size_t>(y * canvas_width + x);
            const int index = picture.indices[static_cast<std::size_t>(i)];
            if (index != picture.transparent)
                canvas[at] = index == 0 ? Pixel{1, 2, 3, 255} : Pixel{4, 5, 6, 255};
            after[at] = picture.disposal == 2   ? Pixel{}
                        : picture.disposal >= 3 ? before[at]
                                                : canvas[at];
        }
        seen.push_back(canvas);
        canvas = after;
    }
    return seen;
}

std::vector<Picture> random_pictures(unsigned seed) {
    std::mt19937 random{seed};
    const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
    std::vector<Picture> pictures(static_cast<std::size_t>(2 + below(5)));
    for (Picture& picture : pictures) {
        const bool is_first = &picture == pictures.data();
        picture.disposal = below(5);
        picture.transparent = below(3) - 1;
        picture.x = below(canvas_width);
        picture.y = below(canvas_height);
        // The first one makes the canvas larger, others stick out of it.
        picture.width = 1 + below(is_first ? canvas_width - picture.x : canvas_width + 3);
        picture.height = 1 + below(is_first ? canvas_height - picture.y : canvas_height + 3);
        if (is_first && below(2) == 0) {
            picture.x = picture.y = 0;
            picture.width = canvas_width;
            picture.height = canvas_height;
            picture.transparent = -1;
        }
        for (int i = 0; i < picture.width * picture.height; ++i)
            picture.indices.push_back(below(2));
    }
    return pictures;
}

// The command, or nothing where it is not installed.
std::string image_magick() {
    for (const std::string name : {"convert-im6", "magick", "convert"})
        if (std::system((name + " -version > /dev/null 2>&1").c_str()) == 0)
            return name;
    return {};
}

test::Bytes file_of(const std::vector<Picture>& pictures) {
    test::Bytes file = gif_screen(canvas_width, canvas_height);
    for (const Picture& picture : pictures)
        file = std::move(file) + gif_control(picture.disposal, picture.transparent) +
               gif_picture(picture.x,
                           picture.y,
                           picture.width,
                           picture.height,
                           0,
                           gif_indices(picture.indices));
    return std::move(file) + gif_end();
}

} // namespace

TEST_CASE("frames of a GIF are laid over what their predecessors left", "[codec][gif]") {
    const std::vector<int> dark{1, 2, 3, 255, 1, 2, 3, 255};
    const std::vector<int> light_left{4, 5, 6, 255, 1, 2, 3, 255};
    const std::vector<int> light_right{1, 2, 3, 255, 4, 5, 6, 255};
    const std::vector<int> cleared{0, 0, 0, 0, 4, 5, 6, 255};
    const test::Bytes base =
        gif_screen(2, 1) + gif_control(1, -1) + gif_picture(0, 0, 2, 1, 0, gif_indices({0, 0}));
    const auto third = [&](int disposal) {
        const std::vector<Decoded> frames =
            frames_of(base + pixel(disposal, 0, 1) + pixel(0, 1, 1) + gif_end());
        REQUIRE(frames.size() == 3);
        return values_of(frames[2].image);
    };
    CHECK(third(0) == std::vector{4, 5, 6, 4, 5, 6}); // three channels, where nothing is cleared
    CHECK(third(1) == std::vector{4, 5, 6, 4, 5, 6});
    CHECK(third(2) == cleared);
    CHECK(third(3) == std::vector{1, 2, 3, 4, 5, 6});
    CHECK(third(4) == std::vector{1, 2, 3, 4, 5, 6});
    const std::vector<Decoded> frames = frames_of(base + pixel(2, 0, 1) + pixel(0, 1, 1));
    CHECK(values_of(frames[0].image) == dark);
    CHECK(values_of(frames[1].image) == light_left);
}

TEST_CASE("any frames of a GIF are composed as the plainest way does it", "[codec][gif]") {
    int with_alpha = 0;
    int without = 0;
    for (unsigned seed = 1; seed <= 300; ++seed) {
        INFO("seed " << seed);
        const std::vector<Picture> pictures = random_pictures(seed);
        const std::vector<Canvas> expected = composed(pictures);
        const test::Bytes file = file_of(pictures);
        CHECK(count(file) == pictures.size());
        const std::vector<Decoded> frames = frames_of(file);
        REQUIRE(frames.size() == pictures.size());
        for (std::size_t i = 0; i < frames.size(); ++i) {
            const std::uint32_t channels = frames[i].image.spec().channels;
            ++(channels == 4 ? with_alpha : without);
            std::vector<int> values;
            for (const Pixel& pixel : expected[i]) {
                values.insert(values.end(), pixel.begin(), pixel.begin() + channels);
                if (channels == 3)
                    REQUIRE(pixel[3] == 255);
            }
            REQUIRE(values_of(frames[i].image) == values);
        }
    }
    CHECK(with_alpha > 100);
    CHECK(without > 100);
}

TEST_CASE("any frames of a GIF are composed as ImageMagick does it", "[codec][gif]") {
    const std::string magick = image_magick();
    if (magick.empty()) {
        WARN("not compared: ImageMagick is not installed");
        return;
    }
    const test::TempDir dir;
    std::array<int, 5> disposals{};
    for (unsigned seed = 1; seed <= 40; ++seed) {
        INFO("seed " << seed);
        std::vector<Picture> pictures = random_pictures(seed);
        for (Picture& picture : pictures) { // what sticks out, and 4 for 3, is up to the viewer
            picture.width = std::min(picture.width, canvas_width - picture.x);
            picture.height = std::min(picture.height, canvas_height - picture.y);
            picture.indices.resize(static_cast<std::size_t>(picture.width * picture.height));
            picture.disposal %= 4;
            ++disposals[static_cast<std::size_t>(picture.disposal)];
        }
        const test::Bytes file = file_of(pictures);
        const std::string path =
            dir.write("animation.gif", {reinterpret_cast<const char*>(file.data()), file.size()});
        const std::string seen = dir / "seen.rgba";
        REQUIRE(std::system((magick + " " + path + " -alpha set -coalesce -depth 8 rgba:" + seen)
                                .c_str()) == 0);
        const test::Bytes expected = test::bytes_of_file(seen);
        const std::vector<Decoded> frames = frames_of(file);
        REQUIRE(expected.size() == frames.size() * canvas_width * canvas_height * 4);
        for (std::size_t i = 0; i < expected.size() / 4; ++i) {
            const Image& image = frames[i / (canvas_width * canvas_height)].image;
            const std::uint32_t channels = image.spec().channels;
            const auto pixel =
                image.pixels().subspan(i % (canvas_width * canvas_height) * channels, channels);
            const auto theirs = std::span{expected}.subspan(i * 4, 4);
            const std::byte alpha = channels == 4 ? pixel[3] : std::byte{0xFF};
            REQUIRE(alpha == theirs[3]);
            if (alpha != std::byte{0}) // else no colour counts
                REQUIRE(std::ranges::equal(pixel.first(3), theirs.first(3)));
        }
    }
    CHECK(std::ranges::count(disposals, 0) == 1); // the fifth kind alone
}

TEST_CASE("the first frame of a GIF is the picture that it is without the others", "[codec][gif]") {
    const test::Bytes file = gif_screen(2, 1) + pixel(0, 1, 1) + pixel(0, 0, 0) + gif_end();
    CHECK(values_of(test::decoded(file)) == values_of(frames_of(file)[0].image));
    const test::Bytes single = gif_screen(2, 1) + pixel(3, 0, 1) + gif_end();
    CHECK(count(single) == 1);
    REQUIRE(frames_of(single).size() == 1);
    CHECK(values_of(frames_of(single)[0].image) == values_of(test::decoded(single)));
}

TEST_CASE("no more frames of a GIF are looked for than may be there", "[codec][gif]") {
    test::Bytes file = gif_screen(1, 1);
    for (int i = 0; i < 60; ++i)
        file = std::move(file) + pixel(0, 0, 1);
    CHECK(count(file, 10) == 11);
    CHECK(count(file, 100) == 60);
    CHECK(refusal_of_all(file) == "limit: the GIF has at least 51 pictures; max_frames allows 50");
}

TEST_CASE("frames outside the canvas of a GIF change nothing", "[codec][gif]") {
    const std::vector<Decoded> frames =
        frames_of(gif_screen(1, 1) + pixel(1, 0, 1) + pixel(2, 1, 0) + pixel(3, 200, 0) +
                  gif_picture(0, 9, 1, 1, 0, gif_indices({0})));
    REQUIRE(frames.size() == 4);
    for (const Decoded& frame : frames)
        CHECK(values_of(frame.image) == std::vector{4, 5, 6, 255});
}

TEST_CASE("a later frame of a GIF can be truncated, without pixels, or too large", "[codec][gif]") {
    const test::Bytes good = gif_screen(1, 2) + gif_picture(0, 0, 1, 2, 0, gif_indices({1, 1}));
    test::Bytes cut = good + gif_picture(0, 0, 1, 2, 0, gif_indices({0, 0}));
    cut.resize(cut.size() - 2);
    CHECK(count(cut) == 2);
    CHECK(refusal_of_all(cut) == "truncated: the GIF ends after 0 of 2 rows of its frame 1");
    CHECK(values_of(test::decoded(cut)) == std::vector{4, 5, 6, 4, 5, 6});
    cut.resize(good.size() + 5);
    CHECK(refusal_of_all(cut).starts_with("truncated: the file ends after "));
    CHECK(refusal_of_all(good + gif_picture(0, 0, 0, 2, 0, gif_indices({0}))) ==
          "corrupt: the GIF says that its frame 1 is 0x2 pixels");
    const test::Bytes large = good + gif_picture(0, 0, 200, 1, 0, gif_indices({0}));
    HeaderLimits limits;
    limits.max_side = 100;
    CHECK(refusal_of_all(large, limits) ==
          "limit: the picture is 200x1 pixels; max_side allows 100");
    limits = {};
    limits.max_pixels = 100;
    CHECK(refusal_of_all(large, limits) ==
          "limit: the picture has 200x1 = 200 pixels; max_pixels allows 100");
}

TEST_CASE("what follows the pictures of a GIF is none of them", "[codec][gif]") {
    const test::Bytes one = gif_screen(1, 1) + pixel(0, 0, 1);
    CHECK(count(one) == 1);
    CHECK(count(one + gif_end() + pixel(0, 0, 1)) == 1);
    CHECK(count(one + bytes({7}) + pixel(0, 0, 1)) == 1);
    CHECK(count(one + bytes({0x21, 0xFE, 2, 7, 7, 0})) == 1);
    CHECK(count(one + bytes({0x21, 0xFE, 2, 7, 7, 0}) + pixel(0, 0, 1)) == 2);
}

TEST_CASE("many blocks of a GIF are read in few pieces, and each once", "[codec][gif]") {
    const test::Bytes first = gif_screen(1, 1) + bytes({0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2});
    test::Bytes file = first;
    for (int i = 0; i < 500'000; ++i) {
        file.push_back(std::byte{1});
        file.push_back(std::byte{0x2C});
    }
    const CountingReader reader{file};
    const Header header = read_header(reader);
    CHECK(reader.reads < 10); // the rest of the file has nothing to do with the first picture
    CHECK(count_frames(reader, header, 50) == 1);
    CHECK(reader.reads < file.size() / 4096 + 20);
    test::Bytes comments = gif_screen(1, 1) + pixel(0, 0, 1) + bytes({0x21, 0xFE});
    for (int i = 0; i < 10'001; ++i)
        comments = std::move(comments) + bytes({1, 7});
    CHECK(refusal_of_all(comments) ==
          "limit: the GIF has more than 10000 blocks before its frame 1");
}

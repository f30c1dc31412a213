// SPDX-License-Identifier: Apache-2.0
// Which smaller pictures of a TIFF or an OpenEXR file are found, and that they are what is decoded.
#include "codec/levels.hpp"

#include "codec/exr_files.hpp"
#include "codec/frames.hpp"
#include "codec/pictures.hpp"
#include "codec/shrink.hpp"
#include "codec/tiff_files.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <string>
#include <utility>
#include <vector>

using namespace penstock;
using namespace penstock::codec;
using namespace penstock::test;

namespace {

// What the samples of a level are: the picture's own is 10.
std::byte value_at(std::size_t level) {
    return static_cast<std::byte>(10 * (level + 1));
}

// A page of one value in strips of a few rows, or in tiles.
TiffPage page_of(std::uint32_t width, std::uint32_t height, std::size_t level, bool is_tiled) {
    TiffPage page{.width = width, .height = height, .samples = 3, .photometric = 2};
    page.subfile_type = level > 0 ? 1 : 0;
    if (is_tiled) {
        page.tile_side = 16;
        const std::size_t tiles = std::size_t{(width + 15) / 16} * ((height + 15) / 16);
        page.blocks.assign(tiles, Bytes(std::size_t{16} * 16 * 3, value_at(level)));
        return page;
    }
    page.rows_per_strip = 5;
    for (std::uint32_t y = 0; y < height; y += 5)
        page.blocks.emplace_back(std::size_t{std::min(5U, height - y)} * width * 3,
                                 value_at(level));
    return page;
}

// A picture and its levels, each half of the one before, one behind another.
std::vector<TiffPage>
pyramid(std::uint32_t width, std::uint32_t height, std::size_t levels, bool is_tiled = false) {
    std::vector<TiffPage> pages;
    for (std::size_t level = 0; level <= levels; ++level)
        pages.push_back(page_of(width >> level, height >> level, level, is_tiled));
    return pages;
}

using Sizes = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

Sizes sizes_of(const Header& header) {
    Sizes sizes;
    for (const Level& level : header.levels)
        sizes.emplace_back(level.width, level.height);
    return sizes;
}

Header header_of(std::span<const std::byte> file, const HeaderLimits& limits = {}) {
    const MemoryReader reader{file};
    Header header = read_header(reader, limits);
    CHECK(header.levels.empty()); // nobody has asked yet
    find_levels(reader, header, 0.51 / level_margin);
    CHECK(header.levels.empty()); // none is that large
    find_levels(reader, header, 0.01);
    return header;
}

Image decoded_by(const Header& header, std::span<const std::byte> file) {
    test::TestContext context;
    const CodecModule module;
    Buffer buffer = Buffer::allocate(file.size());
    std::ranges::copy(file, buffer.bytes().begin());
    Image image = std::move(decode(header, std::move(buffer), {}, module, context).image);
    CHECK(context.allocated_bytes <= decode_working_bytes(header, OrientationPolicy::upright) +
                                         buffer_capacity(image.spec().bytes()));
    return image;
}

// Scale at which the level of that part of the sides is just large enough.
double scale_for(double part) {
    return part / level_margin - 1e-9;
}

// The levels that are found where something of the second page is otherwise.
Sizes sizes_with(const std::function<void(std::vector<TiffPage>&)>& change) {
    std::vector<TiffPage> pages = pyramid(64, 48, 2);
    change(pages);
    return sizes_of(header_of(tiff_file(pages)));
}

float level_and_channel(std::uint32_t level, std::size_t channel, std::uint32_t, std::uint32_t) {
    return static_cast<float>(level) + static_cast<float>(channel) / 8;
}

ExrPyramid exr_of(std::uint32_t width, std::uint32_t height) {
    return {.width = width, .height = height, .sample = level_and_channel};
}

const Sizes two_halvings = {{32, 24}, {16, 12}};

} // namespace

TEST_CASE("the levels of a TIFF are found in a chain, in a list and in textures",
          "[codec][levels]") {
    for (const std::endian order : {std::endian::little, std::endian::big}) {
        std::vector<TiffPage> pages = pyramid(64, 48, 2);
        CHECK(sizes_of(header_of(tiff_file(pages, order))) == two_halvings);
        pages[0].smaller_at = {1, 2};
        pages[0].next_page = pages[1].next_page = 3;
        CHECK(sizes_of(header_of(tiff_file(pages, order))) == two_halvings);
        for (TiffPage& page : pages) {
            page.smaller_at.clear();
            page.next_page.reset();
            page.subfile_type = 0;
            page.texture_format = "Plain Texture";
        }
        CHECK(sizes_of(header_of(tiff_file(pages, order))) == two_halvings);
    }
    CHECK(header_of(tiff_file(pyramid(64, 48, 0))).levels.empty());
}

TEST_CASE("a TIFF is decoded from its smallest level that keeps the margin", "[codec][levels]") {
    for (const bool is_tiled : {false, true}) {
        const Bytes file = tiff_file(pyramid(80, 48, 3, is_tiled));
        const Header whole = header_of(file);
        CHECK(whole.levels.size() == 3);
        CHECK(shrunk(whole, 1).spec == whole.spec);
        CHECK(shrunk(whole, 0.51 / level_margin).spec == whole.spec);
        for (std::uint32_t level = 0; level <= 3; ++level) {
            INFO(level << (is_tiled ? " in tiles" : " in strips"));
            const Header header = shrunk(whole, scale_for(1.0 / (1U << level)));
            CHECK(header.spec.width == 80U >> level);
            CHECK(header.spec.height == 48U >> level);
            CHECK(header.spec.whole() == whole.spec);
            CHECK(header.spec.is_shrunk() == (level > 0));
            CHECK(header.codec_bytes <= whole.codec_bytes);
            const Image image = decoded_by(header, file);
            CHECK(image.spec() == header.spec);
            CHECK(std::ranges::count(image.pixels(), value_at(level)) ==
                  std::ssize(image.pixels()));
        }
    }
}

TEST_CASE("what is not for certain a level of the TIFF's picture is none", "[codec][levels]") {
    using Pages = std::vector<TiffPage>;
    CHECK(sizes_with([](Pages&) {}) == two_halvings);
    CHECK(sizes_with([](Pages& pages) { pages[1].subfile_type = 0; }).empty());
    CHECK(sizes_with([](Pages& pages) { pages[1].subfile_type = 5; }).empty()); // a mask
    CHECK(sizes_with([](Pages& pages) { pages[1].photometric = 6; }).empty());
    CHECK(sizes_with([](Pages& pages) { pages[1].compression = 8; }).empty());
    CHECK(sizes_with([](Pages& pages) { pages[1].sample_format = 2; }).empty());
    CHECK(sizes_with([](Pages& pages) { pages[0].no_data = "0"; }).empty());
    CHECK(sizes_with([](Pages& pages) { pages.erase(pages.begin() + 1); }).empty()); // a quarter
    CHECK(sizes_with([](Pages& pages) { pages[2].height = 11; }) == Sizes{{32, 24}});
    CHECK(sizes_with([](Pages& pages) { pages[2].subfile_type = 0; }) == Sizes{{32, 24}});
    CHECK(sizes_with([](Pages& pages) { pages[1].texture_format = "Plain Texture"; }) ==
          two_halvings);
    CHECK(sizes_with([](Pages& pages) {
              for (TiffPage& page : pages)
                  page.subfile_type = 0;
              pages[0].texture_format = "Plain Texture"; // but the others are pages
          }).empty());
    CHECK(sizes_with([](Pages& pages) {
              for (TiffPage& page : pages) {
                  page.subfile_type = 0;
                  page.texture_format = "Shadow";
              }
          }).empty());
}

TEST_CASE("levels of TIFFs whose samples have no means are left alone", "[codec][levels]") {
    const auto levels_of =
        [](std::uint32_t samples, std::uint32_t photometric, std::optional<std::uint32_t> extra) {
            std::vector<TiffPage> pages = pyramid(64, 48, 1);
            for (TiffPage& page : pages) {
                page.samples = samples;
                page.photometric = photometric;
                page.extra_sample = extra;
                page.rows_per_strip = 0;
                page.blocks = {Bytes(std::size_t{page.width} * page.height * samples)};
                if (photometric == 3)
                    page.colour_map.assign(std::size_t{3} * 256, 0);
            }
            return header_of(tiff_file(pages)).levels.size();
        };
    CHECK(levels_of(1, 1, {}) == 1);
    CHECK(levels_of(3, 2, {}) == 1);
    CHECK(levels_of(2, 1, 1) == 1); // colours are multiplied by alpha
    CHECK(levels_of(4, 2, 1) == 1);
    CHECK(levels_of(4, 2, 2) == 0); // they are not
    CHECK(levels_of(4, 2, 0) == 0);
    CHECK(levels_of(4, 2, {}) == 0);
    CHECK(levels_of(1, 3, {}) == 0); // a palette
    CHECK(levels_of(4, 5, {}) == 0); // inks
    CHECK(levels_of(3, 8, {}) == 0); // Lab
}

TEST_CASE("levels of odd sides are left alone", "[codec][levels]") {
    std::vector<TiffPage> pages = pyramid(68, 50, 2); // 34x25, then 17x12
    CHECK(sizes_of(header_of(tiff_file(pages))) == Sizes{{34, 25}});
    for (TiffPage& page : pages)
        page.texture_format = "Plain Texture";
    CHECK(sizes_of(header_of(tiff_file(pages))) == Sizes{{34, 25}});
}

TEST_CASE("a damaged level ends those that are found, and not the picture", "[codec][levels]") {
    std::vector<TiffPage> pages = pyramid(64, 48, 2);
    const Bytes sound = tiff_file(pages);
    const std::size_t last = std::size_t{16} * 12 * 3;
    const std::span<const std::byte> cut = std::span{sound}.first(sound.size() - last / 2);
    CHECK(sizes_of(header_of(cut)) == Sizes{{32, 24}});
    const Header header = shrunk(header_of(cut), scale_for(0.25));
    CHECK(header.spec.width == 32);
    CHECK(decoded_by(header, cut).pixels()[0] == value_at(1));
}

TEST_CASE("of a TIFF that is cut itself nothing comes smaller", "[codec][levels][truncated]") {
    std::vector<TiffPage> pages = {page_of(32, 24, 1, false), page_of(64, 48, 0, false)};
    const std::size_t second = tiff_file({pages[0]}).size() - std::size_t{32} * 24 * 3;
    REQUIRE(second < 256);
    pages[0].next_page = 2;
    pages[1].next_page = 0;
    Bytes file = tiff_file(pages); // the picture comes first in the chain, and lies last
    file[4] = static_cast<std::byte>(second);
    CHECK(sizes_of(header_of(file)) == Sizes{{32, 24}});
    HeaderLimits padding;
    padding.accepts_truncated = true;
    CHECK(header_of(std::span{file}.first(file.size() - 100), padding).levels.empty());
}

TEST_CASE("a TIFF cannot have more than so many levels looked at, nor lead in a circle",
          "[codec][levels][hostile]") {
    SECTION("thousands of small ones") {
        std::vector<TiffPage> pages;
        for (std::size_t i = 0; i < 3000; ++i)
            pages.push_back(page_of(1, 1, i, false));
        CHECK(header_of(tiff_file(pages)).levels.empty());
    }
    SECTION("a list of thousands") {
        std::vector<TiffPage> pages = pyramid(64, 48, 1);
        pages[0].smaller_at.assign(30'000, 1);
        CHECK(sizes_of(header_of(tiff_file(pages))) == Sizes{{32, 24}});
    }
    SECTION("a list that leads back") {
        std::vector<TiffPage> pages = pyramid(64, 48, 1);
        pages[0].subfile_type = 1;
        pages[0].smaller_at = {0, 0, 1};
        CHECK(header_of(tiff_file(pages)).levels.empty());
    }
    SECTION("larger than the picture") {
        std::vector<TiffPage> pages = {page_of(32, 24, 0, false), page_of(64, 48, 1, false)};
        CHECK(header_of(tiff_file(pages)).levels.empty());
    }
    SECTION("as many as there can be") {
        std::vector<TiffPage> pages;
        for (std::uint32_t level = 0; level < 20; ++level) {
            pages.push_back(page_of(1, 1, level, false));
            pages.back().width = pages.back().height = (1U << 20) >> level;
        }
        HeaderLimits limits;
        limits.max_side = 1U << 20;
        limits.max_pixels = std::uint64_t{1} << 40;
        const Header header = header_of(tiff_file(pages), limits);
        CHECK(header.levels.size() == 16);
        CHECK(header.levels.back().width == 16);
    }
    SECTION("a chain that leads back") {
        std::vector<TiffPage> pages = pyramid(64, 48, 2);
        pages[0].subfile_type = 1;
        pages[2].next_page = 0;
        CHECK(sizes_of(header_of(tiff_file(pages))) == two_halvings);
        pages[1].next_page = 1;
        CHECK(sizes_of(header_of(tiff_file(pages))) == Sizes{{32, 24}});
        pages[0].next_page = 0;
        CHECK(header_of(tiff_file(pages)).levels.empty());
    }
}

TEST_CASE("each page of a TIFF has levels of its own", "[codec][levels]") {
    std::vector<TiffPage> pages = pyramid(64, 48, 2);
    const std::vector<TiffPage> more = pyramid(40, 20, 1);
    pages.insert(pages.end(), more.begin(), more.end());
    const Bytes file = tiff_file(pages);
    const MemoryReader reader{file};
    std::vector<Header> headers = read_frame_headers(reader, {}, 10);
    for (Header& header : headers)
        find_levels(reader, header, 0.01);
    REQUIRE(headers.size() == 2);
    CHECK(sizes_of(headers[0]) == two_halvings);
    CHECK(sizes_of(headers[1]) == Sizes{{20, 10}});
    const Header small = shrunk(headers[1], scale_for(0.5));
    CHECK(decoded_by(small, file).pixels()[0] == value_at(1));
    CHECK(small.spec.width == 20);
}

TEST_CASE("an OpenEXR file is decoded from its smallest level that keeps the margin",
          "[codec][levels]") {
    for (const std::uint8_t mode : {std::uint8_t{1}, std::uint8_t{0x11}}) {
        ExrPyramid pyramid = exr_of(80, 48);
        pyramid.mode = mode;
        pyramid.first = {-7, 30};
        const Bytes file = exr_pyramid(pyramid);
        const Header whole = header_of(file);
        CHECK(sizes_of(whole) == Sizes{{40, 24}, {20, 12}, {10, 6}, {5, 3}});
        for (std::uint32_t level = 0; level <= 4; ++level) {
            INFO(level);
            const Header header = shrunk(whole, scale_for(1.0 / (1U << level)));
            CHECK(header.spec.width == 80U >> level);
            CHECK(header.spec.height == 48U >> level);
            CHECK(header.spec.whole() == whole.spec);
            const Image image = decoded_by(header, file);
            const std::vector<float> samples = samples_of(image);
            for (std::size_t i = 0; i < samples.size(); ++i)
                CHECK(samples[i] == static_cast<float>(level) + static_cast<float>(2 - i % 3) / 8);
        }
    }
}

TEST_CASE("channels that are picked are picked from the level", "[codec][levels]") {
    ExrPyramid pyramid = exr_of(64, 48);
    pyramid.channels = {"a.x", "a.y", "b", "c"};
    const Bytes file = exr_pyramid(pyramid);
    HeaderLimits limits;
    limits.exr.channels = {"c", "a.x", "b"};
    const Header header = shrunk(header_of(file, limits), scale_for(0.25));
    REQUIRE(header.spec.width == 16);
    const std::vector<float> samples = samples_of(decoded_by(header, file));
    REQUIRE(samples.size() == 16 * 12 * 3);
    for (std::size_t i = 0; i < samples.size(); ++i)
        CHECK(samples[i] == (i % 3 == 0 ? 2.375F : i % 3 == 1 ? 2.0F : 2.25F));
}

TEST_CASE("what is not for certain a level of the OpenEXR file is none", "[codec][levels]") {
    const auto levels_of = [](ExrPyramid pyramid) {
        return header_of(exr_pyramid(pyramid)).levels.size();
    };
    CHECK(levels_of(exr_of(64, 48)) == 4); // to 4x3
    CHECK(levels_of(exr_of(66, 48)) == 1);
    CHECK(levels_of(exr_of(65, 48)) == 0);
    ExrPyramid other = exr_of(64, 48);
    other.mode = 0;
    CHECK(levels_of(other) == 0);
    other = exr_of(64, 48);
    other.is_environment = true;
    CHECK(levels_of(other) == 0);
    HeaderLimits limits;
    limits.exr.fills_display_window = true;
    CHECK(header_of(exr_pyramid(exr_of(64, 48)), limits).levels.empty());
}

TEST_CASE("levels of an OpenEXR file that are not in the file are none",
          "[codec][levels][hostile]") {
    const Bytes sound = exr_pyramid(exr_of(64, 64));
    REQUIRE(header_of(sound).levels.size() == 6);
    // Level 2 and what follows take 16 * 16 + ... pixels, in tiles with heads of 20 bytes.
    const std::size_t behind = (16 * 16 + 8 * 8 + 4 * 4 + 2 * 2 + 1) * 12 + 5 * 20;
    CHECK(header_of(std::span{sound}.first(sound.size() - behind)).levels.size() == 1);
    CHECK(header_of(std::span{sound}.first(sound.size() - behind + 500)).levels.size() == 1);
    CHECK(header_of(std::span{sound}.first(sound.size() - 20 - 12)).levels.size() == 5);
    Bytes ripmap = sound;
    const std::string name = "tiledesc";
    const auto found = std::ranges::search(ripmap, std::as_bytes(std::span{name}));
    REQUIRE(!found.empty());
    const auto mode = static_cast<std::size_t>(found.end() - ripmap.begin()) + 1 + 4 + 8;
    REQUIRE(ripmap[mode] == std::byte{1});
    ripmap[mode] = std::byte{2};
    CHECK(header_of(ripmap).levels.empty());
}

// SPDX-License-Identifier: Apache-2.0
#include "codec/jpeg.hpp"

#include "codec/jpeg_scans.hpp"
#include "codec/pictures.hpp"
#include "support/catch.hpp"

#include <turbojpeg.h>

#include <algorithm>
#include <array>
#include <cstdio> // which jpeglib.h needs
#include <cstdlib>
#include <jpeglib.h>
#include <vector>

using namespace penstock;
using namespace penstock::codec;

namespace {

// A JPEG of four inks, all of whose pixels are alike. libjpeg marks it as Adobe's, in which 255
// means no ink.
test::Bytes inks(std::array<unsigned char, 4> stored) {
    std::vector<unsigned char> pixels;
    for (int i = 0; i < 32 * 16; ++i)
        pixels.insert(pixels.end(), stored.begin(), stored.end());
    unsigned char* memory = nullptr;
    unsigned long size = 0;
    const tjhandle handle = tjInitCompress();
    REQUIRE(tjCompress2(handle,
                        pixels.data(),
                        32,
                        0,
                        16,
                        TJPF_CMYK,
                        &memory,
                        &size,
                        TJSAMP_444,
                        100,
                        TJFLAG_ACCURATEDCT) == 0);
    test::Bytes file(size);
    for (std::size_t i = 0; i < size; ++i)
        file[i] = static_cast<std::byte>(memory[i]);
    tjFree(memory);
    tjDestroy(handle);
    return file;
}

// A JPEG of 8x8 pixels of each colour side by side; 255 means all of an ink, in the file's own way.
test::Bytes four_inks(const std::vector<std::array<int, 4>>& colours, bool is_ycck, bool is_adobe) {
    std::vector<unsigned char> row;
    for (const auto& colour : colours)
        for (int i = 0; i < 8; ++i)
            for (const int ink : colour)
                row.push_back(static_cast<unsigned char>(is_adobe ? 255 - ink : ink));
    jpeg_compress_struct info{};
    jpeg_error_mgr errors{};
    info.err = jpeg_std_error(&errors);
    jpeg_create_compress(&info);
    unsigned char* memory = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&info, &memory, &size);
    info.image_width = static_cast<JDIMENSION>(colours.size() * 8);
    info.image_height = 8;
    info.input_components = 4;
    info.in_color_space = JCS_CMYK;
    jpeg_set_defaults(&info);
    jpeg_set_colorspace(&info, is_ycck ? JCS_YCCK : JCS_CMYK);
    for (const int component : {0, 3}) // no colour takes from its neighbour
        info.comp_info[component].h_samp_factor = info.comp_info[component].v_samp_factor = 1;
    info.write_Adobe_marker = is_adobe ? TRUE : FALSE;
    jpeg_set_quality(&info, 100, TRUE);
    jpeg_start_compress(&info, TRUE);
    for (int y = 0; y < 8; ++y) {
        JSAMPROW line = row.data();
        jpeg_write_scanlines(&info, &line, 1);
    }
    jpeg_finish_compress(&info);
    test::Bytes file(size);
    std::transform(memory, memory + size, file.begin(), [](unsigned char byte) {
        return static_cast<std::byte>(byte);
    });
    jpeg_destroy_compress(&info);
    std::free(memory);
    return file;
}

bool is_near(const Image& image, std::array<int, 3> rgb) {
    for (std::size_t i = 0; i < image.pixels().size(); ++i)
        if (std::abs(std::to_integer<int>(image.pixels()[i]) - rgb[i % 3]) > 3)
            return false;
    return true;
}

} // namespace

TEST_CASE("a JPEG of four inks becomes RGB", "[codec][jpeg]") {
    CHECK(is_near(test::decoded(inks({255, 255, 255, 255})), {255, 255, 255}));
    CHECK(is_near(test::decoded(inks({0, 255, 255, 255})), {0, 255, 255}));
    CHECK(is_near(test::decoded(inks({255, 0, 255, 255})), {255, 0, 255}));
    CHECK(is_near(test::decoded(inks({255, 255, 255, 0})), {0, 0, 0}));
    CHECK(is_near(test::decoded(inks({255, 128, 64, 128})), {128, 64, 32}));
    const Header header = read_header(MemoryReader{inks({255, 255, 255, 255})});
    CHECK(header.spec.channels == 3);
    CHECK(header.scratch_bytes == 32 * 4);
}

TEST_CASE("JPEGs of four inks become RGB, as inks or as YCCK, Adobe's upside down or not",
          "[codec][jpeg]") {
    // How much of each ink: none, some, all.
    std::vector<std::array<int, 4>> colours;
    for (const int cyan : {0, 90, 255})
        for (const int magenta : {0, 160, 255})
            for (const int yellow : {0, 40, 255})
                for (const int black : {0, 60, 200})
                    colours.push_back({cyan, magenta, yellow, black});
    for (const bool is_ycck : {false, true})
        for (const bool is_adobe : {false, true}) {
            if (is_ycck && !is_adobe)
                continue; // that it is YCCK is what the marker says
            INFO((is_ycck ? "YCCK" : "CMYK") << (is_adobe ? ", Adobe's" : ""));
            const Image image = test::decoded(four_inks(colours, is_ycck, is_adobe));
            REQUIRE(image.spec().width == colours.size() * 8);
            int worst = 0;
            for (std::size_t i = 0; i < colours.size(); ++i)
                for (std::size_t c = 0; c < 3; ++c) {
                    const double light = (255 - colours[i][c]) * (255 - colours[i][3]) / 255.0;
                    for (std::size_t x = i * 8; x < i * 8 + 8; ++x) {
                        const int value = std::to_integer<int>(image.row(3)[x * 3 + c]);
                        worst = std::max(worst, std::abs(value - static_cast<int>(light + 0.5)));
                    }
                }
            CHECK(worst <= 4);
        }
}

TEST_CASE("scans of a JPEG are counted without decoding", "[codec][jpeg]") {
    const Image image = test::picture(test::spec_of(64, 64, 3));
    CHECK(count_jpeg_scans(test::encoded(image, {.format = FormatId::jpeg})) == 1);
    CHECK(count_jpeg_scans(test::encoded(image, {.format = FormatId::jpeg, .progressive = true})) ==
          10);
    CHECK(count_jpeg_scans({}) == 0);
}

TEST_CASE("stray bytes between the segments of a JPEG's header cost nothing", "[codec][jpeg]") {
    const Image image = test::picture(test::spec_of(64, 48, 3));
    test::Bytes file = test::encoded(image, {.format = FormatId::jpeg});
    const Image plain = test::decoded(file);
    // Behind the start marker and the first segment.
    const std::size_t end =
        4 + std::to_integer<std::size_t>(file[4]) * 256 + std::to_integer<std::size_t>(file[5]);
    const std::array stray = {std::byte{0xFF}, std::byte{0x00}, std::byte{0x41}, std::byte{0x42}};
    file.insert(file.begin() + static_cast<std::ptrdiff_t>(end), stray.begin(), stray.end());
    CHECK(test::difference(plain, test::decoded(file)).largest == 0);
}

TEST_CASE("a JPEG whose end marker comes too early is damaged, not cut off", "[codec][jpeg]") {
    test::Bytes file =
        test::encoded(test::picture(test::spec_of(200, 200, 3)), {.format = FormatId::jpeg});
    file.erase(file.begin() + static_cast<std::ptrdiff_t>(file.size() / 2),
               file.end() - 2); // the end marker comes too early
    REQUIRE_THROWS_AS(test::decoded(file), ItemError);
    try {
        static_cast<void>(test::decoded_as(file, {.on_truncated = TruncatedPolicy::pad}));
        FAIL("it was delivered");
    } catch (const ItemError& error) {
        CHECK(to_string(error.error_class()) == "corrupt");
    }
}

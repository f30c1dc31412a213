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

// What TurboJPEG makes of an image with its accurate DCT.
test::Bytes by_turbojpeg(const Image& image, TJSAMP subsampling, int quality, bool is_progressive) {
    unsigned char* memory = nullptr;
    unsigned long size = 0;
    const tjhandle handle = tjInitCompress();
    REQUIRE(tjCompress2(handle,
                        reinterpret_cast<const unsigned char*>(image.pixels().data()),
                        static_cast<int>(image.spec().width),
                        0,
                        static_cast<int>(image.spec().height),
                        image.spec().channels == 1 ? TJPF_GRAY : TJPF_RGB,
                        &memory,
                        &size,
                        subsampling,
                        quality,
                        TJFLAG_ACCURATEDCT | (is_progressive ? TJFLAG_PROGRESSIVE : 0)) == 0);
    const auto* bytes = reinterpret_cast<const std::byte*>(memory);
    test::Bytes file(bytes, bytes + size);
    tjFree(memory);
    tjDestroy(handle);
    return file;
}

// Markers of a file: how many restarts there are, and the interval that is announced.
struct Restarts {
    int markers = 0;
    int intervals = 0;
    int interval = 0;
};

Restarts restarts_in(const test::Bytes& file) {
    Restarts restarts;
    const auto at = [&](std::size_t i) { return std::to_integer<int>(file[i]); };
    for (std::size_t i = 0; i + 5 < file.size(); ++i) {
        if (at(i) != 0xFF)
            continue;
        restarts.markers += at(i + 1) >= 0xD0 && at(i + 1) <= 0xD7 ? 1 : 0;
        if (at(i + 1) != 0xDD || at(i + 2) != 0 || at(i + 3) != 4)
            continue;
        ++restarts.intervals;
        restarts.interval = at(i + 4) * 256 + at(i + 5);
    }
    return restarts;
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

TEST_CASE("without the options of libjpeg alone, a JPEG has the bytes that TurboJPEG gives it",
          "[codec][jpeg]") {
    const std::array samplings = {std::pair{Subsampling::s444, TJSAMP_444},
                                  std::pair{Subsampling::s422, TJSAMP_422},
                                  std::pair{Subsampling::s420, TJSAMP_420},
                                  std::pair{Subsampling::s440, TJSAMP_440},
                                  std::pair{Subsampling::gray, TJSAMP_GRAY}};
    for (const std::uint32_t channels : {1U, 3U})
        for (const auto& [width, height] : {std::pair{203U, 117U}, {1U, 1U}, {16U, 48U}}) {
            const Image image = test::picture(test::spec_of(width, height, channels));
            for (const auto& [subsampling, expected] : samplings)
                for (const int quality : {1, 50, 90, 100})
                    for (const bool is_progressive : {false, true}) {
                        INFO(image.spec().to_string() << ", subsampling " << to_string(subsampling)
                                                      << ", quality " << quality);
                        CHECK(test::encoded(image,
                                            {.format = FormatId::jpeg,
                                             .quality = quality,
                                             .subsampling = subsampling,
                                             .progressive = is_progressive}) ==
                              by_turbojpeg(image,
                                           channels == 1 ? TJSAMP_GRAY : expected,
                                           quality,
                                           is_progressive));
                    }
        }
}

TEST_CASE("Huffman tables of its own make a JPEG smaller, and change no pixel", "[codec][jpeg]") {
    for (const std::uint32_t channels : {1U, 3U}) {
        const Image image = test::picture(test::spec_of(203, 117, channels));
        const test::Bytes plain = test::encoded(image, {.format = FormatId::jpeg});
        const test::Bytes optimised =
            test::encoded(image, {.format = FormatId::jpeg, .optimize = true});
        CHECK(optimised.size() < plain.size());
        CHECK(test::difference(test::decoded(plain), test::decoded(optimised)).largest == 0);
        CHECK(test::encoded(image,
                            {.format = FormatId::jpeg, .progressive = true, .optimize = true}) ==
              test::encoded(image, {.format = FormatId::jpeg, .progressive = true}));
    }
}

TEST_CASE("a JPEG has a restart marker behind as many MCUs as it was asked for", "[codec][jpeg]") {
    // 13 x 8 MCUs of 16x16 pixels, the last ones cut off.
    const Image image = test::picture(test::spec_of(203, 117, 3));
    const test::Bytes plain = test::encoded(image, {.format = FormatId::jpeg});
    CHECK(restarts_in(plain).intervals == 0);
    for (const int interval : {1, 5, 13, 104, 300, 65'535}) {
        INFO("every " << interval << " MCUs");
        for (const bool is_optimised : {false, true}) {
            const test::Bytes file = test::encoded(
                image,
                {.format = FormatId::jpeg, .optimize = is_optimised, .restart_interval = interval});
            const Restarts restarts = restarts_in(file);
            CHECK(restarts.intervals == 1);
            CHECK(restarts.interval == interval);
            CHECK(restarts.markers == (13 * 8 - 1) / interval);
            CHECK(test::difference(test::decoded(plain), test::decoded(file)).largest == 0);
        }
    }
}

TEST_CASE("a JPEG that needs more than its bound fails, and no byte is written behind it",
          "[codec][jpeg]") {
    const Image image = test::picture(test::spec_of(203, 117, 3));
    for (const EncodeOptions& options :
         {EncodeOptions{.format = FormatId::jpeg},
          EncodeOptions{.format = FormatId::jpeg, .optimize = true},
          EncodeOptions{.format = FormatId::jpeg, .progressive = true}}) {
        const std::size_t size = test::encoded(image, options).size();
        test::Bytes target(size + 8, std::byte{0xA5});
        CHECK(encode_jpeg(image, options, target) == size);
        for (const std::size_t room : {std::size_t{1}, std::size_t{100}, size - 1}) {
            std::ranges::fill(target, std::byte{0xA5});
            try {
                static_cast<void>(encode_jpeg(image, options, std::span{target}.first(room)));
                FAIL("it had " << room << " bytes");
            } catch (const ItemError& error) {
                CHECK(to_string(error.error_class()) == "limit");
            }
            CHECK(std::ranges::count(std::span{target}.subspan(room), std::byte{0xA5}) ==
                  static_cast<std::ptrdiff_t>(target.size() - room));
        }
    }
}

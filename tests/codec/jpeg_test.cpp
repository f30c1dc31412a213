// SPDX-License-Identifier: Apache-2.0
#include "codec/jpeg.hpp"

#include "codec/jpeg_scans.hpp"
#include "codec/pictures.hpp"
#include "support/catch.hpp"

#include <turbojpeg.h>

#include <array>
#include <cstdlib>

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
    CHECK(header.scratch_bytes == 32 * 16 * 4);
}

TEST_CASE("scans of a JPEG are counted without decoding", "[codec][jpeg]") {
    const Image image = test::picture(test::spec_of(64, 64, 3));
    CHECK(count_jpeg_scans(test::encoded(image, {.format = FormatId::jpeg}), 500) == 1);
    CHECK(count_jpeg_scans(test::encoded(image, {.format = FormatId::jpeg, .progressive = true}),
                           500) == 10);
    CHECK(count_jpeg_scans(test::encoded(image, {.format = FormatId::jpeg, .progressive = true}),
                           3) == 4);
    CHECK(count_jpeg_scans({}, 500) == 0);
}

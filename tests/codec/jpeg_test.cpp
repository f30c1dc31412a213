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
    CHECK(header.scratch_bytes == 32 * 4);
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

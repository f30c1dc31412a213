// SPDX-License-Identifier: Apache-2.0
#include "codec/jp2.hpp"

#include "codec/put_number.hpp"
#include "codec/raw_files.hpp"
#include "support/catch.hpp"

#include <algorithm>

using namespace penstock;
using namespace penstock::codec;
using test::spec_of;

namespace {

const EncodeOptions without_loss{.format = FormatId::jp2, .compression = Compression::lossless};

// Behind the marker of that name, of which the file has one.
std::size_t place_of(const test::Bytes& file, int marker) {
    const test::Bytes wanted = test::bytes({0xFF, marker});
    const auto found = std::ranges::search(file, wanted);
    REQUIRE_FALSE(found.empty());
    return static_cast<std::size_t>(found.end() - file.begin());
}

void put(test::Bytes& file, std::size_t at, std::size_t size, std::uint64_t value) {
    put_number(std::span{file}.subspan(at, size), value, std::endian::big);
}

} // namespace

TEST_CASE("tiles that are cut at the edges come back bit for bit", "[codec][jp2]") {
    for (const auto& [width, height] :
         {std::pair{jp2_tile_side, 3U}, {jp2_tile_side + 1, 5U}, {5U, jp2_tile_side * 2 + 3}}) {
        const Image image = test::picture(spec_of(width, height, 3));
        const Image again = test::decoded(test::encoded(image, without_loss));
        CHECK(std::ranges::equal(image.pixels(), again.pixels()));
    }
}

TEST_CASE("a codestream without boxes is a JPEG 2000 too", "[codec][jp2]") {
    const Image image = test::picture(spec_of(40, 30, 3));
    const test::Bytes file = test::encoded(image, without_loss);
    const auto begin = static_cast<std::ptrdiff_t>(place_of(file, 0x4F)) - 2;
    const test::Bytes bare(file.begin() + begin, file.end());
    CHECK(std::ranges::equal(test::decoded(bare).pixels(), image.pixels()));
}

TEST_CASE("the declared memory grows with what a hostile header asks for", "[codec][jp2]") {
    const test::Bytes file = test::encoded(test::picture(spec_of(64, 64, 3)), without_loss);
    const auto declared = [](const test::Bytes& bytes) {
        return read_header(MemoryReader{bytes}).codec_bytes;
    };
    test::Bytes many_tiles = file;
    const std::size_t size = place_of(file, 0x51);
    put(many_tiles, size + 20, 8, 0x0000'0001'0000'0001); // tiles of one pixel
    CHECK(declared(many_tiles) > declared(file) + 4096 * 6000);
    test::Bytes small_blocks = file;
    const std::size_t coding = place_of(file, 0x52);
    put(small_blocks, coding + 8, 2, 0); // blocks of 4x4
    CHECK(declared(small_blocks) > declared(file) + 64 * 64 / 16 * 3 * 512);
}

TEST_CASE("what is wrong with a JPEG 2000 is said", "[codec][jp2]") {
    const test::Bytes file = test::encoded(test::picture(spec_of(64, 64, 3)), without_loss);
    const auto changed = [&](int marker, std::size_t at, std::size_t size, std::uint64_t value) {
        test::Bytes other = file;
        put(other, place_of(file, marker) + at, size, value);
        return test::refusal(other);
    };
    CHECK(changed(0x51, 36, 2, 17) ==
          "limit: the JPEG 2000 has 17 components; at most 16 are decoded");
    CHECK(changed(0x51, 4, 4, 0) ==
          "corrupt: the JPEG 2000 says that it reaches from 0,0 to 0,64, in tiles of 64x64 from "
          "0,0");
    CHECK(changed(0x51, 38, 1, 31) ==
          "unsupported: the JPEG 2000 has samples of 32 bits; at most 16 are read");
    CHECK(changed(0x52, 8, 1, 20) ==
          "corrupt: the JPEG 2000 says that it has 5 levels of blocks of 2^22 x 2^6");
    test::Bytes half = file;
    half.resize(file.size() / 2);
    CHECK(test::refusal(half).substr(0, 10) == "truncated:");
    half.resize(100);
    CHECK(test::refusal(half).substr(0, 10) == "truncated:");
}

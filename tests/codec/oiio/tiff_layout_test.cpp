// SPDX-License-Identifier: Apache-2.0
#include "codec/oiio/tiff_layout.hpp"

#include "codec/oiio/tiff_tags.hpp"
#include "codec/pictures.hpp"
#include "codec/put_number.hpp"
#include "codec/tiff_directory.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <bit>

using namespace penstock;
using namespace penstock::codec;

namespace {

struct Entry {
    unsigned tag;
    unsigned type;
    std::uint64_t count;
    std::uint64_t value;
};

// A TIFF of 4x2 gray pixels in two strips. The strips lie at 16 + gap and 40 + gap, the directory
// behind them, as where OpenImageIO wrote it a second time.
test::Bytes tiff(std::size_t gap, const std::vector<Entry>& more = {}) {
    constexpr auto order = std::endian::little;
    test::Bytes file(600, std::byte{0xEE});
    const auto at = [&](std::size_t offset, std::size_t size) {
        return std::span{file}.subspan(offset, size);
    };
    put_number(at(0, 4), 0x002A4949, order);
    put_number(at(4, 4), 100, order);
    for (std::size_t i = 0; i < 4; ++i) {
        file[16 + gap + i] = static_cast<std::byte>(10 + i);
        file[40 + gap + i] = static_cast<std::byte>(20 + i);
    }
    put_number(at(80, 4), 16 + gap, order);
    put_number(at(84, 4), 40 + gap, order);
    put_number(at(88, 4), 4, order);
    put_number(at(92, 4), 4, order);
    std::vector<Entry> entries = {{256, 3, 1, 4},
                                  {257, 3, 1, 2},
                                  {258, 3, 1, 8},
                                  {259, 3, 1, 1},
                                  {262, 3, 1, 1},
                                  {273, 4, 2, 80},
                                  {277, 3, 1, 1},
                                  {278, 3, 1, 1},
                                  {279, 4, 2, 88}};
    entries.insert(entries.end(), more.begin(), more.end());
    put_number(at(100, 2), entries.size(), order);
    std::size_t place = 102;
    for (const Entry& entry : entries) {
        put_number(at(place, 2), entry.tag, order);
        put_number(at(place + 2, 2), entry.type, order);
        put_number(at(place + 4, 4), entry.count, order);
        put_number(at(place + 8, 4), entry.value, order);
        place += 12;
    }
    put_number(at(place, 4), 0, order);
    return file;
}

test::Bytes laid_out(test::Bytes file) {
    const std::size_t size = lay_out_tiff(file, file.size());
    file.resize(size);
    return file;
}

} // namespace

TEST_CASE("a TIFF has the same bytes wherever its writer had put the parts", "[codec]") {
    const test::Bytes first = laid_out(tiff(0));
    CHECK(laid_out(tiff(7)) == first);
    CHECK(laid_out(tiff(20)) == first);
    CHECK(first.size() < 200);
    const Image image = test::decoded(first);
    CHECK(image.spec().to_string() == "4x2 u8 x 1");
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(image.row(0)[i] == static_cast<std::byte>(10 + i));
        CHECK(image.row(1)[i] == static_cast<std::byte>(20 + i));
    }
}

TEST_CASE("a TIFF that is laid out has no date and no software", "[codec]") {
    CHECK(laid_out(tiff(0, {{305, 2, 4, 0x006F6E41}, {306, 2, 20, 200}})) == laid_out(tiff(0)));
}

TEST_CASE("metadata of a TIFF is gone before OpenImageIO sees it, and the picture is not",
          "[codec]") {
    test::Bytes file = tiff(0, {{34665, 4, 1, 0xFFFFFFF0}, {34675, 7, 0x7FFFFFFF, 300}});
    keep_picture_tags(file);
    const TiffDirectory directory = read_tiff_directory(MemoryReader{file});
    CHECK(directory.entries == 9);
    CHECK(test::decoded(file).spec().to_string() == "4x2 u8 x 1");
}

TEST_CASE("strips of all rows, written as the largest number, become strips of the height",
          "[codec]") {
    test::Bytes file = tiff(0);
    put_number(std::span{file}.subspan(102 + 7 * 12 + 2, 2), 4, std::endian::little);
    put_number(std::span{file}.subspan(102 + 7 * 12 + 8, 4), 0xFFFFFFFF, std::endian::little);
    keep_picture_tags(file);
    CHECK(read_tiff_directory(MemoryReader{file}).rows_per_strip == 2U);
}

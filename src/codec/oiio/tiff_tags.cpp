// SPDX-License-Identifier: Apache-2.0
#include "codec/oiio/tiff_tags.hpp"

#include "codec/byte_order.hpp"
#include "codec/put_number.hpp"
#include "codec/tiff_directory.hpp"

#include <algorithm>
#include <cstdint>

namespace penstock::codec {
namespace {

constexpr std::uint32_t photometric_tag = 262;
constexpr std::uint64_t rgb = 2;
constexpr std::uint64_t cielab = 8;
constexpr std::uint32_t rows_per_strip_tag = 278;
constexpr std::uint32_t long_type = 4;
constexpr std::uint32_t orientation_tag = 274;

void write_value(std::span<std::byte> entry, const TiffDirectory& directory, std::uint64_t value) {
    const std::size_t word = directory.is_big ? 8 : 4;
    put_number(entry.subspan(2, 2), long_type, directory.order);
    put_number(entry.subspan(4, word), 1, directory.order);
    std::ranges::fill(entry.subspan(4 + word, word), std::byte{0});
    put_number(entry.subspan(4 + word, 4), value, directory.order);
}

} // namespace

void keep_picture_tags(std::span<std::byte> file, std::uint64_t offset) {
    const TiffDirectory directory = read_tiff_directory(MemoryReader{file}, offset);
    if (offset != 0)
        put_number(
            directory.is_big ? file.subspan(8, 8) : file.subspan(4, 4), offset, directory.order);
    const std::size_t size = directory.entry_bytes;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < directory.entries; ++i) {
        const auto from = file.subspan(directory.first_entry + i * size, size);
        const std::uint32_t tag = u16_at(from, 0, directory.order);
        if (!is_picture_tag(tag) || tag == orientation_tag)
            continue; // decode turns pictures upright by itself
        const auto to = file.subspan(directory.first_entry + kept++ * size, size);
        std::copy(from.begin(), from.end(), to.begin());
        if (tag == rows_per_strip_tag && directory.rows_per_strip > directory.height)
            write_value(to, directory, directory.height);
        if (tag == photometric_tag && directory.photometric == cielab)
            write_value(to, directory, rgb);
    }
    const std::size_t word = directory.is_big ? 8 : 4;
    const std::size_t count_bytes = directory.is_big ? 8 : 2;
    put_number(file.subspan(directory.offset, count_bytes), kept, directory.order);
    const std::size_t end = directory.first_entry + kept * size;
    if (end + word <= file.size()) // where the next directory lies: nowhere
        std::ranges::fill(file.subspan(end, word), std::byte{0});
}

} // namespace penstock::codec

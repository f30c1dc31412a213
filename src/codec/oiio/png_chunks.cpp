// SPDX-License-Identifier: Apache-2.0
#include "codec/oiio/png_chunks.hpp"

#include "penstock/failure.hpp"

#include "codec/byte_order.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>

namespace penstock::codec {
namespace {

constexpr std::size_t signature_bytes = 8;
constexpr std::size_t frame_bytes = 12;                 // length, name, checksum
constexpr std::uint32_t end_name = 0x49454E44;          // IEND
constexpr std::uint32_t transparency_name = 0x74524E53; // tRNS

// A capital first letter: a reader that does not know the chunk cannot show the picture.
bool is_critical(std::uint32_t name) {
    return (name >> 29U & 1U) == 0;
}

} // namespace

std::span<std::byte> keep_picture_chunks(std::span<std::byte> file, bool may_end_early) {
    std::size_t from = signature_bytes;
    std::size_t to = signature_bytes;
    while (from + frame_bytes <= file.size()) {
        const std::uint64_t length = u32_at(file, from, std::endian::big);
        const std::uint32_t name = u32_at(file, from + 4, std::endian::big);
        if (length > file.size() - from - frame_bytes)
            break;
        const std::size_t size = length + frame_bytes;
        if (is_critical(name) || name == transparency_name) {
            if (from != to) {
                const auto chunk = file.subspan(from, size);
                std::copy(chunk.begin(), chunk.end(), file.subspan(to).begin());
            }
            to += size;
        }
        from += size;
        if (name == end_name)
            return file.first(to);
    }
    if (may_end_early) { // in a chunk, or between two
        const auto rest = file.subspan(std::min(from, file.size()));
        std::ranges::copy(rest, file.subspan(to).begin());
        return file.first(to + rest.size());
    }
    throw ItemError{ErrorClass::truncated, "the PNG ends before its last chunk"};
}

} // namespace penstock::codec

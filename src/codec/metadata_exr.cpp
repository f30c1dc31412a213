// SPDX-License-Identifier: Apache-2.0
#include "codec/byte_order.hpp"
#include "codec/found_metadata.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <span>
#include <string>

namespace penstock::codec {
namespace {

constexpr int most_attributes = 4096;

// A text that ends with 0; `offset` moves behind it.
std::optional<std::string> text_at(const ByteReader& file, std::uint64_t& offset) {
    std::array<std::byte, 256> bytes{};
    const auto read = std::span{bytes}.first(file.read_at(offset, bytes));
    const auto end = std::ranges::find(read, std::byte{0});
    if (end == read.end())
        return std::nullopt;
    const auto size = static_cast<std::size_t>(end - read.begin());
    offset += size + 1;
    return std::string{reinterpret_cast<const char*>(read.data()), size};
}

// Those that say how the file is made, and not what is in it.
bool is_of_file(const std::string& name) {
    return name == "name" || name == "type" || name == "view" || name == "version";
}

} // namespace

void find_exr_metadata(const ByteReader& file, FoundMetadata& found) {
    std::uint64_t offset = 8;
    for (int i = 0; i < most_attributes; ++i) {
        const auto name = text_at(file, offset);
        if (!name || name->empty())
            return;
        const auto type = text_at(file, offset);
        std::array<std::byte, 4> size{};
        if (!type || file.read_at(offset, size) != size.size())
            return;
        offset += size.size();
        const std::uint64_t length = u32_at(size, 0, std::endian::little);
        if (*type == "string" && length > 0 && name->size() <= most_key_bytes && !is_of_file(*name))
            add_piece(found,
                      {.kind = MetadataKind::text,
                       .packing = text_packing(file, offset, length),
                       .offset = offset,
                       .length = length,
                       .key = *name});
        offset += length;
    }
}

} // namespace penstock::codec

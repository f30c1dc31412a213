// SPDX-License-Identifier: Apache-2.0
#include "codec/byte_order.hpp"
#include "codec/embed.hpp"
#include "codec/put_number.hpp"

#include <algorithm>
#include <bit>
#include <string_view>

namespace penstock::codec {
namespace {

constexpr std::endian little = std::endian::little;
constexpr std::size_t head_bytes = 12; // RIFF, size, WEBP
constexpr std::size_t chunk_head_bytes = 8;
constexpr std::size_t features_bytes = 10;
constexpr unsigned xmp_flag = 0x04;
constexpr unsigned exif_flag = 0x08;
constexpr unsigned alpha_flag = 0x10;
constexpr unsigned icc_flag = 0x20;

std::string_view name_at(std::span<const std::byte> file, std::size_t offset) {
    return {reinterpret_cast<const char*>(&file[offset]), 4};
}

std::vector<std::byte> chunk_head(std::string_view name, std::size_t size) {
    std::vector<std::byte> head(chunk_head_bytes);
    std::ranges::copy(std::as_bytes(std::span{name}), head.begin());
    put_number(std::span{head}.subspan(4), size, little);
    return head;
}

void add_chunk(FileParts& parts, std::string_view name, std::span<const std::byte> content) {
    if (content.empty())
        return;
    parts.add_own(chunk_head(name, content.size()));
    parts.add(content);
    if (content.size() % 2 != 0)
        parts.add_own(std::vector<std::byte>(1));
}

// Where the picture begins, and whether it has alpha.
struct Picture {
    std::size_t begin = head_bytes;
    bool has_alpha = false;
};

Picture picture_in(std::span<const std::byte> file) {
    Picture picture;
    if (name_at(file, head_bytes) == "VP8X") {
        const auto flags = std::to_integer<unsigned>(file[head_bytes + chunk_head_bytes]);
        picture.has_alpha = (flags & alpha_flag) != 0;
        picture.begin += chunk_head_bytes + features_bytes;
    } else if (name_at(file, head_bytes) == "VP8L") {
        picture.has_alpha =
            (u32_at(file, head_bytes + chunk_head_bytes + 1, little) >> 28U & 1U) != 0;
    }
    return picture;
}

} // namespace

void embed_in_webp(std::span<std::byte> file, Embedded& embedded, FileParts& parts) {
    if (embedded.icc.empty() && embedded.exif.empty() && embedded.xmp.empty()) {
        parts.add(file);
        return;
    }
    const Picture picture = picture_in(file);
    const auto head = parts.add_own({file.begin(), file.begin() + head_bytes});
    std::vector<std::byte> features = chunk_head("VP8X", features_bytes);
    features.resize(chunk_head_bytes + features_bytes);
    const auto content = std::span{features}.subspan(chunk_head_bytes);
    content[0] = static_cast<std::byte>(
        (embedded.icc.empty() ? 0 : icc_flag) | (embedded.exif.empty() ? 0 : exif_flag) |
        (embedded.xmp.empty() ? 0 : xmp_flag) | (picture.has_alpha ? alpha_flag : 0));
    put_number(content.subspan(4, 3), embedded.spec.width - 1, little);
    put_number(content.subspan(7, 3), embedded.spec.height - 1, little);
    parts.add_own(std::move(features));
    add_chunk(parts, "ICCP", embedded.icc);
    parts.add(file.subspan(picture.begin));
    add_chunk(parts, "EXIF", embedded.exif);
    add_chunk(parts, "XMP ", embedded.xmp);
    put_number(head.subspan(4, 4), parts.size() - chunk_head_bytes, little);
}

} // namespace penstock::codec

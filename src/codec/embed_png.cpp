// SPDX-License-Identifier: Apache-2.0
#include "codec/byte_order.hpp"
#include "codec/density.hpp"
#include "codec/embed.hpp"
#include "codec/found_metadata.hpp"
#include "codec/put_number.hpp"

#include <algorithm>
#include <bit>
#include <new>
#include <string_view>
#include <utility>
#include <zlib.h>

namespace penstock::codec {
namespace {

using namespace std::string_view_literals;

constexpr std::endian big = std::endian::big;
constexpr std::size_t header_end = 8 + 25; // signature, IHDR

std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span{text});
}

const Bytef* zlib_bytes(std::span<const std::byte> bytes) {
    return reinterpret_cast<const Bytef*>(bytes.data());
}

// A chunk whose content comes in two pieces: a short one, and one that lies elsewhere or is kept.
class Chunk {
public:
    Chunk(std::string_view name, std::string_view first) : head_(4) {
        for (const auto text : {name, first})
            head_.insert(head_.end(), bytes_of(text).begin(), bytes_of(text).end());
    }
    void add(std::vector<std::byte> content, FileParts& parts) {
        own_ = std::move(content);
        add(own_, parts, true);
    }
    void add(std::span<const std::byte> content, FileParts& parts) { add(content, parts, false); }

private:
    void add(std::span<const std::byte> content, FileParts& parts, bool is_own) {
        put_number(std::span{head_}.first(4), head_.size() - 8 + content.size(), big);
        auto sum = ::crc32(0, zlib_bytes(head_) + 4, static_cast<uInt>(head_.size() - 4));
        sum = ::crc32(sum, zlib_bytes(content), static_cast<uInt>(content.size()));
        parts.add_own(std::move(head_));
        if (is_own)
            parts.add_own(std::move(own_));
        else
            parts.add(content);
        std::vector<std::byte> tail(4);
        put_number(tail, sum, big);
        parts.add_own(std::move(tail));
    }

    std::vector<std::byte> head_; // length, name, what the content begins with
    std::vector<std::byte> own_;
};

std::vector<std::byte> deflated(std::span<const std::byte> bytes) {
    uLongf size = ::compressBound(bytes.size());
    std::vector<std::byte> packed(size);
    if (::compress2(reinterpret_cast<Bytef*>(packed.data()),
                    &size,
                    zlib_bytes(bytes),
                    bytes.size(),
                    Z_BEST_COMPRESSION) != Z_OK)
        throw std::bad_alloc{}; // the one thing that can happen
    packed.resize(size);
    return packed;
}

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return (c >= ' ' && c <= '~') || c == '\n'; });
}

// What a key may be: visible, without spaces around it or side by side.
bool is_key(std::string_view key) {
    return !key.empty() && key.size() <= most_key_bytes && is_ascii(key) &&
           key.find('\n') == key.npos && key.find("  ") == key.npos && key.front() != ' ' &&
           key.back() != ' ';
}

void add_text(FileParts& parts, const Metadata::Text& text) {
    if (!is_key(text.key))
        return;
    const std::string key{text.key};
    if (is_ascii(text.value))
        Chunk{"tEXt", key + '\0'}.add(bytes_of(text.value), parts);
    else
        Chunk{"iTXt", key + std::string{"\0\0\0\0\0"sv}}.add(bytes_of(text.value), parts);
}

void add_density(FileParts& parts, const Resolution& resolution) {
    constexpr std::uint32_t most = 0x7FFF'FFFF;
    Resolution by_metre = resolution;
    const double factor = resolution.unit == Resolution::Unit::inch         ? 100 / 2.54
                          : resolution.unit == Resolution::Unit::centimetre ? 100
                                                                            : 1;
    by_metre.x *= factor;
    by_metre.y *= factor;
    by_metre.unit = Resolution::Unit::none; // as it is: whole numbers
    const Density density = density_in(by_metre, Resolution::Unit::none, most);
    if (density.x == 0)
        return;
    std::vector<std::byte> content(9);
    put_number(std::span{content}.first(4), density.x, big);
    put_number(std::span{content}.subspan(4, 4), density.y, big);
    content[8] = static_cast<std::byte>(resolution.unit == Resolution::Unit::none ? 0 : 1);
    Chunk{"pHYs", ""}.add(std::move(content), parts);
}

// A profile says better what these say.
bool is_replaced_by_profile(std::span<const std::byte> chunk) {
    const std::string_view name{reinterpret_cast<const char*>(&chunk[4]), 4};
    return name == "sRGB" || name == "gAMA" || name == "cHRM";
}

// All chunks behind the header, without those that a profile replaces.
void add_rest(FileParts& parts, std::span<const std::byte> file, bool has_profile) {
    std::size_t begin = header_end;
    for (std::size_t at = header_end; has_profile && at + 12 <= file.size();) {
        const std::size_t size = u32_at(file, at, big) + std::size_t{12};
        if (is_replaced_by_profile(file.subspan(at))) {
            parts.add(file.subspan(begin, at - begin));
            begin = at + size;
        }
        at += size;
    }
    parts.add(file.subspan(begin));
}

} // namespace

void embed_in_png(std::span<std::byte> file, Embedded& embedded, FileParts& parts) {
    parts.add(file.first(header_end));
    if (!embedded.icc.empty())
        Chunk{"iCCP", "ICC profile\0\0"sv}.add(deflated(embedded.icc), parts);
    add_density(parts, embedded.resolution);
    if (!embedded.exif.empty())
        Chunk{"eXIf", ""}.add(embedded.exif, parts);
    if (!embedded.xmp.empty())
        Chunk{"iTXt", "XML:com.adobe.xmp\0\0\0\0\0"sv}.add(embedded.xmp, parts);
    for (const Metadata::Text& text : embedded.texts)
        add_text(parts, text);
    add_rest(parts, file, !embedded.icc.empty());
}

} // namespace penstock::codec

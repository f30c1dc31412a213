// SPDX-License-Identifier: Apache-2.0
#include "codec/exif_edit.hpp"

#include "codec/byte_order.hpp"
#include "codec/put_number.hpp"

#include <algorithm>
#include <bit>
#include <optional>
#include <string_view>

namespace penstock::codec {
namespace {

constexpr std::uint32_t orientation_tag = 0x0112;
constexpr std::uint32_t directory_tag = 0x8769; // where EXIF's own directory lies
constexpr std::uint32_t place_tag = 0x8825;     // where the one of GPS lies
constexpr std::uint32_t width_tag = 0xA002;
constexpr std::uint32_t height_tag = 0xA003;
constexpr std::uint32_t thumbnail_offset_tag = 0x0201;
constexpr std::uint32_t thumbnail_length_tag = 0x0202;
constexpr std::uint32_t strip_offset_tag = 0x0111; // of a thumbnail that is no JPEG
constexpr std::uint32_t strip_length_tag = 0x0117;
constexpr std::size_t entry_bytes = 12;
constexpr std::uint32_t short_type = 3;
constexpr std::uint32_t long_type = 4;

/// A directory of EXIF that lies whole in its bytes.
class Directory {
public:
    static std::optional<Directory>
    at(std::span<std::byte> exif, std::size_t offset, std::endian order) {
        if (offset < 8 || offset > exif.size() || exif.size() - offset < 6)
            return std::nullopt;
        const std::size_t size = 2 + u16_at(exif, offset, order) * entry_bytes + 4;
        if (size > exif.size() - offset)
            return std::nullopt;
        return Directory{exif.subspan(offset, size), order};
    }
    static std::optional<Directory> first(std::span<std::byte> exif) {
        if (exif.size() < 8 || exif[0] != exif[1])
            return std::nullopt;
        const std::endian order =
            exif[0] == std::byte{'I'} ? std::endian::little : std::endian::big;
        if (u16_at(exif, 2, order) != 42)
            return std::nullopt;
        return at(exif, u32_at(exif, 4, order), order);
    }

    [[nodiscard]] std::endian order() const { return order_; }
    [[nodiscard]] std::span<std::byte> bytes() const { return bytes_; }
    /// Where the offset of the next directory stands.
    [[nodiscard]] std::span<std::byte> next() const { return bytes_.last(4); }

    /// The place of a single number; empty where there is none of that tag.
    [[nodiscard]] std::span<std::byte> find(std::uint32_t tag) const {
        for (std::size_t at = 2; at + entry_bytes + 4 <= bytes_.size(); at += entry_bytes) {
            const auto entry = bytes_.subspan(at, entry_bytes);
            const std::uint32_t type = u16_at(entry, 2, order_);
            if (u16_at(entry, 0, order_) == tag && u32_at(entry, 4, order_) == 1 &&
                (type == short_type || type == long_type))
                return entry.subspan(8, type == short_type ? 2 : 4);
        }
        return {};
    }
    [[nodiscard]] std::uint64_t number_of(std::uint32_t tag) const {
        return number(find(tag), order_); // 0 where there is none
    }
    void set(std::uint32_t tag, std::uint32_t value) const {
        const auto place = find(tag);
        if (place.size() == 4 || value <= 0xFFFFU)
            put_number(place, value, order_);
    }
    /// Takes an entry out; those behind it close up, and what is free is overwritten.
    void remove(std::uint32_t tag) {
        for (std::size_t at = 2; at + entry_bytes + 4 <= bytes_.size();) {
            if (u16_at(bytes_, at, order_) != tag) {
                at += entry_bytes;
                continue;
            }
            std::ranges::copy(bytes_.subspan(at + entry_bytes), bytes_.subspan(at).begin());
            std::ranges::fill(bytes_.last(entry_bytes), std::byte{0});
            bytes_ = bytes_.first(bytes_.size() - entry_bytes);
            put_number(bytes_.first(2), (bytes_.size() - 6) / entry_bytes, order_);
        }
    }
    /// Calls for each value that lies elsewhere: `call(offset, size)`.
    template <class Call> void for_each_place(Call call) const {
        constexpr std::uint64_t unit[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};
        for (std::size_t at = 2; at + entry_bytes + 4 <= bytes_.size(); at += entry_bytes) {
            const std::uint32_t type = u16_at(bytes_, at + 2, order_);
            const std::uint64_t size =
                type < std::size(unit) ? unit[type] * u32_at(bytes_, at + 4, order_) : 0;
            if (size > 4)
                call(u32_at(bytes_, at + 8, order_), size);
        }
    }
    [[nodiscard]] bool overlaps(const Directory& other) const {
        return bytes_.data() < other.bytes_.data() + other.bytes_.size() &&
               other.bytes_.data() < bytes_.data() + bytes_.size();
    }

private:
    Directory(std::span<std::byte> bytes, std::endian order) : bytes_{bytes}, order_{order} {}

    std::span<std::byte> bytes_; // borrowed
    std::endian order_;
};

void write_one(std::span<std::byte> text, std::string_view before) {
    const std::string_view whole{reinterpret_cast<const char*>(text.data()), text.size()};
    for (std::size_t at = whole.find(before); at != std::string_view::npos;
         at = whole.find(before, at + 1)) {
        const std::size_t digit = at + before.size();
        if (digit < whole.size() && whole[digit] >= '1' && whole[digit] <= '8')
            text[digit] = std::byte{'1'};
    }
}

} // namespace

void set_exif_upright(std::span<std::byte> exif) {
    if (const auto first = Directory::first(exif))
        first->set(orientation_tag, 1);
}

void set_xmp_upright(std::span<std::byte> xmp) {
    for (const std::string_view before :
         {"tiff:Orientation=\"", "tiff:Orientation='", "<tiff:Orientation>"})
        write_one(xmp, before);
}

void set_exif_size(std::span<std::byte> exif, std::uint32_t width, std::uint32_t height) {
    const auto first = Directory::first(exif);
    if (!first)
        return;
    const auto own = Directory::at(exif, first->number_of(directory_tag), first->order());
    if (!own)
        return;
    own->set(width_tag, width);
    own->set(height_tag, height);
}

void remove_exif_place(std::span<std::byte> exif) {
    auto first = Directory::first(exif);
    if (!first)
        return;
    const auto place = Directory::at(exif, first->number_of(place_tag), first->order());
    first->remove(place_tag);
    if (!place || place->overlaps(*first))
        return;
    // Whoever says that his place lies where something else does, loses that: nothing of it is to
    // be left.
    const auto directory_end =
        static_cast<std::uint64_t>(first->bytes().data() + first->bytes().size() - exif.data());
    place->for_each_place([&](std::uint64_t offset, std::uint64_t size) {
        if (offset >= directory_end && offset <= exif.size() && size <= exif.size() - offset)
            std::ranges::fill(exif.subspan(offset, size), std::byte{0});
    });
    std::ranges::fill(place->bytes(), std::byte{0});
}

std::size_t without_exif_thumbnail(std::span<std::byte> exif) {
    const auto first = Directory::first(exif);
    if (!first)
        return exif.size();
    const auto second = Directory::at(exif, number(first->next(), first->order()), first->order());
    std::ranges::fill(first->next(), std::byte{0});
    if (!second || second->overlaps(*first))
        return exif.size();
    const bool is_jpeg = second->number_of(thumbnail_length_tag) != 0;
    const std::uint64_t offset =
        second->number_of(is_jpeg ? thumbnail_offset_tag : strip_offset_tag);
    const std::uint64_t length =
        second->number_of(is_jpeg ? thumbnail_length_tag : strip_length_tag);
    const auto directory_end =
        static_cast<std::uint64_t>(first->bytes().data() + first->bytes().size() - exif.data());
    std::ranges::fill(second->bytes(), std::byte{0});
    if (length == 0 || offset < directory_end || offset > exif.size() ||
        length > exif.size() - offset)
        return exif.size();
    std::ranges::fill(exif.subspan(offset, length), std::byte{0});
    return offset + length == exif.size() ? offset : exif.size();
}

} // namespace penstock::codec

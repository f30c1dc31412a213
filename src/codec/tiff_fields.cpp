// SPDX-License-Identifier: Apache-2.0
#include "codec/tiff_fields.hpp"

#include "codec/byte_order.hpp"
#include "codec/put_number.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

namespace penstock::codec {
namespace {

constexpr std::uint64_t most_entries = 4096;

std::size_t word_of(bool is_big) {
    return is_big ? 8 : 4;
}
std::size_t count_bytes_of(bool is_big) {
    return is_big ? 8 : 2;
}
std::size_t entry_bytes_of(bool is_big) {
    return is_big ? 20 : 12;
}

// Bytes of what is turned around by itself: a fraction has two numbers.
std::size_t number_bytes(std::uint32_t type) {
    return type == 5 || type == 10 ? 4 : bytes_of_tiff_type(type);
}

bool read(const ByteReader& file, std::uint64_t offset, std::span<std::byte> target) {
    return file.read_at(offset, target) == target.size();
}

// Nothing where it is broken or larger than `room`.
std::optional<TiffField> field_at(const ByteReader& file,
                                  const TiffForm& form,
                                  std::uint64_t place,
                                  bool (*wanted)(std::uint32_t),
                                  std::uint64_t room) {
    std::array<std::byte, 20> bytes{};
    const auto entry = std::span{bytes}.first(entry_bytes_of(form.is_big));
    const std::size_t word = word_of(form.is_big);
    if (!read(file, place, entry) || !wanted(u16_at(entry, 0, form.order)))
        return std::nullopt;
    TiffField field{.tag = u16_at(entry, 0, form.order),
                    .type = u16_at(entry, 2, form.order),
                    .count = number(entry.subspan(4, word), form.order),
                    .value = {}};
    const std::size_t unit = bytes_of_tiff_type(field.type);
    if (unit == 0 || field.count == 0 || field.count > room / unit)
        return std::nullopt;
    const std::uint64_t size = field.count * unit;
    const std::uint64_t at =
        size <= word ? place + 4 + word : number(entry.subspan(4 + word, word), form.order);
    if (at > file.size() || size > file.size() - at)
        return std::nullopt;
    field.value.resize(size);
    return read(file, at, field.value) ? std::optional{std::move(field)} : std::nullopt;
}

} // namespace

std::size_t bytes_of_tiff_type(std::uint32_t type) {
    static constexpr std::size_t bytes[] = {
        0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};
    return type < std::size(bytes) ? bytes[type] : 0;
}

std::optional<TiffForm> tiff_form_of(const ByteReader& file) {
    std::array<std::byte, 16> head{};
    if (!read(file, 0, std::span{head}.first(8)) || head[0] != head[1] ||
        (head[0] != std::byte{'I'} && head[0] != std::byte{'M'}))
        return std::nullopt;
    TiffForm form;
    form.order = head[0] == std::byte{'I'} ? std::endian::little : std::endian::big;
    const std::uint32_t version = u16_at(head, 2, form.order);
    form.is_big = version == 43;
    if ((version != 42 && version != 43) || (form.is_big && !read(file, 0, head)))
        return std::nullopt;
    form.first_directory = form.is_big ? number(std::span{head}.subspan(8, 8), form.order)
                                       : u32_at(head, 4, form.order);
    return form;
}

std::vector<TiffField> read_tiff_fields(const ByteReader& file,
                                        const TiffForm& form,
                                        std::uint64_t offset,
                                        bool (*wanted)(std::uint32_t tag),
                                        std::uint64_t& room) {
    std::array<std::byte, 8> bytes{};
    const auto count = std::span{bytes}.first(count_bytes_of(form.is_big));
    std::vector<TiffField> fields;
    if (!read(file, offset, count))
        return fields;
    const std::uint64_t entries = std::min(number(count, form.order), most_entries);
    for (std::uint64_t i = 0; i < entries; ++i) {
        const std::uint64_t place = offset + count.size() + i * entry_bytes_of(form.is_big);
        auto field = field_at(file, form, place, wanted, room);
        if (!field || find_field(fields, field->tag) != nullptr)
            continue;
        room -= field->value.size();
        fields.push_back(std::move(*field));
    }
    std::ranges::sort(fields, {}, &TiffField::tag);
    return fields;
}

void change_order(TiffField& field) {
    const auto unit = static_cast<std::ptrdiff_t>(number_bytes(field.type));
    for (auto at = field.value.begin(); field.value.end() - at >= unit; at += unit)
        std::reverse(at, at + unit);
}

TiffField* find_field(std::vector<TiffField>& fields, std::uint32_t tag) {
    const auto found = std::ranges::find(fields, tag, &TiffField::tag);
    return found == fields.end() ? nullptr : &*found;
}

TiffField
number_field(std::uint32_t tag, std::uint32_t type, std::uint64_t value, std::endian order) {
    TiffField field{.tag = tag, .type = type, .count = 1, .value = {}};
    field.value.resize(bytes_of_tiff_type(type));
    put_number(field.value, value, order);
    return field;
}

std::size_t directory_bytes(std::span<const TiffField> fields, bool is_big) {
    std::size_t size =
        count_bytes_of(is_big) + fields.size() * entry_bytes_of(is_big) + word_of(is_big);
    for (const TiffField& field : fields)
        if (field.value.size() > word_of(is_big))
            size += field.value.size() + field.value.size() % 2;
    return size;
}

void write_tiff_directory(std::span<std::byte> target,
                          std::uint64_t offset,
                          std::span<const TiffField> fields,
                          const TiffForm& form) {
    assert(target.size() == directory_bytes(fields, form.is_big));
    const std::size_t word = word_of(form.is_big);
    const std::size_t count_bytes = count_bytes_of(form.is_big);
    std::ranges::fill(target, std::byte{0});
    put_number(target.first(count_bytes), fields.size(), form.order);
    std::size_t entry = count_bytes;
    std::size_t values = entry + fields.size() * entry_bytes_of(form.is_big) + word;
    for (const TiffField& field : fields) {
        put_number(target.subspan(entry, 2), field.tag, form.order);
        put_number(target.subspan(entry + 2, 2), field.type, form.order);
        put_number(target.subspan(entry + 4, word), field.count, form.order);
        std::size_t place = entry + 4 + word;
        if (field.value.size() > word) {
            put_number(target.subspan(place, word), offset + values, form.order);
            place = values;
            values += field.value.size() + field.value.size() % 2;
        }
        std::ranges::copy(field.value, target.subspan(place).begin());
        entry += entry_bytes_of(form.is_big);
    }
}

} // namespace penstock::codec

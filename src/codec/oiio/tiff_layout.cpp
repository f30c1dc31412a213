// SPDX-License-Identifier: Apache-2.0
#include "codec/oiio/tiff_layout.hpp"

#include "codec/byte_order.hpp"
#include "codec/put_number.hpp"
#include "codec/tiff_directory.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <vector>

namespace penstock::codec {
namespace {

struct Field {
    std::uint32_t tag = 0;
    std::uint32_t type = 0;
    std::uint64_t count = 0;
    std::vector<std::byte> value;
};

constexpr std::uint32_t software_tag = 305;
constexpr std::uint32_t date_tag = 306;
constexpr std::uint32_t xmp_tag = 700;

std::size_t bytes_of_type(std::uint32_t type) {
    static constexpr std::size_t bytes[] = {
        0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};
    return type < std::size(bytes) ? bytes[type] : 0;
}

Field field_at(std::span<const std::byte> file, const TiffDirectory& directory, std::size_t index) {
    const std::size_t word = directory.is_big ? 8 : 4;
    const std::size_t place = directory.first_entry + index * directory.entry_bytes;
    Field field;
    field.tag = u16_at(file, place, directory.order);
    field.type = u16_at(file, place + 2, directory.order);
    field.count = number(file.subspan(place + 4, word), directory.order);
    const std::size_t size = field.count * bytes_of_type(field.type);
    const std::size_t at = size <= word
                               ? place + 4 + word
                               : number(file.subspan(place + 4 + word, word), directory.order);
    if (at > file.size() || size > file.size() - at)
        throw std::runtime_error("the TIFF that was written cannot be read");
    const auto value = file.subspan(at, size);
    field.value.assign(value.begin(), value.end());
    return field;
}

std::vector<Field> fields_of(std::span<const std::byte> file, const TiffDirectory& directory) {
    std::vector<Field> fields;
    for (std::size_t i = 0; i < directory.entries; ++i) {
        Field field = field_at(file, directory, i);
        if (field.tag != software_tag && field.tag != date_tag && field.tag != xmp_tag)
            fields.push_back(std::move(field));
    }
    return fields;
}

Field& field_of(std::vector<Field>& fields, std::uint32_t tag) {
    const auto found =
        std::ranges::find_if(fields, [tag](const Field& field) { return field.tag == tag; });
    if (found == fields.end())
        throw std::runtime_error("the TIFF that was written has no strips");
    return *found;
}

// Moves the strips together behind the header, and notes where they lie. Gives their end.
std::size_t move_strips(std::span<std::byte> file, std::vector<Field>& fields, std::endian order) {
    Field& offsets = field_of(fields, 273);
    const Field& sizes = field_of(fields, 279);
    const std::size_t offset_bytes = bytes_of_type(offsets.type);
    const std::size_t size_bytes = bytes_of_type(sizes.type);
    std::size_t to = 16;
    for (std::size_t i = 0; i < offsets.count; ++i) {
        const auto place = std::span{offsets.value}.subspan(i * offset_bytes, offset_bytes);
        const std::size_t from = number(place, order);
        const std::size_t size =
            number(std::span{sizes.value}.subspan(i * size_bytes, size_bytes), order);
        if (from < to || size > file.size() - from)
            throw std::runtime_error("the TIFF that was written has strips out of order");
        std::memmove(&file[to], &file[from], size);
        put_number(place, to, order);
        to += size;
    }
    return to + to % 2;
}

std::size_t write_directory(std::span<std::byte> file,
                            std::size_t at,
                            const std::vector<Field>& fields,
                            const TiffDirectory& directory) {
    const std::size_t word = directory.is_big ? 8 : 4;
    const std::size_t count_bytes = directory.is_big ? 8 : 2;
    std::size_t entry = at + count_bytes;
    std::size_t values = entry + fields.size() * directory.entry_bytes + word;
    std::ranges::fill(file.subspan(at, values - at), std::byte{0});
    put_number(file.subspan(at, count_bytes), fields.size(), directory.order);
    for (const Field& field : fields) {
        put_number(file.subspan(entry, 2), field.tag, directory.order);
        put_number(file.subspan(entry + 2, 2), field.type, directory.order);
        put_number(file.subspan(entry + 4, word), field.count, directory.order);
        std::size_t place = entry + 4 + word;
        if (field.value.size() > word) {
            put_number(file.subspan(place, word), values, directory.order);
            place = values;
            values += field.value.size() + field.value.size() % 2;
            file[values - 1] = std::byte{0};
        }
        std::ranges::copy(field.value, file.subspan(place).begin());
        entry += directory.entry_bytes;
    }
    put_number(directory.is_big ? file.subspan(8, 8) : file.subspan(4, 4), at, directory.order);
    return values;
}

} // namespace

std::size_t lay_out_tiff(std::span<std::byte> buffer, std::size_t size) {
    const auto file = buffer.first(size);
    const TiffDirectory directory = read_tiff_directory(MemoryReader{file});
    std::vector<Field> fields = fields_of(file, directory);
    const std::size_t end = move_strips(file, fields, directory.order);
    if (!directory.is_big) // where a BigTIFF has its offset
        std::ranges::fill(file.subspan(8, 8), std::byte{0});
    std::size_t needed = end + 16 + fields.size() * directory.entry_bytes;
    for (const Field& field : fields)
        needed += field.value.size() + 1;
    if (needed > buffer.size())
        throw std::runtime_error("the TIFF that was written has no room for its directory");
    return write_directory(buffer, end, fields, directory);
}

} // namespace penstock::codec

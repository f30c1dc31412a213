// SPDX-License-Identifier: Apache-2.0
#include "codec/oiio/tiff_layout.hpp"

#include "codec/byte_order.hpp"
#include "codec/put_number.hpp"
#include "codec/tiff_fields.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <vector>

namespace penstock::codec {
namespace {

constexpr std::uint32_t software_tag = 305;
constexpr std::uint32_t date_tag = 306;
constexpr std::uint32_t xmp_tag = 700;

bool is_kept(std::uint32_t tag) {
    return tag != software_tag && tag != date_tag && tag != xmp_tag;
}

TiffField& field_of(std::vector<TiffField>& fields, std::uint32_t tag) {
    TiffField* field = find_field(fields, tag);
    if (field == nullptr)
        throw std::runtime_error("the TIFF that was written has no strips");
    return *field;
}

// Moves the strips together behind the header, and notes where they lie. Gives their end.
std::size_t
move_strips(std::span<std::byte> file, std::vector<TiffField>& fields, std::endian order) {
    TiffField& offsets = field_of(fields, 273);
    const TiffField& sizes = field_of(fields, 279);
    const std::size_t offset_bytes = bytes_of_tiff_type(offsets.type);
    const std::size_t size_bytes = bytes_of_tiff_type(sizes.type);
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

} // namespace

std::size_t lay_out_tiff(std::span<std::byte> buffer, std::size_t size) {
    const auto file = buffer.first(size);
    const MemoryReader reader{file};
    const auto form = tiff_form_of(reader);
    if (!form)
        throw std::runtime_error("the TIFF that was written cannot be read");
    std::uint64_t room = size;
    std::vector<TiffField> fields =
        read_tiff_fields(reader, *form, form->first_directory, is_kept, room);
    const std::size_t begin = move_strips(file, fields, form->order);
    if (!form->is_big) // where a BigTIFF has its offset
        std::ranges::fill(file.subspan(8, 8), std::byte{0});
    const std::size_t end = begin + directory_bytes(fields, form->is_big);
    if (end > buffer.size())
        throw std::runtime_error("the TIFF that was written has no room for its directory");
    put_number(form->is_big ? file.subspan(8, 8) : file.subspan(4, 4), begin, form->order);
    write_tiff_directory(buffer.subspan(begin, end - begin), begin, fields, *form);
    return end;
}

} // namespace penstock::codec

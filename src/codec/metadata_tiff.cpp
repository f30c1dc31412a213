// SPDX-License-Identifier: Apache-2.0
#include "codec/byte_order.hpp"
#include "codec/found_metadata.hpp"
#include "codec/tiff_exif.hpp"
#include "codec/tiff_fields.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <span>

namespace penstock::codec {
namespace {

constexpr std::uint32_t xmp_tag = 700;
constexpr std::uint32_t icc_tag = 34675;
constexpr std::uint32_t iptc_tag = 33723;
constexpr std::uint32_t photoshop_tag = 34377;

bool is_density(std::uint32_t tag) {
    return tag == 282 || tag == 283 || tag == 296;
}

double fraction_of(const TiffField* field, std::endian order) {
    if (field == nullptr || field->type != 5 || field->count != 1)
        return 0;
    const double below = u32_at(field->value, 4, order);
    return below == 0 ? 0 : u32_at(field->value, 0, order) / below;
}

Resolution density_of(const ByteReader& file, const TiffForm& form) {
    std::uint64_t room = 64;
    auto fields = read_tiff_fields(file, form, form.first_directory, is_density, room);
    const TiffField* unit = find_field(fields, 296);
    const std::uint64_t code =
        unit != nullptr && unit->count == 1 ? number(unit->value, form.order) : 2;
    const double x = fraction_of(find_field(fields, 282), form.order);
    const double y = fraction_of(find_field(fields, 283), form.order);
    if (code < 1 || code > 3 || (code == 1 && x == y))
        return {};
    return {.x = x, .y = y, .unit = static_cast<Resolution::Unit>(code - 1)};
}

/// Calls for each entry of the first directory whose value has bytes for numbers.
template <class Call>
void for_each_block(const ByteReader& file, const TiffForm& form, const Call& call) {
    const std::size_t word = form.is_big ? 8 : 4;
    const std::size_t entry_bytes = form.is_big ? 20 : 12;
    std::array<std::byte, 20> bytes{};
    const auto count = std::span{bytes}.first(form.is_big ? 8 : 2);
    if (file.read_at(form.first_directory, count) != count.size())
        return;
    const std::uint64_t entries = std::min<std::uint64_t>(number(count, form.order), 4096);
    for (std::uint64_t i = 0; i < entries; ++i) {
        const auto entry = std::span{bytes}.first(entry_bytes);
        const std::uint64_t place = form.first_directory + count.size() + i * entry_bytes;
        if (file.read_at(place, entry) != entry.size())
            return;
        const std::uint64_t length = number(entry.subspan(4, word), form.order);
        const std::uint64_t at =
            length <= word ? place + 4 + word : number(entry.subspan(4 + word, word), form.order);
        if (bytes_of_tiff_type(u16_at(entry, 2, form.order)) == 1)
            call(u16_at(entry, 0, form.order), at, length);
    }
}

} // namespace

void find_tiff_metadata(const ByteReader& file, FoundMetadata& found) {
    const auto form = tiff_form_of(file);
    if (!form)
        return;
    found.resolution = density_of(file, *form);
    for_each_block(file, *form, [&](std::uint32_t tag, std::uint64_t at, std::uint64_t length) {
        if (tag == iptc_tag || tag == photoshop_tag) {
            if (found.lost.empty())
                add_words(found.lost, "IPTC");
        } else if (tag == icc_tag || tag == xmp_tag) {
            add_piece(found,
                      {.kind = tag == icc_tag ? MetadataKind::icc : MetadataKind::xmp,
                       .packing = Packing::none,
                       .offset = at,
                       .length = length,
                       .key = {}});
        }
    });
    if (!exif_of_tiff(file).empty())
        add_piece(found, {.kind = MetadataKind::exif, .packing = Packing::tiff_tags});
}

} // namespace penstock::codec

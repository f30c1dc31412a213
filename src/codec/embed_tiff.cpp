// SPDX-License-Identifier: Apache-2.0
#include "codec/byte_order.hpp"
#include "codec/embed.hpp"
#include "codec/found_metadata.hpp"
#include "codec/put_number.hpp"
#include "codec/tiff_exif.hpp"
#include "codec/tiff_fields.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace penstock::codec {
namespace {

constexpr std::uint32_t byte_type = 1;
constexpr std::uint32_t short_type = 3;
constexpr std::uint32_t long_type = 4;
constexpr std::uint32_t fraction_type = 5;
constexpr std::uint32_t undefined_type = 7;
constexpr std::uint32_t xmp_tag = 700;
constexpr std::uint32_t icc_tag = 34675;

bool is_any(std::uint32_t) {
    return true;
}

void set(std::vector<TiffField>& fields, TiffField field) {
    if (TiffField* there = find_field(fields, field.tag))
        *there = std::move(field);
    else
        fields.push_back(std::move(field));
}

void set_block(std::vector<TiffField>& fields,
               std::uint32_t tag,
               std::uint32_t type,
               std::span<const std::byte> block) {
    if (!block.empty())
        set(fields,
            {.tag = tag,
             .type = type,
             .count = block.size(),
             .value = {block.begin(), block.end()}});
}

TiffField fraction_field(std::uint32_t tag, double value, std::endian order) {
    constexpr std::uint64_t most_below = 10'000;
    const auto above = static_cast<std::uint64_t>(std::round(value * most_below));
    const std::uint64_t common = std::gcd(above, most_below);
    TiffField field{.tag = tag, .type = fraction_type, .count = 1, .value = {}};
    field.value.resize(8);
    put_number(std::span{field.value}.first(4), above / common, order);
    put_number(std::span{field.value}.subspan(4), most_below / common, order);
    return field;
}

void set_density(std::vector<TiffField>& fields, const Resolution& resolution, std::endian order) {
    constexpr double most = 400'000; // as fractions of 32 bits have it
    if (!resolution.is_known() || resolution.x > most || resolution.y > most)
        return;
    set(fields, fraction_field(282, resolution.x, order));
    set(fields, fraction_field(283, resolution.y, order));
    set(fields,
        number_field(296, short_type, static_cast<std::uint64_t>(resolution.unit) + 1, order));
}

ExifTags tags_of(std::span<const std::byte> exif, std::endian order) {
    const MemoryReader reader{exif};
    const auto form = tiff_form_of(reader);
    if (!form)
        return {};
    ExifTags tags = read_exif_tags(reader, *form);
    if (form->order != order)
        for (auto* fields : {&tags.main, &tags.capture, &tags.place})
            std::ranges::for_each(*fields, change_order);
    return tags;
}

/// The directories of a file, one behind another from `begin` on.
class Directories {
public:
    Directories(const TiffForm& form, std::uint64_t begin) : form_{form}, end_{begin} {}

    /// Gives where it lies.
    std::uint64_t add(std::span<const TiffField> fields) {
        bytes_.resize(bytes_.size() + directory_bytes(fields, form_.is_big));
        const auto target = std::span{bytes_}.last(directory_bytes(fields, form_.is_big));
        write_tiff_directory(target, end_, fields, form_);
        return std::exchange(end_, end_ + target.size());
    }
    std::vector<std::byte> take() { return std::move(bytes_); }

private:
    TiffForm form_;
    std::uint64_t end_;
    std::vector<std::byte> bytes_;
};

void add_pointer(std::vector<TiffField>& fields,
                 std::uint32_t tag,
                 const std::vector<TiffField>& behind,
                 std::endian order) {
    if (!behind.empty())
        set(fields, number_field(tag, long_type, 0, order));
}

} // namespace

void embed_in_tiff(std::span<std::byte> file, Embedded& embedded, FileParts& parts) {
    const MemoryReader reader{file};
    const auto form = tiff_form_of(reader);
    std::uint64_t room = file.size();
    auto fields = read_tiff_fields(reader, *form, form->first_directory, is_any, room);
    ExifTags tags = tags_of(embedded.exif, form->order);
    for (TiffField& field : tags.main)
        set(fields, std::move(field));
    set_density(fields, embedded.resolution, form->order);
    set_block(fields, xmp_tag, byte_type, embedded.xmp);
    set_block(fields, icc_tag, undefined_type, embedded.icc);
    add_pointer(fields, exif_pointer_tag, tags.capture, form->order);
    add_pointer(fields, gps_pointer_tag, tags.place, form->order);
    std::ranges::sort(fields, {}, &TiffField::tag);

    // The directory is the last thing in our files. Those that it points to come before it.
    Directories directories{*form, form->first_directory};
    for (const auto& [tag, behind] :
         {std::pair{exif_pointer_tag, &tags.capture}, std::pair{gps_pointer_tag, &tags.place}})
        if (!behind->empty())
            put_number(find_field(fields, tag)->value, directories.add(*behind), form->order);
    const std::uint64_t first = directories.add(fields);
    std::vector<std::byte> bytes = directories.take();
    if (!form->is_big &&
        form->first_directory + bytes.size() > std::numeric_limits<std::uint32_t>::max()) {
        add_words(embedded.lost, "all metadata (the TIFF would become too large)");
        parts.add(file);
        return;
    }
    put_number(form->is_big ? file.subspan(8, 8) : file.subspan(4, 4), first, form->order);
    parts.add(file.first(form->first_directory));
    parts.add_own(std::move(bytes));
}

} // namespace penstock::codec

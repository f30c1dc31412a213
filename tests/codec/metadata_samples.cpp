// SPDX-License-Identifier: Apache-2.0
#include "codec/metadata_samples.hpp"

#include "codec/metadata_reading.hpp"
#include "codec/put_number.hpp"
#include "codec/sniff.hpp"
#include "codec/tiff_fields.hpp"

#include <algorithm>

namespace penstock::test {

using namespace codec;

namespace {

void put_text(Bytes& bytes, std::size_t at, std::string_view text) {
    std::ranges::copy(std::as_bytes(std::span{text}),
                      bytes.begin() + static_cast<std::ptrdiff_t>(at));
}

TiffField text_field(std::uint32_t tag, std::string_view text) {
    TiffField field{.tag = tag, .type = 2, .count = text.size() + 1, .value = {}};
    field.value.resize(text.size() + 1);
    put_text(field.value, 0, text);
    return field;
}

} // namespace

Bytes icc_profile(std::string_view colours, std::size_t size) {
    Bytes profile(size, std::byte{7});
    std::fill_n(profile.begin(), 144, std::byte{0});
    const auto at = [&](std::size_t offset) { return std::span{profile}.subspan(offset, 4); };
    put_number(at(0), size, std::endian::big);
    put_text(profile, 16, colours);
    put_text(profile, 36, "acsp");
    put_number(at(128), 1, std::endian::big); // a tag
    put_text(profile, 132, "desc");
    put_number(at(136), 144, std::endian::big);
    put_number(at(140), size - 144, std::endian::big);
    return profile;
}

Bytes exif_block(const ExifSample& sample) {
    const TiffForm form{.order = sample.order, .is_big = false, .first_directory = 8};
    std::vector<TiffField> main = {text_field(271, "Penstock"),
                                   number_field(274, 3, sample.orientation, form.order),
                                   number_field(0x8769, 4, 0, form.order),
                                   number_field(0x8825, 4, 0, form.order)};
    const std::vector<TiffField> capture = {text_field(0x9003, "2020:01:02 03:04:05"),
                                            text_field(0x927C, "notes of the maker"),
                                            number_field(0xA002, 4, sample.width, form.order),
                                            number_field(0xA003, 3, 3000, form.order)};
    const std::vector<TiffField> place = {text_field(1, "N")};
    const std::vector<TiffField> second = {number_field(0x0201, 4, 0, form.order),
                                           number_field(0x0202, 4, 100, form.order)};
    const std::size_t capture_at = 8 + directory_bytes(main, false);
    const std::size_t place_at = capture_at + directory_bytes(capture, false);
    const std::size_t second_at = place_at + directory_bytes(place, false);
    const std::size_t thumbnail_at = second_at + directory_bytes(second, false);
    put_number(main[2].value, capture_at, form.order);
    put_number(main[3].value, place_at, form.order);
    Bytes block(sample.has_thumbnail ? thumbnail_at + 100 : second_at, std::byte{0xAB});
    const auto write = [&](std::size_t at, const std::vector<TiffField>& fields) {
        write_tiff_directory(
            std::span{block}.subspan(at, directory_bytes(fields, false)), at, fields, form);
    };
    put_text(block, 0, form.order == std::endian::little ? "II" : "MM");
    put_number(std::span{block}.subspan(2, 2), 42, form.order);
    put_number(std::span{block}.subspan(4, 4), 8, form.order);
    write(8, main);
    write(capture_at, capture);
    write(place_at, place);
    if (sample.has_thumbnail) {
        std::vector<TiffField> thumbnail = second;
        put_number(thumbnail[0].value, thumbnail_at, form.order);
        write(second_at, thumbnail);
        const std::size_t next = 8 + 2 + main.size() * 12;
        put_number(std::span{block}.subspan(next, 4), second_at, form.order);
    }
    return block;
}

std::string xmp_packet(int orientation) {
    return "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>"
           "<rdf:Description tiff:Orientation=\"" +
           std::to_string(orientation) + "\"/></x:xmpmeta><?xpacket end='w'?>";
}

std::shared_ptr<const Metadata> made(const MetadataSample& sample) {
    std::string texts;
    for (const auto& [key, value] : sample.texts)
        texts += key + '\0' + value + '\0';
    const Metadata::Sizes sizes{.icc = sample.icc.size(),
                                .exif = sample.exif.size(),
                                .xmp = sample.xmp.size(),
                                .text = texts.size()};
    Bytes all = sample.icc;
    all.insert(all.end(), sample.exif.begin(), sample.exif.end());
    for (const auto part : {std::string_view{sample.xmp}, std::string_view{texts}}) {
        const auto bytes = std::as_bytes(std::span{part});
        all.insert(all.end(), bytes.begin(), bytes.end());
    }
    Buffer buffer = Buffer::allocate(all.size());
    std::ranges::copy(all, buffer.bytes().begin());
    return std::make_shared<const Metadata>(std::move(buffer), sizes, sample.resolution);
}

MetadataSample everything() {
    return {.icc = icc_profile(),
            .exif = exif_block(),
            .xmp = xmp_packet(),
            .texts = {{"Title", "Gr\xC3\xBC\xC3\x9F"}, {"Comment", "A picture"}},
            .resolution = {.x = 300, .y = 300, .unit = Resolution::Unit::inch}};
}

Image picture_with(const MetadataSample& sample, FormatId format) {
    Image image = picture(spec_of(20, 10, 3, format_of(format).written_types[0]));
    image.set_metadata(made(sample));
    return image;
}

std::shared_ptr<const Metadata>
metadata_in(std::span<const std::byte> file, bool is_upright, std::uint64_t max_bytes) {
    const MemoryReader reader{file};
    const MetadataPlan plan = plan_metadata(reader, *sniff(reader).format, max_bytes);
    return load_metadata(plan, reader, is_upright, Buffer::allocate(plan.sizes.sum()));
}

std::string text_of(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Bytes bytes_of(std::span<const std::byte> bytes) {
    return {bytes.begin(), bytes.end()};
}

} // namespace penstock::test

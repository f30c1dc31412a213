// SPDX-License-Identifier: Apache-2.0
#include "codec/tiff_files.hpp"

#include <algorithm>

namespace penstock::test {
namespace {

struct Entry {
    std::uint32_t tag = 0;
    std::uint32_t type = 4;
    std::vector<std::uint32_t> values;
};

constexpr std::uint32_t ascii = 2;
constexpr std::uint32_t word = 3;

std::size_t bytes_of(std::uint32_t type) {
    return type == ascii ? 1 : type == word ? 2 : 4;
}

std::vector<std::uint32_t> with_end(const std::string& text) {
    std::vector<std::uint32_t> values{text.begin(), text.end()};
    values.push_back(0);
    return values;
}

std::vector<Entry> entries_of(const TiffPage& page) {
    std::vector<std::uint32_t> sizes;
    for (const Bytes& block : page.blocks)
        sizes.push_back(static_cast<std::uint32_t>(block.size()));
    std::vector<Entry> entries = {
        {254, 4, {page.subfile_type}},
        {256, 4, {page.width}},
        {257, 4, {page.height}},
        {258, word, std::vector<std::uint32_t>(page.samples, page.bits)},
        {259, word, {page.compression}},
        {262, word, {page.photometric}},
        {274, word, {page.orientation}},
        {277, word, {page.samples}},
        {284, word, {page.planar}},
        {339, word, std::vector<std::uint32_t>(page.samples, page.sample_format)}};
    const bool is_tiled = page.tile_side != 0;
    entries.push_back({is_tiled ? 324U : 273U, 4, sizes}); // the places are filled in later
    entries.push_back({is_tiled ? 325U : 279U, 4, sizes});
    if (is_tiled) {
        entries.push_back({322, 4, {page.tile_side}});
        entries.push_back({323, 4, {page.tile_side}});
    } else {
        entries.push_back({278, 4, {page.rows_per_strip == 0 ? page.height : page.rows_per_strip}});
    }
    if (page.extra_sample)
        entries.push_back({338, word, {*page.extra_sample}});
    if (!page.colour_map.empty())
        entries.push_back({320, word, {page.colour_map.begin(), page.colour_map.end()}});
    if (!page.subsampling.empty())
        entries.push_back({530, word, page.subsampling});
    if (!page.smaller_at.empty())
        entries.push_back({330, 4, page.smaller_at}); // likewise
    if (!page.texture_format.empty())
        entries.push_back({33302, ascii, with_end(page.texture_format)});
    if (!page.no_data.empty())
        entries.push_back({42113, ascii, with_end(page.no_data)});
    if (!page.description.empty())
        entries.push_back({270, ascii, {page.description.begin(), page.description.end()}});
    std::ranges::sort(entries, {}, &Entry::tag);
    return entries;
}

std::size_t directory_bytes(const std::vector<Entry>& entries) {
    std::size_t size = 2 + entries.size() * 12 + 4;
    for (const Entry& entry : entries)
        if (const std::size_t bytes = entry.values.size() * bytes_of(entry.type); bytes > 4)
            size += bytes + bytes % 2;
    return size;
}

class Writer {
public:
    Writer(Bytes& file, std::endian order) : file_{file}, order_{order} {}

    void put(std::size_t at, std::size_t bytes, std::uint64_t value) {
        for (std::size_t i = 0; i < bytes; ++i)
            file_[at + (order_ == std::endian::little ? i : bytes - 1 - i)] =
                static_cast<std::byte>(value >> (8 * i) & 0xFFU);
    }
    void put_directory(std::size_t at, const std::vector<Entry>& entries, std::size_t next) {
        put(at, 2, entries.size());
        std::size_t place = at + 2;
        std::size_t values = place + entries.size() * 12 + 4;
        for (const Entry& entry : entries) {
            put(place, 2, entry.tag);
            put(place + 2, 2, entry.type);
            put(place + 4, 4, entry.values.size());
            const std::size_t each = bytes_of(entry.type);
            const std::size_t bytes = entry.values.size() * each;
            std::size_t target = place + 8;
            if (bytes > 4) {
                put(place + 8, 4, values);
                target = values;
                values += bytes + bytes % 2;
            }
            for (std::size_t i = 0; i < entry.values.size(); ++i)
                put(target + i * each, each, entry.values[i]);
            place += 12;
        }
        put(place, 4, next);
    }

private:
    Bytes& file_;
    std::endian order_;
};

} // namespace

Bytes tiff_file(const std::vector<TiffPage>& pages, std::endian order) {
    std::vector<std::vector<Entry>> directories;
    std::vector<std::size_t> directory_places;
    std::size_t blocks_begin = 8;
    for (const TiffPage& page : pages) {
        directories.push_back(entries_of(page));
        directory_places.push_back(blocks_begin);
        blocks_begin += directory_bytes(directories.back());
    }
    Bytes file(blocks_begin);
    Writer writer{file, order};
    writer.put(0, 2, 0x4949);
    if (order == std::endian::big)
        writer.put(0, 2, 0x4D4D);
    writer.put(2, 2, 42);
    writer.put(4, 4, 8);
    std::size_t at = 8;
    for (std::size_t i = 0; i < pages.size(); ++i) {
        std::vector<Entry>& entries = directories[i];
        const bool is_tiled = pages[i].tile_side != 0;
        auto& places = std::ranges::find(entries, is_tiled ? 324U : 273U, &Entry::tag)->values;
        std::size_t place = file.size();
        for (std::size_t block = 0; block < pages[i].blocks.size(); ++block) {
            places[block] = static_cast<std::uint32_t>(place);
            place += pages[i].blocks[block].size();
        }
        for (std::size_t child = 0; child < pages[i].smaller_at.size(); ++child)
            std::ranges::find(entries, 330U, &Entry::tag)->values[child] =
                static_cast<std::uint32_t>(directory_places.at(pages[i].smaller_at[child]));
        const std::size_t next = at + directory_bytes(entries);
        const std::size_t follows = pages[i].next_page.value_or(i + 1);
        writer.put_directory(at, entries, follows < pages.size() ? directory_places[follows] : 0);
        at = next;
        for (const Bytes& block : pages[i].blocks)
            file.insert(file.end(), block.begin(), block.end());
    }
    return file;
}

Bytes packed(const std::vector<std::uint32_t>& samples,
             std::uint32_t bits,
             std::size_t samples_per_row) {
    Bytes bytes;
    if (bits == 16 || bits == 32) {
        for (const std::uint32_t sample : samples)
            for (std::uint32_t shift = 0; shift < bits; shift += 8)
                bytes.push_back(static_cast<std::byte>(sample >> shift & 0xFFU));
        return bytes;
    }
    for (std::size_t row = 0; row < samples.size(); row += samples_per_row) {
        std::uint32_t held = 0;
        std::uint32_t count = 0;
        for (std::size_t i = row; i < row + samples_per_row; ++i) {
            held = held << bits | samples[i];
            count += bits;
            for (; count >= 8; count -= 8)
                bytes.push_back(static_cast<std::byte>(held >> (count - 8) & 0xFFU));
            held &= (1U << count) - 1;
        }
        if (count > 0)
            bytes.push_back(static_cast<std::byte>(held << (8 - count) & 0xFFU));
    }
    return bytes;
}

} // namespace penstock::test

// SPDX-License-Identifier: Apache-2.0
#include "codec/tiff_levels.hpp"

#include "penstock/failure.hpp"

#include <cstdint>
#include <utility>

namespace penstock::codec {
namespace {

constexpr std::size_t most_levels = 16;

// Pixels whose mean is that of what they show. Not palettes, few bits, inks and Lab; not colours
// beside an alpha that they are not multiplied by, which shine through where they are not seen.
// GDAL makes its smaller pictures of every second pixel unless it is told otherwise.
bool has_means(const TiffDirectory& whole) {
    constexpr std::uint64_t ycbcr = 6;
    constexpr std::uint64_t premultiplied = 1;
    const std::uint64_t photometric = whole.photometric.value_or(whole.samples == 1 ? 1 : 2);
    const std::uint64_t colours = photometric < 2 ? 1 : 3;
    const bool has_more = whole.samples != colours;
    return (photometric <= 2 || photometric == ycbcr) && whole.bits >= 8 &&
           (!has_more || whole.extra_sample == premultiplied) && !whole.has_geography;
}

bool is_alike(const TiffDirectory& left, const TiffDirectory& right) {
    return left.bits == right.bits && left.samples == right.samples &&
           left.sample_format == right.sample_format && left.photometric == right.photometric &&
           left.compression == right.compression && left.planar == right.planar &&
           left.extra_sample == right.extra_sample && left.depth == right.depth;
}

// Where a side is odd, writers do not agree what becomes of its last pixel, and what a box filter
// makes of it is no good.
bool is_half(std::uint64_t side, std::uint64_t of) {
    return side > 0 && side == of / 2 && of % 2 == 0;
}

bool is_level(const TiffDirectory& whole, const TiffDirectory& before, const TiffDirectory& level) {
    const bool says_so = level.is_smaller || (whole.is_plain_texture && level.is_plain_texture);
    return says_so && is_alike(whole, level) && is_half(level.width, before.width) &&
           is_half(level.height, before.height);
}

// Where the next one is: in a list, or behind the one before. 0: nowhere.
std::uint64_t next_offset(const ByteReader& file,
                          const TiffDirectory& whole,
                          const std::vector<TiffDirectory>& levels) {
    const TiffArray& list = whole.subdirectories;
    if (list.count > 0)
        return levels.size() < list.count ? number_at(file, whole, list, levels.size()) : 0;
    return levels.empty() ? whole.next : levels.back().next;
}

} // namespace

std::vector<TiffDirectory> find_tiff_levels(const ByteReader& file, const TiffDirectory& whole) {
    std::vector<TiffDirectory> levels;
    if (!has_means(whole) || !whole.truncation.empty())
        return levels;
    try {
        while (levels.size() < most_levels) {
            const std::uint64_t offset = next_offset(file, whole, levels);
            if (offset == 0)
                break;
            TiffDirectory level = read_tiff_tags(file, offset);
            const TiffDirectory& before = levels.empty() ? whole : levels.back();
            if (!is_level(whole, before, level))
                break;
            find_truncation(file, level);
            if (!level.truncation.empty())
                break;
            levels.push_back(std::move(level));
        }
    } catch (const ItemError&) {
        // The picture itself is sound: what there is beside it is not asked for.
    }
    return levels;
}

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#include "codec/quantise.hpp"

#include <algorithm>
#include <limits>

namespace penstock::codec {
namespace {

constexpr std::size_t bin_count = 32 * 32 * 32;

// The pixels whose colours are the same in their five high bits.
struct Bin {
    std::uint32_t count = 0;
    std::array<std::uint32_t, 3> rests{}; // sums of the three low bits
};

std::size_t bin_of(Rgb colour) {
    return static_cast<std::size_t>(colour[0] >> 3) << 10U |
           static_cast<std::size_t>(colour[1] >> 3) << 5U |
           static_cast<std::size_t>(colour[2] >> 3);
}

unsigned coordinate(std::size_t bin, unsigned axis) {
    return static_cast<unsigned>(bin >> (10U - 5U * axis) & 31U);
}

template <class Use> void for_each_colour(const Image& image, Use use) {
    const std::uint32_t channels = image.spec().channels;
    const auto pixels = image.pixels();
    for (std::size_t at = 0; at < pixels.size(); at += channels) {
        if (channels == 4 && pixels[at + 3] < std::byte{128})
            continue;
        if (!use(Rgb{std::to_integer<std::uint8_t>(pixels[at]),
                     std::to_integer<std::uint8_t>(pixels[at + 1]),
                     std::to_integer<std::uint8_t>(pixels[at + 2])}))
            return;
    }
}

std::vector<Bin> bins_of(const Image& image) {
    std::vector<Bin> bins(bin_count);
    for_each_colour(image, [&](Rgb colour) {
        Bin& bin = bins[bin_of(colour)];
        ++bin.count;
        for (std::size_t c = 0; c < 3; ++c)
            bin.rests[c] += colour[c] & 7U;
        return true;
    });
    return bins;
}

// Bins that become one colour.
struct Box {
    std::span<std::uint16_t> members;
    std::uint64_t pixels = 0;
    unsigned axis = 0;   // along which it is longest
    unsigned length = 0; // 0: it cannot be cut
};

Box box_of(std::span<std::uint16_t> members, const std::vector<Bin>& bins) {
    Box box{.members = members};
    for (const std::uint16_t member : members)
        box.pixels += bins[member].count;
    for (unsigned axis = 0; axis < 3; ++axis) {
        const auto [least, most] = std::ranges::minmax(
            members, {}, [axis](std::uint16_t member) { return coordinate(member, axis); });
        const unsigned length = coordinate(most, axis) - coordinate(least, axis);
        if (length > box.length) {
            box.length = length;
            box.axis = axis;
        }
    }
    return box;
}

// Where half of the pixels lie on either side.
std::size_t middle_of(const Box& box, const std::vector<Bin>& bins) {
    std::uint64_t pixels = 0;
    std::size_t at = 0;
    while (at + 1 < box.members.size() && (at == 0 || pixels * 2 < box.pixels))
        pixels += bins[box.members[at++]].count;
    return at;
}

std::vector<Box>
cut(std::span<std::uint16_t> occupied, const std::vector<Bin>& bins, std::size_t most) {
    std::vector<Box> boxes = {box_of(occupied, bins)};
    while (boxes.size() < most) {
        const auto largest = std::ranges::max_element(
            boxes, {}, [](const Box& box) { return box.pixels * box.length; });
        if (largest->length == 0)
            break;
        const unsigned axis = largest->axis;
        std::ranges::sort(largest->members, {}, [axis](std::uint16_t member) {
            return std::pair{coordinate(member, axis), member};
        });
        const auto members = largest->members;
        const std::size_t middle = middle_of(*largest, bins);
        *largest = box_of(members.first(middle), bins);
        boxes.push_back(box_of(members.subspan(middle), bins));
    }
    return boxes;
}

Rgb mean_of(const Box& box, const std::vector<Bin>& bins) {
    Rgb mean{};
    for (unsigned c = 0; c < 3; ++c) {
        std::uint64_t sum = 0;
        for (const std::uint16_t member : box.members)
            sum += std::uint64_t{bins[member].count} * coordinate(member, c) * 8 +
                   bins[member].rests[c];
        mean[c] = static_cast<std::uint8_t>((sum + box.pixels / 2) / box.pixels);
    }
    return mean;
}

} // namespace

bool Quantiser::collect_exact(const Image& image, std::size_t most_colours) {
    bool fits = true;
    Rgb last{};
    for_each_colour(image, [&](Rgb colour) {
        if (colour == last && !palette_.empty())
            return true;
        last = colour;
        const auto place = std::ranges::lower_bound(palette_, colour);
        if (place == palette_.end() || *place != colour) {
            fits = palette_.size() < most_colours;
            if (fits)
                palette_.insert(place, colour);
        }
        return fits;
    });
    return fits;
}

Quantiser::Quantiser(const Image& image, std::size_t most_colours)
    : is_exact_{collect_exact(image, most_colours)} {
    if (is_exact_)
        return;
    palette_.clear();
    const std::vector<Bin> bins = bins_of(image);
    std::vector<std::uint16_t> occupied;
    for (std::size_t i = 0; i < bins.size(); ++i)
        if (bins[i].count != 0)
            occupied.push_back(static_cast<std::uint16_t>(i));
    for (const Box& box : cut(occupied, bins, most_colours))
        palette_.push_back(mean_of(box, bins));
    indices_.assign(bin_count, -1);
}

std::uint8_t Quantiser::index_of(Rgb colour) {
    if (is_exact_)
        return static_cast<std::uint8_t>(std::ranges::lower_bound(palette_, colour) -
                                         palette_.begin());
    std::int16_t& index = indices_[bin_of(colour)];
    if (index >= 0)
        return static_cast<std::uint8_t>(index);
    int least = std::numeric_limits<int>::max();
    for (std::size_t i = 0; i < palette_.size(); ++i) {
        int distance = 0;
        for (std::size_t c = 0; c < 3; ++c) {
            const int step = (colour[c] & ~7) + 4 - palette_[i][c]; // from the middle of the bin
            distance += step * step;
        }
        if (distance < least) {
            least = distance;
            index = static_cast<std::int16_t>(i);
        }
    }
    return static_cast<std::uint8_t>(index);
}

} // namespace penstock::codec

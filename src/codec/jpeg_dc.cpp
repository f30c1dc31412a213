// SPDX-License-Identifier: Apache-2.0
#include "codec/jpeg_dc.hpp"

#include "codec/byte_order.hpp"
#include "codec/jpeg_dc_blocks.hpp"
#include "codec/jpeg_dc_colour.hpp"
#include "codec/jpeg_dc_quarter.hpp"
#include "codec/jpeg_dc_scan.hpp"
#include "codec/jpeg_dc_tables.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <memory>
#include <new>
#include <optional>
#include <type_traits>

namespace penstock::codec {
namespace {

constexpr std::uint32_t block_side = 8;
constexpr std::size_t window_bytes = std::size_t{16} * 1024;

// One of luma, one of chroma. All are filled before they are read.
// NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): that would cost more than to fill them
struct alignas(std::int32_t) Tables {
    std::array<JpegDcTable, 2> dc;
    std::array<JpegSkipTable, 2> skip;
    JpegValueTable values; // of chroma that becomes 2x2 samples a block
    std::array<std::byte, window_bytes> window;
};

struct Size {
    std::uint32_t width = 0; // in MCUs
    std::uint32_t height = 0;
};

Size mcus_of(const JpegDcHeader& header) {
    return {static_cast<std::uint32_t>(
                ceil_div(header.width, std::uint64_t{block_side} * header.horizontal)),
            static_cast<std::uint32_t>(
                ceil_div(header.height, std::uint64_t{block_side} * header.vertical))};
}

// As many MCUs as rows of samples, and of what becomes samples, have room for: vectors may write
// beyond what there is.
std::size_t row_room(std::size_t mcus) {
    constexpr std::size_t unit = 64;
    return static_cast<std::size_t>(ceil_div(mcus, unit)) * unit;
}

// The rows of samples that an MCU row becomes: as many for each component.
class Planes {
public:
    Planes(const JpegDcHeader& header, std::span<std::byte> memory)
        : row_{row_room(mcus_of(header).width) * header.horizontal}, rows_{header.vertical},
          memory_{memory.first(row_ * rows_ * header.components)} {}

    [[nodiscard]] std::byte* row(std::size_t component, std::size_t row) const {
        return memory_.data() + (component * rows_ + row) * row_;
    }

private:
    std::size_t row_;
    std::size_t rows_;
    std::span<std::byte> memory_;
};

// The sample that is so much above the middle. Gives false where libjpeg would wrap around: nothing
// that was encoded in earnest comes to that.
bool to_sample(std::int32_t above_middle, std::byte& sample) {
    constexpr std::int32_t wraps = 512;
    sample = static_cast<std::byte>(std::clamp(above_middle + 128, 0, 255));
    return above_middle >= -wraps && above_middle < wraps;
}

bool is_quartered(const JpegDcHeader& header) {
    return header.horizontal == 2 && header.vertical == 2;
}

// Numbers that the chroma of a row of MCUs is made of.
std::size_t quarter_sums(const JpegDcHeader& header) {
    return is_quartered(header) ? row_room(mcus_of(header).width) * JpegQuarter::sums_per_block : 0;
}

class Decoder {
public:
    // Nothing where a code makes no sense.
    static std::optional<Decoder> of(const JpegDcHeader& header,
                                     Tables& tables,
                                     std::span<std::int32_t> sums,
                                     std::span<std::byte> rows);

    [[nodiscard]] bool decode(std::span<std::byte> pixels);

private:
    Decoder(const JpegDcHeader& header,
            Tables& tables,
            std::span<std::byte> rows,
            const std::array<JpegBlockCodes, 2>& codes)
        : header_{header}, mcus_{mcus_of(header)}, tables_{tables}, planes_{header, rows},
          codes_{codes} {}

    [[nodiscard]] bool read_mcu_row(JpegScan& scan, JpegBits& bits);
    [[nodiscard]] bool read_luma(JpegBits& bits, std::uint32_t mcu);
    [[nodiscard]] bool read_chroma(JpegBits& bits, std::uint32_t mcu, std::size_t component);
    [[nodiscard]] bool finish_chroma();
    [[nodiscard]] bool read_dc(JpegBits& bits, std::size_t component);
    [[nodiscard]] bool read_mean(JpegBits& bits, std::size_t component, std::byte& sample);
    void write_rows(std::span<std::byte> pixels, std::uint32_t mcu_row) const;

    const JpegDcHeader& header_;
    Size mcus_;
    Tables& tables_;
    Planes planes_;
    std::array<JpegBlockCodes, 2> codes_;
    std::array<std::int32_t, 3> last_dc_{};
    std::array<std::int32_t, 3> quantiser_{};
    std::array<std::optional<JpegQuarter>, 3> quarter_;
};

std::optional<Decoder> Decoder::of(const JpegDcHeader& header,
                                   Tables& tables,
                                   std::span<std::int32_t> sums,
                                   std::span<std::byte> rows) {
    std::array<JpegBlockCodes, 2> codes;
    const std::size_t kinds = header.components == 1 ? 1 : 2;
    for (std::size_t i = 0; i < kinds; ++i) {
        const std::optional<HuffmanCode> dc = HuffmanCode::of(header.component[i].dc);
        const std::optional<HuffmanCode> ac = HuffmanCode::of(header.component[i].ac);
        if (!dc || !ac)
            return std::nullopt;
        tables.dc[i].fill(*dc);
        if (i == 1 && is_quartered(header))
            tables.values.fill(*ac);
        else
            tables.skip[i].fill(*ac);
        codes[i] = {.dc = *dc, .ac = *ac, .dc_table = &tables.dc[i]};
    }
    Decoder made{header, tables, rows, codes};
    for (std::size_t i = 0; i < header.components; ++i) {
        made.quantiser_[i] = std::to_integer<std::int32_t>(header.component[i].quantisers[0]);
        if (i > 0 && is_quartered(header)) {
            const std::size_t count = quarter_sums(header);
            made.quarter_[i].emplace(header.component[i].quantisers,
                                     sums.subspan(count * (i - 1), count),
                                     row_room(mcus_of(header).width));
        }
    }
    return made;
}

bool Decoder::decode(std::span<std::byte> pixels) {
    JpegScan scan{header_.scan, tables_.window};
    JpegBits bits;
    if (!scan.begin(bits))
        return false;
    for (std::uint32_t row = 0; row < mcus_.height; ++row) {
        if (!read_mcu_row(scan, bits) || !finish_chroma())
            return false;
        write_rows(pixels, row);
    }
    return scan.is_at_end(bits);
}

bool Decoder::read_mcu_row(JpegScan& scan, JpegBits& bits) {
    JpegBits here = bits; // where the compiler can keep it in registers
    for (std::uint32_t mcu = 0; mcu < mcus_.width; ++mcu) {
        if (!scan.prepare(here) || !read_luma(here, mcu))
            return false;
        for (std::size_t component = 1; component < header_.components; ++component)
            if (!read_chroma(here, mcu, component))
                return false;
    }
    bits = here;
    return true;
}

bool Decoder::read_dc(JpegBits& bits, std::size_t component) {
    std::int32_t difference = 0;
    if (!read_dc_difference(bits, codes_[component == 0 ? 0 : 1], difference))
        return false;
    last_dc_[component] += difference;
    return true;
}

bool Decoder::read_mean(JpegBits& bits, std::size_t component, std::byte& sample) {
    if (!read_dc(bits, component))
        return false;
    const std::size_t kind = component == 0 ? 0 : 1;
    // The DC coefficient is eight times the mean.
    const std::int32_t mean = (last_dc_[component] * quantiser_[component] + 4) >> 3;
    return to_sample(mean, sample) && skip_coefficients(bits, codes_[kind].ac, tables_.skip[kind]);
}

bool Decoder::read_luma(JpegBits& bits, std::uint32_t mcu) {
    for (std::uint32_t y = 0; y < header_.vertical; ++y)
        for (std::uint32_t x = 0; x < header_.horizontal; ++x)
            if (!read_mean(bits, 0, planes_.row(0, y)[mcu * header_.horizontal + x]))
                return false;
    return true;
}

bool Decoder::read_chroma(JpegBits& bits, std::uint32_t mcu, std::size_t component) {
    if (is_quartered(header_)) {
        if (!read_dc(bits, component))
            return false;
        return quarter_[component]->read(
            bits, codes_[1].ac, tables_.values, last_dc_[component], mcu);
    }
    std::byte* const upper = planes_.row(component, 0) + std::size_t{mcu} * header_.horizontal;
    if (!read_mean(bits, component, *upper))
        return false;
    upper[header_.horizontal - 1] = *upper;
    if (header_.vertical == 2)
        planes_.row(component, 1)[mcu] = *upper;
    return true;
}

bool Decoder::finish_chroma() {
    for (auto component = std::size_t{1}; component < header_.components; ++component) {
        auto& quarter = quarter_[component];
        if (!quarter)
            continue;
        if (!quarter->finish(planes_.row(component, 0), planes_.row(component, 1)))
            return false;
        quarter->clear();
    }
    return true;
}

void Decoder::write_rows(std::span<std::byte> pixels, std::uint32_t mcu_row) const {
    const auto width = static_cast<std::size_t>(ceil_div(header_.width, block_side));
    const auto height = static_cast<std::size_t>(ceil_div(header_.height, block_side));
    const std::size_t first = std::size_t{mcu_row} * header_.vertical;
    const std::size_t row_bytes = width * header_.components;
    for (std::size_t i = 0; i < header_.vertical && first + i < height; ++i) {
        const auto row = pixels.subspan((first + i) * row_bytes, row_bytes);
        if (header_.components == 1)
            std::copy_n(planes_.row(0, i), width, row.begin());
        else
            ycc_to_rgb({planes_.row(0, i), width},
                       {planes_.row(1, i), width},
                       {planes_.row(2, i), width},
                       row);
    }
}

} // namespace

std::uint64_t jpeg_dc_scratch_bytes(std::uint32_t width, std::uint32_t components) {
    constexpr std::uint64_t most_sampling = 2;
    const std::uint64_t tables = alignof(Tables) + sizeof(Tables);
    if (components == 1)
        return tables + row_room(ceil_div(width, block_side));
    // Blocks of 16x16 pixels and sums for them, or those of 8x8.
    const std::uint64_t large = row_room(ceil_div(width, block_side * most_sampling));
    const std::uint64_t small = row_room(ceil_div(width, block_side));
    const std::uint64_t sums = 2 * large * JpegQuarter::sums_per_block * sizeof(std::int32_t);
    return tables + sums + most_sampling * components * std::max(small, large * most_sampling);
}

bool decode_jpeg_dc(const JpegDcHeader& header,
                    std::span<std::byte> pixels,
                    std::span<std::byte> scratch) {
    assert(scratch.size() >= jpeg_dc_scratch_bytes(header.width, header.components));
    assert(pixels.size() == ceil_div(header.width, block_side) *
                                ceil_div(header.height, block_side) * header.components);
    static_assert(std::is_trivially_destructible_v<Tables> &&
                  alignof(Tables) >= alignof(std::int32_t));
    void* memory = scratch.data();
    std::size_t room = scratch.size();
    memory = std::align(alignof(Tables), sizeof(Tables), memory, room);
    auto& tables = *::new (memory) Tables;
    const std::span<std::byte> behind = scratch.last(room - sizeof(Tables));
    const std::size_t count = quarter_sums(header) * 2;
    auto* const first = reinterpret_cast<std::int32_t*>(behind.data());
    std::uninitialized_fill_n(first, count, 0);
    auto decoder =
        Decoder::of(header, tables, {first, count}, behind.subspan(count * sizeof(std::int32_t)));
    return decoder && decoder->decode(pixels);
}

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#include "codec/byte_order.hpp"
#include "codec/header.hpp"
#include "codec/pnm.hpp"
#include "codec/text_header.hpp"
#include "codec/truncated.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>

namespace penstock::codec {
namespace {

[[noreturn]] void fail_truncated(std::uint64_t rows, const PnmHeader& pnm) {
    throw truncated_after(fmt::format("the PNM ends after {} of {} rows", rows, pnm.height),
                          rows,
                          pnm.height,
                          pnm.samples == PnmSamples::floats); // the lowest row comes first
}

// Samples as they come become samples of the whole range.
class SampleWriter {
public:
    SampleWriter(const PnmHeader& pnm, std::span<std::byte> pixels)
        : pixels_{pixels}, max_{pnm.max_value}, is_wide_{pnm.max_value > 255} {}

    void put(std::uint64_t index, std::uint32_t value) {
        const std::uint32_t top = is_wide_ ? 65'535 : 255;
        const std::uint32_t kept = std::min(value, max_); // larger ones are white
        const std::uint32_t scaled = max_ == top ? kept : (kept * top + max_ / 2) / max_;
        if (!is_wide_) {
            pixels_[index] = static_cast<std::byte>(scaled);
            return;
        }
        const auto sample = static_cast<std::uint16_t>(scaled);
        std::memcpy(&pixels_[index * 2], &sample, 2);
    }

private:
    std::span<std::byte> pixels_;
    std::uint32_t max_;
    bool is_wide_;
};

// Nothing at the end of the file.
std::optional<std::uint32_t>
next_plain(std::span<const std::byte> data, std::size_t& at, bool is_bit) {
    const auto character = [&] { return static_cast<char>(data[at]); };
    while (at < data.size() && (is_space(character()) || character() == '#')) {
        if (character() == '#')
            while (at < data.size() && character() != '\n')
                ++at;
        else
            ++at;
    }
    std::uint32_t value = 0;
    const std::size_t begin = at;
    while (at < data.size() && character() >= '0' && character() <= '9' && value <= 65'535) {
        value = value * 10 + static_cast<std::uint32_t>(character() - '0');
        ++at;
        if (is_bit)
            break;
    }
    if (at == begin && at == data.size())
        return std::nullopt;
    if (at == begin || value > 65'535)
        throw ItemError{ErrorClass::corrupt, "the PNM has something else among its numbers"};
    return value;
}

void decode_plain(const PnmHeader& pnm,
                  std::span<const std::byte> data,
                  std::span<std::byte> pixels) {
    SampleWriter writer{pnm, pixels};
    const bool is_bit = pnm.samples == PnmSamples::plain_bits;
    const std::uint64_t row = std::uint64_t{pnm.width} * pnm.channels;
    std::size_t at = 0;
    bool can_go_on = false; // the number before: the file ends right behind it
    for (std::uint64_t i = 0; i < row * pnm.height; ++i) {
        const auto value = next_plain(data, at, is_bit);
        if (!value)
            fail_truncated((i - (can_go_on ? 1 : 0)) / row, pnm);
        can_go_on = !is_bit && at == data.size();
        writer.put(i, is_bit ? 1 - std::min(*value, 1U) : *value); // 1 is black
    }
}

void decode_bits(const PnmHeader& pnm, std::span<const std::byte> row, std::span<std::byte> out) {
    for (std::uint32_t x = 0; x < pnm.width; ++x) {
        const auto byte = std::to_integer<unsigned>(row[x / 8]);
        out[x] = (byte >> (7 - x % 8) & 1U) != 0 ? std::byte{0} : std::byte{0xFF};
    }
}

void decode_floats(const PnmHeader& pnm, std::span<const std::byte> row, std::span<std::byte> out) {
    const std::endian order = pnm.is_little_endian ? std::endian::little : std::endian::big;
    for (std::size_t i = 0; i < row.size(); i += 4) {
        const std::uint32_t bits = u32_at(row, i, order);
        std::memcpy(&out[i], &bits, 4);
    }
}

void decode_binary(const PnmHeader& pnm, std::span<const std::byte> row, std::span<std::byte> out) {
    SampleWriter writer{pnm, out};
    if (pnm.max_value == 255)
        std::ranges::copy(row, out.begin());
    else if (pnm.max_value < 255)
        for (std::size_t i = 0; i < row.size(); ++i)
            writer.put(i, std::to_integer<std::uint32_t>(row[i]));
    else
        for (std::size_t i = 0; i < row.size() / 2; ++i)
            writer.put(i, u16_at(row, i * 2, std::endian::big));
}

std::uint64_t row_bytes_in_file(const PnmHeader& pnm) {
    const std::uint64_t samples = std::uint64_t{pnm.width} * pnm.channels;
    switch (pnm.samples) {
    case PnmSamples::packed_bits:
        return ceil_div(pnm.width, 8);
    case PnmSamples::floats:
        return samples * 4;
    default:
        return samples * (pnm.max_value > 255 ? 2 : 1);
    }
}

} // namespace

void decode_pnm(const Header& header,
                std::span<const std::byte> file,
                std::span<std::byte> pixels) {
    const PnmHeader pnm = find_pnm_header(MemoryReader{file});
    const auto data = file.subspan(pnm.data_offset);
    if (pnm.samples == PnmSamples::plain_bits || pnm.samples == PnmSamples::plain_numbers)
        return decode_plain(pnm, data, pixels);
    const std::uint64_t in_file = row_bytes_in_file(pnm);
    const std::uint64_t in_memory = header.spec.row_bytes();
    for (std::uint64_t y = 0; y < pnm.height; ++y) {
        if ((y + 1) * in_file > data.size())
            fail_truncated(y, pnm);
        const auto row = data.subspan(y * in_file, in_file);
        if (pnm.samples == PnmSamples::floats)
            decode_floats(pnm, row, pixels.subspan((pnm.height - 1 - y) * in_memory, in_memory));
        else if (pnm.samples == PnmSamples::packed_bits)
            decode_bits(pnm, row, pixels.subspan(y * in_memory, in_memory));
        else
            decode_binary(pnm, row, pixels.subspan(y * in_memory, in_memory));
    }
}

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#include "codec/jpeg_dc_tables.hpp"

#include <algorithm>
#include <span>

namespace penstock::codec {
namespace {

// The entries whose index begins with that code.
template <class Entry>
std::span<Entry> beginning_with(std::span<Entry> entries, unsigned code, unsigned bits_left) {
    return entries.subspan(std::size_t{code} << bits_left, std::size_t{1} << bits_left);
}

// What was read before the bits that a part of a table tells of.
struct Skipped {
    unsigned taken = 0;
    unsigned count = 0;

    [[nodiscard]] JpegSkipTable::Entry entry() const {
        return static_cast<JpegSkipTable::Entry>(count << 8U | taken);
    }
};

void copy_to_all(std::span<JpegSkipTable::Entry> entries, std::size_t filled) {
    for (; filled < entries.size(); filled *= 2)
        std::copy_n(entries.begin(), filled, entries.begin() + static_cast<std::ptrdiff_t>(filled));
}

// `entries` are those for all combinations of the last `bits_left` bits.
void fill_skips(const HuffmanCode& code,
                std::span<JpegSkipTable::Entry> entries,
                unsigned bits_left,
                const Skipped& before) {
    code.each(bits_left, [&](unsigned bits, unsigned length, unsigned number) {
        const AcSymbol symbol{number};
        const Skipped now{.taken = before.taken + length + symbol.size,
                          .count = before.count + symbol.count()};
        const bool is_too_far = now.count >= 64 && !symbol.ends_block;
        if (!symbol.is_valid || is_too_far || now.taken > JpegSkipTable::most_taken)
            return;
        const unsigned left = bits_left - length;
        const auto part = beginning_with(entries, bits, left);
        std::ranges::fill(part, now.entry());
        if (!symbol.ends_block && symbol.size < left) { // what follows is alike behind each value
            const unsigned rest = left - symbol.size;
            fill_skips(code, part.first(std::size_t{1} << rest), rest, now);
            copy_to_all(part, std::size_t{1} << rest);
        }
    });
}

} // namespace

void JpegDcTable::fill(const HuffmanCode& code) {
    std::ranges::fill(entries, Entry{});
    code.each(index_bits, [&](unsigned bits, unsigned length, unsigned size) {
        if (length + size > most_taken)
            return;
        const Entry entry{.taken = static_cast<std::uint8_t>(length + size),
                          .length = static_cast<std::uint8_t>(length),
                          .size = static_cast<std::uint8_t>(size)};
        std::ranges::fill(beginning_with<Entry>(entries, bits, index_bits - length), entry);
    });
}

void JpegSkipTable::fill(const HuffmanCode& code) {
    std::ranges::fill(entries, Skipped{.taken = 0, .count = nothing}.entry());
    fill_skips(code, entries, index_bits, {});
}

void JpegValueTable::fill(const HuffmanCode& code) {
    std::ranges::fill(entries, Entry{.count = JpegSkipTable::nothing});
    code.each(index_bits, [&](unsigned bits, unsigned length, unsigned number) {
        const AcSymbol symbol{number};
        if (length + symbol.size > index_bits || !symbol.is_valid)
            return;
        const auto part = beginning_with<Entry>(entries, bits, index_bits - length);
        const std::size_t alike = part.size() >> symbol.size;
        for (std::uint32_t value = 0; value < 1U << symbol.size; ++value) {
            const Entry entry{.value = static_cast<std::int16_t>(jpeg_value(value, symbol.size)),
                              .taken = static_cast<std::uint8_t>(length + symbol.size),
                              .count = static_cast<std::uint8_t>(symbol.count())};
            std::ranges::fill(part.subspan(value * alike, alike), entry);
        }
    });
}

} // namespace penstock::codec

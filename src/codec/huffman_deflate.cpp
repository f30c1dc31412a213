// SPDX-License-Identifier: Apache-2.0
#include "codec/huffman_deflate.hpp"

#include "codec/put_number.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <libdeflate.h>

namespace penstock::codec {
namespace {

constexpr std::size_t literal_symbols = 286;
constexpr std::size_t end_symbol = 256;
constexpr std::size_t distance_symbols = 6; // up to 8 bytes
constexpr std::size_t length_symbols = 19;  // of the code for lengths of codes
constexpr unsigned most_literal_bits = 14;  // four of them, and seven bits that wait, are 63
constexpr unsigned most_length_bits = 7;

constexpr std::size_t longest_repetition = 258;
constexpr std::size_t shortest_repetition = 3;
constexpr std::size_t word = 8;
constexpr std::size_t least_worth = 2 * word; // shorter ones are as short as literals
constexpr std::size_t margin = 16;            // BitWriter writes so much further

constexpr std::size_t container_bytes = 2 + 4; // head and sum
constexpr std::size_t stored_head_bytes = 5;

// A length or a distance: its symbol, and what follows that.
struct Extra {
    std::uint16_t symbol;
    std::uint8_t bits;
    std::uint8_t value;
};

// That follow the symbol of a length.
constexpr unsigned extra_bits(std::size_t symbol) {
    return symbol < 265 || symbol == 285 ? 0 : static_cast<unsigned>(symbol - 261) / 4;
}

constexpr auto length_table = [] {
    std::array<Extra, longest_repetition + 1> table{};
    std::size_t length = shortest_repetition;
    for (std::uint16_t symbol = 257; symbol < 285; ++symbol) {
        const auto bits = static_cast<std::uint8_t>(extra_bits(symbol));
        for (std::size_t value = 0; value < std::size_t{1} << bits; ++value)
            table[length++] = {symbol, bits, static_cast<std::uint8_t>(value)};
    }
    table[longest_repetition] = {285, 0, 0};
    return table;
}();

constexpr std::array<Extra, 9> distance_table = {Extra{},
                                                 Extra{0, 0, 0},
                                                 Extra{1, 0, 0},
                                                 Extra{2, 0, 0},
                                                 Extra{3, 0, 0},
                                                 Extra{4, 1, 0},
                                                 Extra{4, 1, 1},
                                                 Extra{5, 1, 0},
                                                 Extra{5, 1, 1}};

std::uint64_t word_at(const std::uint8_t* from) {
    std::uint64_t value = 0;
    std::memcpy(&value, from, sizeof value);
    return value;
}

// The beginning of what is left: blocks of about the same size.
std::span<const std::uint8_t> next_block(std::span<const std::uint8_t> bytes, std::size_t most) {
    const std::size_t blocks = (bytes.size() + most - 1) / most;
    return bytes.first((bytes.size() + blocks - 1) / blocks);
}

std::uint64_t stored_bits(std::span<const std::uint8_t> block) {
    return (block.size() + stored_head_bytes) * 8;
}

// How many bytes from `at` on are as those `distance` before.
std::size_t repeated_at(std::span<const std::uint8_t> block, std::size_t at, std::size_t distance) {
    std::size_t end = at;
    while (end + word <= block.size() && word_at(&block[end]) == word_at(&block[end - distance]))
        end += word;
    while (end < block.size() && block[end] == block[end - distance])
        ++end;
    return end - at;
}

// The parts that a repetition is written in; none of them is too short.
template <class Part> void for_each_part(std::size_t length, Part part) {
    while (length > longest_repetition) {
        const std::size_t count = std::min(longest_repetition, length - shortest_repetition);
        part(count);
        length -= count;
    }
    part(length);
}

// A symbol of the code for lengths of codes.
struct LengthSymbol {
    std::uint8_t symbol;
    std::uint8_t bits; // that follow it
    std::uint8_t value;
};

// The lengths of a block's codes as its head has them: repeated ones are counted.
class LengthList {
public:
    explicit LengthList(std::span<const std::uint8_t> lengths) {
        for (std::size_t at = 0; at < lengths.size();) {
            std::size_t run = 1;
            while (at + run < lengths.size() && lengths[at + run] == lengths[at])
                ++run;
            add_run(lengths[at], run);
            at += run;
        }
    }
    [[nodiscard]] std::span<const LengthSymbol> symbols() const {
        return std::span{symbols_}.first(size_);
    }

private:
    void add_run(std::uint8_t length, std::size_t run) {
        if (length != 0) {
            add(length, 0, 0);
            --run;
        }
        while (run >= 3) {
            const std::size_t most = length != 0 ? 6 : run > 10 ? 138 : 10;
            const std::size_t count = std::min(run, most);
            if (length != 0)
                add(16, 2, count - 3);
            else if (count > 10)
                add(18, 7, count - 11);
            else
                add(17, 3, count - 3);
            run -= count;
        }
        for (; run > 0; --run)
            add(length, 0, 0);
    }
    void add(int symbol, int bits, std::size_t value) {
        symbols_[size_++] = {static_cast<std::uint8_t>(symbol),
                             static_cast<std::uint8_t>(bits),
                             static_cast<std::uint8_t>(value)};
    }

    std::array<LengthSymbol, literal_symbols + distance_symbols> symbols_{};
    std::size_t size_ = 0;
};

// In which order their lengths stand in the head.
constexpr std::array<std::uint8_t, length_symbols> length_order = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

} // namespace

// Of a block.
struct HuffmanDeflate::Codes {
    std::array<std::uint32_t, literal_symbols> counts{};
    std::uint32_t repetitions = 0; // parts
    std::array<std::uint8_t, literal_symbols + distance_symbols> lengths{};
    std::array<BitCode, literal_symbols> literals{};
    Extra distance{};

    std::array<std::uint8_t, length_symbols> head_lengths{};
    std::array<BitCode, length_symbols> head_codes{};

    explicit Codes(unsigned bytes_back) : distance{distance_table[bytes_back]} {}

    [[nodiscard]] std::span<const std::uint8_t> written_lengths() const {
        return std::span{lengths}.first(literal_symbols + distance.symbol + 1U);
    }

    void find() {
        const auto literal_lengths = std::span{lengths}.first(literal_symbols);
        find_code_lengths(counts, most_literal_bits, literal_lengths);
        find_codes(literal_lengths, literals);
        // The only distance has a code of one bit; without repetitions there is none.
        lengths[literal_symbols + distance.symbol] = repetitions != 0 ? 1 : 0;
        std::array<std::uint32_t, length_symbols> head_counts{};
        const LengthList list{written_lengths()};
        for (const LengthSymbol& symbol : list.symbols())
            ++head_counts[symbol.symbol];
        find_code_lengths(head_counts, most_length_bits, head_lengths);
        find_codes(head_lengths, head_codes);
    }

    // Of the block, its head included.
    [[nodiscard]] std::uint64_t bits() const {
        std::uint64_t bits = 3 + 5 + 5 + 4 + 3 * length_symbols;
        const LengthList list{written_lengths()};
        for (const LengthSymbol& symbol : list.symbols())
            bits += head_lengths[symbol.symbol] + std::uint64_t{symbol.bits};
        for (std::size_t i = 0; i < literal_symbols; ++i)
            bits += std::uint64_t{counts[i]} * (lengths[i] + extra_bits(i));
        return bits + std::uint64_t{repetitions} * (1U + distance.bits);
    }
};

HuffmanDeflate::HuffmanDeflate(std::span<std::byte> target, unsigned distance)
    : target_{target}, distance_{distance}, out_{reinterpret_cast<std::uint8_t*>(target.data())} {
    assert(distance >= 1 && distance < distance_table.size());
    stretches_.reserve(most_block_bytes / word + 1);
}

bool HuffmanDeflate::start() {
    if (used() != 0)
        return true;
    if (room() == 0)
        return false;
    out_.add(0x0178, 16); // a window of 32 KiB, the fastest level
    out_.flush();
    return true;
}

std::size_t HuffmanDeflate::used() const {
    return static_cast<std::size_t>(out_.at() -
                                    reinterpret_cast<const std::uint8_t*>(target_.data()));
}

std::size_t HuffmanDeflate::room() const {
    const std::size_t kept = used() + container_bytes + margin;
    return target_.size() > kept ? target_.size() - kept : 0;
}

bool HuffmanDeflate::add(std::span<const std::uint8_t> bytes) {
    if (!start())
        return false;
    sum_ = ::libdeflate_adler32(sum_, bytes.data(), bytes.size());
    while (!bytes.empty()) {
        const auto block = next_block(bytes, most_block_bytes);
        if (!add_block(block))
            return false;
        bytes = bytes.subspan(block.size());
    }
    return true;
}

std::uint64_t HuffmanDeflate::measure(std::span<const std::uint8_t> bytes) {
    std::uint64_t bits = (container_bytes + stored_head_bytes) * 8;
    while (!bytes.empty()) {
        const auto block = next_block(bytes, most_block_bytes);
        bits += std::min(codes_of(block).bits(), stored_bits(block));
        bytes = bytes.subspan(block.size());
    }
    return bits / 8 + 1;
}

std::size_t HuffmanDeflate::finish() {
    if (!start() || room() < stored_head_bytes)
        return 0;
    out_.add(1, 1); // the last block, stored, of nothing
    out_.add(0, 2);
    out_.align();
    put_stored({});
    put_number(target_.subspan(used(), sizeof sum_), sum_, std::endian::big);
    return used() + sizeof sum_;
}

HuffmanDeflate::Codes HuffmanDeflate::codes_of(std::span<const std::uint8_t> block) {
    Codes codes{distance_};
    find_stretches(block, codes);
    codes.find();
    return codes;
}

bool HuffmanDeflate::add_block(std::span<const std::uint8_t> block) {
    const Codes codes = codes_of(block);
    const std::uint64_t bits = codes.bits();
    if (bits >= stored_bits(block)) {
        if (room() < block.size() + stored_head_bytes)
            return false;
        out_.add(0, 3);
        out_.align();
        put_stored(block);
        return true;
    }
    if (room() < bits / 8 + 2)
        return false;
    put_packed(block, codes);
    return true;
}

void HuffmanDeflate::find_stretches(std::span<const std::uint8_t> block, Codes& codes) {
    std::array<std::array<std::uint32_t, 256>, 4> counts{}; // several: equal bytes need not wait
    stretches_.clear();
    std::size_t begin = 0; // of the literals
    std::size_t at = 0;
    const auto count_to = [&](std::size_t end) {
        for (; at < end; ++at)
            ++counts[0][block[at]];
    };
    count_to(std::min<std::size_t>(distance_, block.size()));
    while (at + word <= block.size()) {
        const std::uint64_t bytes = word_at(&block[at]);
        if (bytes == word_at(&block[at - distance_])) {
            const std::size_t length = repeated_at(block, at, distance_);
            if (length >= least_worth) {
                stretches_.push_back(
                    {static_cast<std::uint32_t>(at - begin), static_cast<std::uint32_t>(length)});
                for_each_part(length, [&](std::size_t part) {
                    ++codes.counts[length_table[part].symbol];
                    ++codes.repetitions;
                });
                at += length;
                begin = at;
                continue;
            }
        }
        for (unsigned i = 0; i < word; ++i)
            ++counts[i % 4][bytes >> 8U * i & 0xFFU];
        at += word;
    }
    count_to(block.size());
    stretches_.push_back({static_cast<std::uint32_t>(block.size() - begin), 0});
    for (std::size_t i = 0; i < 256; ++i)
        codes.counts[i] = counts[0][i] + counts[1][i] + counts[2][i] + counts[3][i];
    codes.counts[end_symbol] = 1;
}

void HuffmanDeflate::put_literals(const std::uint8_t* from, std::size_t count, const Codes& codes) {
    BitWriter out = out_; // where the compiler can keep it in registers
    std::size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        out.add(codes.literals[from[i]]);
        out.add(codes.literals[from[i + 1]]);
        out.add(codes.literals[from[i + 2]]);
        out.add(codes.literals[from[i + 3]]);
        out.flush();
    }
    for (; i < count; ++i)
        out.add(codes.literals[from[i]]);
    out.flush();
    out_ = out;
}

void HuffmanDeflate::put_repetition(std::size_t length, const Codes& codes) {
    for_each_part(length, [&](std::size_t part) {
        const Extra& extra = length_table[part];
        out_.add(codes.literals[extra.symbol]);
        out_.add(extra.value, extra.bits);
        out_.add(0, 1); // the only distance
        out_.add(codes.distance.value, codes.distance.bits);
        out_.flush();
    });
}

void HuffmanDeflate::put_packed(std::span<const std::uint8_t> block, const Codes& codes) {
    out_.add(0, 1); // not the last block
    out_.add(2, 2); // codes of its own
    out_.add(literal_symbols - 257, 5);
    out_.add(codes.distance.symbol, 5);
    out_.add(length_symbols - 4, 4);
    out_.flush();
    for (const std::uint8_t symbol : length_order) {
        out_.add(codes.head_lengths[symbol], 3);
        out_.flush();
    }
    const LengthList list{codes.written_lengths()};
    for (const LengthSymbol& symbol : list.symbols()) {
        out_.add(codes.head_codes[symbol.symbol]);
        out_.add(symbol.value, symbol.bits);
        out_.flush();
    }
    const std::uint8_t* from = block.data();
    for (const Stretch& stretch : stretches_) {
        put_literals(from, stretch.literals, codes);
        from += stretch.literals + stretch.repeated;
        if (stretch.repeated != 0)
            put_repetition(stretch.repeated, codes);
    }
    out_.add(codes.literals[end_symbol]);
    out_.flush();
}

void HuffmanDeflate::put_stored(std::span<const std::uint8_t> block) {
    const auto size = static_cast<std::uint16_t>(block.size());
    out_.add(size, 16);
    out_.add(static_cast<std::uint16_t>(~size), 16);
    out_.flush();
    std::ranges::copy(block, out_.at());
    out_.skip(block.size());
}

} // namespace penstock::codec

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "codec/bit_writer.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace penstock::codec {

/// Packs bytes as zlib does, faster and less well: codes for bytes, and of repetitions only those
/// of the bytes just before. For what is left of pictures by the filters of PNG that is nearly all.
class HuffmanDeflate {
public:
    /// A repetition is of the last `distance` bytes, 1 to 8. `target` outlives this.
    HuffmanDeflate(std::span<std::byte> target, unsigned distance);

    /// False where there is no room; nothing can be added then.
    [[nodiscard]] bool add(std::span<const std::uint8_t> bytes);
    /// The size of it all; 0 where there is no room.
    [[nodiscard]] std::size_t finish();

    /// What add() and finish() would come to, or a few bytes more; nothing is written.
    [[nodiscard]] std::uint64_t measure(std::span<const std::uint8_t> bytes);

    /// The most memory that it takes beside its target.
    static constexpr std::size_t heap_bytes = std::size_t{96} * 1024;

private:
    static constexpr std::size_t most_block_bytes = 65'535; // as many as can be stored

    // Bytes that stand for themselves, then some that repeat those before.
    struct Stretch {
        std::uint32_t literals;
        std::uint32_t repeated;
    };
    struct Codes;

    [[nodiscard]] bool start();
    [[nodiscard]] Codes codes_of(std::span<const std::uint8_t> block);
    [[nodiscard]] bool add_block(std::span<const std::uint8_t> block);
    void find_stretches(std::span<const std::uint8_t> block, Codes& codes);
    void put_literals(const std::uint8_t* from, std::size_t count, const Codes& codes);
    void put_repetition(std::size_t length, const Codes& codes);
    void put_packed(std::span<const std::uint8_t> block, const Codes& codes);
    void put_stored(std::span<const std::uint8_t> block);
    [[nodiscard]] std::size_t used() const;
    [[nodiscard]] std::size_t room() const;

    std::span<std::byte> target_; // borrowed
    unsigned distance_;
    std::uint32_t sum_ = 1; // Adler-32
    BitWriter out_;
    std::vector<Stretch> stretches_; // of a block
};

} // namespace penstock::codec

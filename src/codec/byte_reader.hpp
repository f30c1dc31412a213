// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace penstock::codec {

/// A file as header readers see it: bytes at offsets. They keep what they read on the stack.
class ByteReader {
public:
    ByteReader() = default;
    ByteReader(const ByteReader&) = delete;
    ByteReader& operator=(const ByteReader&) = delete;
    virtual ~ByteReader();

    [[nodiscard]] virtual std::uint64_t size() const = 0;
    /// Fills `target` from `offset` on; gives how many bytes there were. Throws `ItemError` (io).
    [[nodiscard]] virtual std::size_t read_at(std::uint64_t offset,
                                              std::span<std::byte> target) const = 0;

    /// Fills all of `target`. Throws `ItemError` (truncated), which says that the file ends in
    /// `part` ("the header of the PNG").
    void
    read_all_at(std::uint64_t offset, std::span<std::byte> target, std::string_view part) const;
};

class MemoryReader final : public ByteReader {
public:
    explicit MemoryReader(std::span<const std::byte> bytes) : bytes_{bytes} {}
    [[nodiscard]] std::uint64_t size() const override { return bytes_.size(); }
    [[nodiscard]] std::size_t read_at(std::uint64_t offset,
                                      std::span<std::byte> target) const override;

private:
    std::span<const std::byte> bytes_; // borrowed: outlives the reader
};

/// Reads an open file with pread, so that the file's own position does not matter. Headers are
/// looked at by a byte or a few: a block is read at once, and kept until something outside it is
/// wanted. One thread at a time.
class FileReader final : public ByteReader {
public:
    FileReader(int descriptor, std::uint64_t size) : descriptor_{descriptor}, size_{size} {}
    [[nodiscard]] std::uint64_t size() const override { return size_; }
    [[nodiscard]] std::size_t read_at(std::uint64_t offset,
                                      std::span<std::byte> target) const override;

private:
    static constexpr std::size_t block_bytes = 4096;

    [[nodiscard]] std::size_t read_file(std::uint64_t offset, std::span<std::byte> target) const;
    [[nodiscard]] std::span<const std::byte> block_from(std::uint64_t offset) const;

    int descriptor_; // borrowed: stays open while the reader lives
    std::uint64_t size_;
    mutable std::array<std::byte, block_bytes> block_;
    mutable std::uint64_t block_begin_ = 0;
    mutable std::size_t block_size_ = 0;
};

} // namespace penstock::codec

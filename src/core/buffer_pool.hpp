// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/amount.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <new>
#include <vector>

namespace penstock {

/// Of every buffer: a cache line, and more than any vector register.
inline constexpr std::align_val_t buffer_alignment{64};

/// Memory for buffers, recycled by size class.
///
/// What is in use, what lies idle and what codecs were promised never exceeds `max_bytes` together,
/// as long as what is in use and promised does not by itself: idle memory is given up first.
/// Thread-safe.
class BufferPool {
public:
    enum class Kind : std::uint8_t { pixels, bytes };

    explicit BufferPool(std::uint64_t max_bytes);
    BufferPool(const BufferPool&) = delete;
    BufferPool& operator=(const BufferPool&) = delete;
    ~BufferPool();

    /// Memory of exactly that capacity (a size class, see `buffer_capacity`), 64-byte aligned, not
    /// zeroed. Throws `ItemError` (resource) where the system has none.
    [[nodiscard]] std::byte* take(std::uint64_t capacity, Kind kind);
    void give_back(std::byte* memory, std::uint64_t capacity, Kind kind);

    /// Memory that a codec takes by itself during a call: counted, not provided.
    void promise(std::uint64_t bytes);
    void withdraw(std::uint64_t bytes);

    /// Gives all idle memory back to the system where nothing has been taken since the last call:
    /// for somebody to call every now and then. Gives how many bytes that were.
    std::uint64_t trim_unused();

    /// Images and bytes that exist now, idle buffers included in the bytes.
    [[nodiscard]] Amount in_use() const;
    [[nodiscard]] Amount peak() const;
    /// Buffers that were made anew, and that were recycled.
    [[nodiscard]] std::uint64_t fresh_count() const;
    [[nodiscard]] std::uint64_t recycled_count() const;

private:
    void make_room(std::uint64_t bytes);
    void drop_idle_down_to(std::uint64_t bytes);
    void note_peak();

    const std::uint64_t max_bytes_;
    mutable std::mutex mutex_;
    std::map<std::uint64_t, std::vector<std::byte*>> idle_; // by capacity
    std::uint64_t idle_bytes_ = 0;
    std::uint64_t promised_bytes_ = 0;
    Amount live_;
    Amount peak_;
    std::uint64_t fresh_ = 0;
    std::uint64_t recycled_ = 0;
    std::uint64_t taken_at_last_trim_ = 0;
};

} // namespace penstock

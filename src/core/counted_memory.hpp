// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace penstock {

/// What a library of others takes that asks for its memory: no more than it may. Of one thread.
///
/// Each block knows its size, so any of these can release it.
class CountedMemory {
public:
    /// That many bytes; what stands before each block counts, too.
    explicit CountedMemory(std::uint64_t limit) : left_{limit} {}

    /// Aligned for everything. Null where it would be too much, or there is no more.
    [[nodiscard]] void* allocate(std::size_t bytes);
    /// Another block with what is in that one, if any, which is released; where the result is null,
    /// it stays. Both exist for a moment.
    [[nodiscard]] void* reallocate(void* block, std::size_t bytes);
    void release(void* block);

    /// Whether `allocate` or `reallocate` gave null.
    [[nodiscard]] bool was_refused() const { return was_refused_; }

private:
    std::uint64_t left_;
    bool was_refused_ = false;
};

} // namespace penstock

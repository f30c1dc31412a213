// SPDX-License-Identifier: Apache-2.0
#include "core/counted_memory.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace penstock {
namespace {

// Before each block stands how large it is, in a space that keeps the alignment.
constexpr std::size_t head_bytes = alignof(std::max_align_t);

std::byte* head_of(void* block) {
    return static_cast<std::byte*>(block) - head_bytes;
}

std::size_t size_of(void* block) {
    std::size_t size = 0;
    std::memcpy(&size, head_of(block), sizeof(size));
    return size;
}

} // namespace

void* CountedMemory::allocate(std::size_t bytes) {
    const bool fits = left_ >= head_bytes && bytes <= left_ - head_bytes;
    auto* const head = fits ? static_cast<std::byte*>(std::malloc(head_bytes + bytes)) : nullptr;
    if (head == nullptr) {
        was_refused_ = true;
        return nullptr;
    }
    std::memcpy(head, &bytes, sizeof(bytes));
    left_ -= head_bytes + bytes;
    return head + head_bytes;
}

void* CountedMemory::reallocate(void* block, std::size_t bytes) {
    void* const moved = allocate(bytes);
    if (moved == nullptr || block == nullptr)
        return moved;
    std::memcpy(moved, block, std::min(bytes, size_of(block)));
    release(block);
    return moved;
}

void CountedMemory::release(void* block) {
    if (block == nullptr)
        return;
    left_ += head_bytes + size_of(block);
    std::free(head_of(block));
}

} // namespace penstock

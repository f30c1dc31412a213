// SPDX-License-Identifier: Apache-2.0
#include "penstock/buffer.hpp"

#include "core/buffer_pool.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cassert>
#include <cstdlib>
#include <limits>
#include <memory>
#include <new>
#include <utility>

namespace penstock {
namespace {

// What former owners did happens before what the last one does; use_count() itself is relaxed.
void acquire([[maybe_unused]] const std::shared_ptr<BufferStorage>& storage) {
#ifdef __SANITIZE_THREAD__
    // ThreadSanitizer sees no fences. Counting one more acquires just so.
    [[maybe_unused]] const std::shared_ptr<BufferStorage> one_more = storage;
#else
    std::atomic_thread_fence(std::memory_order_acquire);
#endif
}

// Aligned here, not by the system: glibc before 2.38 does not find freed memory again for whoever
// wants it aligned, so that a program which makes image after image would grow by each of them.
class HeapStorage final : public BufferStorage {
public:
    explicit HeapStorage(std::uint64_t size) {
        constexpr auto alignment = static_cast<std::uint64_t>(buffer_alignment);
        if (size > std::numeric_limits<std::uint64_t>::max() - alignment)
            throw std::bad_alloc{};
        block_.reset(std::malloc(size + alignment));
        void* aligned = block_.get();
        std::size_t room = size + alignment;
        if (!block_ || std::align(alignment, size, aligned, room) == nullptr)
            throw std::bad_alloc{};
        data = static_cast<std::byte*>(aligned);
        capacity = size;
    }

private:
    struct Free {
        void operator()(void* block) const { std::free(block); }
    };
    std::unique_ptr<void, Free> block_;
};

} // namespace

std::uint64_t buffer_capacity(std::uint64_t size) {
    constexpr std::uint64_t smallest = 4096;
    if (size == 0)
        return 0;
    if (size <= smallest)
        return smallest;
    // Eight classes between two powers of two: at most an eighth is wasted.
    const std::uint64_t step = std::max(smallest, std::bit_floor(size - 1) / 8);
    constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    if (size > most - (step - 1))
        return most; // no budget has it
    return (size + step - 1) / step * step;
}

BufferStorage::~BufferStorage() = default;

Buffer::Buffer(std::shared_ptr<BufferStorage> storage, std::size_t size)
    : storage_{std::move(storage)}, size_{size} {
    assert(size_ <= capacity());
}

Buffer Buffer::allocate(std::size_t size) {
    if (size == 0)
        return {};
    return {std::make_shared<HeapStorage>(buffer_capacity(size)), size};
}

std::span<std::byte> Buffer::bytes() {
    return storage_ ? std::span{storage_->data, size_} : std::span<std::byte>{};
}

std::span<const std::byte> Buffer::bytes() const {
    return storage_ ? std::span<const std::byte>{storage_->data, size_}
                    : std::span<const std::byte>{};
}

void Buffer::truncate(std::size_t size) {
    assert(size <= size_);
    size_ = size;
}

bool Buffer::is_unique() const {
    if (!storage_ || storage_.use_count() != 1)
        return false;
    acquire(storage_);
    return true;
}

} // namespace penstock

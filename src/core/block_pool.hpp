// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/spin_lock.hpp"

#include <cassert>
#include <cstddef>
#include <memory>
#include <mutex>
#include <new>
#include <utility>

namespace penstock {

/// AddressSanitizer finds uses of what is gone only where its memory really went.
#ifdef __SANITIZE_ADDRESS__
inline constexpr bool recycles_memory = false;
#else
inline constexpr bool recycles_memory = true;
#endif

/// Equal blocks of memory, recycled: for what every item needs one of, a few hundred bytes long.
/// There are never more blocks than were in use at once, so their number is bounded by that of the
/// items in flight, and no budget counts them.
///
/// What lies in a block may outlive the owner of the pool, as an image does that a program keeps
/// beyond the run: the pool itself lasts until its last block has come back. Thread-safe.
class BlockPool {
    struct Leave {
        void operator()(BlockPool* pool) const { pool->one_less(nullptr); }
    };

public:
    using Owner = std::unique_ptr<BlockPool, Leave>;
    [[nodiscard]] static Owner make();
    BlockPool(const BlockPool&) = delete;
    BlockPool& operator=(const BlockPool&) = delete;

    /// `size` is the same for all blocks of one pool.
    [[nodiscard]] void* take(std::size_t size);
    void give_back(void* block) { one_less(static_cast<Block*>(block)); }

private:
    struct Block {
        Block* next = nullptr;
    };

    BlockPool() = default;
    ~BlockPool();
    void one_less(Block* block);

    SpinLock lock_;
    Block* idle_ = nullptr;
    std::size_t size_ = 0;  // once there was a block
    std::size_t users_ = 1; // blocks in use, and the owner
};

/// Takes the memory of one object from a pool: for `std::allocate_shared`, which keeps it beside
/// the object.
template <class T> class BlockAllocator {
public:
    using value_type = T;

    explicit BlockAllocator(BlockPool& pool) : pool_{&pool} {}
    template <class Other>
    BlockAllocator(const BlockAllocator<Other>& other) : pool_{other.pool()} {}

    [[nodiscard]] T* allocate([[maybe_unused]] std::size_t count) {
        static_assert(alignof(T) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__);
        assert(count == 1);
        return static_cast<T*>(pool_->take(sizeof(T)));
    }
    void deallocate(T* block, std::size_t) { pool_->give_back(block); }

    [[nodiscard]] BlockPool* pool() const { return pool_; }
    friend bool operator==(const BlockAllocator&, const BlockAllocator&) = default;

private:
    BlockPool* pool_; // lasts as long as what it gave
};

/// `std::make_shared` in a block of that pool.
template <class T, class... Arguments>
[[nodiscard]] std::shared_ptr<T> make_in_block(BlockPool& pool, Arguments&&... arguments) {
    return std::allocate_shared<T>(BlockAllocator<T>{pool}, std::forward<Arguments>(arguments)...);
}

} // namespace penstock

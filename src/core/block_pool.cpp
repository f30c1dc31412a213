// SPDX-License-Identifier: Apache-2.0
#include "core/block_pool.hpp"

#include <algorithm>

namespace penstock {

BlockPool::Owner BlockPool::make() {
    return Owner{new BlockPool}; // no smart pointer makes one: the constructor is private
}

BlockPool::~BlockPool() {
    while (idle_ != nullptr)
        ::operator delete(std::exchange(idle_, idle_->next));
}

void* BlockPool::take(std::size_t size) {
    {
        const std::scoped_lock lock{lock_};
        assert(size_ == 0 || size_ == size);
        size_ = size;
        ++users_;
        if (idle_ != nullptr)
            return std::exchange(idle_, idle_->next);
    }
    try {
        return ::operator new(std::max(size, sizeof(Block)));
    } catch (...) {
        one_less(nullptr);
        throw;
    }
}

void BlockPool::one_less(Block* block) {
    bool is_last = false;
    if (!recycles_memory)
        ::operator delete(std::exchange(block, nullptr));
    {
        const std::scoped_lock lock{lock_};
        if (block != nullptr)
            idle_ = new (block) Block{idle_};
        is_last = --users_ == 0;
    }
    if (is_last)
        delete this;
}

} // namespace penstock

// SPDX-License-Identifier: Apache-2.0
#include "core/block_pool.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstring>
#include <memory>
#include <set>
#include <thread>
#include <vector>

using namespace penstock;

namespace {

/// Says when it goes.
struct Thing {
    explicit Thing(std::atomic<int>& alive) : alive_{alive} { ++alive_; }
    Thing(const Thing&) = delete;
    Thing& operator=(const Thing&) = delete;
    ~Thing() { --alive_; }

private:
    std::atomic<int>& alive_;
};

} // namespace

TEST_CASE("a block pool never makes more blocks than were in use at once", "[core][block_pool]") {
    if (!recycles_memory)
        return; // AddressSanitizer watches each one
    const BlockPool::Owner pool = BlockPool::make();
    std::set<void*> seen;
    for (int round = 0; round < 100; ++round) {
        std::vector<void*> blocks;
        for (int i = 0; i < 3; ++i)
            blocks.push_back(pool->take(40));
        CHECK(std::set<void*>{blocks.begin(), blocks.end()}.size() == 3);
        for (void* block : blocks) {
            std::memset(block, 0xff, 40);
            seen.insert(block);
            pool->give_back(block);
        }
    }
    CHECK(seen.size() == 3);
}

TEST_CASE("what lies in a block outlives the owner of its pool", "[core][block_pool]") {
    std::atomic<int> alive{0};
    std::shared_ptr<Thing> last;
    {
        const BlockPool::Owner pool = BlockPool::make();
        const std::shared_ptr<Thing> first = make_in_block<Thing>(*pool, alive);
        last = make_in_block<Thing>(*pool, alive);
        CHECK(alive == 2);
    }
    CHECK(alive == 1);
    last.reset();
    CHECK(alive == 0); // under a leak checker: and the pool is gone
}

TEST_CASE("a block belongs to one thread at a time", "[core][block_pool]") {
    constexpr std::size_t size = 64;
    std::atomic<int> clashes{0};
    {
        const BlockPool::Owner pool = BlockPool::make();
        std::vector<std::jthread> threads;
        for (unsigned char mark = 1; mark <= 4; ++mark)
            threads.emplace_back([&pool, &clashes, mark] {
                for (int i = 0; i < 2000; ++i) {
                    auto* bytes = static_cast<unsigned char*>(pool->take(size));
                    std::memset(bytes, mark, size);
                    std::this_thread::yield();
                    if (std::count(bytes, bytes + size, mark) != size)
                        ++clashes;
                    pool->give_back(bytes);
                }
            });
    }
    CHECK(clashes == 0);
}

// SPDX-License-Identifier: Apache-2.0
#include "core/buffer_pool.hpp"

#include "penstock/buffer.hpp"
#include "penstock/failure.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <sys/mman.h>
#include <thread>
#include <utility>
#include <vector>

using namespace penstock;
using Kind = BufferPool::Kind;

namespace {

constexpr std::uint64_t kib = 1024;

struct Taken {
    std::byte* memory;
    std::uint64_t capacity;
    Kind kind;
};

// Takes, gives back, promises and withdraws at random; what it holds itself stays within `limit`.
class RandomUser {
public:
    RandomUser(BufferPool& pool, std::uint64_t limit, unsigned seed)
        : pool_{pool}, limit_{limit}, random_{seed} {}

    void step() {
        const std::uint64_t size = buffer_capacity(1 + random_() % (limit_ / 3));
        switch (random_() % 4) {
        case 0:
        case 1:
            if (held() + size <= limit_) {
                const Kind kind = random_() % 2 == 0 ? Kind::pixels : Kind::bytes;
                taken_.push_back({pool_.take(size, kind), size, kind});
                std::memset(taken_.back().memory, 1, size);
            }
            return;
        case 2:
            give_one_back();
            return;
        default:
            pool_.withdraw(promised_);
            promised_ = held() - promised_ + size <= limit_ ? size : 0;
            pool_.promise(promised_);
        }
    }
    void give_all_back() {
        while (!taken_.empty())
            give_one_back();
        pool_.withdraw(promised_);
        promised_ = 0;
    }
    [[nodiscard]] std::uint64_t held() const {
        std::uint64_t sum = promised_;
        for (const Taken& one : taken_)
            sum += one.capacity;
        return sum;
    }
    [[nodiscard]] std::uint64_t images() const {
        return static_cast<std::uint64_t>(std::ranges::count(taken_, Kind::pixels, &Taken::kind));
    }

private:
    void give_one_back() {
        if (taken_.empty())
            return;
        std::swap(taken_[random_() % taken_.size()], taken_.back());
        pool_.give_back(taken_.back().memory, taken_.back().capacity, taken_.back().kind);
        taken_.pop_back();
    }

    BufferPool& pool_;
    std::uint64_t limit_;
    std::mt19937 random_;
    std::vector<Taken> taken_;
    std::uint64_t promised_ = 0;
};

constexpr std::uint64_t page = 4096;

// Takes memory from malloc, writes to each page, and frees it. Where it was.
std::uintptr_t use_malloc(std::uint64_t size) {
    void* const memory = std::malloc(size);
    for (std::uint64_t at = 0; at < size; at += page)
        static_cast<volatile char*>(memory)[at] = 1;
    const auto address = reinterpret_cast<std::uintptr_t>(memory);
    std::free(memory);
    return address;
}

// How many whole pages there take up room.
std::ptrdiff_t resident_pages(std::uintptr_t address, std::uint64_t size) {
    std::vector<unsigned char> there(size / page - 1);
    // NOLINTNEXTLINE(performance-no-int-to-ptr): nothing is read through it
    void* const begin = reinterpret_cast<void*>((address / page + 1) * page);
    if (::mincore(begin, there.size() * page, there.data()) != 0)
        return 0; // not even an address
    return std::count_if(
        there.begin(), there.end(), [](unsigned char flags) { return (flags & 1U) != 0; });
}

// A sanitizer's allocator keeps what is freed for purposes of its own.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool is_malloc_the_systems = false;
#else
constexpr bool is_malloc_the_systems = true;
#endif

} // namespace

TEST_CASE("memory of a size class is recycled for that class and for no other", "[core][pool]") {
    BufferPool pool{100 * kib};
    std::byte* const first = pool.take(8 * kib, Kind::pixels);
    pool.give_back(first, 8 * kib, Kind::pixels);
    std::byte* const larger = pool.take(12 * kib, Kind::pixels);
    std::byte* const smaller = pool.take(4 * kib, Kind::bytes);
    CHECK(pool.fresh_count() == 3);
    CHECK(pool.recycled_count() == 0);
    std::byte* const same = pool.take(8 * kib, Kind::bytes);
    CHECK(same == first);
    CHECK(pool.fresh_count() == 3);
    CHECK(pool.recycled_count() == 1);
    pool.give_back(larger, 12 * kib, Kind::pixels);
    pool.give_back(smaller, 4 * kib, Kind::bytes);
    pool.give_back(same, 8 * kib, Kind::bytes);
}

TEST_CASE("memory of the pool is aligned and writable to its end", "[core][pool]") {
    BufferPool pool{16 << 20};
    for (const std::uint64_t capacity : {4 * kib, 56 * kib, 64 * kib, 5120 * kib}) {
        std::byte* const memory = pool.take(capacity, Kind::bytes);
        CHECK(std::bit_cast<std::uintptr_t>(memory) % 64 == 0);
        std::memset(memory, 7, capacity);
        CHECK(memory[capacity - 1] == std::byte{7});
        pool.give_back(memory, capacity, Kind::bytes);
    }
}

TEST_CASE("the pool counts images only while they are in use, and bytes while they exist",
          "[core][pool]") {
    BufferPool pool{100 * kib};
    std::byte* const pixels = pool.take(8 * kib, Kind::pixels);
    std::byte* const bytes = pool.take(4 * kib, Kind::bytes);
    pool.promise(3 * kib);
    CHECK(pool.in_use() == Amount{1, 15 * kib});
    pool.give_back(pixels, 8 * kib, Kind::pixels);
    CHECK(pool.in_use() == Amount{0, 15 * kib});
    pool.withdraw(3 * kib);
    pool.give_back(bytes, 4 * kib, Kind::bytes);
    CHECK(pool.in_use() == Amount{0, 12 * kib});
}

TEST_CASE("idle memory is given up, the largest first, when others need its place",
          "[core][pool]") {
    BufferPool pool{100 * kib};
    std::vector<Taken> taken;
    for (const std::uint64_t size : {16 * kib, 40 * kib, 24 * kib})
        taken.push_back({pool.take(size, Kind::bytes), size, Kind::bytes});
    for (const Taken& one : taken)
        pool.give_back(one.memory, one.capacity, one.kind);
    CHECK(pool.in_use().bytes == 80 * kib);
    const auto is_idle = [&pool](std::uint64_t size) {
        const std::uint64_t before = pool.recycled_count();
        pool.give_back(pool.take(size, Kind::bytes), size, Kind::bytes);
        return pool.recycled_count() > before;
    };
    SECTION("none where there is room") {
        pool.promise(20 * kib);
        CHECK(is_idle(40 * kib));
    }
    SECTION("for a promise") {
        pool.promise(21 * kib);
        CHECK(pool.in_use().bytes == 61 * kib);
        CHECK(is_idle(16 * kib));
        CHECK(is_idle(24 * kib));
    }
    SECTION("for a buffer") {
        std::byte* const memory = pool.take(80 * kib, Kind::bytes);
        CHECK(pool.in_use().bytes == 96 * kib);
        CHECK(is_idle(16 * kib));
        pool.give_back(memory, 80 * kib, Kind::bytes);
    }
}

TEST_CASE("idle memory goes back to the system where nothing was taken since the last look",
          "[core][pool]") {
    BufferPool pool{1000 * kib};
    const auto use = [&pool](std::uint64_t size) {
        pool.give_back(pool.take(size, Kind::bytes), size, Kind::bytes);
    };
    CHECK(pool.trim_unused() == 0);
    use(16 * kib);
    use(256 * kib);
    std::byte* const held = pool.take(128 * kib, Kind::pixels);
    CHECK(pool.trim_unused() == 0); // it was busy
    CHECK(pool.in_use() == Amount{1, 400 * kib});
    use(16 * kib); // recycled, which is use as well
    CHECK(pool.trim_unused() == 0);
    CHECK(pool.fresh_count() == 3);
    CHECK(pool.trim_unused() == 272 * kib);
    CHECK(pool.in_use() == Amount{1, 128 * kib});
    std::memset(held, 1, 128 * kib); // what is in use stays
    pool.give_back(held, 128 * kib, Kind::pixels);
    CHECK(pool.trim_unused() == 128 * kib);
    CHECK(pool.trim_unused() == 0);
    CHECK(pool.in_use() == Amount{});
    use(16 * kib);
    CHECK(pool.fresh_count() == 4);
    CHECK(pool.peak() == Amount{1, 400 * kib});
}

TEST_CASE("what one exception took beyond the limit does not stay idle", "[core][pool]") {
    BufferPool pool{64 * kib};
    std::byte* const large = pool.take(160 * kib, Kind::pixels);
    std::byte* const small = pool.take(16 * kib, Kind::bytes);
    pool.give_back(large, 160 * kib, Kind::pixels);
    CHECK(pool.in_use().bytes == 16 * kib);
    pool.promise(60 * kib);
    pool.give_back(small, 16 * kib, Kind::bytes);
    CHECK(pool.in_use().bytes == 60 * kib);
}

TEST_CASE("the peak of the pool is the most that ever existed in each dimension", "[core][pool]") {
    BufferPool pool{100 * kib};
    std::byte* const a = pool.take(8 * kib, Kind::pixels);
    std::byte* const b = pool.take(8 * kib, Kind::pixels);
    pool.give_back(a, 8 * kib, Kind::pixels);
    pool.give_back(b, 8 * kib, Kind::pixels);
    CHECK(pool.peak() == Amount{2, 16 * kib});
    std::byte* const again = pool.take(8 * kib, Kind::pixels);
    CHECK(pool.peak() == Amount{2, 16 * kib}); // recycled: nothing is added
    pool.promise(50 * kib);
    pool.withdraw(50 * kib);
    CHECK(pool.peak() == Amount{2, 66 * kib});
    pool.give_back(again, 8 * kib, Kind::pixels);
    CHECK(pool.peak() == Amount{2, 66 * kib});
}

TEST_CASE("memory that the system does not have is an error of class resource", "[core][pool]") {
    BufferPool pool{std::uint64_t{1} << 62};
    constexpr std::uint64_t absurd = std::uint64_t{1} << 60;
    try {
        std::byte* const memory = pool.take(absurd, Kind::pixels);
        pool.give_back(memory, absurd, Kind::pixels);
        FAIL("there is no such memory");
    } catch (const ItemError& error) {
        CHECK(error.error_class() == ErrorClass::resource);
        CHECK_THAT(error.what(), Catch::Matchers::Contains(std::to_string(absurd)));
    }
    CHECK(pool.in_use().is_zero());
}

TEST_CASE("what exists never exceeds the limit while what is in use does not", "[core][pool]") {
    constexpr std::uint64_t limit = 300 * kib;
    BufferPool pool{limit};
    RandomUser user{pool, limit, GENERATE(1U, 2U, 3U)};
    Amount peak;
    for (int i = 0; i < 5000; ++i) {
        user.step();
        peak = max(peak, pool.in_use());
        REQUIRE(pool.in_use().bytes <= limit);
        REQUIRE(pool.in_use().bytes >= user.held());
        REQUIRE(pool.in_use().images == user.images());
    }
    CHECK(pool.recycled_count() > 0);
    CHECK(pool.peak().images == peak.images);
    CHECK(pool.peak().bytes <= limit);
    CHECK(pool.peak().bytes >= peak.bytes);
    user.give_all_back();
    CHECK(pool.in_use().images == 0);
}

TEST_CASE("eight threads at one pool keep its limit together", "[core][pool]") {
    constexpr std::uint64_t share = 200 * kib;
    constexpr unsigned count = 8;
    BufferPool pool{count * share};
    std::atomic<int> violations{0};
    std::vector<std::thread> threads;
    for (unsigned seed = 0; seed < count; ++seed)
        threads.emplace_back([&, seed] {
            RandomUser user{pool, share, seed};
            for (int i = 0; i < 1000; ++i) {
                user.step();
                if (pool.in_use().bytes > count * share || pool.in_use().bytes < user.held())
                    ++violations;
            }
            user.give_all_back();
        });
    for (std::thread& thread : threads)
        thread.join();
    CHECK(violations == 0);
    CHECK(pool.peak().bytes <= count * share);
    CHECK(pool.in_use().images == 0);
    pool.promise(count * share); // what is left is idle, so everything can go
    CHECK(pool.in_use().bytes == count * share);
}

TEST_CASE("what malloc keeps of a codec's memory goes back to the system with the promise",
          "[core][pool]") {
    if (!is_malloc_the_systems)
        return;
    constexpr std::uint64_t size = 16 * kib * kib;
    BufferPool pool{2 * size};
    std::ptrdiff_t kept = 0;
    std::ptrdiff_t left = 0;
    // On a thread of its own: the first thread's memory goes back by other rules.
    std::thread{[&] {
        pool.promise(size);
        use_malloc(size); // from here on, glibc keeps blocks of that size
        const std::uintptr_t address = use_malloc(size);
        kept = resident_pages(address, size);
        pool.withdraw(size);
        left = resident_pages(address, size);
    }}.join();
    CHECK(kept > static_cast<std::ptrdiff_t>(size / page / 2)); // else this shows nothing
    CHECK(left <= 1);
}

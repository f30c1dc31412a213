// SPDX-License-Identifier: Apache-2.0
#include "core/counted_memory.hpp"

#include "support/catch.hpp"

#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>

using namespace penstock;

TEST_CASE("counted memory gives what it may, and no more", "[core][counted_memory]") {
    CountedMemory memory{1000};
    void* const first = memory.allocate(600);
    REQUIRE(first != nullptr);
    CHECK(reinterpret_cast<std::uintptr_t>(first) % alignof(std::max_align_t) == 0);
    std::memset(first, 1, 600);
    CHECK_FALSE(memory.was_refused());
    CHECK(memory.allocate(400) == nullptr);
    CHECK(memory.was_refused());
    memory.release(first);
    void* const second = memory.allocate(900);
    CHECK(second != nullptr);
    memory.release(second);
    memory.release(nullptr);
    CHECK(memory.allocate(1000) == nullptr); // the size that stands before it
    CHECK(memory.allocate(std::numeric_limits<std::size_t>::max()) == nullptr);
    CHECK(CountedMemory{0}.allocate(0) == nullptr);
}

TEST_CASE("counted memory keeps what is in a block that changes its size",
          "[core][counted_memory]") {
    CountedMemory memory{1000};
    void* block = memory.reallocate(nullptr, 4);
    REQUIRE(block != nullptr);
    std::memcpy(block, "abcd", 4);
    for (const std::size_t size : {100U, 3U}) {
        block = memory.reallocate(block, size);
        REQUIRE(block != nullptr);
        CHECK(std::string_view{static_cast<const char*>(block), 3} == "abc");
    }
    CHECK(memory.reallocate(block, 2000) == nullptr);
    CHECK(std::string_view{static_cast<const char*>(block), 3} == "abc");
    memory.release(block);
    void* const all = memory.allocate(1000 - alignof(std::max_align_t));
    CHECK(all != nullptr);
    memory.release(all);
}

TEST_CASE("a block of one account can be released by another", "[core][counted_memory]") {
    CountedMemory first{100};
    CountedMemory second{0};
    void* const block = first.allocate(50);
    REQUIRE(block != nullptr);
    second.release(block);
    void* const other = second.allocate(50);
    CHECK(other != nullptr);
    first.release(other);
}

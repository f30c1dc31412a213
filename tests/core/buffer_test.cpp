// SPDX-License-Identifier: Apache-2.0
#include "penstock/buffer.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <malloc.h>
#include <memory>
#include <set>
#include <utility>
#include <vector>

using namespace penstock;

namespace {

// Around every power of two and every eighth between them, where classes begin and end.
std::vector<std::uint64_t> telling_sizes() {
    std::set<std::uint64_t> sizes;
    for (std::uint64_t size = 1; size < 20000; size += 7)
        sizes.insert(size);
    for (unsigned bit = 12; bit < 63; ++bit)
        for (std::uint64_t eighth = 8; eighth <= 16; ++eighth)
            for (const std::uint64_t offset : {-1, 0, 1})
                sizes.insert((std::uint64_t{1} << bit) / 8 * eighth + offset);
    return {sizes.begin(), sizes.end()};
}

} // namespace

TEST_CASE("a buffer costs at least its size, and at most an eighth or a page more",
          "[core][buffer]") {
    for (const std::uint64_t size : telling_sizes()) {
        const std::uint64_t capacity = buffer_capacity(size);
        CAPTURE(size, capacity);
        REQUIRE(capacity >= size);
        REQUIRE(capacity >= 4096);
        REQUIRE((capacity - size <= size / 8 || capacity - size < 4096));
    }
}

TEST_CASE("size classes do not fall as sizes grow", "[core][buffer]") {
    std::uint64_t last = 0;
    for (const std::uint64_t size : telling_sizes()) {
        CAPTURE(size);
        REQUIRE(buffer_capacity(size) >= last);
        last = buffer_capacity(size);
    }
}

TEST_CASE("a size class is its own size class", "[core][buffer]") {
    for (const std::uint64_t size : telling_sizes()) {
        CAPTURE(size);
        REQUIRE(buffer_capacity(buffer_capacity(size)) == buffer_capacity(size));
    }
}

TEST_CASE("there are at most eight size classes between two powers of two, whole pages each",
          "[core][buffer]") {
    for (unsigned bit = 12; bit < 62; ++bit) {
        const std::uint64_t power = std::uint64_t{1} << bit;
        std::set<std::uint64_t> classes;
        for (std::uint64_t part = 1; part <= 64; ++part)
            classes.insert(buffer_capacity(power + power / 64 * part));
        CAPTURE(bit);
        CHECK(classes.size() <= 8);
        for (const std::uint64_t capacity : classes)
            CHECK(capacity % 4096 == 0);
    }
}

TEST_CASE("size classes are these", "[core][buffer]") {
    CHECK(buffer_capacity(1) == 4096);
    CHECK(buffer_capacity(4097) == 8192);
    CHECK(buffer_capacity(65536) == 65536);
    CHECK(buffer_capacity(65537) == 65536 + 8192);
    CHECK(buffer_capacity(1'000'000) == 1'048'576);
    CHECK(buffer_capacity(1920 * 1080 * 3) == 6'291'456);
}

TEST_CASE("nothing costs nothing", "[core][buffer]") {
    CHECK(buffer_capacity(0) == 0);
    CHECK(Buffer::allocate(0).capacity() == 0);
}

TEST_CASE("a size beyond the last size class costs more than any budget has", "[core][buffer]") {
    constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    CHECK(buffer_capacity(most) == most);
    CHECK(buffer_capacity(most - 1000) >= most - 1000);
    CHECK(buffer_capacity(std::uint64_t{1} << 63) == std::uint64_t{1} << 63);
}

TEST_CASE("an empty buffer has no bytes and no owner", "[core][buffer]") {
    const Buffer buffer;
    CHECK(buffer.is_empty());
    CHECK(buffer.bytes().empty());
    CHECK(buffer.capacity() == 0);
    CHECK_FALSE(buffer.is_unique());
}

TEST_CASE("an allocated buffer is aligned, and has its size and the capacity of its class",
          "[core][buffer]") {
    for (const std::size_t size : {std::size_t{1}, std::size_t{5000}, std::size_t{1'000'001}}) {
        Buffer buffer = Buffer::allocate(size);
        CHECK(buffer.size() == size);
        CHECK(buffer.bytes().size() == size);
        CHECK(buffer.capacity() == buffer_capacity(size));
        CHECK(std::bit_cast<std::uintptr_t>(buffer.bytes().data()) % 64 == 0);
        std::ranges::fill(buffer.bytes(), std::byte{7});
        CHECK(buffer.bytes().back() == std::byte{7});
    }
}

TEST_CASE("copies of a buffer share its bytes, and the last one is the sole owner",
          "[core][buffer]") {
    Buffer first = Buffer::allocate(10);
    CHECK(first.is_unique());
    {
        Buffer second = first;
        CHECK_FALSE(first.is_unique());
        CHECK_FALSE(second.is_unique());
        first.bytes()[3] = std::byte{42};
        CHECK(second.bytes().data() == first.bytes().data());
        CHECK(second.bytes()[3] == std::byte{42});
    }
    CHECK(first.is_unique());
    const Buffer moved = std::move(first);
    CHECK(moved.is_unique());
}

TEST_CASE("truncating shortens one handle and nothing else", "[core][buffer]") {
    Buffer buffer = Buffer::allocate(9000);
    const Buffer other = buffer;
    buffer.truncate(100);
    CHECK(buffer.size() == 100);
    CHECK(buffer.bytes().size() == 100);
    CHECK(buffer.capacity() == buffer_capacity(9000));
    CHECK(other.size() == 9000);
    buffer.truncate(0);
    CHECK(buffer.is_empty());
}

TEST_CASE("a buffer gives its storage back when the last handle is gone", "[core][buffer]") {
    struct Probe final : BufferStorage {
        explicit Probe(int& count) : gone{count} {}
        Probe(const Probe&) = delete;
        Probe& operator=(const Probe&) = delete;
        ~Probe() override { ++gone; }
        int& gone;
    };
    int gone = 0;
    auto first = std::make_unique<Buffer>(std::make_shared<Probe>(gone), std::size_t{0});
    auto second = std::make_unique<Buffer>(*first);
    first.reset();
    CHECK(gone == 0);
    second.reset();
    CHECK(gone == 1);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) // whose malloc tells nothing

// glibc before 2.38 does not find freed memory again for whoever wants it aligned: a program that
// makes an image, keeps a few bytes for each and lets go of the image would grow by all of them.
TEST_CASE("memory of buffers that come and go is used again", "[core][buffer]") {
    constexpr std::size_t size = 6 << 20;
    constexpr std::size_t rounds = 100;
    const auto taken = [] { return ::mallinfo2().arena + ::mallinfo2().hblkhd; };
    std::vector<std::unique_ptr<std::string>> kept;
    std::size_t before = 0;
    for (std::size_t i = 0; i < rounds; ++i) {
        Buffer buffer = Buffer::allocate(size);
        buffer.bytes().front() = std::byte{1};
        kept.push_back(std::make_unique<std::string>(100, 'x'));
        if (i == 10)
            before = taken();
    }
    CHECK(taken() < before + 5 * size);
}

#endif

// SPDX-License-Identifier: Apache-2.0
#include "codec/byte_reader.hpp"

#include "penstock/failure.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <array>
#include <sys/mman.h>
#include <unistd.h>
#include <vector>

using namespace penstock;
using namespace penstock::codec;

namespace {

std::vector<std::byte> noise(std::size_t size, std::uint32_t seed) {
    std::vector<std::byte> bytes(size);
    for (std::byte& byte : bytes)
        byte = static_cast<std::byte>((seed = seed * 1664525U + 1013904223U) >> 24U);
    return bytes;
}

// A file without a name.
class File {
public:
    explicit File(const std::vector<std::byte>& bytes) : descriptor_{::memfd_create("bytes", 0)} {
        put(0, bytes);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() { ::close(descriptor_); }

    [[nodiscard]] int descriptor() const { return descriptor_; }
    void put(off_t offset, const std::vector<std::byte>& bytes) const {
        REQUIRE(::pwrite(descriptor_, bytes.data(), bytes.size(), offset) ==
                static_cast<ssize_t>(bytes.size()));
    }
    void cut(off_t size) const { REQUIRE(::ftruncate(descriptor_, size) == 0); }

private:
    int descriptor_;
};

std::vector<std::byte> read(const ByteReader& reader, std::uint64_t offset, std::size_t size) {
    std::vector<std::byte> bytes(size);
    bytes.resize(reader.read_at(offset, bytes));
    return bytes;
}

} // namespace

TEST_CASE("a file reads as memory does, wherever and however much", "[codec][reading]") {
    const std::vector<std::byte> bytes = noise(20'000, 5);
    const File file{bytes};
    const FileReader from_file{file.descriptor(), bytes.size()};
    const MemoryReader from_memory{bytes};
    REQUIRE(from_file.size() == bytes.size());
    for (const std::uint64_t offset :
         {0, 1, 2, 4000, 4095, 4096, 100, 0, 19'999, 15'000, 20'000, 20'001, 8192, 12'288, 3})
        for (const std::size_t size : {0, 1, 2, 96, 97, 4095, 4096, 4097, 10'000, 30'000})
            CHECK(read(from_file, offset, size) == read(from_memory, offset, size));
    CHECK(read(from_file, ~std::uint64_t{0}, 10).empty());
}

TEST_CASE("a header's bytes are read from the file together, and once", "[codec][reading]") {
    const std::vector<std::byte> before = noise(20'000, 5);
    const std::vector<std::byte> after = noise(20'000, 6);
    const File file{before};
    const FileReader reader{file.descriptor(), before.size()};
    const MemoryReader old_bytes{before};
    const MemoryReader new_bytes{after};
    CHECK(read(reader, 100, 2) == read(old_bytes, 100, 2));
    file.put(0, after);
    for (const std::uint64_t offset : {101, 100, 110, 2000, 4195})
        CHECK(read(reader, offset, 1) == read(old_bytes, offset, 1));
    CHECK(read(reader, 4196, 1) == read(new_bytes, 4196, 1));
    CHECK(read(reader, 100, 1) == read(new_bytes, 100, 1)); // one block is kept, no more
    const FileReader other{file.descriptor(), before.size()};
    CHECK(read(other, 100, 2) == read(new_bytes, 100, 2));
}

TEST_CASE("a file that became shorter ends where it ends now", "[codec][reading]") {
    const std::vector<std::byte> bytes = noise(20'000, 5);
    const File file{bytes};
    file.cut(5000);
    const FileReader reader{file.descriptor(), bytes.size()};
    CHECK(read(reader, 4990, 100).size() == 10);
    CHECK(read(reader, 5000, 1).empty());
    CHECK(read(reader, 0, 10'000).size() == 5000);
    std::array<std::byte, 20> target{};
    CHECK_THROWS_WITH(reader.read_all_at(4990, target, "the header"),
                      "the file ends after 20000 bytes, in the header");
}

TEST_CASE("a file that cannot be read says so, and not that it ends", "[codec][reading]") {
    const FileReader reader{-1, 100};
    std::array<std::byte, 4> target{};
    for (int i = 0; i < 2; ++i)
        CHECK_THROWS_AS(reader.read_at(0, target), ItemError);
}

// SPDX-License-Identifier: Apache-2.0
#include "codec/byte_reader.hpp"

#include "penstock/failure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <unistd.h>

namespace penstock::codec {

ByteReader::~ByteReader() = default;

void ByteReader::read_all_at(std::uint64_t offset,
                             std::span<std::byte> target,
                             std::string_view part) const {
    if (offset > size() || target.size() > size() - offset ||
        read_at(offset, target) != target.size())
        throw ItemError{ErrorClass::truncated,
                        fmt::format("the file ends after {} bytes, in {}", size(), part)};
}

std::size_t MemoryReader::read_at(std::uint64_t offset, std::span<std::byte> target) const {
    if (offset >= bytes_.size())
        return 0;
    const std::size_t count = std::min<std::size_t>(target.size(), bytes_.size() - offset);
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(offset), count, target.begin());
    return count;
}

std::size_t FileReader::read_at(std::uint64_t offset, std::span<std::byte> target) const {
    if (offset >= size_)
        return 0;
    target = target.first(std::min<std::uint64_t>(target.size(), size_ - offset));
    if (target.size() >= block_bytes)
        return read_file(offset, target);
    std::size_t done = 0;
    while (done < target.size()) {
        const auto found = block_from(offset + done);
        if (found.empty())
            break;
        const std::size_t count = std::min(found.size(), target.size() - done);
        std::copy_n(found.begin(), count, target.begin() + static_cast<std::ptrdiff_t>(done));
        done += count;
    }
    return done;
}

// What the block has from there on; it is read where it has nothing. Empty: the file ends there.
std::span<const std::byte> FileReader::block_from(std::uint64_t offset) const {
    if (offset < block_begin_ || offset - block_begin_ >= block_size_) {
        block_size_ = 0; // where reading fails
        block_size_ = read_file(
            offset, std::span{block_}.first(std::min<std::uint64_t>(block_bytes, size_ - offset)));
        block_begin_ = offset;
    }
    const auto begin = static_cast<std::size_t>(offset - block_begin_);
    return std::span{block_}.first(block_size_).subspan(begin);
}

std::size_t FileReader::read_file(std::uint64_t offset, std::span<std::byte> target) const {
    std::size_t done = 0;
    while (done < target.size()) {
        const ssize_t got = ::pread(descriptor_,
                                    target.data() + done,
                                    target.size() - done,
                                    static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            throw ItemError{
                ErrorClass::io,
                fmt::format("reading failed: {}", std::generic_category().message(errno))};
        if (got == 0)
            break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

} // namespace penstock::codec

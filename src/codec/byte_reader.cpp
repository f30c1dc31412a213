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
    std::size_t done = 0;
    while (done < target.size() && offset + done < size_) {
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

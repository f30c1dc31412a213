// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <OpenImageIO/filesystem.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>

namespace penstock::codec {

/// A file in a buffer of fixed size. What does not fit is not written, and remembered.
class MemoryOutput final : public OIIO::Filesystem::IOProxy {
public:
    explicit MemoryOutput(std::span<std::byte> target)
        : IOProxy{"", IOProxy::Write}, target_{target} {}

    const char* proxytype() const override { return "memory"; }
    std::size_t write(const void* bytes, std::size_t size) override {
        const std::size_t written = pwrite(bytes, size, m_pos);
        m_pos += static_cast<std::int64_t>(written);
        return written;
    }
    std::size_t pwrite(const void* bytes, std::size_t size, std::int64_t offset) override {
        const auto begin = static_cast<std::size_t>(offset);
        if (offset < 0 || begin > target_.size() || size > target_.size() - begin) {
            is_full_ = true;
            return 0;
        }
        if (begin > size_) // what was skipped
            std::memset(&target_[size_], 0, begin - size_);
        std::memcpy(target_.data() + begin, bytes, size);
        size_ = std::max(size_, begin + size);
        return size;
    }
    std::size_t read(void* bytes, std::size_t size) override {
        const std::size_t count = pread(bytes, size, m_pos);
        m_pos += static_cast<std::int64_t>(count);
        return count;
    }
    std::size_t pread(void* bytes, std::size_t size, std::int64_t offset) override {
        const auto begin = static_cast<std::size_t>(offset);
        if (offset < 0 || begin >= size_)
            return 0;
        const std::size_t count = std::min(size, size_ - begin);
        std::memcpy(bytes, target_.data() + begin, count);
        return count;
    }
    std::size_t size() const override { return size_; }

    [[nodiscard]] bool is_full() const { return is_full_; }

private:
    std::span<std::byte> target_; // borrowed
    std::size_t size_ = 0;
    bool is_full_ = false;
};

} // namespace penstock::codec

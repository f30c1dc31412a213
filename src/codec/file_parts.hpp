// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <list>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace penstock::codec {

/// A file that is put together of parts, most of which lie elsewhere.
class FileParts {
public:
    /// `part` outlives this.
    void add(std::span<const std::byte> part) {
        parts_.push_back(part);
        size_ += part.size();
    }
    /// A part that is kept here. Its bytes may be changed until the file is written.
    std::span<std::byte> add_own(std::vector<std::byte> part) {
        own_.push_back(std::move(part));
        add(own_.back());
        return own_.back();
    }
    void add_own(std::string_view text) {
        const auto bytes = std::as_bytes(std::span{text});
        add_own(std::vector<std::byte>{bytes.begin(), bytes.end()});
    }

    [[nodiscard]] std::size_t size() const { return size_; }
    /// `target` has `size()` bytes.
    void copy_to(std::span<std::byte> target) const {
        for (const auto part : parts_) {
            std::ranges::copy(part, target.begin());
            target = target.subspan(part.size());
        }
    }

private:
    std::vector<std::span<const std::byte>> parts_;
    std::list<std::vector<std::byte>> own_; // which stay where they are
    std::size_t size_ = 0;
};

} // namespace penstock::codec

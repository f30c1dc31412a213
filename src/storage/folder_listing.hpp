// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace penstock::storage {

// The names in one folder, sorted by their bytes. Compact, because a folder can hold millions: 16
// bytes and the name for each.
class FolderListing {
public:
    // What the folder says a name is, without a further look.
    enum class Kind : std::uint8_t { file, folder, link, other, unknown };

    // Reads the folder. Does not throw where that fails: see `error`.
    explicit FolderListing(const std::string& path);

    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    [[nodiscard]] std::string_view name(std::size_t i) const {
        return std::string_view{names_}.substr(entries_[i].begin, entries_[i].length);
    }
    [[nodiscard]] Kind kind(std::size_t i) const { return entries_[i].kind; }

    // 0, or the errno of what went wrong; then some or all names are missing.
    [[nodiscard]] int error() const { return error_; }
    [[nodiscard]] dev_t device() const { return device_; }
    [[nodiscard]] ino_t inode() const { return inode_; }

private:
    struct Entry {
        std::uint64_t begin = 0;
        std::uint16_t length = 0;
        Kind kind = Kind::unknown;
    };

    std::string names_; // one behind the other
    std::vector<Entry> entries_;
    int error_ = 0;
    dev_t device_ = 0;
    ino_t inode_ = 0;
};

} // namespace penstock::storage

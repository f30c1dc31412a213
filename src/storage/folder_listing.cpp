// SPDX-License-Identifier: Apache-2.0
#include "storage/folder_listing.hpp"

#include <algorithm>
#include <cerrno>
#include <dirent.h>
#include <memory>
#include <sys/stat.h>

namespace penstock::storage {
namespace {

FolderListing::Kind kind_of(unsigned char type) {
    switch (type) {
    case DT_REG:
        return FolderListing::Kind::file;
    case DT_DIR:
        return FolderListing::Kind::folder;
    case DT_LNK:
        return FolderListing::Kind::link;
    case DT_UNKNOWN:
        return FolderListing::Kind::unknown;
    default:
        return FolderListing::Kind::other;
    }
}

struct Closes {
    void operator()(DIR* folder) const { ::closedir(folder); }
};

} // namespace

FolderListing::FolderListing(const std::string& path) {
    const std::unique_ptr<DIR, Closes> folder{::opendir(path.c_str())};
    struct stat status {};
    if (!folder || ::fstat(::dirfd(folder.get()), &status) != 0) {
        error_ = errno;
        return;
    }
    device_ = status.st_dev;
    inode_ = status.st_ino;
    while (true) {
        errno = 0;
        const dirent* entry = ::readdir(folder.get());
        if (entry == nullptr)
            break;
        const std::string_view name = entry->d_name;
        if (name == "." || name == "..")
            continue;
        entries_.push_back({.begin = names_.size(),
                            .length = static_cast<std::uint16_t>(name.size()),
                            .kind = kind_of(entry->d_type)});
        names_ += name;
    }
    error_ = errno;
    const std::string_view names = names_;
    std::sort(entries_.begin(), entries_.end(), [names](const Entry& left, const Entry& right) {
        return names.substr(left.begin, left.length) < names.substr(right.begin, right.length);
    });
}

} // namespace penstock::storage

// SPDX-License-Identifier: Apache-2.0
#include "storage/walk.hpp"

#include "storage/source_name.hpp"

#include <algorithm>
#include <cerrno>
#include <sys/stat.h>
#include <utility>

namespace penstock::storage {

Walk::Walk(std::string folder, std::vector<std::string> output_roots)
    : root_{folder}, prefix_{std::move(folder)}, output_roots_{std::move(output_roots)} {
    if (prefix_.back() != '/')
        prefix_ += '/';
}

Walk::Walk(Glob glob, std::vector<std::string> output_roots)
    : root_{glob.root()}, prefix_{glob.prefix()}, glob_{std::move(glob)}, output_roots_{std::move(
                                                                              output_roots)} {}

std::optional<Walk::Found> Walk::next() {
    if (!std::exchange(is_started_, true))
        if (std::optional<Found> found = start())
            return found;
    while (!levels_.empty()) {
        Level& level = levels_.back();
        if (level.next == level.listing.size()) {
            levels_.pop_back();
            continue;
        }
        const std::string name{level.listing.name(level.next)};
        const std::string path = level.prefix + name;
        if (std::optional<Found> found = visit(path, name))
            return found;
    }
    return std::nullopt;
}

std::optional<Walk::Found> Walk::start() {
    FolderListing listing{root_};
    const int error = listing.error();
    levels_.push_back({.prefix = prefix_,
                       .dir = ".",
                       .state = glob_ ? glob_->start() : Glob::State{},
                       .listing = std::move(listing),
                       .next = 0});
    // Where a glob's folder does not exist, nothing matches it: that is no mistake of a file.
    if (error == 0 || (glob_ && (error == ENOENT || error == ENOTDIR)))
        return std::nullopt;
    return Found{.path = root_, .dir = "."};
}

std::optional<Walk::Found> Walk::visit(const std::string& path, std::string_view name) {
    Level& level = levels_.back();
    const Kind kind = kind_of(level.listing.kind(level.next++), path);
    if (kind == Kind::folder)
        return visit_folder(path, name);
    if (takes(kind, name))
        return Found{.path = path, .dir = level.dir};
    return std::nullopt;
}

std::optional<Walk::Found> Walk::visit_folder(std::string path, std::string_view name) {
    const Level& above = levels_.back();
    Glob::State state = glob_ ? glob_->enter(above.state, name) : Glob::State{};
    if (glob_ && state.empty())
        return std::nullopt;
    FolderListing listing{path};
    if (is_ancestor(listing) || is_output_root(listing))
        return std::nullopt;
    std::string dir = above.dir == "." ? std::string{name} : above.dir + '/' + std::string{name};
    const bool is_complete = listing.error() == 0;
    levels_.push_back({.prefix = path + '/',
                       .dir = dir,
                       .state = std::move(state),
                       .listing = std::move(listing),
                       .next = 0});
    if (is_complete)
        return std::nullopt;
    return Found{.path = std::move(path), .dir = std::move(dir)};
}

bool Walk::takes(Kind kind, std::string_view name) {
    if (glob_)
        return glob_->matches_file(levels_.back().state, name);
    // A link that leads nowhere is taken: somebody misses that image.
    if (kind != Kind::other && has_image_extension(std::string{name}))
        return true;
    ++ignored_;
    return false;
}

Walk::Kind Walk::kind_of(FolderListing::Kind listed, const std::string& path) {
    switch (listed) {
    case FolderListing::Kind::file:
        return Kind::file;
    case FolderListing::Kind::folder:
        return Kind::folder;
    case FolderListing::Kind::other:
        return Kind::other;
    case FolderListing::Kind::link:
    case FolderListing::Kind::unknown:
        break;
    }
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0)
        return Kind::unreachable;
    return S_ISDIR(status.st_mode)   ? Kind::folder
           : S_ISREG(status.st_mode) ? Kind::file
                                     : Kind::other;
}

// By identity, not by name: names can differ, and the folder may have been created meanwhile.
bool Walk::is_output_root(const FolderListing& listing) const {
    return std::any_of(output_roots_.begin(), output_roots_.end(), [&](const std::string& root) {
        struct stat status {};
        return listing.inode() != 0 && ::stat(root.c_str(), &status) == 0 &&
               status.st_dev == listing.device() && status.st_ino == listing.inode();
    });
}

bool Walk::is_ancestor(const FolderListing& listing) const {
    return std::any_of(levels_.begin(), levels_.end(), [&](const Level& level) {
        return listing.inode() != 0 && level.listing.device() == listing.device() &&
               level.listing.inode() == listing.inode();
    });
}

} // namespace penstock::storage

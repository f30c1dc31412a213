// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/folder_listing.hpp"
#include "storage/glob.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::storage {

// Searches a folder and all below it, sorted by path component (bytes). Holds the names of the
// folders between the root and where it is, never those of the tree, and one descriptor while it
// reads a folder.
//
// Symbolic links are followed; a folder that is its own ancestor is not entered again. A folder
// that cannot be read is yielded itself: what is in it is missing, and so it fails by name. One
// thread at a time.
class Walk {
public:
    struct Found {
        std::string path;
        std::string dir; // of the path, relative to the root; "." at the root
    };

    // All files with an image's extension. Folders that are one of `output_roots` are passed by,
    // but for the root.
    Walk(std::string folder, std::vector<std::string> output_roots);
    // All that the glob matches and that is no folder.
    Walk(Glob glob, std::vector<std::string> output_roots);

    // Nothing at the end.
    [[nodiscard]] std::optional<Found> next();

    // Names that were passed by so far because they have no image's extension, or are no files.
    // Always 0 for a glob.
    [[nodiscard]] std::uint64_t ignored() const { return ignored_; }

private:
    struct Level {
        std::string prefix; // of the paths in it: "", "photos/"
        std::string dir;
        Glob::State state;
        FolderListing listing;
        std::size_t next = 0;
    };
    enum class Kind : std::uint8_t { file, folder, other, unreachable };

    [[nodiscard]] std::optional<Found> start();
    [[nodiscard]] std::optional<Found> visit(const std::string& path, std::string_view name);
    [[nodiscard]] std::optional<Found> visit_folder(std::string path, std::string_view name);
    [[nodiscard]] bool takes(Kind kind, std::string_view name);
    [[nodiscard]] bool is_output_root(const FolderListing& listing) const;
    [[nodiscard]] bool is_ancestor(const FolderListing& listing) const;
    [[nodiscard]] static Kind kind_of(FolderListing::Kind listed, const std::string& path);

    std::string root_;
    std::string prefix_;
    std::optional<Glob> glob_;
    std::vector<std::string> output_roots_;
    bool is_started_ = false;
    std::vector<Level> levels_; // from the root to where the walk is
    std::uint64_t ignored_ = 0;
};

} // namespace penstock::storage

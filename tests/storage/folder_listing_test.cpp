// SPDX-License-Identifier: Apache-2.0
#include "storage/folder_listing.hpp"

#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <cerrno>
#include <filesystem>
#include <string>
#include <vector>

using penstock::storage::FolderListing;
using penstock::test::TempDir;

TEST_CASE("a listing is sorted by bytes and says what names are", "[storage][walk]") {
    const TempDir temp;
    for (const char* name : {"b", "B", "a", "\xC3\xA9", "\xE9", "-x", "a\nb", "10", "9"})
        temp.write(name, "");
    std::filesystem::create_directory(temp / "dir");
    std::filesystem::create_symlink("a", temp / "link");
    const FolderListing listing{temp.path().string()};
    REQUIRE(listing.error() == 0);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < listing.size(); ++i)
        names.emplace_back(listing.name(i));
    CHECK(names == std::vector<std::string>{
                       "-x", "10", "9", "B", "a", "a\nb", "b", "dir", "link", "\xC3\xA9", "\xE9"});
    CHECK(listing.kind(4) == FolderListing::Kind::file);
    CHECK(listing.kind(7) == FolderListing::Kind::folder);
    CHECK(listing.kind(8) == FolderListing::Kind::link);
}

TEST_CASE("a listing that fails says why", "[storage][walk]") {
    const TempDir temp;
    CHECK(FolderListing{(temp / "missing").string()}.error() == ENOENT);
    CHECK(FolderListing{temp.write("file", "").string()}.error() == ENOTDIR);
}

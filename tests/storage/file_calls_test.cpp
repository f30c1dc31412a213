// SPDX-License-Identifier: Apache-2.0
#include "storage/file_calls.hpp"

#include "storage/descriptor.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <string>

using namespace penstock::storage;
using penstock::test::read_file;
using penstock::test::TempDir;

namespace fs = std::filesystem;

namespace {

Descriptor handle_of(const TempDir& temp) {
    return Descriptor{::open(temp.path().c_str(), O_PATH | O_DIRECTORY)};
}

} // namespace

TEST_CASE("a folder below another is opened without links and without a way up",
          "[storage][calls]") {
    const TempDir temp;
    const TempDir outside;
    temp.write("a/b/file", "");
    fs::create_directory_symlink(outside.path(), temp / "link");
    fs::create_directory_symlink("../a", temp / "a/inside");
    const Descriptor root = handle_of(temp);
    // Both ways: the kernel's, and the one for kernels that have none.
    const auto open = GENERATE(values<std::function<int(int, const char*)>>(
        {[](int folder, const char* path) { return FileCalls{}.open_folder(folder, path); },
         open_folder_by_components}));
    const auto error_of = [&](const char* path) {
        errno = 0;
        const Descriptor folder{open(root.get(), path)};
        return folder.is_open() ? 0 : errno;
    };
    CHECK(error_of(".") == 0);
    CHECK(error_of("a") == 0);
    CHECK(error_of("a/b") == 0);
    CHECK(error_of("link") == ELOOP);
    CHECK(error_of("a/inside/b") == ELOOP);
    CHECK(error_of("..") == EXDEV);
    CHECK(error_of("../") == EXDEV);
    CHECK(error_of("/") == EXDEV);
    CHECK(error_of("none") == ENOENT);
    CHECK(error_of("none/b") == ENOENT);
    CHECK(error_of("a/b/file") == ENOTDIR);
}

TEST_CASE("a file can be renamed only where nothing stands", "[storage][calls]") {
    const TempDir temp;
    temp.write("a", "new");
    temp.write("b", "old");
    const Descriptor root = handle_of(temp);
    const FileCalls calls;
    CHECK(calls.rename_if_absent(root.get(), "a", "b") == -1);
    CHECK(errno == EEXIST);
    CHECK(read_file(temp / "b") == "old");
    CHECK(calls.rename_if_absent(root.get(), "a", "c") == 0);
    CHECK(read_file(temp / "c") == "new");
    CHECK_FALSE(fs::exists(temp / "a"));
}

// SPDX-License-Identifier: Apache-2.0
#include "storage/output_folder.hpp"

#include "penstock/failure.hpp"

#include "storage/failing_calls.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <cerrno>
#include <filesystem>
#include <memory>
#include <string>

using namespace penstock;
using namespace penstock::storage;
using penstock::test::FailingCalls;
using penstock::test::TempDir;

namespace fs = std::filesystem;

TEST_CASE("an output folder is created with its parents", "[storage][output]") {
    const TempDir temp;
    const OutputFolder folder{(temp / "a/b/c").string()};
    CHECK(fs::is_directory(temp / "a/b/c"));
    CHECK(folder.canonical_path() == fs::canonical(temp / "a/b/c").string());
    CHECK(folder.shown("x.jpg") == (temp / "a/b/c/x.jpg").string());
    const OutputFolder again{(temp / "a/b/c//").string()};
    CHECK(again.shown("x") == (temp / "a/b/c/x").string());
}

TEST_CASE("names below the working directory are shown as they are", "[storage][output]") {
    CHECK(OutputFolder{"."}.shown("a/b.jpg") == "a/b.jpg");
    CHECK(OutputFolder{""}.shown("a/b.jpg") == "a/b.jpg");
    CHECK(OutputFolder{"/"}.shown("a/b.jpg") == "/a/b.jpg");
}

TEST_CASE("an output folder that cannot be is refused by name", "[storage][output]") {
    const TempDir temp;
    temp.write("file", "");
    const std::string path = (temp / "file").string();
    CHECK_THROWS_WITH(OutputFolder{path},
                      "cannot open the output folder \"" + path + "\": Not a directory");
    CHECK_THROWS_WITH(OutputFolder{path + "/x"},
                      "cannot open the output folder \"" + path + "\": Not a directory");
}

TEST_CASE("an output root may itself lie behind a symbolic link", "[storage][output]") {
    const TempDir temp;
    fs::create_directory(temp / "real");
    fs::create_directory_symlink("real", temp / "link");
    const OutputFolder folder{(temp / "link/out").string()};
    CHECK(fs::is_directory(temp / "real/out"));
    CHECK(folder.canonical_path() == fs::canonical(temp / "real/out").string());
}

TEST_CASE("folders below are created where they are needed", "[storage][output]") {
    const TempDir temp;
    const OutputFolder folder{temp.path().string()};
    CHECK(folder.folder_of("a/b/x.jpg").is_open());
    CHECK(fs::is_directory(temp / "a/b"));
    CHECK_FALSE(fs::exists(temp / "a/b/x.jpg"));
    CHECK(folder.folder_of("x.jpg").is_open());
}

TEST_CASE("a symbolic link below the root is not passed", "[storage][output]") {
    const TempDir temp;
    const TempDir outside;
    const OutputFolder folder{temp.path().string()};
    fs::create_directory_symlink(outside.path(), temp / "link");
    const std::string expected = "a symbolic link stands on the way to \"" +
                                 (temp / "link/new/x.jpg").string() +
                                 "\"; outputs cannot leave \"" + temp.path().string() + "\"";
    try {
        static_cast<void>(folder.folder_of("link/new/x.jpg"));
        FAIL("it was passed");
    } catch (const ItemError& error) {
        CHECK(error.error_class() == ErrorClass::permission);
        CHECK(error.what() == expected);
    }
    CHECK_THROWS_AS(folder.exists("link/x.jpg"), ItemError);
    CHECK(fs::is_empty(outside.path()));
}

TEST_CASE("what exists below the root is seen", "[storage][output]") {
    const TempDir temp;
    temp.write("a/x.jpg", "");
    fs::create_symlink("gone", temp / "link.jpg");
    const OutputFolder folder{temp.path().string()};
    CHECK(folder.exists("a/x.jpg"));
    CHECK(folder.exists("link.jpg"));
    CHECK_FALSE(folder.exists("a/y.jpg"));
    CHECK_FALSE(folder.exists("none/x.jpg"));
    CHECK_FALSE(folder.exists("a/x.jpg/y"));
    CHECK_FALSE(folder.exists(std::string(300, 'x')));
    CHECK_FALSE(fs::exists(temp / "none"));
}

TEST_CASE("a root that was renamed is still the same folder", "[storage][output]") {
    const TempDir temp;
    const OutputFolder folder{(temp / "out").string()};
    fs::rename(temp / "out", temp / "moved");
    fs::create_directory(temp / "out");
    CHECK(folder.folder_of("a/x.jpg").is_open());
    CHECK(fs::is_directory(temp / "moved/a"));
    CHECK(fs::is_empty(temp / "out"));
}

TEST_CASE("names of new folders are brought to disk where power may fail", "[storage][output]") {
    const TempDir temp;
    const auto calls = std::make_shared<FailingCalls>(test::never, 0);
    const OutputFolder folder{(temp / "a/b").string(),
                              {.durability = Durability::power, .calls = calls}};
    CHECK(calls->folder_syncs == 2);
    static_cast<void>(folder.folder_of("c/d/x.jpg"));
    CHECK(calls->folder_syncs == 4);

    const auto relaxed = std::make_shared<FailingCalls>(test::never, 0);
    const OutputFolder other{(temp / "x/y").string(),
                             {.durability = Durability::process, .calls = relaxed}};
    CHECK(relaxed->folder_syncs == 0);
}

TEST_CASE("a disk that takes no folder ends the run", "[storage][output]") {
    const TempDir temp;
    const auto calls = std::make_shared<FailingCalls>(0, ENOSPC);
    CHECK_THROWS_AS((OutputFolder{(temp / "out").string(),
                                  {.durability = Durability::process, .calls = calls}}),
                    ResourceExhausted);
}

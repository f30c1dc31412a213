// SPDX-License-Identifier: Apache-2.0
#include "storage/walk.hpp"

#include "support/catch.hpp"
#include "support/temp_dir.hpp"
#include "support/unprivileged.hpp"

#include <algorithm>
#include <filesystem>
#include <string>
#include <sys/stat.h>
#include <vector>

using penstock::storage::Glob;
using penstock::storage::Walk;
using penstock::test::TempDir;
using penstock::test::Unprivileged;

namespace fs = std::filesystem;

namespace {

std::vector<std::string> rest_of(Walk& walk) {
    std::vector<std::string> found;
    while (const auto next = walk.next())
        found.push_back(next->path);
    return found;
}

// The paths relative to the folder.
std::vector<std::string> found_in(const TempDir& temp, const std::vector<std::string>& roots = {}) {
    Walk walk{temp.path().string(), roots};
    std::vector<std::string> found = rest_of(walk);
    for (std::string& path : found)
        path.erase(0, temp.path().string().size() + 1);
    return found;
}

std::vector<std::string> matched_in(const TempDir& temp, const std::string& pattern) {
    Walk walk{Glob{(temp / pattern).string()}, {}};
    std::vector<std::string> found = rest_of(walk);
    for (std::string& path : found)
        path.erase(0, temp.path().string().size() + 1);
    return found;
}

using Paths = std::vector<std::string>;

} // namespace

TEST_CASE("a folder is walked with all below it, sorted by component", "[storage][walk]") {
    const TempDir temp;
    for (const char* name : {"b.jpg", "a/z.jpg", "a/b/c.jpg", "a.jpg", "a-b/x.jpg", "c/d.png"})
        temp.write(name, "");
    // By whole strings, "a-b/x.jpg" and "a.jpg" would come before "a/z.jpg".
    CHECK(found_in(temp) ==
          Paths{"a/b/c.jpg", "a/z.jpg", "a-b/x.jpg", "a.jpg", "b.jpg", "c/d.png"});
}

TEST_CASE("a walk says in which folder below the root a file is", "[storage][walk]") {
    const TempDir temp;
    temp.write("a/b/c.jpg", "");
    temp.write("x.jpg", "");
    Walk walk{temp.path().string(), {}};
    CHECK(walk.next()->dir == "a/b");
    CHECK(walk.next()->dir == ".");
    CHECK_FALSE(walk.next());
    CHECK_FALSE(walk.next());
}

TEST_CASE("a slash behind the folder's name changes nothing", "[storage][walk]") {
    const TempDir temp;
    temp.write("a.jpg", "");
    Walk walk{temp.path().string() + "/", {}};
    CHECK(rest_of(walk) == Paths{(temp / "a.jpg").string()});
}

TEST_CASE("in a walked folder, what is no image by its name is counted", "[storage][walk]") {
    const TempDir temp;
    for (const char* name : {"a.jpg", "a.txt", "Makefile", "x/b.PNG", "x/.c.png.12-3.part"})
        temp.write(name, "");
    REQUIRE(::mkfifo((temp / "pipe.jpg").c_str(), 0600) == 0);
    Walk walk{temp.path().string(), {}};
    CHECK(rest_of(walk).size() == 2);
    CHECK(walk.ignored() == 4);
}

TEST_CASE("names are bytes", "[storage][walk]") {
    const TempDir temp;
    const Paths names{"-rf.jpg", "a\nb.jpg", std::string(251, 'n') + ".jpg", "\xFF\xFE.jpg"};
    for (const std::string& name : names)
        temp.write(name, "");
    CHECK(found_in(temp) == names);
}

TEST_CASE("links to files and folders are followed", "[storage][walk]") {
    const TempDir temp;
    const TempDir other;
    other.write("x.jpg", "");
    temp.write("a.jpg", "");
    fs::create_symlink("a.jpg", temp / "b.jpg");
    fs::create_directory_symlink(other.path(), temp / "c");
    CHECK(found_in(temp) == Paths{"a.jpg", "b.jpg", "c/x.jpg"});
}

TEST_CASE("a link that leads nowhere is an image that is missed", "[storage][walk]") {
    const TempDir temp;
    fs::create_symlink("gone", temp / "a.jpg");
    fs::create_symlink("self.jpg", temp / "self.jpg");
    fs::create_symlink("gone", temp / "note.txt");
    CHECK(found_in(temp) == Paths{"a.jpg", "self.jpg"});
}

TEST_CASE("folders that contain themselves are entered once", "[storage][walk]") {
    const TempDir temp;
    temp.write("a/x.jpg", "");
    fs::create_directory_symlink("..", temp / "a/up");
    fs::create_directory_symlink(".", temp / "a/here");
    temp.write("b/y.jpg", "");
    fs::create_directory_symlink("../a", temp / "b/a");
    // b/a is no loop: it is entered, and its own links back are not.
    const Paths found = found_in(temp);
    CHECK(std::count(found.begin(), found.end(), "a/x.jpg") == 1);
    CHECK(std::count(found.begin(), found.end(), "b/a/x.jpg") == 1);
    CHECK(found.size() < 10);
}

TEST_CASE("folders that the graph writes to are not walked", "[storage][walk]") {
    const TempDir temp;
    temp.write("a.jpg", "");
    temp.write("out/b.jpg", "");
    temp.write("x/out2/c.jpg", "");
    CHECK(found_in(temp, {(temp / "out").string(), (temp / "x/../x/out2").string()}) ==
          Paths{"a.jpg"});
    CHECK(found_in(temp, {(temp / "none").string()}).size() == 3);
}

TEST_CASE("an output folder that is created during the walk is not walked", "[storage][walk]") {
    const TempDir temp;
    temp.write("a.jpg", "");
    fs::create_directory(temp / "out");
    fs::remove(temp / "out");
    temp.write("z/z.jpg", "");
    Walk walk{temp.path().string(), {(temp / "z/out").string()}};
    CHECK(walk.next()->path == (temp / "a.jpg").string());
    temp.write("z/out/new.jpg", "");
    CHECK(rest_of(walk) == Paths{(temp / "z/z.jpg").string()});
}

TEST_CASE("an output folder that is the walked one, or above it, is walked", "[storage][walk]") {
    const TempDir temp;
    temp.write("in/a.jpg", "");
    CHECK(found_in(temp, {temp.path().string()}) == Paths{"in/a.jpg"});
    Walk walk{(temp / "in").string(), {temp.path().string()}};
    CHECK(rest_of(walk).size() == 1);
}

TEST_CASE("a folder that cannot be read is yielded itself", "[storage][walk]") {
    const TempDir temp;
    temp.write("a/x.jpg", "");
    temp.write("b/y.jpg", "");
    // Removed between the listing of its parent and its turn: like one without permission, which
    // root would never see.
    Walk walk{temp.path().string(), {}};
    CHECK(walk.next()->path == (temp / "a/x.jpg").string());
    fs::remove_all(temp / "b");
    CHECK(rest_of(walk) == Paths{(temp / "b").string()});

    Walk missing{(temp / "none").string(), {}};
    CHECK(rest_of(missing) == Paths{(temp / "none").string()});
}

TEST_CASE("a folder without permission is yielded itself", "[storage][walk]") {
    if (!Unprivileged::is_possible()) {
        WARN("this system does not let root do without its privileges");
        return;
    }
    const TempDir temp;
    fs::permissions(temp.path(), fs::perms{0755});
    temp.write("a/x.jpg", "");
    temp.write("b.jpg", "");
    temp.write("c/y.jpg", "");
    fs::permissions(temp / "a", fs::perms::none);
    {
        const Unprivileged now;
        CHECK(found_in(temp) == Paths{"a", "b.jpg", "c/y.jpg"});
    }
    fs::permissions(temp / "a", fs::perms::owner_all);
    // Lost in the middle of the walk.
    Walk walk{temp.path().string(), {}};
    CHECK(walk.next()->path == (temp / "a/x.jpg").string());
    fs::permissions(temp / "c", fs::perms::none);
    {
        const Unprivileged now;
        CHECK(rest_of(walk) == Paths{(temp / "b.jpg").string(), (temp / "c").string()});
    }
    fs::permissions(temp / "c", fs::perms::owner_all);
}

TEST_CASE("a glob takes every file that it matches", "[storage][walk]") {
    const TempDir temp;
    for (const char* name : {"a.txt", "x/b.txt", "x/y/c.txt", "x/y/d.jpg", ".h/e.txt"})
        temp.write(name, "");
    fs::create_directory(temp / "dir.txt");
    REQUIRE(::mkfifo((temp / "pipe.txt").c_str(), 0600) == 0);
    CHECK(matched_in(temp, "*.txt") == Paths{"a.txt", "pipe.txt"});
    CHECK(matched_in(temp, "**/*.txt") == Paths{"a.txt", "pipe.txt", "x/b.txt", "x/y/c.txt"});
    CHECK(matched_in(temp, "x/*/*") == Paths{"x/y/c.txt", "x/y/d.jpg"});
    CHECK(matched_in(temp, "{x/y,x}/*.txt") == Paths{"x/b.txt", "x/y/c.txt"});
    CHECK(matched_in(temp, "*.png").empty());
    CHECK(matched_in(temp, "none/*.png").empty());
    CHECK(matched_in(temp, "a.txt/*").empty());
}

TEST_CASE("a file that a glob matches in several ways is found once", "[storage][walk]") {
    const TempDir temp;
    temp.write("a/a/x.jpg", "");
    CHECK(matched_in(temp, "{*,a,**}/**/{x,*}.jpg") == Paths{"a/a/x.jpg"});
}

TEST_CASE("a glob says where below its literal beginning a file is", "[storage][walk]") {
    const TempDir temp;
    temp.write("in/a/b/x.jpg", "");
    Walk walk{Glob{(temp / "in/*/b/*.jpg").string()}, {}};
    CHECK(walk.next()->dir == "a/b");
}

TEST_CASE("a glob does not enter folders where nothing can match", "[storage][walk]") {
    const TempDir temp;
    temp.write("a/x.jpg", "");
    temp.write("b/x.jpg", "");
    Walk walk{Glob{(temp / "a*/*.jpg").string()}, {}};
    CHECK(walk.next()->path == (temp / "a/x.jpg").string());
    // Had it meant to enter b, it would now yield that folder as unreadable.
    fs::remove_all(temp / "b");
    CHECK_FALSE(walk.next());
}

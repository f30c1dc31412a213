// SPDX-License-Identifier: Apache-2.0
#include "storage/frame_pattern.hpp"

#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

using namespace penstock::storage;
using penstock::test::TempDir;

TEST_CASE("a pattern writes the number as printf does", "[storage][frames]") {
    CHECK(FramePattern{"shot.%04d.exr"}.path(7) == "shot.0007.exr");
    CHECK(FramePattern{"shot.%04d.exr"}.path(12345) == "shot.12345.exr");
    CHECK(FramePattern{"shot.%04d.exr"}.path(-7) == "shot.-007.exr");
    CHECK(FramePattern{"%d"}.path(7) == "7");
    CHECK(FramePattern{"%01d"}.path(7) == "7");
    CHECK(FramePattern{"%015d.x"}.path(7) == "000000000000007.x");
    CHECK(FramePattern{"100%%/%02d%%.png"}.path(3) == "100%/03%.png");
    CHECK(FramePattern{"a[1]{b}#@/\xFF\n%03d"}.path(1) == "a[1]{b}#@/\xFF\n001");
}

TEST_CASE("a pattern can stand in any component", "[storage][frames]") {
    const FramePattern file{"shots/a/x%02d.exr"};
    CHECK(file.folder() == "shots/a");
    CHECK(file.dir(1) == ".");
    const FramePattern folder{"/shots/%03d_x/beauty/b.exr"};
    CHECK(folder.folder() == "/shots");
    CHECK(folder.path(5) == "/shots/005_x/beauty/b.exr");
    CHECK(folder.dir(5) == "005_x/beauty");
    CHECK(FramePattern{"%d.png"}.folder() == ".");
    CHECK(FramePattern{"/%d.png"}.folder() == "/");
    CHECK(FramePattern{"%d/x.png"}.dir(4) == "4");
}

TEST_CASE("a pattern without one number is refused", "[storage][frames]") {
    CHECK_THROWS_WITH(FramePattern{"a.%04x.exr"},
                      "\"a.%04x.exr\": \"%04\" is no number of a frame; expected one %d or %04d, "
                      "where the number of the frame stands, and %% for a percent sign");
    using Catch::Matchers::Contains;
    CHECK_THROWS_WITH(FramePattern{"50%"}, Contains("\"%\" is no number of a frame"));
    CHECK_THROWS_WITH(FramePattern{"a.%s"}, Contains("\"%s\" is no number"));
    CHECK_THROWS_WITH(FramePattern{"a.%-4d"}, Contains("is no number"));
    CHECK_THROWS_WITH(FramePattern{"a"}, Contains("there is no number in it"));
    CHECK_THROWS_WITH(FramePattern{"a%%d"}, Contains("there is no number in it"));
    CHECK_THROWS_WITH(FramePattern{"%d/%04d.exr"}, Contains("\"%04d\" is a second number"));
    CHECK_THROWS_WITH(FramePattern{"%4d"}, Contains("\"%4d\" is not padded with zeros"));
    CHECK_THROWS_WITH(FramePattern{"%016d"}, Contains("to 1 to 15 digits"));
    CHECK_THROWS_WITH(FramePattern{"%00d"}, Contains("is not padded"));
    CHECK_THROWS_WITH(FramePattern{"%0d"}, Contains("is not padded"));
    CHECK_THROWS_WITH(FramePattern{"%099999999999999999999d"}, Contains("is not padded"));
    CHECK_THROWS_WITH(FramePattern{"*/x.%04d.exr"}, Contains("a sequence has no wildcards"));
    CHECK(FramePattern::is_pattern("a.%04d.exr"));
    CHECK_FALSE(FramePattern::is_pattern("50%.jpg"));
}

TEST_CASE("a pattern finds what exists, by number", "[storage][frames]") {
    const TempDir temp;
    for (const char* name : {"x.10000.e",
                             "x.0009.e",
                             "x.0100.e",
                             "x.9.e",
                             "x.00001.e",
                             "x..e",
                             "x.e",
                             "x.-001.e",
                             "x.0x10.e",
                             "x.9999999999999999999999.e",
                             "y.0001.e"})
        temp.write(name, "");
    const std::string root = temp.path().string();
    CHECK(FramePattern{root + "/x.%04d.e"}.existing().frames ==
          std::vector<std::int64_t>{-1, 9, 100, 10000});
    CHECK(FramePattern{root + "/x.%d.e"}.existing().frames == std::vector<std::int64_t>{9, 10000});
    CHECK(FramePattern{root + "/none/%d"}.existing().frames.empty());
    CHECK(FramePattern{root + "/none/%d"}.existing().error == 0);
    CHECK(FramePattern{root + "/x.0009.e/%d"}.existing().error == 0);
}

TEST_CASE("a pattern finds folders that have the file", "[storage][frames]") {
    const TempDir temp;
    for (const char* name : {"2/b.exr", "10/b.exr", "3/a.exr", "x/b.exr"})
        temp.write(name, "");
    const std::string root = temp.path().string();
    CHECK(FramePattern{root + "/%d/b.exr"}.existing().frames == std::vector<std::int64_t>{2, 10});
}

// SPDX-License-Identifier: Apache-2.0
#include "storage/frame_sequence.hpp"

#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

using namespace penstock::storage;
using penstock::test::TempDir;

namespace {

// "path dir frame", without the folder that all paths begin with.
std::vector<std::string> all_of(FrameSequence sequence, const std::string& root) {
    std::vector<std::string> all;
    while (const auto found = sequence.next())
        all.push_back(fmt::format("{} {} {}",
                                  found->path.substr(root.size()),
                                  found->dir,
                                  found->frame ? std::to_string(*found->frame) : "-"));
    CHECK_FALSE(sequence.next());
    return all;
}

} // namespace

TEST_CASE("a sequence has the frames that are asked for, whether they exist or not",
          "[storage][frames]") {
    CHECK(all_of({"in/%02d/x", FrameRanges{"3,1-2"}}, "in/") ==
          std::vector<std::string>{"03/x 03 3", "01/x 01 1", "02/x 02 2"});
}

TEST_CASE("a sequence has the frames that exist where none are asked for", "[storage][frames]") {
    const TempDir temp;
    temp.write("10.png", "");
    temp.write("9.png", "");
    const std::string root = temp.path().string() + '/';
    CHECK(all_of({root + "%d.png", std::nullopt}, root) ==
          std::vector<std::string>{"9.png . 9", "10.png . 10"});
}

TEST_CASE("a sequence of which nothing exists fails by its own name", "[storage][frames]") {
    const TempDir temp;
    const std::string root = temp.path().string() + '/';
    CHECK(all_of({root + "%d.png", std::nullopt}, root) == std::vector<std::string>{"%d.png . -"});
}

TEST_CASE("a sequence whose folder cannot be read fails by the folder's name",
          "[storage][frames]") {
    const TempDir temp;
    std::filesystem::create_symlink("loop", temp / "loop");
    const std::string root = temp.path().string() + '/';
    CHECK(all_of({root + "loop/%d.png", std::nullopt}, root) ==
          std::vector<std::string>{"loop . -"});
}

// SPDX-License-Identifier: Apache-2.0
#include "storage/font_files.hpp"

#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <stdexcept>
#include <string>
#include <vector>

using namespace penstock::storage;
using penstock::test::TempDir;

namespace {

std::string refusal(const std::string& name, const std::vector<std::string>& folders) {
    try {
        return find_font(name, folders);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
}

} // namespace

TEST_CASE("a font is found by its name, wherever it lies below the folders", "[storage][fonts]") {
    const TempDir own;
    const TempDir system;
    const std::vector<std::string> folders = {own.path().native(), system.path().native()};
    const std::string bold = system.write("truetype/a/DejaVuSans-Bold.ttf", "").native();
    const std::string serif = system.write("truetype/b/LiberationSerif_Regular.OTF", "").native();
    system.write("truetype/b/README.txt", "");
    CHECK(find_font("DejaVuSans-Bold", folders) == bold);
    CHECK(find_font("dejavu sans bold", folders) == bold);
    CHECK(find_font("liberation serif-regular", folders) == serif);
    // One's own comes first.
    const std::string own_bold = own.write("DejaVuSans-Bold.otf", "").native();
    CHECK(find_font("DejaVuSans-Bold", folders) == own_bold);
}

TEST_CASE("without a name it is a usual font, or else the first", "[storage][fonts]") {
    const TempDir folder;
    const std::vector<std::string> folders = {folder.path().native()};
    const std::string strange = folder.write("b/Strange.ttf", "").native();
    folder.write("c/Stranger.ttf", "");
    CHECK(find_font("", folders) == strange);
    const std::string free = folder.write("d/FreeSans.ttf", "").native();
    CHECK(find_font("", folders) == free);
    const std::string usual = folder.write("e/DejaVuSans.ttf", "").native();
    CHECK(find_font("", folders) == usual);
}

TEST_CASE("a path is taken as it is", "[storage][fonts]") {
    CHECK(find_font("fonts/Mine", {}) == "fonts/Mine");
    CHECK(find_font("Mine.ttf", {}) == "Mine.ttf");
    CHECK(find_font("Mine.TTC", {}) == "Mine.TTC");
}

TEST_CASE("where no font is found, the message says what to do", "[storage][fonts]") {
    const TempDir folder;
    const std::vector<std::string> folders = {folder.path().native(), "/no/such/folder"};
    const std::string none = "no font was found; install one (apt install fonts-dejavu-core), or "
                             "set \"font\" to a .ttf file";
    CHECK(refusal("", folders) == none);
    CHECK(refusal("DejaVuSans", folders) == none);
    for (const char* name : {"DejaVuSans", "DejaVuSerif", "DejaVuSansMono", "Umpush", "Waree"})
        folder.write(std::string{name} + ".ttf", "");
    CHECK(refusal("DejaVu Snas", folders) ==
          "there is no font \"DejaVu Snas\"; the nearest of 5 that were found are DejaVuSans, "
          "DejaVuSerif and DejaVuSansMono; set \"font\" to one of these, or to a .ttf file");
    CHECK(refusal(std::string(100'000, 'x'), folders).find("there is no font") == 0);
}

TEST_CASE("fonts are looked for in one's own folder, then in those of the system",
          "[storage][fonts]") {
    const std::vector<std::string> folders = font_folders();
    REQUIRE(folders.size() >= 2);
    CHECK(folders.back() == "/usr/share/fonts");
    CHECK(folders[folders.size() - 2] == "/usr/local/share/fonts");
}

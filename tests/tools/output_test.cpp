// SPDX-License-Identifier: Apache-2.0
#include "tools/output.hpp"

#include "support/catch.hpp"
#include "support/temp_dir.hpp"
#include "tools/tool.hpp"

#include <string>

using namespace penstock::test;
using namespace penstock::tools;

TEST_CASE("a file is written whole and replaces what was there", "[tools][output]") {
    const TempDir folder;
    const std::string file = folder.write("report.json", "an older and longer text").string();
    write_file(file, "new");
    CHECK(read_file(file) == "new");
    CHECK(files_below(folder.path()) == std::vector<std::string>{"report.json"});
}

TEST_CASE("a file that cannot be renamed leaves nothing behind", "[tools][output]") {
    const TempDir folder;
    folder.write("taken/inside", "");
    CHECK_THROWS_AS(write_file(folder / "taken", "text"), OutputError);
    CHECK(files_below(folder.path()) == std::vector<std::string>{"taken/inside"});
}

TEST_CASE("a name can be as long as names are", "[tools][output]") {
    const TempDir folder;
    const std::string name = std::string(251, 'n') + "json";
    write_file(folder / name, "text");
    CHECK(files_below(folder.path()) == std::vector<std::string>{name});
}

TEST_CASE("a device is written to as it is", "[tools][output]") {
    CHECK_NOTHROW(check_writable("/dev/null"));
    CHECK_NOTHROW(write_file("/dev/null", "text"));
    CHECK_THROWS_AS(write_file("/dev/full", "text"), OutputError);
}

TEST_CASE("what cannot be written is known before", "[tools][output]") {
    const TempDir folder;
    CHECK_NOTHROW(check_writable(folder / "report.json"));
    CHECK_THROWS_WITH(check_writable(folder / "absent/report.json"),
                      Catch::Matchers::Contains("there is no folder "));
    CHECK_THROWS_WITH(check_writable(folder.path()),
                      Catch::Matchers::EndsWith("this is a folder; expected a file name"));
}

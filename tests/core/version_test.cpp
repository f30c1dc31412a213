// SPDX-License-Identifier: Apache-2.0
#include "penstock/version.hpp"

#include "support/catch.hpp"

#include <cctype>
#include <cstdio>
#include <sstream>
#include <string>

using namespace penstock;

TEST_CASE("the version is the three numbers of the header", "[core][version]") {
    int major = -1;
    int minor = -1;
    int patch = -1;
    char more = 0;
    REQUIRE(std::sscanf(version().c_str(), "%d.%d.%d%c", &major, &minor, &patch, &more) == 3);
    CHECK(major == PENSTOCK_VERSION_MAJOR);
    CHECK(minor == PENSTOCK_VERSION_MINOR);
    CHECK(patch == PENSTOCK_VERSION_PATCH);
}

TEST_CASE("each library has a line with its name and a number", "[core][version]") {
    std::istringstream lines{library_versions()};
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
        CAPTURE(line);
        const std::size_t space = line.rfind(' '); // a name may have some
        REQUIRE(space != std::string::npos);
        CHECK(space > 0);
        REQUIRE(line.size() > space + 1);
        CHECK(std::isdigit(static_cast<unsigned char>(line[space + 1])) != 0);
    }
    CHECK(count >= 3);
    CHECK_THAT(library_versions(), Catch::Matchers::Contains("oneTBB "));
}

// SPDX-License-Identifier: Apache-2.0
#include "tools/display_width.hpp"

#include "support/catch.hpp"

using namespace penstock::tools;

namespace {

const std::string water = "\xE6\xB0\xB4";      // 水
const std::string camera = "\xF0\x9F\x93\xB7"; // a camera
const std::string accented = "e\xCC\x81";      // é of two characters
const std::string umlaut = "\xC3\xBC";         // ü

} // namespace

TEST_CASE("a wide character takes two columns, a combining one none", "[tools][width]") {
    CHECK(display_width("") == 0);
    CHECK(display_width("encode") == 6);
    CHECK(display_width(umlaut) == 1);
    CHECK(display_width(water) == 2);
    CHECK(display_width(camera) == 2);
    CHECK(display_width(accented) == 1);
    CHECK(display_width("a" + water + accented + camera) == 6);
    CHECK(display_width("\xC2\xB5s") == 2); // as in durations
}

TEST_CASE("text is cut between characters, and never too wide", "[tools][width]") {
    CHECK(cut_to_width("encode", 6) == "encode");
    CHECK(cut_to_width("encode", 5) == "enco~");
    CHECK(cut_to_width("encode", 1) == "~");
    CHECK(cut_to_width("encode", 0).empty());
    CHECK(cut_to_width(water + water, 4) == water + water);
    CHECK(cut_to_width(water + water, 3) == water + "~");
    CHECK(cut_to_width(water + water, 2) == "~");
    CHECK(cut_to_width(accented + accented, 1) == "~");
    const std::string mixed = "a" + water + accented + camera + umlaut + water;
    for (std::size_t columns = 0; columns < 12; ++columns)
        CHECK(display_width(cut_to_width(mixed, columns)) <= columns);
}

TEST_CASE("text is padded to columns, not to bytes", "[tools][width]") {
    CHECK(padded_right(water, 4) == water + "  ");
    CHECK(padded_left(umlaut, 3) == "  " + umlaut);
    CHECK(padded_right("encode", 3) == "encode");
    CHECK(padded_left("", 2) == "  ");
}

// SPDX-License-Identifier: Apache-2.0
#include "pixels/gravity.hpp"

#include "support/catch.hpp"

#include <set>
#include <string>

using namespace penstock::pixels;

TEST_CASE("what is placed lies at the beginning, in the middle, or at the end",
          "[pixels][gravity]") {
    CHECK(placed(10, 4, 0, Anchor::begin) == 0);
    CHECK(placed(10, 4, 1, Anchor::begin) == 1);
    CHECK(placed(10, 4, 0, Anchor::middle) == 3);
    CHECK(placed(10, 5, 0, Anchor::middle) == 2);
    CHECK(placed(10, 5, 1, Anchor::middle) == 3);
    CHECK(placed(10, 4, 0, Anchor::end) == 6);
    CHECK(placed(10, 4, 1, Anchor::end) == 5);
}

TEST_CASE("a margin is left free at the ends, and shifts nothing in the middle",
          "[pixels][gravity]") {
    CHECK(placed_inside(10, 4, 1, Anchor::begin) == 1);
    CHECK(placed_inside(10, 4, 1, Anchor::middle) == 3);
    CHECK(placed_inside(10, 4, 1, Anchor::end) == 5);
    CHECK(room_in(10, 0) == 10);
    CHECK(room_in(10, 3) == 4);
    CHECK(room_in(10, 5) == 0);
    CHECK(room_in(10, 0xFFFFFFFF) == 0);
}

TEST_CASE("what is larger sticks out, as much on either side of the middle", "[pixels][gravity]") {
    CHECK(placed(4, 10, 0, Anchor::middle) == -3);
    CHECK(placed(4, 11, 0, Anchor::middle) == -4); // nearer to the beginning
    CHECK(placed(4, 10, 0, Anchor::end) == -6);
    CHECK(placed(4, 10, -20, Anchor::end) == 14);
}

TEST_CASE("there are nine words of gravity, each for a place of its own", "[pixels][gravity]") {
    std::set<std::string> words;
    std::set<std::pair<Anchor, Anchor>> places;
    for (const auto& [word, gravity] : gravity_words()) {
        words.insert(word);
        places.insert({gravity.across, gravity.down});
    }
    CHECK(words.size() == 9);
    CHECK(places.size() == 9);
}

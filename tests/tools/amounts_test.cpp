// SPDX-License-Identifier: Apache-2.0
#include "tools/amounts.hpp"

#include "support/catch.hpp"

using namespace penstock::tools;

TEST_CASE("sizes are told in the unit that fits", "[tools][amounts]") {
    CHECK(size_text(0) == "0 B");
    CHECK(size_text(1023) == "1023 B");
    CHECK(size_text(1024) == "1 KiB");
    CHECK(size_text(1536) == "1.5 KiB");
    CHECK(size_text(512ULL << 20) == "512 MiB");
    CHECK(size_text((512ULL << 20) + 12345) == "512 MiB");
    CHECK(size_text(3ULL << 30) == "3 GiB");
    CHECK(size_text((1ULL << 30) - 1) == "1 GiB");
}

TEST_CASE("times are told in the unit that fits", "[tools][amounts]") {
    CHECK(time_text(0) == "0.00 s");
    CHECK(time_text(0.424) == "0.42 s");
    CHECK(time_text(0.999) == "1.0 s");
    CHECK(time_text(4.14) == "4.1 s");
    CHECK(time_text(59.97) == "1 min 00 s");
    CHECK(time_text(192) == "3 min 12 s");
    CHECK(time_text(7500) == "2 h 05 min");
    CHECK(call_time_text(0.842) == "0.84 ms");
    CHECK(call_time_text(12.3) == "12 ms");
    CHECK(call_time_text(999.7) == "1.0 s");
}

TEST_CASE("rates and counts are told as people say them", "[tools][amounts]") {
    CHECK(rate_text(3.44) == "3.4 img/s");
    CHECK(rate_text(121.7) == "122 img/s");
    CHECK(counted(1, "image", "images") == "1 image");
    CHECK(counted(0, "image", "images") == "0 images");
}

TEST_CASE("a number has as many decimals as say something", "[tools][amounts]") {
    CHECK(number_text(1220.4) == "1220");
    CHECK(number_text(99.94) == "99.9");
    CHECK(number_text(10) == "10.0");
    CHECK(number_text(9.99) == "9.99");
    CHECK(number_text(0) == "0.00");
}

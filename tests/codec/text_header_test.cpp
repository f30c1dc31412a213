// SPDX-License-Identifier: Apache-2.0
#include "codec/text_header.hpp"

#include "codec/raw_files.hpp"
#include "support/catch.hpp"

using namespace penstock;
using namespace penstock::codec;

TEST_CASE("numbers stand behind white space and comments, and what follows them is left",
          "[codec]") {
    const test::Bytes file = test::bytes("  12#c 9\n\t34 rest\nnext");
    const MemoryReader reader{file};
    TextHeader text{reader, "test"};
    CHECK(text.next_number("first") == 12);
    CHECK(text.next_number("second") == 34);
    CHECK(text.next() == ' ');
    CHECK(text.next_line() == "rest");
    CHECK(text.position() == file.size() - 4);
}

TEST_CASE("lines longer than 1 KiB are cut, and blocks of the file do not show", "[codec]") {
    const test::Bytes file = test::bytes(std::string(3000, 'a') + "\nb\n");
    const MemoryReader reader{file};
    TextHeader text{reader, "test"};
    CHECK(text.next_line() == std::string(1024, 'a'));
    CHECK(text.next_line() == "b");
}

TEST_CASE("numbers and printable text", "[codec]") {
    CHECK(number_of("4294967295") == 4294967295U);
    CHECK_FALSE(number_of("4294967296"));
    CHECK_FALSE(number_of("1 "));
    CHECK_FALSE(number_of(""));
    CHECK_FALSE(number_of("-1"));
    CHECK(printable("a\tb\x80") == "a?b?");
}

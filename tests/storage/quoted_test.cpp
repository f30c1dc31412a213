// SPDX-License-Identifier: Apache-2.0
#include "storage/quoted.hpp"

#include "storage/utf8.hpp"
#include "support/catch.hpp"

#include <string>

using namespace penstock::storage;

TEST_CASE("a name in a message is one line of UTF-8", "[storage][quoted]") {
    CHECK(quoted("a b.jpg") == "\"a b.jpg\"");
    CHECK(quoted("caf\xC3\xA9") == "\"caf\xC3\xA9\"");
    CHECK(quoted("caf\xE9") == "\"caf\\xE9\"");
    CHECK(quoted("two\nlines\t\x1B[31m") == "\"two\\nlines\\t\\x1B[31m\"");
    CHECK(quoted("\"\\") == "\"\\\"\\\\\"");
    CHECK(quoted("") == "\"\"");

    std::string all;
    for (int c = 0; c < 256; ++c)
        all += static_cast<char>(c);
    CHECK(is_utf8(penstock::storage::quoted(all)));
    CHECK(penstock::storage::quoted(all).find('\n') == std::string::npos);
}

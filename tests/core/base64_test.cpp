// SPDX-License-Identifier: Apache-2.0
#include "core/base64.hpp"

#include "support/catch.hpp"

#include <array>
#include <string>
#include <utility>

using namespace penstock;

TEST_CASE("base64 writes bytes as text, and reads them back", "[core][base64]") {
    const std::array<std::pair<std::string, std::string>, 9> pairs{{{"", ""},
                                                                    {"f", "Zg=="},
                                                                    {"fo", "Zm8="},
                                                                    {"foo", "Zm9v"},
                                                                    {"foob", "Zm9vYg=="},
                                                                    {"fooba", "Zm9vYmE="},
                                                                    {"foobar", "Zm9vYmFy"},
                                                                    {"\xFF.jpg", "/y5qcGc="},
                                                                    {{"\0\xFE\xFF", 3}, "AP7/"}}};
    for (const auto& [bytes, text] : pairs) {
        CHECK(base64(bytes) == text);
        CHECK(bytes_of_base64(text) == bytes);
    }
    std::string all;
    for (int i = 0; i < 256; ++i) {
        all += static_cast<char>(i);
        CHECK(bytes_of_base64(base64(all)) == all);
    }
}

TEST_CASE("text that is no base64 stands for no bytes", "[core][base64]") {
    for (const char* text : {"Z", "Zg", "Zg=", "Zh==", "Zm9=", "====", "Zg==Zg==", "Zm 9", "Zm9-"})
        CHECK_FALSE(bytes_of_base64(text));
}

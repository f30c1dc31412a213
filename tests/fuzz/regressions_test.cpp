// SPDX-License-Identifier: Apache-2.0
// Files that once did harm, found by tests/fuzz/run.sh or made by hand.
#include "fuzz/targets.hpp"
#include "support/catch.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

using namespace penstock;

namespace {

std::vector<std::byte> content_of(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    const auto bytes = std::as_bytes(std::span{text});
    return {bytes.begin(), bytes.end()};
}

} // namespace

TEST_CASE("no file of tests/regressions harms the readers of headers or the decoders", "[fuzz]") {
    std::size_t files = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator{PENSTOCK_SOURCE_DIR "/tests/regressions"}) {
        INFO(entry.path().string());
        const std::vector<std::byte> file = content_of(entry.path());
        REQUIRE_FALSE(file.empty());
        test::try_headers(file);
        test::try_decoders(file);
        test::try_jpeg_dc(file);
        ++files;
    }
    CHECK(files > 0);
}

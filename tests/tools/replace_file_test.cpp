// SPDX-License-Identifier: Apache-2.0
#include "tools/replace_file.hpp"

#include "support/catch.hpp"
#include "support/temp_dir.hpp"
#include "tools/output.hpp"
#include "tools/tool.hpp"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace penstock;
using namespace penstock::test;
using namespace penstock::tools;

namespace {

std::string content_of(const std::filesystem::path& file) {
    std::ifstream stream{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

std::string refusal_of(const std::string& file) {
    try {
        replace_file(file, "text");
    } catch (const OutputError& error) {
        return error.what();
    }
    return "none";
}

} // namespace

TEST_CASE("a file is made, and replaced as a whole", "[tools][replace]") {
    const TempDir folder;
    const std::string file = folder / "m.prom";
    replace_file(file, "a long text\n");
    CHECK(content_of(file) == "a long text\n");
    replace_file(file, "short\n");
    CHECK(content_of(file) == "short\n");
    CHECK(files_below(folder.path()) == std::vector<std::string>{"m.prom"});
}

TEST_CASE("what a killed process left is taken over", "[tools][replace]") {
    const TempDir folder;
    folder.write(".m.prom.part", "the half of a longer text that was never finished");
    replace_file(folder / "m.prom", "whole\n");
    CHECK(content_of(folder / "m.prom") == "whole\n");
    CHECK(files_below(folder.path()) == std::vector<std::string>{"m.prom"});
}

TEST_CASE("nobody's file is written to through a link of the temporary name", "[tools][replace]") {
    const TempDir folder;
    folder.write("precious", "precious");
    std::filesystem::create_symlink(folder / "precious", folder / ".m.prom.part");
    CHECK_THAT(refusal_of(folder / "m.prom"), Catch::Matchers::Contains("m.prom: cannot write: "));
    CHECK(content_of(folder / "precious") == "precious");
}

TEST_CASE("where no file can be, the message names it", "[tools][replace]") {
    const TempDir folder;
    const std::string file = folder / "nowhere/m.prom";
    CHECK(refusal_of(file) == file + ": cannot write: No such file or directory");
    std::filesystem::create_directory(folder / "m.prom");
    CHECK_THAT(refusal_of(folder / "m.prom"), Catch::Matchers::Contains("cannot write"));
    CHECK(files_below(folder.path()).empty()); // no temporary one either
}

TEST_CASE("whoever reads while several write finds one of their texts", "[tools][replace]") {
    const TempDir folder;
    const std::string file = folder / "m.prom";
    const std::vector<std::string> texts = {std::string(50'000, 'a'), std::string(90'000, 'b')};
    replace_file(file, texts[0]);
    std::atomic<bool> is_over{false};
    std::vector<std::jthread> writers;
    for (const std::string& text : texts)
        writers.emplace_back([&] {
            while (!is_over)
                replace_file(file, text);
        });
    int strange = 0;
    for (int i = 0; i < 500; ++i) {
        const std::string found = content_of(file);
        strange += found != texts[0] && found != texts[1] ? 1 : 0;
    }
    is_over = true;
    writers.clear();
    CHECK(strange == 0);
    CHECK(files_below(folder.path()) == std::vector<std::string>{"m.prom"});
}

// SPDX-License-Identifier: Apache-2.0
#include "storage/name_list.hpp"

#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <fcntl.h>
#include <filesystem>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <vector>

using penstock::storage::NameList;
using penstock::test::TempDir;

namespace {

using Names = std::vector<std::string>;

Names names_in(std::string_view content) {
    const TempDir temp;
    NameList list{temp.write("list", content).string()};
    Names names;
    while (auto name = list.next())
        names.push_back(*name);
    return names;
}

} // namespace

TEST_CASE("a list has a name on each line", "[storage][list]") {
    CHECK(names_in("").empty());
    CHECK(names_in("a\nb\n") == Names{"a", "b"});
    CHECK(names_in("a\nb") == Names{"a", "b"});
    CHECK(names_in("\na\n\n\nb\n\n") == Names{"a", "b"});
    CHECK(names_in("a\r\nb\r\n") == Names{"a", "b"});
    CHECK(names_in(" -a b \n\xFF\n") == Names{" -a b ", "\xFF"});
}

TEST_CASE("a list can be of names that end in zero bytes", "[storage][list]") {
    using namespace std::string_view_literals;
    CHECK(names_in("a\nb\0c\r\0"sv) == Names{"a\nb", "c\r"});
    CHECK(names_in("a\0b"sv) == Names{"a", "b"});
}

TEST_CASE("a long list is read piece by piece", "[storage][list]") {
    std::string content;
    Names expected;
    for (int i = 0; i < 20000; ++i) {
        expected.push_back("folder/name-" + std::to_string(i) + ".jpg");
        content += expected.back() + '\n';
    }
    CHECK(names_in(content) == expected);
}

TEST_CASE("a list can come through a pipe", "[storage][list]") {
    const TempDir temp;
    const std::string path = (temp / "pipe").string();
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    std::thread writer{[&] {
        const int pipe = ::open(path.c_str(), O_WRONLY);
        for (const std::string_view part : {"fir", "st\nsec", "ond\n", "third"})
            static_cast<void>(::write(pipe, part.data(), part.size()));
        ::close(pipe);
    }};
    NameList list{path};
    CHECK(list.next() == "first");
    CHECK(list.next() == "second");
    CHECK(list.next() == "third");
    CHECK_FALSE(list.next());
    writer.join();
}

TEST_CASE("a list that nobody writes to is not waited for when the run is stopped",
          "[storage][list]") {
    const TempDir temp;
    const std::string path = (temp / "pipe").string();
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    int questions = 0;
    NameList list{path, [&] { return ++questions == 2; }};
    CHECK_FALSE(list.next());
    CHECK(questions == 2);
}

TEST_CASE("what is no list of names is refused", "[storage][list]") {
    const TempDir temp;
    const std::string missing = (temp / "none").string();
    CHECK_THROWS_WITH(NameList{missing},
                      "cannot open the list \"" + missing + "\": No such file or directory");
    CHECK_THROWS_WITH(NameList{temp.path().string()},
                      Catch::Matchers::Contains("is a folder; expected a file of names"));
    NameList endless{temp.write("zeros", std::string(200'000, 'x')).string()};
    CHECK_THROWS_WITH(endless.next(), Catch::Matchers::Contains("no name of a file"));
}

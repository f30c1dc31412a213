// SPDX-License-Identifier: Apache-2.0
#include "storage/part_file.hpp"

#include "penstock/failure.hpp"

#include "storage/failing_calls.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <cerrno>
#include <filesystem>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>

using namespace penstock;
using namespace penstock::storage;
using penstock::test::FailingCalls;
using penstock::test::read_file;
using penstock::test::TempDir;
using If = PartFile::IfExists;

namespace fs = std::filesystem;

namespace {

std::span<const std::byte> bytes(std::string_view text) {
    return std::as_bytes(std::span{text});
}

std::set<std::string> names_in(const fs::path& folder) {
    std::set<std::string> names;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator{folder})
        names.insert(entry.path().lexically_relative(folder).string());
    return names;
}

OutputFolder::Options with(std::shared_ptr<const FileCalls> calls,
                           Durability durability = Durability::process) {
    return {.durability = durability, .calls = std::move(calls)};
}

bool write_whole(const OutputFolder& folder, const std::string& name, If if_exists) {
    PartFile file{folder, name};
    file.write(bytes("some "));
    file.suspend();
    file.write(bytes("content"));
    file.finish();
    const bool is_published = file.publish(if_exists);
    file.settle();
    return is_published;
}

} // namespace

TEST_CASE("a file has its final name only when it is whole", "[storage][part]") {
    const TempDir temp;
    const OutputFolder folder{temp.path().string()};
    PartFile file{folder, "a/x.jpg"};
    file.write(bytes("content"));
    CHECK_FALSE(fs::exists(temp / "a/x.jpg"));
    file.finish();
    CHECK_FALSE(fs::exists(temp / "a/x.jpg"));
    CHECK(file.publish(If::replace));
    CHECK(read_file(temp / "a/x.jpg") == "content");
    CHECK(names_in(temp.path()) == std::set<std::string>{"a", "a/x.jpg"});
}

TEST_CASE("a file that is not published leaves nothing behind", "[storage][part]") {
    const TempDir temp;
    const OutputFolder folder{temp.path().string()};
    {
        PartFile file{folder, "x.jpg"};
        file.write(bytes("content"));
        CHECK(names_in(temp.path()).size() == 1);
    }
    CHECK(names_in(temp.path()).empty());
}

TEST_CASE("an existing file is replaced or kept, whole", "[storage][part]") {
    const TempDir temp;
    temp.write("x", "old");
    const OutputFolder folder{temp.path().string()};
    CHECK_FALSE(write_whole(folder, "x", If::keep));
    CHECK(read_file(temp / "x") == "old");
    CHECK(write_whole(folder, "x", If::replace));
    CHECK(read_file(temp / "x") == "some content");
    CHECK(write_whole(folder, "y", If::keep));
    CHECK(names_in(temp.path()) == std::set<std::string>{"x", "y"});
}

TEST_CASE("a symbolic link under the final name is replaced, not followed", "[storage][part]") {
    const TempDir temp;
    const TempDir outside;
    const fs::path target = outside.write("target", "precious");
    fs::create_symlink(target, temp / "x");
    const OutputFolder folder{temp.path().string()};
    CHECK(write_whole(folder, "x", If::replace));
    CHECK(read_file(target) == "precious");
    CHECK_FALSE(fs::is_symlink(temp / "x"));
}

TEST_CASE("a folder under the final name fails the file", "[storage][part]") {
    const TempDir temp;
    fs::create_directory(temp / "x");
    const OutputFolder folder{temp.path().string()};
    CHECK_THROWS_WITH(write_whole(folder, "x", If::replace),
                      "cannot give its name to \"" + (temp / "x").string() + "\": Is a directory");
    CHECK(names_in(temp.path()) == std::set<std::string>{"x"});
}

TEST_CASE("temporary names have one pattern, and fit where the final one does", "[storage][part]") {
    CHECK(temporary_name("a.jpg", 12, 3) == ".a.jpg.12-3.part");
    const std::string longest(255, 'n');
    CHECK(temporary_name(longest, 4194304, 18446744073709551615U).size() == 255);
    CHECK(temporary_name(std::string(143, 'n'), 4194304, 1).size() == 143);
    CHECK(temporary_name(std::string(400, 'n'), 1, 1).size() == 255);
    // No character is cut in two: some file systems take UTF-8 only.
    std::string accents;
    for (int i = 0; i < 127; ++i)
        accents += "\xC3\xA9";
    for (const long process : {1L, 12L})
        CHECK(temporary_name(accents, process, 1).find("\xC3.") == std::string::npos);
}

TEST_CASE("names of any bytes and of any length that fits are written", "[storage][part]") {
    const TempDir temp;
    const OutputFolder folder{temp.path().string()};
    for (const std::string& name : {std::string(255, 'n'),
                                    std::string{"\xFF\xFE"},
                                    std::string{"-rf"},
                                    std::string{"a\nb"},
                                    std::string(255, '\x80')}) {
        CHECK(write_whole(folder, name, If::replace));
        CHECK(read_file(temp / name) == "some content");
    }
    CHECK(names_in(temp.path()).size() == 5);
}

TEST_CASE("a name that is too long is a limit", "[storage][part]") {
    const TempDir temp;
    const OutputFolder folder{temp.path().string()};
    try {
        static_cast<void>(write_whole(folder, std::string(256, 'n'), If::replace));
        FAIL("it was written");
    } catch (const ItemError& error) {
        CHECK(error.error_class() == ErrorClass::limit);
        CHECK(std::string{error.what()}.ends_with(": File name too long"));
    }
    CHECK(names_in(temp.path()).empty());
}

TEST_CASE("a taken temporary name is passed over", "[storage][part]") {
    const TempDir temp;
    const OutputFolder folder{temp.path().string()};
    const OutputFolder other{temp.path().string()};
    PartFile first{folder, "x"};
    PartFile second{other, "x"}; // begins to count where the first did
    first.write(bytes("first"));
    second.write(bytes("second"));
    second.finish();
    CHECK(second.publish(If::replace));
    first.finish();
    CHECK(first.publish(If::replace));
    CHECK(read_file(temp / "x") == "first");
    CHECK(names_in(temp.path()) == std::set<std::string>{"x"});
}

TEST_CASE("short writes are gone on with", "[storage][part]") {
    const TempDir temp;
    const auto calls = std::make_shared<FailingCalls>(test::never, 0);
    calls->largest_write = 1;
    const OutputFolder folder{temp.path().string(), with(calls)};
    CHECK(write_whole(folder, "x", If::replace));
    CHECK(read_file(temp / "x") == "some content");
}

TEST_CASE("an interrupted call is tried again, or does no harm", "[storage][part]") {
    std::uint64_t nth = 0;
    for (bool has_failed = true; has_failed; ++nth) {
        const TempDir temp;
        const auto calls = std::make_shared<FailingCalls>(nth, EINTR);
        const OutputFolder folder{temp.path().string(), with(calls)};
        bool is_written = false;
        try {
            is_written = write_whole(folder, "x", If::replace);
        } catch (const ItemError&) {
            // Calls that a signal cannot interrupt.
        }
        CHECK(fs::exists(temp / "x") == is_written);
        if (is_written)
            CHECK(read_file(temp / "x") == "some content");
        has_failed = calls->has_failed();
    }
    CHECK(nth > 5);
}

TEST_CASE("wherever a call fails, a file is whole or absent, and nothing else is left",
          "[storage][part][fault]") {
    const int error = GENERATE(ENOSPC, EIO, EDQUOT, EMFILE);
    const bool is_lasting = GENERATE(false, true);
    const Durability durability = GENERATE(Durability::process, Durability::power);
    const If if_exists = GENERATE(If::replace, If::keep);
    const bool is_old = GENERATE(false, true);
    std::uint64_t nth = 0;
    for (bool has_failed = true; has_failed; ++nth) {
        INFO("call " << nth);
        const TempDir temp;
        if (is_old)
            temp.write("a/b/x", "old");
        const auto calls = std::make_shared<FailingCalls>(nth, error, is_lasting);
        bool has_thrown = false;
        try {
            const OutputFolder folder{temp.path().string(), with(calls, durability)};
            static_cast<void>(write_whole(folder, "a/b/x", if_exists));
        } catch (const ResourceExhausted&) {
            has_thrown = true;
            CHECK((error == ENOSPC || error == EDQUOT));
        } catch (const ItemError&) {
            has_thrown = true;
            CHECK((error == EIO || error == EMFILE));
        }
        has_failed = calls->has_failed();
        CHECK(has_thrown == has_failed);
        std::set<std::string> names = names_in(temp.path());
        if (names.contains("a/b/x")) {
            const std::string content = read_file(temp / "a/b/x");
            CHECK((content == "some content" || (is_old && content == "old")));
        } else {
            CHECK_FALSE(is_old);
        }
        for (const char* name : {"a", "a/b", "a/b/x"})
            names.erase(name);
        CHECK(names.empty());
    }
    CHECK(nth > 6);
}

TEST_CASE("files are synced before their name, and names after, where power may fail",
          "[storage][part]") {
    const TempDir temp;
    const auto calls = std::make_shared<FailingCalls>(test::never, 0);
    const OutputFolder folder{temp.path().string(), with(calls, Durability::power)};
    PartFile file{folder, "x"};
    file.finish();
    CHECK(calls->file_syncs == 1);
    CHECK(file.publish(If::replace));
    CHECK(calls->folder_syncs == 0);
    file.settle();
    CHECK(calls->folder_syncs == 1);

    const auto relaxed = std::make_shared<FailingCalls>(test::never, 0);
    const OutputFolder other{temp.path().string(), with(relaxed)};
    CHECK(write_whole(other, "y", If::replace));
    CHECK(relaxed->file_syncs == 0);
    CHECK(relaxed->folder_syncs == 0);
}

TEST_CASE("a write that fails takes back its part", "[storage][part]") {
    const TempDir temp;
    // The calls: the folder of x, its file, "first", then one byte of "second", then the failure.
    const auto calls = std::make_shared<FailingCalls>(4, ENOSPC);
    const OutputFolder folder{temp.path().string(), with(calls)};
    PartFile file{folder, "x"};
    file.write(bytes("first "));
    calls->largest_write = 1;
    CHECK_THROWS_AS(file.write(bytes("second")), ResourceExhausted);
    file.write(bytes("third"));
    file.finish();
    CHECK(file.publish(If::replace));
    CHECK(read_file(temp / "x") == "first third");
}

TEST_CASE("bytes that are lost when a file is closed are not forgotten", "[storage][part]") {
    const TempDir temp;
    const auto calls = std::make_shared<FailingCalls>(3, ENOSPC);
    const OutputFolder folder{temp.path().string(), with(calls)};
    PartFile file{folder, "x"};
    file.write(bytes("first"));
    CHECK_THROWS_AS(file.suspend(), ResourceExhausted);
    CHECK_THROWS_AS(file.write(bytes("second")), ResourceExhausted);
    CHECK_THROWS_AS(file.finish(), ResourceExhausted);
}

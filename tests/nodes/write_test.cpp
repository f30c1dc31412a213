// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "nodes/file_size_limit.hpp"
#include "storage/renaming.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"
#include "support/test_context.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace penstock;
using penstock::test::FileSizeLimit;
using penstock::test::read_file;
using penstock::test::TempDir;
using penstock::test::TestContext;

namespace fs = std::filesystem;

namespace {

using Shared = std::map<std::string, std::shared_ptr<void>>;

std::unique_ptr<WorkNode> writer(const Value::Object& params, const OpenContext& context = {}) {
    NodeRegistry registry;
    add_write(registry);
    std::unique_ptr<Node> node = registry.find("write")->make(params);
    auto* sink = dynamic_cast<WorkNode*>(node.get());
    REQUIRE(sink != nullptr);
    static_cast<void>(node.release());
    std::unique_ptr<WorkNode> result{sink};
    result->open(context);
    return result;
}

std::unique_ptr<WorkNode> writer_to(const fs::path& path, const char* if_exists = "replace") {
    return writer({{"path", path.string()}, {"if_exists", if_exists}});
}

Encoded encoded(std::string_view content) {
    Encoded result;
    result.buffer = Buffer::allocate(content.size());
    if (!content.empty())
        std::memcpy(result.buffer.bytes().data(), content.data(), content.size());
    result.format = "jpeg";
    result.extension = "jpg";
    return result;
}

ItemInfo item(std::uint64_t sequence, const std::string& path) {
    ItemInfo info;
    info.sequence = sequence;
    info.request = {.name = path, .path = path, .dir = ".", .index = sequence, .seed = 0};
    return info;
}

// What became of the item, and what its call told the engine.
struct Outcome {
    std::string failure; // "": written
    bool is_skipped = false;
    std::vector<std::string> delivered;
    std::vector<TestContext::Displaced> displaced;
    int file_slots = 0;
    int peak_file_slots = 0;
};

Outcome write(WorkNode& node, const ItemInfo& info, std::string_view content) {
    TestContext context;
    context.info = info;
    Outcome outcome;
    try {
        static_cast<void>(node.process(encoded(content), context));
    } catch (const ItemError& error) {
        outcome.failure = std::string{to_string(error.error_class())} + ": " + error.what();
    } catch (const ItemSkipped& skipped) {
        outcome.failure = skipped.what();
        outcome.is_skipped = true;
    }
    outcome.delivered = context.delivered;
    outcome.displaced = context.displaced;
    outcome.file_slots = context.file_slots;
    outcome.peak_file_slots = context.peak_file_slots;
    return outcome;
}

std::set<std::string> files_in(const fs::path& folder) {
    std::set<std::string> names;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator{folder})
        if (!entry.is_directory())
            names.insert(entry.path().lexically_relative(folder).string());
    return names;
}

} // namespace

TEST_CASE("write puts each item where its template says", "[nodes][write]") {
    const TempDir temp;
    const auto node = writer_to(temp / "out/{dir}/{stem}-{seq:03}.{ext}");
    ItemInfo info = item(7, "in/trip/a.png");
    info.request.dir = "trip";
    const Outcome outcome = write(*node, info, "content");
    CHECK(outcome.failure.empty());
    CHECK(outcome.delivered == std::vector<std::string>{(temp / "out/trip/a-007.jpg").string()});
    CHECK(read_file(temp / "out/trip/a-007.jpg") == "content");
    CHECK(outcome.peak_file_slots == 1);
    CHECK(outcome.file_slots == 0);
    CHECK(write(*node, item(8, "b"), "").failure.empty());
    CHECK(read_file(temp / "out/b-008.jpg").empty());
}

TEST_CASE("write creates its root, and says where it is", "[nodes][write]") {
    const TempDir temp;
    const auto node = writer_to(temp / "a/b/{seq}");
    CHECK(fs::is_directory(temp / "a/b"));
    CHECK(node->output_root() == (temp / "a/b").string());
}

TEST_CASE("a folder that may not be written to is told before the run", "[nodes][write]") {
    if (::geteuid() == 0) {
        WARN("root may write everywhere");
        return;
    }
    const TempDir temp;
    fs::create_directories(temp / "closed/below");
    fs::permissions(temp / "closed", fs::perms::owner_read | fs::perms::owner_exec);
    CHECK_THROWS_WITH(writer_to(temp / "closed/{seq}"),
                      Catch::Matchers::Contains("cannot write into the output folder"));
    CHECK_NOTHROW(writer_to(temp / "closed/{dir}/{seq}"));
    fs::permissions(temp / "closed", fs::perms::owner_all);
}

TEST_CASE("write refuses a template that nobody can fill in", "[nodes][write]") {
    CHECK_THROWS_WITH(writer({{"path", "out/{seq"}}), Catch::Matchers::Contains("not closed"));
    CHECK_FALSE(fs::exists("out"));
}

TEST_CASE("write never leaves its root", "[nodes][write]") {
    const TempDir temp;
    const TempDir outside;
    fs::create_directory(temp / "out");
    fs::create_directory_symlink(outside.path(), temp / "out/link");
    const auto node = writer_to(temp / "out/{dir}/{stem}.jpg");
    for (const char* dir : {"..", "../x", "a/../../b", "link", "link/deep"}) {
        INFO(dir);
        ItemInfo info = item(0, "a.jpg");
        info.request.dir = dir;
        const Outcome outcome = write(*node, info, "x");
        CHECK(outcome.failure.starts_with("permission: "));
        CHECK(outcome.failure.find("outputs cannot leave \"" + (temp / "out").string() + '"') !=
              std::string::npos);
        CHECK(outcome.delivered.empty());
        CHECK(outcome.file_slots == 0);
    }
    const auto by_attribute = writer_to(temp / "out/{album}.jpg");
    for (const char* album : {"../x", "/etc/x", "a/b"}) {
        ItemInfo info = item(0, "a.jpg");
        info.attributes.set("album", album);
        CHECK(write(*by_attribute, info, "x").failure.starts_with("permission: "));
    }
    CHECK(fs::is_empty(outside.path()));
    CHECK(files_in(temp.path()).empty());
}

TEST_CASE("a file that exists is replaced, or skips or fails its item", "[nodes][write]") {
    const TempDir temp;
    temp.write("out/a.jpg", "old");
    SECTION("replace") {
        const auto node = writer_to(temp / "out/{stem}.jpg", "replace");
        CHECK(write(*node, item(0, "a"), "new").failure.empty());
        CHECK(read_file(temp / "out/a.jpg") == "new");
    }
    SECTION("skip") {
        const auto node = writer_to(temp / "out/{stem}.jpg", "skip");
        const Outcome outcome = write(*node, item(0, "a"), "new");
        CHECK(outcome.is_skipped);
        CHECK(outcome.failure == '"' + (temp / "out/a.jpg").string() + "\" exists");
        CHECK(outcome.delivered.empty());
        CHECK(read_file(temp / "out/a.jpg") == "old");
        CHECK(write(*node, item(1, "b"), "new").failure.empty());
    }
    SECTION("error") {
        const auto node = writer_to(temp / "out/{stem}.jpg", "error");
        const Outcome outcome = write(*node, item(0, "a"), "new");
        CHECK_FALSE(outcome.is_skipped);
        CHECK(outcome.failure == "permission: \"" + (temp / "out/a.jpg").string() +
                                     "\" exists, and if_exists is \"error\"; remove it, or choose "
                                     "\"replace\" or \"skip\"");
        CHECK(read_file(temp / "out/a.jpg") == "old");
        CHECK(write(*node, item(1, "b"), "new").failure.empty());
    }
    for (const std::string& name : files_in(temp.path()))
        CHECK(name.find(".part") == std::string::npos);
}

TEST_CASE("also where names cannot meet, an existing file is kept where it is to be",
          "[nodes][write]") {
    const TempDir temp;
    temp.write("out/0.jpg", "old");
    OpenContext context;
    context.paths = 1;
    const std::string path = (temp / "out/{seq}.jpg").string();
    CHECK(write(*writer({{"path", path}, {"if_exists", "skip"}}, context), item(0, "a"), "new")
              .is_skipped);
    CHECK(write(*writer({{"path", path}, {"if_exists", "error"}}, context), item(0, "a"), "new")
              .failure.starts_with("permission: "));
    CHECK(read_file(temp / "out/0.jpg") == "old");
    CHECK(write(*writer({{"path", path}}, context), item(0, "a"), "new").failure.empty());
    CHECK(read_file(temp / "out/0.jpg") == "new");
}

TEST_CASE("an item is skipped before it is loaded where its output exists", "[nodes][write]") {
    const TempDir temp;
    temp.write("out/a.jpg", "old");
    const fs::path fixed = temp / "out/{stem}.jpg";
    const auto node = writer_to(fixed, "skip");
    CHECK(node->skip_before_loading(item(0, "in/a.png")) ==
          '"' + (temp / "out/a.jpg").string() + "\" exists");
    CHECK_FALSE(node->skip_before_loading(item(1, "in/b.png")));
    SECTION("but only where that is asked for") {
        CHECK_FALSE(writer_to(fixed, "replace")->skip_before_loading(item(0, "in/a.png")));
        CHECK_FALSE(writer_to(fixed, "error")->skip_before_loading(item(0, "in/a.png")));
    }
    SECTION("and where the name is known before") {
        const std::string path = (temp / "out/{stem}.{ext}").string();
        CHECK_FALSE(writer({{"path", path}, {"if_exists", "skip"}})
                        ->skip_before_loading(item(0, "in/a.png")));
        OpenContext context;
        context.input_extension = "jpg";
        CHECK(writer({{"path", path}, {"if_exists", "skip"}}, context)
                  ->skip_before_loading(item(0, "in/a.png")));
    }
    SECTION("and where no node of the run renames what the name is made of") {
        std::map<std::string, std::shared_ptr<void>> shared;
        OpenContext context;
        context.shared = &shared;
        const auto by_stem = writer({{"path", fixed.string()}, {"if_exists", "skip"}}, context);
        temp.write("out/7.jpg", "old");
        const std::string numbered = (temp / "out/{seq}.jpg").string();
        const auto by_number = writer({{"path", numbered}, {"if_exists", "skip"}}, context);
        CHECK(by_stem->skip_before_loading(item(7, "in/a.png")));
        storage::Renaming::of(&shared)->happens = true;
        CHECK_FALSE(by_stem->skip_before_loading(item(7, "in/a.png")));
        CHECK(by_number->skip_before_loading(item(7, "in/a.png")));
    }
    SECTION("and not for what this run wrote") {
        CHECK(write(*node, item(5, "in/b.png"), "five").failure.empty());
        CHECK_FALSE(node->skip_before_loading(item(1, "in2/b.png")));
        const Outcome outcome = write(*node, item(1, "in2/b.png"), "one");
        CHECK(outcome.failure.empty());
        CHECK(outcome.displaced.size() == 1);
        CHECK(read_file(temp / "out/b.jpg") == "one");
    }
    SECTION("and a name that cannot be is left to the call that writes") {
        ItemInfo info = item(0, "in/a.png");
        info.request.dir = "..";
        const fs::path path = temp / "out/{dir}/{stem}";
        CHECK_FALSE(writer_to(path, "skip")->skip_before_loading(info));
    }
}

TEST_CASE("what an old file does to items does not depend on the schedule", "[nodes][write]") {
    const TempDir temp;
    temp.write("out/a.jpg", "old");
    const char* if_exists = GENERATE("skip", "error");
    for (const bool is_reversed : {false, true}) {
        const auto node = writer_to(temp / "out/{stem}.{ext}", if_exists);
        std::vector<ItemInfo> items{item(0, "x/a"), item(1, "y/a")};
        if (is_reversed)
            std::reverse(items.begin(), items.end());
        for (const ItemInfo& info : items) {
            const Outcome outcome = write(*node, info, "new");
            CHECK(outcome.is_skipped == (std::string_view{if_exists} == "skip"));
            CHECK(outcome.failure.find("exists") != std::string::npos);
        }
    }
}

TEST_CASE("of two items with one output the first in source order is written",
          "[nodes][write][collisions]") {
    const TempDir temp;
    const char* if_exists = GENERATE("replace", "skip", "error");
    const std::string output = (temp / "out/a.jpg").string();
    const auto node = writer_to(temp / "out/{stem}.jpg", if_exists);
    SECTION("when it comes first") {
        CHECK(write(*node, item(3, "in/a.png"), "three").failure.empty());
        const Outcome late = write(*node, item(4, "in/a.tif"), "four");
        CHECK_FALSE(late.is_skipped);
        CHECK(late.failure == "io: the output \"" + output +
                                  "\" belongs to \"in/a.png\" (item 3), which comes first; make "
                                  "the names differ, for example with {dir}, {source_ext} or "
                                  "{seq}");
        CHECK(late.delivered.empty());
    }
    SECTION("when it comes last") {
        CHECK(write(*node, item(4, "in/a.tif"), "four").failure.empty());
        const Outcome winner = write(*node, item(3, "in/a.png"), "three");
        CHECK(winner.failure.empty());
        REQUIRE(winner.displaced.size() == 1);
        CHECK(winner.displaced[0].sequence == 4);
        CHECK(winner.displaced[0].item_name == "in/a.tif");
        CHECK(winner.displaced[0].message.find("belongs to \"in/a.png\" (item 3)") !=
              std::string::npos);
    }
    CHECK(read_file(output) == "three");
    CHECK(files_in(temp.path()) == std::set<std::string>{"out/a.jpg"});
}

TEST_CASE("names that differ only in how they are written are one name",
          "[nodes][write][collisions]") {
    const TempDir temp;
    const auto node = writer_to(temp / "out/{dir}/{album}/{stem}");
    ItemInfo first = item(0, "x");
    first.attributes.set("album", "");
    first.request.dir = "a//b/.";
    ItemInfo second = item(1, "x");
    second.attributes.set("album", ".");
    second.request.dir = "a/b";
    CHECK(write(*node, first, "first").failure.empty());
    CHECK(write(*node, second, "second").failure.starts_with("io: the output"));
    CHECK(read_file(temp / "out/a/b/x") == "first");
}

TEST_CASE("branches of one item do not overwrite each other", "[nodes][write][collisions]") {
    const TempDir temp;
    OpenContext context;
    context.paths = 2;
    const auto node = writer({{"path", (temp / "out/{seq}.jpg").string()}}, context);
    ItemInfo small = item(0, "a");
    ItemInfo large = item(0, "a");
    large.path = 1;
    CHECK(write(*node, large, "large").failure.empty());
    CHECK(write(*node, small, "small").displaced.size() == 1);
    CHECK(read_file(temp / "out/0.jpg") == "small");
}

TEST_CASE("two writers of one run do not overwrite each other", "[nodes][write][collisions]") {
    const TempDir temp;
    Shared shared;
    OpenContext context;
    context.paths = 1;
    context.shared = &shared;
    fs::create_directory_symlink("out", temp / "alias");
    const auto first = writer({{"path", (temp / "out/{seq}.jpg").string()}}, context);
    const auto second = writer({{"path", (temp / "alias/{seq}.jpg").string()}}, context);
    ItemInfo other = item(0, "a");
    other.path = 1;
    CHECK(write(*first, item(0, "a"), "first").failure.empty());
    CHECK(write(*second, other, "second").failure.starts_with("io: the output"));
    CHECK(read_file(temp / "out/0.jpg") == "first");
    // Their folders are one inside the other.
    const auto inner = writer({{"path", (temp / "out/sub/{stem}.jpg").string()}}, context);
    const auto outer = writer({{"path", (temp / "out/{dir}/{stem}.jpg").string()}}, context);
    ItemInfo below = item(1, "x");
    CHECK(write(*inner, below, "inner").failure.empty());
    below.path = 1;
    below.request.dir = "sub";
    CHECK(write(*outer, below, "outer").failure.starts_with("io: the output"));
    CHECK(read_file(temp / "out/sub/x.jpg") == "inner");
}

TEST_CASE("any number of threads may write", "[nodes][write][collisions]") {
    const TempDir temp;
    const auto node = writer_to(temp / "out/{dir}/{stem}.jpg");
    constexpr std::uint64_t items = 240;
    constexpr std::uint64_t names = 12;
    std::vector<Outcome> outcomes(items);
    std::vector<std::thread> pool;
    for (std::uint64_t thread = 0; thread < 4; ++thread)
        pool.emplace_back([&, thread] {
            // From the end, so that winners come late.
            for (std::uint64_t i = thread; i < items; i += 4) {
                const std::uint64_t sequence = items - 1 - i;
                ItemInfo info = item(sequence, "a" + std::to_string(sequence % names));
                info.request.dir = "d" + std::to_string(sequence % 3);
                outcomes[sequence] = write(*node, info, std::to_string(sequence));
            }
        });
    for (std::thread& thread : pool)
        thread.join();
    std::vector<int> failures(items, 0);
    for (std::uint64_t i = 0; i < items; ++i) {
        failures[i] += outcomes[i].failure.empty() ? 0 : 1;
        for (const auto& displaced : outcomes[i].displaced)
            ++failures[displaced.sequence];
    }
    for (std::uint64_t i = 0; i < items; ++i)
        CHECK(failures[i] == (i < names ? 0 : 1));
    for (std::uint64_t i = 0; i < names; ++i)
        CHECK(read_file(temp / "out" / ("d" + std::to_string(i % 3)) /
                        ("a" + std::to_string(i) + ".jpg")) == std::to_string(i));
    CHECK(files_in(temp.path()).size() == names);
}

TEST_CASE("a name that the file system refuses fails its item alone", "[nodes][write]") {
    const TempDir temp;
    const auto node = writer_to(temp / "out/{stem}.jpg");
    const Outcome outcome = write(*node, item(0, std::string(252, 'n')), "x");
    CHECK(outcome.failure.starts_with("limit: "));
    CHECK(outcome.file_slots == 0);
    CHECK(write(*node, item(1, std::string(251, 'n')), "x").failure.empty());
    fs::create_directory(temp / "out/b.jpg");
    CHECK(write(*node, item(2, "b"), "x").failure.starts_with("io: "));
    temp.write("out/file", "");
    const auto below = writer_to(temp / "out/{stem}/x.jpg");
    CHECK(write(*below, item(3, "file"), "x").failure.starts_with("io: "));
}

TEST_CASE("what cannot be written whole is not written, and displaces nothing",
          "[nodes][write][fault]") {
    const TempDir temp;
    const auto node = writer_to(temp / "out/{stem}.jpg");
    CHECK(write(*node, item(9, "a"), "nine").failure.empty());
    {
        const FileSizeLimit limit{4096};
        const Outcome outcome = write(*node, item(5, "a"), std::string(10'000, 'x'));
        CHECK(outcome.failure ==
              "limit: cannot write \"" + (temp / "out/a.jpg").string() + "\": File too large");
        CHECK(outcome.displaced.empty());
        CHECK(outcome.delivered.empty());
        CHECK(outcome.file_slots == 0);
    }
    CHECK(read_file(temp / "out/a.jpg") == "nine");
    CHECK(files_in(temp.path()) == std::set<std::string>{"out/a.jpg"});
    CHECK(write(*node, item(3, "a"), "three").displaced.at(0).sequence == 9);
}

TEST_CASE("write survives the loss of power where it is told to", "[nodes][write]") {
    const TempDir temp;
    const auto node =
        writer({{"path", (temp / "out/{dir}/{stem}.jpg").string()}, {"durability", "power"}});
    CHECK(write(*node, item(0, "a"), "x").failure.empty());
    CHECK(read_file(temp / "out/a.jpg") == "x");
}

TEST_CASE("write is serial until it is told otherwise, and can keep the order", "[nodes][write]") {
    NodeRegistry registry;
    add_write(registry);
    const NodeDescriptor& descriptor = registry.find("write")->descriptor;
    CHECK(descriptor.kind == NodeKind::sink);
    CHECK(descriptor.inputs[0].payload == "encoded");
    CHECK(descriptor.traits.blocks);
    CHECK(descriptor.traits.is_concurrent);
    CHECK(descriptor.traits.default_concurrency == 1);
    CHECK(descriptor.traits.can_order);
    const ParamDescriptor* order = descriptor.find_param("order");
    REQUIRE(order != nullptr);
    CHECK(order->choices == std::vector<std::string>{"none", "source"});
    CHECK(order->default_value == Value{"none"});
    CHECK(descriptor.find_param("path")->is_template);
}

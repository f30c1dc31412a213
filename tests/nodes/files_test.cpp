// SPDX-License-Identifier: Apache-2.0
#include "nodes/built_in.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

using namespace penstock;
using penstock::test::TempDir;

namespace fs = std::filesystem;

namespace {

std::unique_ptr<SourceNode> files(const Value::Object& params, const OpenContext& context = {}) {
    NodeRegistry registry;
    add_files(registry);
    std::unique_ptr<Node> node = registry.find("files")->make(params);
    node->open(context);
    auto* source = dynamic_cast<SourceNode*>(node.get());
    REQUIRE(source != nullptr);
    static_cast<void>(node.release());
    return std::unique_ptr<SourceNode>{source};
}

// The path, and the folder below where the search began.
using Found = std::vector<std::pair<std::string, std::string>>;

Found all_of(const Value::Object& params, const OpenContext& context = {}) {
    const auto source = files(params, context);
    Found found;
    while (auto request = source->next()) {
        CHECK(request->name == request->path);
        CHECK(request->index == found.size());
        found.emplace_back(request->path, request->dir);
    }
    return found;
}

Value::Object paths(const std::vector<std::string>& names) {
    return {{"paths", Value::Array(names.begin(), names.end())}};
}

} // namespace

TEST_CASE("files takes files, folders and globs, one after another", "[nodes][files]") {
    const TempDir temp;
    for (const char* name : {"in/a/x.jpg", "in/y.jpg", "in/z.txt", "other/w.txt", "one.txt"})
        temp.write(name, "");
    const std::string root = temp.path().string();
    CHECK(all_of(paths({root + "/one.txt", root + "/in", root + "/**/*.txt"})) ==
          Found{{root + "/one.txt", "."},
                {root + "/in/a/x.jpg", "a"},
                {root + "/in/y.jpg", "."},
                {root + "/in/z.txt", "in"},
                {root + "/one.txt", "."},
                {root + "/other/w.txt", "other"}});
}

TEST_CASE("a path that does not exist is yielded, so that it fails by name", "[nodes][files]") {
    const TempDir temp;
    const std::string root = temp.path().string();
    CHECK(all_of(paths({root + "/none.jpg"})) == Found{{root + "/none.jpg", "."}});
    CHECK(all_of(paths({root + "/frame%04d.jpg"})) == Found{{root + "/frame%04d.jpg", "."}});
    fs::create_symlink("none", temp / "link[1].jpg");
    CHECK(all_of(paths({root + "/link[1].jpg"})) == Found{{root + "/link[1].jpg", "."}});
}

TEST_CASE("a glob that matches nothing and an empty folder yield nothing", "[nodes][files]") {
    const TempDir temp;
    fs::create_directory(temp / "empty");
    const std::string root = temp.path().string();
    CHECK(all_of(paths({root + "/*.jpg", root + "/empty", root + "/none/*"})).empty());
}

TEST_CASE("a path that exists is taken as it is, whatever characters it has", "[nodes][files]") {
    const TempDir temp;
    temp.write("photo[1].jpg", "");
    temp.write("photo1.jpg", "");
    temp.write("what?/x.jpg", "");
    const std::string root = temp.path().string();
    CHECK(all_of(paths({root + "/photo[1].jpg"})) == Found{{root + "/photo[1].jpg", "."}});
    CHECK(all_of(paths({root + "/what?"})) == Found{{root + "/what?/x.jpg", "."}});
}

TEST_CASE("what is no regular file is yielded where it is named, and is not opened",
          "[nodes][files]") {
    const TempDir temp;
    const std::string pipe = (temp / "pipe.jpg").string();
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    CHECK(all_of(paths({pipe})) == Found{{pipe, "."}}); // opening it would wait for ever
}

TEST_CASE("files does not search where the graph writes", "[nodes][files]") {
    const TempDir temp;
    temp.write("a.jpg", "");
    temp.write("out/b.jpg", "");
    OpenContext context;
    context.output_roots = {(temp / "out").string()};
    const std::string root = temp.path().string();
    CHECK(all_of(paths({root}), context) == Found{{root + "/a.jpg", "."}});
    CHECK(all_of(paths({root + "/**/*.jpg"}), context) == Found{{root + "/a.jpg", "."}});
    CHECK(all_of(paths({root + "/out"}), context).size() == 1);
}

TEST_CASE("a list names files, which come behind the paths", "[nodes][files]") {
    const TempDir temp;
    const std::string first = temp.write("first.jpg", "").string();
    const std::string list =
        temp.write("list", "a/b/x.jpg\ny*.jpg\n/abs/z.jpg\n../up.jpg\n").string();
    Value::Object params = paths({first});
    params.emplace_back("list", list);
    CHECK(all_of(params) == Found{{first, "."},
                                  {"a/b/x.jpg", "a/b"},
                                  {"y*.jpg", "."},
                                  {"/abs/z.jpg", "abs"},
                                  {"../up.jpg", ".."}});
}

TEST_CASE("a list is read from standard input where its name is -", "[nodes][files]") {
    int ends[2] = {-1, -1};
    REQUIRE(::pipe(ends) == 0);
    REQUIRE(::write(ends[1], "a.jpg\nb.jpg", 11) == 11);
    ::close(ends[1]);
    const int saved = ::dup(STDIN_FILENO);
    ::dup2(ends[0], STDIN_FILENO);
    const Found found = all_of({{"list", "-"}});
    ::dup2(saved, STDIN_FILENO);
    ::close(saved);
    ::close(ends[0]);
    CHECK(found == Found{{"a.jpg", "."}, {"b.jpg", "."}});
}

TEST_CASE("files that can find nothing says so before the run", "[nodes][files]") {
    const TempDir temp;
    const std::string root = temp.path().string();
    CHECK_THROWS_WITH(files({}),
                      "nothing to search: expected files, folders or globs in `paths`, or a file "
                      "of names in `list`");
    CHECK_THROWS_WITH(files(paths({""})),
                      "`paths` contains an empty name; expected a file, a folder or a glob");
    CHECK_THROWS_WITH(files(paths({root + "/*/"})), Catch::Matchers::Contains("names folders"));
    CHECK_THROWS_WITH(files({{"list", root + "/none"}}),
                      Catch::Matchers::Contains("cannot open the list"));
}

TEST_CASE("files says how many names it passed by", "[nodes][files]") {
    const TempDir temp;
    for (const char* name : {"a/x.jpg", "a/y.txt", "b/z.xmp", "b/w.png"})
        temp.write(name, "");
    const std::string root = temp.path().string();
    const auto source = files(paths({root + "/a", root + "/b"}));
    CHECK(source->notes().empty());
    while (source->next()) {
    }
    CHECK(source->notes() ==
          std::vector<std::string>{"2 names in the searched folders were passed by: no extension "
                                   "of an image, or no regular file; a glob takes whatever it "
                                   "matches"});
    const auto globbed = files(paths({root + "/*/*"}));
    while (globbed->next()) {
    }
    CHECK(globbed->notes().empty());
}

TEST_CASE("files takes sequences: the frames that are asked for, in that order", "[nodes][files]") {
    const TempDir temp;
    const std::string root = temp.path().string();
    temp.write("shot.0003.exr", "");
    Value::Object params = paths({root + "/shot.%04d.exr", root + "/%02d/b.exr"});
    params.emplace_back("frames", "3,1-2");
    CHECK(all_of(params) == Found{{root + "/shot.0003.exr", "."},
                                  {root + "/shot.0001.exr", "."},
                                  {root + "/shot.0002.exr", "."},
                                  {root + "/03/b.exr", "03"},
                                  {root + "/01/b.exr", "01"},
                                  {root + "/02/b.exr", "02"}});
}

TEST_CASE("files takes the frames that exist, by number, where none are asked for",
          "[nodes][files]") {
    const TempDir temp;
    const std::string root = temp.path().string();
    for (const char* name : {"9.png", "10.png", "x.png"})
        temp.write(name, "");
    CHECK(all_of(paths({root + "/%d.png", root + "/x.png"})) ==
          Found{{root + "/9.png", "."}, {root + "/10.png", "."}, {root + "/x.png", "."}});
    CHECK(all_of(paths({root + "/%04d.png"})) == Found{{root + "/%04d.png", "."}});
}

TEST_CASE("an item of a sequence has the number of its frame", "[nodes][files]") {
    const TempDir temp;
    const std::string root = temp.path().string();
    temp.write("a.jpg", "");
    Value::Object params = paths({root + "/a.jpg", root + "/b.%04d.jpg"});
    params.emplace_back("frames", "-7,12");
    const auto source = files(params);
    CHECK(source->next()->attributes.find("frame") == nullptr);
    CHECK(*source->next()->attributes.find("frame") == Value{-7});
    CHECK(*source->next()->attributes.find("frame") == Value{12});
    NodeRegistry registry;
    add_files(registry);
    CHECK(registry.find("files")->descriptor.attributes == std::vector<std::string>{"frame"});
}

TEST_CASE("a path with a percent sign that exists is taken as it is", "[nodes][files]") {
    const TempDir temp;
    const std::string root = temp.path().string();
    for (const char* name : {"%04d.png", "0001.png", "50%.png"})
        temp.write(name, "");
    CHECK(all_of(paths({root + "/%04d.png"})) == Found{{root + "/%04d.png", "."}});
    Value::Object params = paths({root + "/%04d.png", root + "/50%.png"});
    params.emplace_back("frames", "1");
    const auto source = files(params);
    CHECK(source->next()->path == root + "/%04d.png");
    CHECK(source->next()->path == root + "/50%.png");
    CHECK(source->notes().at(0) ==
          "\"" + root + "/%04d.png\" exists, and was taken as it is, not as a sequence of frames");
    CHECK(source->notes().size() == 2);
}

TEST_CASE("files says before the run which frames it does not understand", "[nodes][files]") {
    const TempDir temp;
    const std::string root = temp.path().string();
    const auto with = [](const std::string& path, const char* frames) {
        Value::Object params = paths({path});
        params.emplace_back("frames", frames);
        return params;
    };
    using Catch::Matchers::Contains;
    using Catch::Matchers::StartsWith;
    CHECK_THROWS_WITH(files(with(root + "/%04d.png", "1-0x")),
                      StartsWith("frames: \"1-0x\": \"1-0x\" has no step"));
    CHECK_THROWS_WITH(files(with(root + "/x.####.png", "1-2")),
                      StartsWith("frames: no path is a sequence; expected one with %04d (not #"));
    CHECK_THROWS_WITH(files(with(root + "/50%.png", "1-2")),
                      Contains("50%.png\": \"%.p\" is no number of a frame"));
    CHECK_THROWS_WITH(files(with(root + "/*.%04d.png", "1-2")),
                      Contains("a sequence has no wildcards"));
    // Without frames, a percent sign that makes no sense is one.
    CHECK(all_of(paths({root + "/50%.png"})) == Found{{root + "/50%.png", "."}});
}

TEST_CASE("a path keeps the meaning that it had before the run", "[nodes][files]") {
    const TempDir temp;
    const std::string root = temp.path().string();
    temp.write("a[b/x.jpg", "");
    temp.write("50%.jpg", "");
    Value::Object params = paths({root + "/a[b", root + "/50%.jpg", root + "/%d.jpg"});
    params.emplace_back("frames", "1");
    const auto source = files(params);
    fs::remove_all(temp / "a[b");
    fs::remove(temp / "50%.jpg");
    CHECK(source->next()->path == root + "/a[b");
    CHECK(source->next()->path == root + "/50%.jpg");
    CHECK(source->next()->path == root + "/1.jpg");
    CHECK_FALSE(source->next());
}

TEST_CASE("files says that it can wait", "[nodes][files]") {
    NodeRegistry registry;
    add_files(registry);
    CHECK(registry.find("files")->descriptor.traits.blocks);
    CHECK(registry.find("files")->descriptor.params[0].name == "paths");
}

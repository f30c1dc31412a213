// SPDX-License-Identifier: Apache-2.0
#include "config/include.hpp"

#include "config/sample_nodes.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <string>
#include <sys/stat.h>

using Catch::Matchers::Contains;

namespace penstock::test {
namespace {

ValidatedConfig loaded(const std::filesystem::path& file, const ConfigOverrides& overrides = {}) {
    return validate(load_config(file, overrides), sample_nodes());
}

// Without the folder, which is another one in each run.
std::string mistakes_of(const TempDir& folder, const std::string& file) {
    std::string text = "no mistake";
    try {
        (void)loaded(folder / file);
    } catch (const ConfigError& error) {
        text = error.what();
    }
    const std::string prefix = folder.path().string() + '/';
    for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix, at))
        text.erase(at, prefix.size());
    return text;
}

const std::string reading = R"({
  "vars": {"count": 3, "side": 10},
  "nodes": {
    "frames": {"type": "numbers", "params": {"count": "${count}", "start": 7}},
    "gate": {"type": "limiter"},
    "paint": {"type": "paint", "params": {"width": "${side}"}}
  },
  "edges": ["frames -> gate -> paint"]
})";

const std::string writing = R"({
  "penstock": "1.0",
  "include": "shared/reading.json",
  "vars": {"count": 4},
  "nodes": {
    "frames": {"params": {"start": 8}},
    "encode": {"type": "encode"},
    "write": {"type": "write", "params": {"path": "out/{seq}.{ext}"}}
  },
  "edges": ["paint -> encode -> write"]
})";

} // namespace

TEST_CASE("a file is put over those that it includes", "[config][include]") {
    const TempDir folder;
    folder.write("shared/reading.json", reading);
    const ValidatedConfig config = loaded(folder.write("main.json", writing));
    CHECK(nodes_of(config) ==
          std::vector<std::string>{"frames", "gate", "paint", "encode", "write"});
    CHECK(edges_of(config) == std::vector<std::string>{"frames.out -> gate.in",
                                                       "gate.out -> paint.in",
                                                       "paint.out -> encode.in",
                                                       "encode.out -> write.in"});
    CHECK(param(config, "frames", "count") == Value{4});
    CHECK(param(config, "frames", "start") == Value{8});
    CHECK(param(config, "paint", "width") == Value{10});
    CHECK(config.content().warnings.empty());
}

TEST_CASE("flags go over a file and what it includes", "[config][include]") {
    const TempDir folder;
    folder.write("shared/reading.json", reading);
    const auto file = folder.write("main.json", writing);
    CHECK(param(loaded(file, {.vars = {"side=11"}, .sets = {}}), "paint", "width") == Value{11});
    CHECK(param(loaded(file, {.vars = {}, .sets = {"nodes.paint.params.width=12"}}),
                "paint",
                "width") == Value{12});
}

TEST_CASE("of several included files the later one wins", "[config][include]") {
    const TempDir folder;
    folder.write("shared/reading.json", reading);
    folder.write("first.json", R"({"vars": {"side": 20}, "name": "first"})");
    folder.write("second.json", R"({"vars": {"side": 30}})");
    const auto width = [&](const std::string& list) {
        const auto file =
            folder.write("main.json", with_changes(writing, {{R"("shared/reading.json")", list}}));
        return param(loaded(file), "paint", "width");
    };
    CHECK(width(R"(["shared/reading.json", "first.json", "second.json"])") == Value{30});
    CHECK(width(R"(["shared/reading.json", "second.json", "first.json"])") == Value{20});
    CHECK(loaded(folder / "main.json").content().name == "first");
}

TEST_CASE("names of included files are relative to the file that has them", "[config][include]") {
    const TempDir folder;
    folder.write("shared/reading.json",
                 with_changes(reading, {{"{", R"({"include": "deep/limits.json",)"}}));
    folder.write("shared/deep/limits.json", R"({"include": ["../../top.json"]})");
    folder.write("top.json", R"({"limits": {"open_files": 9}})");
    CHECK(loaded(folder.write("main.json", writing)).limits().open_files == 9);
}

TEST_CASE("two files may include the same one", "[config][include]") {
    const TempDir folder;
    folder.write("shared/reading.json", reading);
    folder.write("a.json", R"({"include": "c.json"})");
    folder.write("b.json", R"({"include": "c.json"})");
    folder.write("c.json", R"({"name": "c"})");
    folder.write("main.json",
                 with_changes(writing,
                              {{R"("shared/reading.json")",
                                R"(["shared/reading.json", "a.json", "b.json"])"}}));
    CHECK(loaded(folder / "main.json").content().name == "c");
}

TEST_CASE("a profile and a subgraph may stand in an included file", "[config][include]") {
    const TempDir folder;
    folder.write("shared/reading.json",
                 with_changes(reading, {{"{", R"({"profiles": {"tiny": {"vars": {"count": 1}}},
                                  "subgraphs": {"out": {"inputs": {"image": "encode"}, "nodes": {
                                    "encode": {"type": "encode"}, "drop": {"type": "null"}},
                                    "edges": ["encode -> drop"]}},)"}}));
    const auto file = folder.write(
        "main.json",
        with_changes(writing,
                     {{R"("encode": {"type": "encode"},)", R"("end": {"use": "out"},)"},
                      {R"("count": 4)", R"("out": "out")"},
                      {"out/{seq}", "${out}/{seq}"},
                      {R"("write": {"type")", R"("jpeg": {"type": "encode"}, "write": {"type")"},
                      {"paint -> encode -> write", "paint -> [end, jpeg]\", \"jpeg -> write"}}));
    const ValidatedConfig config = loaded(file, {.vars = {}, .sets = {}, .profiles = {"tiny"}});
    CHECK(param(config, "frames", "count") == Value{1});
    CHECK(config.find("end/encode") != nullptr);
}

TEST_CASE("variables of an included file need not be used", "[config][include]") {
    const TempDir folder;
    folder.write("shared/reading.json",
                 with_changes(reading, {{R"("side": 10)", R"("side": 10, "more": 1)"}}));
    CHECK(loaded(folder.write("main.json", writing)).content().warnings.empty());
}

TEST_CASE("mistakes about includes name the place in the file that includes",
          "[config][include][messages]") {
    const TempDir folder;
    folder.write("shared/reading.json", reading);
    const auto mistakes = [&](const std::string& include) {
        folder.write("main.json", with_changes(writing, {{R"("shared/reading.json")", include}}));
        return mistakes_of(folder, "main.json");
    };
    CHECK_THAT(mistakes("3"),
               Contains("main.json:3:14: include: found 3; expected the name of a file, or a list "
                        "of them"));
    CHECK_THAT(mistakes(R"(["shared/reading.json", 4])"),
               Contains("main.json:3:38: include[1]: found 4; expected the name of a file"));
    CHECK_THAT(mistakes(R"("shared/raeding.json")"),
               Contains("main.json:3:14: include: \"shared/raeding.json\": there is no such file; "
                        "expected a config in JSON; did you mean \"shared/reading.json\"?"));
    CHECK_THAT(mistakes(R"("shared")"),
               Contains("main.json:3:14: include: \"shared\": this is a folder; expected a config "
                        "in JSON"));
    CHECK_THAT(mistakes(R"("${count}.json")"),
               Contains("main.json:3:14: include: found \"${count}.json\"; variables are replaced "
                        "after files are included; expected a name without them"));
    CHECK_THAT(mistakes(R"("main.json")"),
               Contains("main.json:3:14: include: files include each other in a circle: main.json "
                        "-> main.json; expected each file to include others only; remove one of "
                        "the entries"));
    REQUIRE(::mkfifo((folder / "pipe.json").c_str(), 0600) == 0);
    CHECK_THAT(mistakes(R"("pipe.json")"),
               Contains("main.json:3:14: include: \"pipe.json\": this is a device or a pipe; "
                        "expected a file"));
}

TEST_CASE("mistakes in an included file name it, and who includes it",
          "[config][include][messages]") {
    const TempDir folder;
    const auto mistakes = [&](const std::string& included) {
        folder.write("shared/reading.json", included);
        folder.write("main.json", writing);
        return mistakes_of(folder, "main.json");
    };
    CHECK(
        mistakes("{\n  \"vars\": {") ==
        "shared/reading.json:2:12: the text ends inside the object that begins at 2:11; expected a "
        "key in quotes or \"}\" (included at main.json:3:14)");
    CHECK(mistakes("[]") == "shared/reading.json:1:1: found a list; expected an object, as every "
                            "config is one (included at main.json:3:14)");
    CHECK(mistakes(with_changes(reading, {{R"("side": 10)", R"("side": 0)"}})) ==
          "shared/reading.json:2:32: nodes.paint.params.width: found 0; expected an integer from 1 "
          "to 65535 px (included at main.json:3:14)");
    CHECK(mistakes(with_changes(reading, {{R"("vars")", R"("penstock": "2.0", "vars")"}})) ==
          "shared/reading.json:2:15: penstock: found version \"2.0\" of the format; this program "
          "reads 1.x; a newer penstock is needed (included at main.json:3:14)");
    CHECK(mistakes(with_changes(reading, {{R"("vars")", R"("vras": {}, "vars")"}})) ==
          "shared/reading.json:2:3: unknown key \"vras\"; expected one of $schema, penstock, name, "
          "description, include, vars, limits, errors, plugins, profiles, subgraphs, nodes, edges; "
          "did you "
          "mean \"vars\"? (included at main.json:3:14)");
}

TEST_CASE("a circle over several files is named whole", "[config][include][messages]") {
    const TempDir folder;
    folder.write("a.json", R"({"include": "b.json"})");
    folder.write("b.json", R"({"include": "sub/../c.json"})");
    folder.write("c.json", R"({"include": ["b.json"]})");
    CHECK_THAT(mistakes_of(folder, "a.json"),
               Contains("c.json:1:14: include[0]: files include each other in a circle: b.json -> "
                        "c.json -> b.json; expected each file to include others only; remove one "
                        "of the entries (included at b.json:1:13; included at a.json:1:13)"));
}

TEST_CASE("files include each other 16 deep and no deeper", "[config][include]") {
    const TempDir folder;
    folder.write("shared/reading.json", reading);
    const auto mistakes = [&](int depth) {
        for (int i = 1; i < depth; ++i)
            folder.write("f" + std::to_string(i) + ".json",
                         R"({"include": "f)" + std::to_string(i + 1) + R"(.json"})");
        folder.write("f" + std::to_string(depth) + ".json", R"({"name": "deepest"})");
        folder.write(
            "main.json",
            with_changes(writing,
                         {{R"("shared/reading.json")", R"(["shared/reading.json", "f1.json"])"}}));
        return mistakes_of(folder, "main.json");
    };
    CHECK(mistakes(config::max_include_depth) == "no mistake");
    CHECK_THAT(mistakes(config::max_include_depth + 1),
               Contains("f16.json:1:13: include: files include each other more than 16 deep; "
                        "expected fewer"));
}

TEST_CASE("files that double at each step are refused in little time", "[config][include]") {
    const TempDir folder;
    folder.write("shared/reading.json", reading);
    for (int i = 1; i < 15; ++i) {
        const std::string next = "\"f" + std::to_string(i + 1) + ".json\"";
        folder.write("f" + std::to_string(i) + ".json",
                     R"({"include": [)" + next + ", " + next + "]}");
    }
    folder.write("f15.json", "{}");
    folder.write(
        "main.json",
        with_changes(writing,
                     {{R"("shared/reading.json")", R"(["shared/reading.json", "f1.json"])"}}));
    CHECK_THAT(mistakes_of(folder, "main.json"),
               Contains("more than 256 files are included; expected fewer"));
}

} // namespace penstock::test

// SPDX-License-Identifier: Apache-2.0
#include "penstock/penstock.hpp"

#include "plugin/libraries.hpp"
#include "plugin/nodes.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;

namespace penstock::test {
namespace {

namespace fs = std::filesystem;

// PENSTOCK_PLUGIN_PATH, while it lives.
class PluginPath {
public:
    explicit PluginPath(const std::string& folders) {
        ::setenv(plugin_path_variable, folders.c_str(), 1);
    }
    PluginPath(const PluginPath&) = delete;
    PluginPath& operator=(const PluginPath&) = delete;
    ~PluginPath() { ::unsetenv(plugin_path_variable); }
};

// The working directory, while it lives.
class WorkingIn {
public:
    explicit WorkingIn(const fs::path& folder) : before_{fs::current_path()} {
        fs::current_path(folder);
    }
    WorkingIn(const WorkingIn&) = delete;
    WorkingIn& operator=(const WorkingIn&) = delete;
    ~WorkingIn() { fs::current_path(before_); }

private:
    fs::path before_;
};

// A folder with links to libraries of the tests. Links: a copy would be another library.
fs::path
folder_with(const TempDir& parent, const std::string& name, const std::vector<std::string>& names) {
    fs::create_directories(parent / name);
    for (const std::string& one : names)
        fs::create_symlink(library(one), parent / name / ("lib" + one + ".so"));
    return parent / name;
}

std::string graph_with(const std::string& plugins, const std::string& type = "tint") {
    return R"({
  "penstock": "1.0",
  "plugins": )" +
           plugins + R"(,
  "vars": {"outcome": "pass"},
  "nodes": {
    "frames": {"type": "generate", "params": {"count": 3}},
    "gate": {"type": "limiter"},
    "render": {"type": "render", "params": {"width": 16, "height": 16}},
    "work": {"type": ")" +
           type + R"(", "params": {"outcome": "${outcome}"}},
    "end": {"type": "null"}
  },
  "edges": ["frames -> gate -> render -> work -> end"]
})";
}

ValidatedConfig valid(PipelineConfig config) {
    NodeRegistry registry = built_in_nodes();
    load_plugins(registry, config);
    return validate(config, registry);
}

std::string mistakes_of(PipelineConfig config) {
    try {
        static_cast<void>(valid(std::move(config)));
        return "none";
    } catch (const ConfigError& error) {
        return error.what();
    }
}

std::string plugin_of(const NodeRegistry& registry, const std::string& type) {
    const NodeType* found = registry.find(type);
    return found == nullptr ? "no such type" : found->plugin;
}

penstock::RunReport run_file(const std::string& file) {
    penstock::PipelineConfig config = penstock::load_config(file);
    penstock::NodeRegistry registry = penstock::built_in_nodes();
    penstock::load_plugins(registry, config);
    penstock::Pipeline pipeline{penstock::validate(config, registry)};
    return pipeline.run();
}

} // namespace

TEST_CASE("a program loads, runs and is told which plugins ran", "[plugin]") {
    const TempDir folder;
    folder_with(folder, "lib", {"tint", "other_abi"});
    const fs::path file = folder.write("graph.json", graph_with("[\"lib/libtint.so\"]"));
    const RunReport report = run_file(file.string());
    CHECK(report.items.written == 3);
    CHECK(report.plugins == std::vector{library("tint").string()});
}

TEST_CASE("the types of a plugin stand beside those that are there, and know it", "[plugin]") {
    NodeRegistry registry = built_in_nodes();
    const std::size_t before = registry.names().size();
    load_plugin(registry, library("tint"));
    CHECK(registry.names().size() == before + 2);
    CHECK(plugin_of(registry, "tint") == library("tint").string());
    CHECK(plugin_of(registry, "shade") == library("tint").string());
    CHECK(plugin_of(registry, "resize").empty());
    CHECK(registry.find("tint")->descriptor.find_param("strength") != nullptr);
    CHECK_THAT(json_schema(registry), Contains("How it ends its items."));
}

TEST_CASE("a library is loaded once, however it is named", "[plugin]") {
    const TempDir folder;
    fs::create_symlink(library("tint"), folder / "other_name.so");
    NodeRegistry registry = built_in_nodes();
    load_plugin(registry, library("tint"));
    const std::vector<std::string> names = registry.names();
    const WorkingIn here{library_folder()};
    load_plugin(registry, "./libtint.so");
    load_plugin(registry, "../test_plugins/../test_plugins/libtint.so");
    load_plugin(registry, folder / "other_name.so");
    load_plugin(registry, "tint");
    load_plugin(registry, "libtint.so");
    CHECK(registry.names() == names);
    NodeRegistry other;
    load_plugin(other, library("tint"));
    CHECK(other.names() == std::vector<std::string>{"shade", "tint"});
}

TEST_CASE("a plugin's errors mean in the engine what its own would", "[plugin]") {
    const std::string outcome = GENERATE("pass", "corrupt", "skip", "other", "exhausted");
    NodeRegistry registry = built_in_nodes();
    load_plugin(registry, library("tint"));
    Pipeline pipeline{validate(
        parse_config(graph_with("[]"), "graph.json", {.vars = {"outcome=" + outcome}, .sets = {}}),
        registry)};
    const RunReport report = pipeline.run();
    INFO(outcome);
    CHECK(report.is_balanced());
    CHECK(report.plugins == std::vector<std::string>{library("tint").string()});
    CHECK(report.items.written == (outcome == "pass" ? 3U : 0U));
    CHECK(report.items.skipped == (outcome == "skip" ? 3U : 0U));
    CHECK((report.end == RunEnd::exhausted) == (outcome == "exhausted"));
    const auto all_failed = [&report](ErrorClass error_class, const std::string& message) {
        return !report.failures.empty() &&
               std::all_of(report.failures.begin(), report.failures.end(), [&](const Failure& one) {
                   return one.error_class == error_class && one.message == message;
               });
    };
    CHECK(all_failed(ErrorClass::corrupt, "no red is left") == (outcome == "corrupt"));
    CHECK(all_failed(ErrorClass::node, "redder than red") == (outcome == "other"));
    CHECK(all_failed(ErrorClass::resource, "the paint is used up") == (outcome == "exhausted"));
}

TEST_CASE("what a plugin throws has a reason and an end", "[plugin]") {
    NodeRegistry registry = built_in_nodes();
    load_plugin(registry, library("tint"));
    const auto run_with = [&registry](const std::string& outcome) {
        Pipeline pipeline{validate(parse_config(graph_with("[]"),
                                                "graph.json",
                                                {.vars = {"outcome=" + outcome}, .sets = {}}),
                                   registry)};
        return pipeline.run();
    };
    const RunReport speechless = run_with("speechless");
    REQUIRE(speechless.failures.size() == 3);
    CHECK(speechless.failures[0].message == "the node gave no reason");
    const RunReport endless = run_with("endless");
    REQUIRE(!endless.failures.empty());
    CHECK(endless.failures[0].message == std::string(4096, 'x') + "... (995904 bytes more)");
    CHECK(endless.end_reason == endless.failures[0].message);
}

TEST_CASE("a program that plugins are linked into registers their types itself", "[plugin]") {
    NodeRegistry registry = built_in_nodes();
    register_tint(registry);
    CHECK(plugin_of(registry, "tint").empty());
    NodeRegistry other;
    register_twin(other);
    CHECK(other.names() == std::vector<std::string>{"tint"});
    CHECK_THROWS_WITH(load_plugin(registry, library("tint")),
                      Contains("\"tint\", which is built in"));
    // What the config names as a plugin is not missed where the program has its types.
    CHECK(validate(parse_config(graph_with("[\"./libtint.so\"]"), "graph.json"), registry)
              .plugins()
              .empty());
}

TEST_CASE("a name without a slash is looked for in its folder, then where plugins are installed",
          "[plugin]") {
    const TempDir folder;
    const fs::path installed = folder_with(folder, "installed", {"tint"});
    NodeRegistry registry;
    const std::string remedy = "; expected a library there";
    CHECK_THROWS_WITH(load_plugin(registry, "tint", folder.path()),
                      "found no libtint.so in " + folder.path().string() + remedy +
                          " or in a folder of PENSTOCK_PLUGIN_PATH, which is not set; build it, or "
                          "give its path");
    const PluginPath path{":" + (folder / "nowhere").string() + "::" + installed.string() + ":"};
    CHECK_THROWS_WITH(load_plugin(registry, "tin", folder.path()),
                      "found no libtin.so in " + folder.path().string() + ", " +
                          (folder / "nowhere").string() + ", " + installed.string() + remedy +
                          "; build it, or give its path");
    CHECK_THROWS_WITH(load_plugin(registry, "./tint", folder.path()),
                      Contains("there is no such file"));
    load_plugin(registry, "tint", folder.path());
    CHECK(plugin_of(registry, "tint") == library("tint").string());

    fs::create_symlink(library("twin"), folder / "libtint.so");
    NodeRegistry nearer;
    load_plugin(nearer, "libtint.so", folder.path());
    CHECK(plugin_of(nearer, "tint") == library("twin").string());
}

TEST_CASE("every library in the folders of PENSTOCK_PLUGIN_PATH is there", "[plugin]") {
    const TempDir folder;
    const fs::path first = folder_with(folder, "first", {"tint"});
    folder.write("first/notes.so", "does not begin with lib");
    folder.write("first/libnotes.txt", "does not end in .so");
    folder.write("first/deeper/libbroken.so", "not looked at");
    const fs::path second = folder_with(folder, "second", {});
    NodeRegistry registry;
    load_installed_plugins(registry);
    CHECK(registry.names().empty());
    {
        const PluginPath path{first.string() + ":" + second.string()};
        load_installed_plugins(registry);
        CHECK(registry.names() == std::vector<std::string>{"shade", "tint"});
        load_installed_plugins(registry);
    }

    // One of the same name stays out: behind one of an earlier folder, and behind one by hand.
    fs::create_symlink(library("twin"), second / "libtint.so");
    const PluginPath path{first.string() + ":" + second.string()};
    NodeRegistry twice;
    load_installed_plugins(twice);
    CHECK(plugin_of(twice, "tint") == library("tint").string());
    const fs::path mine = folder.write("mine/libtint.so", read_file(library("twin")));
    NodeRegistry by_hand;
    load_plugin(by_hand, mine);
    load_installed_plugins(by_hand);
    CHECK(plugin_of(by_hand, "tint") == fs::canonical(mine).string());

    // A link has the name, whatever the version that it leads to is called.
    const fs::path version = folder.write("mine/libtint.so.1.2", read_file(library("twin")));
    fs::create_symlink(version, folder / "libtint.so");
    NodeRegistry linked;
    load_plugin(linked, folder / "libtint.so");
    load_installed_plugins(linked);
    CHECK(plugin_of(linked, "tint") == fs::canonical(version).string());
}

TEST_CASE("installed plugins that cannot be used are named, all of them, and the others are there",
          "[plugin]") {
    const TempDir folder;
    const fs::path installed = folder_with(folder, "installed", {"no_plugin", "other_abi", "tint"});
    fs::create_symlink(folder / "nowhere", folder_with(folder, "gone", {}) / "libgone.so");
    fs::create_directories(folder / "gone/libfolder.so");
    const PluginPath path{installed.string() + ":" + (folder / "absent").string() + ":" +
                          (folder / "gone").string()};
    NodeRegistry registry;
    std::string message = "nothing";
    try {
        load_installed_plugins(registry);
    } catch (const PluginError& error) {
        message = error.what();
    }
    CHECK(registry.names() == std::vector<std::string>{"shade", "tint"});
    CHECK(std::count(message.begin(), message.end(), '\n') == 3);
    CHECK_THAT(
        message,
        StartsWith((folder / "absent").string() +
                   ": this folder cannot be read: No such file or directory; expected a "
                   "folder of plugins; make it, or take it out of PENSTOCK_PLUGIN_PATH\n" +
                   library("no_plugin").string() + ": this is no plugin") &&
            Contains("\n" + library("other_abi").string() + ": it was built for") &&
            Contains("\n" + (folder / "gone/libgone.so").string() + ": this is a link to ") &&
            !Contains("libfolder"));
}

TEST_CASE("an installed plugin that cannot be used is a mistake of those that need it",
          "[plugin]") {
    const TempDir folder;
    const fs::path installed = folder_with(folder, "installed", {"other_abi"});
    const PluginPath path{installed.string()};
    const ValidatedConfig config = valid(parse_pipe("generate count=1 ! render ! null"));
    REQUIRE(config.content().warnings.size() == 1);
    CHECK_THAT(config.content().warnings[0].to_string(),
               StartsWith("PENSTOCK_PLUGIN_PATH: warning: " + library("other_abi").string() +
                          ": it was built for ") &&
                   Contains("; build it again with this compiler") &&
                   EndsWith("; until then it is left out: take it away if nobody needs it"));
    CHECK_THAT(mistakes_of(parse_config(graph_with("[]", "tnit"), "graph.json")),
               StartsWith("PENSTOCK_PLUGIN_PATH: warning: ") &&
                   Contains("unknown node type \"tnit\"") &&
                   Contains("; it can be of " + library("other_abi").string() +
                            ", which could not be loaded"));
    // What a config names has to be there.
    CHECK_THAT(mistakes_of(parse_config(graph_with("[\"other_abi\"]", "null"), "graph.json")),
               Contains("graph.json:3:15: plugins[0]: " + library("other_abi").string()));
}

TEST_CASE("where a type is unknown, plugins are thought of", "[plugin]") {
    CHECK_THAT(mistakes_of(parse_config(graph_with("[]", "solarize_it"), "graph.json")),
               Contains("; if it comes with a plugin, name that in \"plugins\", with --plugin, or "
                        "its folder in PENSTOCK_PLUGIN_PATH"));
    CHECK_THAT(mistakes_of(parse_config(graph_with("[]", "resiz"), "graph.json")),
               Contains("did you mean \"resize\"?") && !Contains("--plugin"));
}

TEST_CASE("plugins of a config are relative to the file that names them", "[plugin]") {
    const TempDir folder;
    folder_with(folder, "lib", {"tint"});
    const fs::path file = folder.write("graphs/graph.json", graph_with("[\"../lib/libtint.so\"]"));
    CHECK(valid(load_config(file)).plugins() == std::vector{library("tint").string()});

    const fs::path including =
        folder.write("deep/er/including.json",
                     R"({"penstock": "1.0", "include": "../../graphs/graph.json", "plugins": []})");
    CHECK(valid(load_config(including)).plugins() == std::vector{library("tint").string()});

    const WorkingIn here{folder.path()};
    const ConfigOverrides flag{.vars = {}, .sets = {"plugins=[\"lib/libtint.so\"]"}};
    CHECK(valid(load_config(file, flag)).plugins() == std::vector{library("tint").string()});
    const std::string text = graph_with("[\"lib/libtint.so\"]");
    CHECK(valid(parse_config(text, "standard input")).plugins().size() == 1);
}

TEST_CASE("a plugin of a config that cannot be loaded is one of its mistakes", "[plugin]") {
    const TempDir folder;
    folder_with(folder, "lib", {"tint", "other_abi"});
    std::string text = graph_with(R"(["lib/libtint.so", "lib/none.so", 3, "lib/libother_abi.so"])");
    text.replace(text.find("\"count\""), 7, "\"cuont\"");
    text.replace(text.find("\"null\""), 6, "\"nul\"");
    const fs::path file = folder.write("graph.json", text);
    const std::string name = file.string();
    const std::string mistakes = mistakes_of(load_config(file));
    CHECK_THAT(mistakes,
               StartsWith(name + ":3:33: plugins[1]: " + (folder / "lib/none.so").string() +
                          ": there is no such file; ") &&
                   Contains(name + ":3:48: plugins[2]: found 3; expected the name of a library") &&
                   Contains(name + ":3:51: plugins[3]: " + library("other_abi").string()) &&
                   Contains("\"cuont\""));
    // What is in the missing library, nobody knows.
    CHECK_THAT(mistakes, !Contains("unknown node type"));
}

TEST_CASE("a program that forgets to load the plugins is told so", "[plugin]") {
    const PipelineConfig config = parse_config(graph_with("[\"./libtint.so\"]"), "graph.json");
    CHECK_THROWS_WITH(validate(config, built_in_nodes()),
                      Contains("unknown node type \"tint\"") &&
                          Contains("; the libraries in \"plugins\" were not loaded: load_plugins "
                                   "comes before validate"));
    CHECK_THAT(mistakes_of(parse_config(graph_with("[]"), "graph.json")),
               Contains("unknown node type \"tint\"") && !Contains("load_plugins"));
}

TEST_CASE("the effective config names its plugins as they were written", "[plugin]") {
    const TempDir folder;
    folder_with(folder, "lib", {"tint"});
    const fs::path file = folder.write("graph.json", graph_with("[\"lib/libtint.so\"]"));
    PipelineConfig config = load_config(file);
    NodeRegistry registry = built_in_nodes();
    load_plugins(registry, config);
    CHECK_THAT(effective_config(config, validate(config, registry)),
               Contains("\n    \"lib/libtint.so\" // " + file.string() + ":3:15\n"));
}

TEST_CASE("the effective config of a file that includes another finds the same plugins",
          "[plugin]") {
    const TempDir folder;
    const fs::path lib = folder_with(folder, "lib", {"tint"});
    const PluginPath installed{lib.string()};
    fs::create_directories(folder / "graphs");
    fs::create_symlink(library("tint"), folder / "graphs/libbeside.so");
    folder.write("graphs/graph.json",
                 graph_with(R"(["../lib/libtint.so", "beside", "tint", ")" +
                            (lib / "libtint.so").string() + "\"]"));
    const fs::path file = folder.write(
        "a/b/whole.json", R"({"penstock": "1.0", "include": "../../graphs/graph.json"})");
    const auto printed = [](const fs::path& path, const ConfigOverrides& overrides = {}) {
        PipelineConfig config = load_config(path, overrides);
        NodeRegistry registry = built_in_nodes();
        load_plugins(registry, config);
        return effective_config(config, validate(config, registry));
    };
    const std::string text = printed(file);
    for (const std::string& one : {text, printed(folder.write("a/b/printed.json", text))})
        CHECK_THAT(one,
                   Contains("    \"../../lib/libtint.so\", // ") &&
                       Contains("    \"../../graphs/libbeside.so\", // ") &&
                       Contains("    \"tint\", // ") &&
                       Contains("    \"" + (lib / "libtint.so").string() + "\" // "));

    const WorkingIn here{folder.path()};
    const ConfigOverrides flag{.vars = {}, .sets = {"plugins=[\"lib/libtint.so\"]"}};
    CHECK_THAT(printed("graphs/graph.json", flag), Contains("\"../lib/libtint.so\" // --set"));
}

} // namespace penstock::test

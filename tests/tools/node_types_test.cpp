// SPDX-License-Identifier: Apache-2.0
#include "tools/node_types.hpp"

#include "plugin/libraries.hpp"
#include "support/catch.hpp"
#include "tools/tool.hpp"
#include "tools/usage_error.hpp"

#include <filesystem>
#include <string>

using namespace penstock;
using namespace penstock::test;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;

namespace {

namespace fs = std::filesystem;

const char* const path_variable = "PENSTOCK_PLUGIN_PATH";

// A folder of installed plugins, with tint in it.
std::string installed_in(const TempDir& folder) {
    fs::create_directory(folder / "installed");
    fs::create_symlink(library("tint"), folder / "installed/libtint.so");
    return (folder / "installed").string();
}

std::string tinted_graph(const std::string& plugins) {
    std::string text = small_graph();
    text.replace(text.find("\"nodes\""), 0, "\"plugins\": " + plugins + ",\n  ");
    text.replace(text.find("\"encode\": {"), 0, "\"tint\": {\"type\": \"tint\"},\n    ");
    text.replace(text.find("-> encode"), 0, "-> tint ");
    return text;
}

} // namespace

TEST_CASE("a plugin that cannot be loaded is an error of the command line", "[tools][plugins]") {
    CHECK(tools::built_in_and({library("tint").string()}).find("tint") != nullptr);
    CHECK_THROWS_AS(tools::built_in_and({"./absent.so"}), tools::UsageError);
    const ToolOutcome outcome = run_tool({"nodes", "--plugin", "./absent.so"});
    CHECK(outcome.code == 2);
    CHECK_THAT(outcome.errors,
               Contains("--plugin: ./absent.so: there is no such file; expected a library"));
    CHECK_THAT(run_tool({"nodes", "--plugin", library("throws_number").string()}).errors,
               Contains("it threw while it registered its node types: something"));
}

TEST_CASE("of several plugins that cannot be loaded, all are named", "[tools][plugins]") {
    const ToolOutcome outcome =
        run_tool({"schema", "--plugin", "./absent.so", "--plugin", "./gone.so"});
    CHECK(outcome.code == 2);
    CHECK_THAT(outcome.errors,
               StartsWith("penstock: --plugin: ./absent.so: there is no such file") &&
                   Contains("\npenstock: --plugin: ./gone.so: there is no such file"));
}

TEST_CASE("an installed plugin that cannot be loaded is a warning to all that need none",
          "[tools][plugins]") {
    const TempDir folder;
    folder.write("small.json", small_graph());
    const std::string path = installed_in(folder);
    fs::create_symlink(library("other_abi"), folder / "installed/libother_abi.so");
    const ToolOptions options{.folder = folder.path(), .environment = {{path_variable, path}}};
    const std::string warning = "PENSTOCK_PLUGIN_PATH: warning: " + library("other_abi").string() +
                                ": it was built for something else: ";
    const std::vector<std::vector<std::string>> commands = {{"nodes", "tint"},
                                                            {"schema"},
                                                            {"graph", "small.json"},
                                                            {"validate", "small.json"},
                                                            {"run", "small.json"}};
    for (const std::vector<std::string>& command : commands) {
        const ToolOutcome outcome = run_tool(command, options);
        INFO(command.front());
        CHECK(outcome.code == 0);
        CHECK_THAT(outcome.errors, StartsWith(warning));
    }
    CHECK(run_tool({"nodes", "--plugin", "other_abi"}, options).code == 2);
}

TEST_CASE("the name of a library stays on its line", "[tools][plugins]") {
    const TempDir folder;
    const fs::path odd = folder.write("two\nlines\x1b.so", read_file(library("twin")));
    CHECK_THAT(run_tool({"nodes", "tint", "--plugin", odd.string()}).output,
               EndsWith("/two\\nlines?.so\n"));
}

TEST_CASE("nodes shows the types of plugins beside the built-in ones", "[tools][plugins]") {
    const TempDir folder;
    const std::string line = "\ntint       transform  Blends red over the image.\n";
    CHECK_THAT(run_tool({"nodes"}).output, !Contains(line));
    CHECK_THAT(run_tool({"nodes", "--plugin", "./libtint.so"}, {.folder = library_folder()}).output,
               Contains(line) && Contains("\nresize "));
    const ToolOptions installed{.environment = {{path_variable, installed_in(folder)}}};
    CHECK_THAT(run_tool({"nodes"}, installed).output, Contains(line));

    const ToolOutcome one = run_tool({"nodes", "tint", "--plugin", library("tint").string()});
    CHECK_THAT(one.output, StartsWith("tint") && Contains("strength"));
    CHECK_THAT(one.output, EndsWith("\nFrom " + library("tint").string() + "\n"));
    CHECK(run_tool({"nodes", "tint"}, installed).output == one.output);
    CHECK_THAT(run_tool({"nodes", "tnit"}, installed).errors, Contains("did you mean \"tint\"?"));
    CHECK_THAT(run_tool({"nodes", "null"}, installed).output, !Contains("From "));
    CHECK_THAT(run_tool({"nodes", "tint", "--json", "--plugin", library("tint").string()}).output,
               Contains("\"strength\""));
}

TEST_CASE("the schema has the parameters of plugins", "[tools][plugins]") {
    const TempDir folder;
    const std::string doc = "How it ends its items.";
    CHECK_THAT(run_tool({"schema"}).output, !Contains(doc));
    const ToolOutcome outcome = run_tool({"schema", "--plugin", library("tint").string()});
    CHECK_THAT(outcome.output, Contains(doc));
    CHECK(run_tool({"schema"}, {.environment = {{path_variable, installed_in(folder)}}}).output ==
          outcome.output);
    CHECK_THAT(run_tool({"schema"}, {.environment = {{path_variable, "/nowhere"}}}).errors,
               Contains("PENSTOCK_PLUGIN_PATH: warning: /nowhere: this folder cannot be read"));
}

TEST_CASE("what takes a pipeline takes plugins", "[tools][plugins]") {
    const TempDir folder;
    folder.write("tinted.json", tinted_graph("[]"));
    const std::vector<std::string> plugin{"--plugin", library("tint").string()};
    const auto with_plugin = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.end(), plugin.begin(), plugin.end());
        return run_tool(arguments, {.folder = folder.path()});
    };
    CHECK_THAT(run_tool({"validate", "tinted.json"}, {.folder = folder.path()}).errors,
               Contains("unknown node type \"tint\""));
    CHECK(with_plugin({"validate", "tinted.json"}).code == 0);
    CHECK(with_plugin({"validate", "tinted.json", "--print-config"}).code == 0);
    CHECK_THAT(with_plugin({"graph", "tinted.json"}).output, Contains("tint"));
    CHECK(with_plugin(
              {"run", "--progress", "none", "--pipe", "generate count=1 ! render ! tint ! null"})
              .code == 0);
    const ToolOutcome outcome =
        with_plugin({"run", "tinted.json", "--progress", "none", "--summary", "-"});
    CHECK(outcome.code == 0);
    CHECK(*parsed_json(outcome.output).find("plugins") ==
          Value{Value::Array{library("tint").string()}});
    CHECK(files_below(folder / "out").size() == 5);
}

TEST_CASE("plugins come from the config and from PENSTOCK_PLUGIN_PATH", "[tools][plugins]") {
    const TempDir folder;
    const ToolOptions installed{.folder = folder.path(),
                                .environment = {{path_variable, installed_in(folder)}}};
    folder.write("without.json", tinted_graph("[]"));
    folder.write("graphs/named.json", tinted_graph("[\"tint\"]"));
    folder.write("graphs/relative.json", tinted_graph("[\"../installed/libtint.so\"]"));
    CHECK(run_tool({"validate", "without.json"}, installed).code == 0);
    CHECK(run_tool({"validate", "graphs/named.json"}, installed).code == 0);
    const ToolOptions here{.folder = folder.path()};
    CHECK(run_tool({"validate", "graphs/relative.json"}, here).code == 0);
    const ToolOutcome missing = run_tool({"run", "graphs/named.json"}, here);
    CHECK(missing.code == 2);
    CHECK_THAT(missing.errors,
               StartsWith("graphs/named.json:4:15: plugins[0]: found no libtint.so in graphs; "));
}

TEST_CASE("reports land where they were asked for, whatever a node does to the working directory",
          "[tools][plugins][summary]") {
    const TempDir folder;
    const ToolOutcome outcome =
        run_tool({"run",
                  "--progress",
                  "none",
                  "--summary",
                  "s.json",
                  "--report",
                  "r.html",
                  "--plugin",
                  library("tint").string(),
                  "--pipe",
                  "generate count=1 ! render ! tint outcome=change_folder ! null"},
                 {.folder = folder.path()});
    CHECK(outcome.code == 0);
    CHECK(files_below(folder.path()) == std::vector<std::string>{"r.html", "s.json"});
}

TEST_CASE("messages are cut where they are long", "[tools][plugins]") {
    const std::string name = "./" + std::string(10000, 'x');
    const std::string pipe = "generate count=1 ! render ! null";
    for (const std::vector<std::string>& ending :
         {std::vector<std::string>{"--plugin", name},
          std::vector<std::string>{"--set", "plugins=[\"" + name + "\"]"}}) {
        std::vector<std::string> arguments{"run", "--pipe", pipe};
        arguments.insert(arguments.end(), ending.begin(), ending.end());
        const ToolOutcome outcome = run_tool(arguments);
        CHECK(outcome.code == 2);
        CHECK_THAT(outcome.errors, Contains("xxx... (") && Contains(" bytes more)\n"));
    }
}

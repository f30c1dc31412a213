// SPDX-License-Identifier: Apache-2.0
#include "tools/exit_guard.hpp"

#include "plugin/libraries.hpp"
#include "support/catch.hpp"
#include "tools/tool.hpp"

#include <cstdlib>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

using namespace penstock;
using namespace penstock::test;
using Catch::Matchers::Contains;

namespace {

const char* const complaint =
    "penstock: a node or plugin called exit(); nothing is known of what was not finished; expected "
    "it to return, or to throw ItemError where an item fails; correct it, or take it out\n";

std::string graph_that_ends(const std::string& outcome) {
    std::string text = small_graph(20);
    text.replace(text.find("\"encode\": {"),
                 0,
                 R"("tint": {"type": "tint", "params": {"outcome": ")" + outcome + "\"}},\n    ");
    text.replace(text.find("-> encode"), 0, "-> tint ");
    return text;
}

// The code with which a child ends that does this.
template <class Act> int code_of_child(const Act& act) {
    const pid_t child = ::fork();
    if (child == 0) {
        act();
        ::_exit(99);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace

TEST_CASE("a node that ends the process does not make a run a success", "[tools][exit]") {
    const TempDir folder;
    const std::string way = GENERATE("exit", "quick_exit");
    INFO(way);
    folder.write("graph.json", graph_that_ends(way));
    const ToolOutcome outcome =
        run_tool({"run",
                  "graph.json",
                  "--progress",
                  "none",
                  "--summary",
                  "summary.json",
                  "--plugin",
                  library("exits").string()},
                 {.folder = folder.path(), .environment = {{"PENSTOCK_TEST_EXIT", "run"}}});
    CHECK(outcome.code == 70);
    CHECK(outcome.errors == complaint);
    for (const std::string& file : files_below(folder.path()))
        CHECK_THAT(file, !Contains(".part"));
}

TEST_CASE("a plugin that ends the process while it is loaded does not make it a success",
          "[tools][exit]") {
    const TempDir folder;
    folder.write("graph.json", small_graph());
    const std::string moment = GENERATE("registration", "constructor");
    INFO(moment);
    const ToolOutcome outcome =
        run_tool({"validate", "graph.json", "--plugin", library("exits").string()},
                 {.folder = folder.path(), .environment = {{"PENSTOCK_TEST_EXIT", moment}}});
    CHECK(outcome.code == 70);
    CHECK(outcome.output.empty());
    CHECK(outcome.errors == complaint);
}

TEST_CASE("what ends in good order ends with its own code", "[tools][exit]") {
    for (const char* word : {"--help", "--version", "explain"})
        CHECK(run_tool({word}).code == 0);
    CHECK(run_tool({"run", "--help"}).code == 0);
    CHECK(run_tool({"rnu"}).code == 2);
    CHECK(run_tool({"nodes", "--plugin", library("exits").string()}).code == 0);
    // NOLINTBEGIN(concurrency-mt-unsafe): of a process with one thread
    CHECK(code_of_child([] {
              { const tools::ExitGuard guard; }
              tools::ExitGuard::come_first();
              std::quick_exit(3);
          }) == 3);
    // A child that could not become another program.
    CHECK(code_of_child([] {
              const tools::ExitGuard guard;
              ::_exit(code_of_child([] { std::quick_exit(7); }));
          }) == 7);
    CHECK(code_of_child([] {
              const tools::ExitGuard guard;
              std::exit(0);
          }) == 70);
    // NOLINTEND(concurrency-mt-unsafe)
}

// SPDX-License-Identifier: Apache-2.0
#include "tools/run_outputs.hpp"

#include "support/catch.hpp"
#include "support/temp_dir.hpp"
#include "tools/tool.hpp"
#include "tools/usage_error.hpp"

#include <filesystem>
#include <string>
#include <vector>

using namespace penstock;
using namespace penstock::test;
using namespace penstock::tools;
using Catch::Matchers::Contains;

namespace {

std::string refusal_of(const RunRequest& request) {
    try {
        check_outputs(request);
    } catch (const UsageError& error) {
        return error.what();
    }
    return "none";
}

} // namespace

TEST_CASE("one file is not for two of what a run writes", "[tools][run_outputs]") {
    const TempDir folder;
    const std::string file = (folder.path() / "x").string();
    const std::string again = (folder.path() / "." / "x").string();
    RunRequest request;
    request.summary = file;
    request.report = again;
    CHECK(refusal_of(request) ==
          "--report: " + again + ": that is --summary; give it another name");
    request.report = file + "2";
    CHECK(refusal_of(request) == "none");
    request.metrics = file;
    CHECK_THAT(refusal_of(request), Contains("--metrics: ") && Contains("that is --summary"));
    request.metrics.clear();
    folder.write("target.json", "");
    std::filesystem::create_symlink(folder.path() / "target.json", file);
    request.trace = (folder.path() / "target.json").string();
    CHECK_THAT(refusal_of(request), Contains("--trace: ") && Contains("that is --summary"));
    request.summary = request.report = request.trace = "/dev/null";
    CHECK(refusal_of(request) == "none");
}

TEST_CASE("what a run writes does not replace its config", "[tools][run_outputs]") {
    const TempDir folder;
    folder.write("graph.json", small_graph());
    RunRequest request;
    request.graph.file = request.report = (folder.path() / "graph.json").string();
    CHECK_THAT(refusal_of(request), Contains("that is the config of this run"));
}

TEST_CASE("names that can be no file are refused before the run", "[tools][run_outputs]") {
    const TempDir folder;
    const ToolOptions here{.folder = folder.path()};
    folder.write("small.json", small_graph());
    folder.write("file", "");
    std::filesystem::create_symlink("ring", folder.path() / "ring");
    for (const char* option : {"--summary", "--report", "--trace", "--metrics"})
        for (const std::string& name :
             {std::string{}, std::string(256, 'x'), std::string{"ring/x"}, std::string{"file/x"}}) {
            const ToolOutcome outcome = run_tool({"run", "small.json", option, name}, here);
            CAPTURE(option, name, outcome.errors);
            CHECK(outcome.code == 2);
            CHECK_THAT(outcome.errors, Contains(option));
            CHECK_FALSE(std::filesystem::exists(folder.path() / "out"));
        }
    CHECK_THAT(run_tool({"run", "small.json", "--report", "file/x"}, here).errors,
               Contains("file is no folder"));
}

TEST_CASE("each output that is lost at the end is told", "[tools][run_outputs]") {
    const TempDir folder;
    const ToolOptions here{.folder = folder.path()};
    folder.write("small.json", small_graph());
    const ToolOutcome outcome = run_tool({"run",
                                          "small.json",
                                          "--progress",
                                          "none",
                                          "--summary",
                                          "/dev/full",
                                          "--report",
                                          "/dev/full"},
                                         here);
    CHECK(outcome.code == 5);
    CHECK_THAT(outcome.errors, Contains("--summary: /dev/full: cannot write"));
    CHECK_THAT(outcome.errors, Contains("--report: /dev/full: cannot write"));
}

TEST_CASE("a folder is no summary", "[tools][run_outputs]") {
    const TempDir folder;
    const ToolOptions here{.folder = folder.path()};
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{"what-if", "."},
          std::vector<std::string>{"compare", ".", "."}}) {
        const ToolOutcome outcome = run_tool(arguments, here);
        CHECK(outcome.code == 2);
        CHECK_THAT(outcome.errors, Contains("cannot read it: Is a directory"));
    }
}

TEST_CASE("a node has failed as often as failures say, where outputs have one name",
          "[tools][run_outputs]") {
    const TempDir folder;
    const ToolOptions here{.folder = folder.path()};
    folder.write("small.json", small_graph(12));
    for (int round = 0; round < 4; ++round) {
        const ToolOutcome outcome = run_tool({"run",
                                              "small.json",
                                              "--set",
                                              "nodes.write.params.path=out/one.jpg",
                                              "--progress",
                                              "none",
                                              "--summary",
                                              "-"},
                                             here);
        CHECK(outcome.code == 1);
        const Value summary = parsed_json(outcome.output);
        CHECK(summary.find("failures")->as_array().size() == 11);
        CHECK(*summary.find("nodes")->find("write")->find("failed") == Value{11});
    }
}

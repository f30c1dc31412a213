// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "tools/tool.hpp"

#include <algorithm>
#include <string>
#include <thread>

using namespace penstock;
using namespace penstock::test;
using Catch::Matchers::Contains;

namespace {

// A folder with small.json in it.
struct Workplace {
    explicit Workplace(int count = 5) { folder.write("small.json", small_graph(count)); }

    [[nodiscard]] ToolOutcome run(std::vector<std::string> arguments,
                                  ToolOptions options = {}) const {
        options.folder = folder.path();
        arguments.insert(arguments.begin(), "run");
        return run_tool(arguments, options);
    }
    [[nodiscard]] Value summary(std::vector<std::string> arguments) const {
        for (const char* word : {"--summary", "-", "--progress", "none"})
            arguments.emplace_back(word);
        return parsed_json(run(std::move(arguments)).output);
    }

    TempDir folder;
};

} // namespace

TEST_CASE("a run that goes well ends with 0 and leaves stdout to data", "[tools][run]") {
    const Workplace place;
    const ToolOutcome outcome = place.run({"small.json"});
    CHECK(outcome.code == 0);
    CHECK(outcome.output.empty());
    CHECK_THAT(outcome.errors, Contains("5 in = 5 written   balanced   "));
    CHECK_THAT(outcome.errors, Contains(" of 64 MiB\n"));
    CHECK_THAT(outcome.errors, Contains("\n  encode      5       0 "));
    CHECK(files_below(place.folder / "out").size() == 5);
}

TEST_CASE("a run with failed items ends with 1 and names the first ten", "[tools][run]") {
    const Workplace place;
    for (int i = 10; i < 22; ++i)
        place.folder.write("photos/" + std::to_string(i) + ".jpg", "this is no picture");
    const std::vector<std::string> arguments = {
        "--pipe", "files photos ! decode ! encode format=jpeg ! write path=out/{stem}.{ext}"};
    const ToolOutcome outcome = place.run(arguments);
    CHECK(outcome.code == 1);
    CHECK_THAT(outcome.errors, Contains("12 in = 0 written + 12 failed"));
    CHECK_THAT(outcome.errors, Contains("failed photos/10.jpg: decode: "));
    CHECK_THAT(outcome.errors, Contains("failed photos/19.jpg: "));
    CHECK_THAT(outcome.errors, !Contains("photos/20.jpg"));
    CHECK_THAT(outcome.errors, Contains("and 2 more: --summary FILE lists all\n"));

    std::vector<std::string> with_summary = arguments;
    with_summary.insert(with_summary.end(), {"--summary", "all.json"});
    CHECK_THAT(place.run(with_summary).errors, Contains("and 2 more: all are in all.json\n"));
}

TEST_CASE("a refused config ends with 2 and shows where", "[tools][run]") {
    const Workplace place;
    std::string text = small_graph();
    text.replace(text.find("\"width\""), 7, "\"widht\"");
    place.folder.write("bad.json", text);
    const ToolOutcome outcome = place.run({"bad.json"});
    CHECK(outcome.code == 2);
    CHECK(outcome.output.empty());
    CHECK_THAT(outcome.errors, Catch::Matchers::StartsWith("bad.json:7:"));
    CHECK_THAT(outcome.errors, Contains("did you mean \"width\"?"));
    CHECK_THAT(outcome.errors, Contains("  7 |     \"render\""));
    CHECK_THAT(outcome.errors, Contains(" ^^^^^^^"));
    CHECK(files_below(place.folder / "out").empty());
}

TEST_CASE("a run whose sources yield nothing ends with 3", "[tools][run]") {
    const Workplace place{0};
    const ToolOutcome outcome = place.run({"small.json"});
    CHECK(outcome.code == 3);
    CHECK_THAT(outcome.errors, Contains("no input: the sources yielded nothing"));
}

TEST_CASE("the option --var and --set change the config, from left to right", "[tools][run]") {
    const Workplace place;
    CHECK(place.run({"small.json", "--var", "count=2", "--var", "out=there"}).code == 0);
    CHECK(files_below(place.folder / "there") == std::vector<std::string>{"0000.jpg", "0001.jpg"});
    CHECK(place
              .run({"--set",
                    "nodes.frames.params.count=9",
                    "--set",
                    "nodes.frames.params.count=1",
                    "small.json"})
              .code == 0);
    CHECK(files_below(place.folder / "out") == std::vector<std::string>{"0000.jpg"});
    CHECK(place.run({"small.json", "--var", "cuont=2"}).code == 2);
}

TEST_CASE("the option -j says how many threads compute", "[tools][run]") {
    const Workplace place;
    for (const int threads : {1, 3}) {
        const Value summary = place.summary({"small.json", "-j", std::to_string(threads)});
        CHECK(*summary.find("limits")->find("threads") == Value{threads});
    }
    CHECK(place.run({"small.json", "-j", "0"}).code == 2);
    CHECK(place.run({"small.json", "-j", "x"}).code == 2);
}

TEST_CASE("the option -j 1 computes one image at a time; -j beyond the cores works too",
          "[tools][run]") {
    const Workplace place{60};
    const std::vector<std::string> graph = {"small.json",
                                            "--set",
                                            "nodes.gate.params.max_images=60",
                                            "--set",
                                            "nodes.gate.params.max_bytes=1GiB",
                                            "--set",
                                            "nodes.render.params.width=640",
                                            "--set",
                                            "nodes.render.params.height=480"};
    const auto peak_with = [&](unsigned threads) {
        std::vector<std::string> arguments = graph;
        arguments.insert(arguments.end(), {"-j", std::to_string(threads)});
        const Value summary = place.summary(arguments);
        return summary.find("nodes")->find("render")->find("peak_concurrency")->as_integer();
    };
    CHECK(peak_with(1) == 1);
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    CHECK(peak_with(cores + 3) > static_cast<std::int64_t>(cores));
}

TEST_CASE("the option -v says each file that was saved, on stderr", "[tools][run]") {
    const Workplace place{3};
    const ToolOutcome outcome = place.run({"small.json", "-v", "-j", "1"});
    CHECK(outcome.code == 0);
    CHECK(outcome.output.empty());
    for (const char* name :
         {"saved out/0000.jpg\n", "saved out/0001.jpg\n", "saved out/0002.jpg\n"})
        CHECK_THAT(outcome.errors, Contains(name));
    CHECK_THAT(place.run({"small.json"}).errors, !Contains("saved"));
}

TEST_CASE("the option --summary writes one JSON object, as a whole file or to stdout",
          "[tools][run]") {
    const Workplace place;
    CHECK(place.run({"small.json", "--summary", "report.json"}).code == 0);
    const Value summary = parsed_json(read_file(place.folder / "report.json"));
    for (const char* key : {"penstock",
                            "items",
                            "outputs",
                            "balanced",
                            "peak",
                            "rss_start_bytes",
                            "limits",
                            "wall_seconds",
                            "cpu_seconds",
                            "nodes",
                            "failures"}) {
        CAPTURE(key);
        CHECK(summary.find(key) != nullptr);
    }
    CHECK(*summary.find("items")->find("written") == Value{5});
    CHECK(*summary.find("balanced") == Value{true});
    CHECK(*summary.find("nodes")->find("encode")->find("count") == Value{5});
    for (const std::string& name : files_below(place.folder.path()))
        CHECK_THAT(name, !Catch::Matchers::EndsWith(".part"));

    const ToolOutcome outcome = place.run({"small.json", "--summary", "-"});
    CHECK(*parsed_json(outcome.output).find("outputs") == Value{5});
    CHECK_THAT(outcome.errors, Contains("5 in = 5 written"));
}

TEST_CASE("a summary that cannot be written is refused before the run", "[tools][run]") {
    const Workplace place;
    for (const char* file : {"nowhere/report.json", "."}) {
        const ToolOutcome outcome = place.run({"small.json", "--summary", file});
        CHECK(outcome.code == 2);
        CHECK_THAT(outcome.errors, Contains(file));
    }
    CHECK(files_below(place.folder / "out").empty());
}

TEST_CASE("the option --dry-run says what would run, and runs nothing", "[tools][run]") {
    const Workplace place;
    const ToolOutcome outcome = place.run({"small.json", "--dry-run", "-j", "3"});
    CHECK(outcome.code == 0);
    CHECK_THAT(outcome.output, Contains("small: would run "));
    CHECK_THAT(outcome.output, Contains(" on 3 threads; nothing was run\n"));
    CHECK_THAT(outcome.output,
               Contains("  gate: at most 4 images and 64 MiB; an item needs 1 image"));
    CHECK_THAT(outcome.output, Contains("; 4 items fit at once\n"));
    CHECK_THAT(outcome.output, Contains("  encode: encode, unlimited -> write\n"));
    CHECK_FALSE(std::filesystem::exists(place.folder / "out"));
}

TEST_CASE("the option --profile applies a profile, and flags go over it", "[tools][run]") {
    const TempDir folder;
    std::string text = small_graph();
    text.replace(
        text.find("\"nodes\""),
        0,
        R"("profiles": {"two": {"vars": {"count": 2}}, "there": {"vars": {"out": "there"}}},
  )");
    folder.write("small.json", text);
    const ToolOptions here{.folder = folder.path()};
    CHECK(run_tool({"run", "small.json", "--profile", "two", "--profile", "there"}, here).code ==
          0);
    CHECK(files_below(folder / "there").size() == 2);
    CHECK(run_tool({"run", "--profile", "two", "small.json", "--var", "count=1"}, here).code == 0);
    CHECK(files_below(folder / "out").size() == 1);
    const ToolOutcome unknown = run_tool({"run", "small.json", "--profile", "tow"}, here);
    CHECK(unknown.code == 2);
    CHECK(unknown.errors ==
          "--profile tow: there is no profile \"tow\"; expected one of two, there; "
          "did you mean \"two\"?\n");
}

TEST_CASE("the option --print-config prints what the config comes to, and runs nothing",
          "[tools][run]") {
    const TempDir folder;
    folder.write("small.json", small_graph());
    const ToolOptions here{.folder = folder.path()};
    const ToolOutcome printed =
        run_tool({"run", "small.json", "--var", "count=2", "--print-config"}, here);
    CHECK(printed.code == 0);
    CHECK(printed.errors.empty());
    CHECK_FALSE(std::filesystem::exists(folder / "out"));
    CHECK_THAT(printed.output, Contains("\"count\": 2, // --var count=2\n"));
    CHECK_THAT(printed.output, Contains("\"width\": 32, // small.json:7:"));
    folder.write("printed.json", printed.output);
    CHECK(run_tool({"run", "printed.json"}, here).code == 0);
    CHECK(files_below(folder / "out").size() == 2);
    const ToolOutcome refused = run_tool(
        {"run", "small.json", "--set", "nodes.encode.params.quality=0", "--print-config"}, here);
    CHECK(refused.code == 2);
    CHECK(refused.output.empty());
}

TEST_CASE("a short pipeline needs no file", "[tools][run]") {
    const Workplace place;
    const ToolOutcome outcome =
        place.run({"--pipe",
                   "generate count=2 ! render width=32 height=24 ! encode format=jpeg ! write "
                   "path=piped/{seq}.{ext}"});
    CHECK(outcome.code == 0);
    CHECK(files_below(place.folder / "piped") == std::vector<std::string>{"0.jpg", "1.jpg"});
}

TEST_CASE("a run takes a file or a short pipeline, not both and not neither", "[tools][run]") {
    const Workplace place;
    for (const std::vector<std::string>& arguments :
         {std::vector<std::string>{}, {"small.json", "--pipe", "generate ! null"}}) {
        const ToolOutcome outcome = place.run(arguments);
        CHECK(outcome.code == 2);
        CHECK(outcome.errors == "penstock: run: expected a FILE or --pipe, and not both\n");
    }
}

TEST_CASE("a dash reads the config from standard input", "[tools][run]") {
    const Workplace place;
    CHECK(place.run({"-"}, {.input = small_graph(2)}).code == 0);
    CHECK(files_below(place.folder / "out").size() == 2);
}

TEST_CASE("control characters in names do not reach the terminal", "[tools][run]") {
    const Workplace place;
    place.folder.write("photos/a\x1b[2J.jpg", "this is no picture");
    const ToolOutcome outcome = place.run(
        {"--pipe", "files photos ! decode ! encode format=jpeg ! write path=out/{seq}.{ext}"});
    CHECK(outcome.code == 1);
    CHECK_THAT(outcome.errors, !Contains("\x1b"));
    CHECK_THAT(outcome.errors, Contains("photos/a?[2J.jpg"));
}

TEST_CASE("a push source is refused where nobody pushes", "[tools][run]") {
    const Workplace place;
    place.folder.write("push.json", R"({"penstock": "1.0",
        "nodes": {"in": {"type": "push"}, "gate": {"type": "limiter"},
                  "take": {"type": "receive"}, "end": {"type": "null"}},
        "edges": ["in -> gate -> take -> end"]})");
    const ToolOutcome outcome = place.run({"push.json"});
    CHECK(outcome.code == 2);
    CHECK_THAT(outcome.errors, Contains("nodes.in: push takes items from a program"));
}

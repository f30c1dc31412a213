// SPDX-License-Identifier: Apache-2.0
#include "tools/only_failed.hpp"

#include "support/catch.hpp"
#include "tools/tool.hpp"
#include "tools/usage_error.hpp"

#include <string>

using namespace penstock;
using namespace penstock::test;
using namespace penstock::tools;
using Catch::Matchers::Contains;

namespace {

// Photos of which some are none, read and written again.
std::string photo_graph() {
    return R"({
  "penstock": "1.0",
  "vars": {"quality": 80},
  "nodes": {
    "photos": {"type": "files", "params": {"paths": "photos"}},
    "gate":   {"type": "limiter"},
    "decode": {"type": "decode"},
    "encode": {"type": "encode", "params": {"format": "jpeg", "quality": "${quality}"}},
    "write":  {"type": "write", "params": {"path": "out/{stem}-{seq}.{ext}"}}
  },
  "edges": ["photos -> gate -> decode -> encode -> write"]
})";
}

ValidatedConfig config() {
    return validate(parse_config(photo_graph(), "graph.json"), built_in_nodes());
}

std::string summary_of(const std::string& fingerprint, const std::vector<Failure>& failures) {
    RunReport report;
    report.fingerprint = fingerprint;
    report.failures = failures;
    return to_json(report);
}

Failure failure(std::uint64_t sequence, const std::string& name, const std::string& limiter) {
    Failure result;
    result.sequence = sequence;
    result.name = name;
    result.limiter = limiter;
    return result;
}

std::string refusal_of(const std::string& file) {
    try {
        (void)failed_items(file, config());
    } catch (const UsageError& error) {
        return error.what();
    }
    return "none";
}

// Three photos, of which the one in the middle is damaged, and what the first run made of them.
struct Workplace {
    Workplace() {
        folder.write("graph.json", photo_graph());
        folder.write("small.json", small_graph(2));
        (void)run_tool({"run", "small.json", "--progress", "none"}, {.folder = folder.path()});
        good = read_file(folder / "out/0000.jpg");
        std::filesystem::remove_all(folder / "out");
        for (const char* name : {"a", "c"})
            folder.write("photos/" + std::string{name} + ".jpg", good);
        folder.write("photos/b.jpg", "this is no picture");
    }

    [[nodiscard]] ToolOutcome run(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {"run", "graph.json", "--progress", "none"});
        return run_tool(arguments, {.folder = folder.path()});
    }

    TempDir folder;
    std::string good; // bytes of a picture
};

} // namespace

TEST_CASE("failed items are known by limiter and number", "[tools][only_failed]") {
    const TempDir folder;
    folder.write(
        "s.json",
        summary_of(config().fingerprint(),
                   {failure(9, "a", "gate"), failure(4, "b", "gate"), failure(9, "a", "gate")}));
    const auto items = failed_items((folder / "s.json").string(), config());
    REQUIRE(items.size() == 1);
    CHECK(items.at("gate") == std::set<std::uint64_t>{4, 9});
}

TEST_CASE("a summary without failures leaves nothing to run", "[tools][only_failed]") {
    const TempDir folder;
    folder.write("s.json", summary_of(config().fingerprint(), {}));
    CHECK(failed_items((folder / "s.json").string(), config()).empty());
}

TEST_CASE("a summary of another config is refused", "[tools][only_failed]") {
    const TempDir folder;
    folder.write("s.json", summary_of("0123456789abcdef", {}));
    const std::string refusal = refusal_of((folder / "s.json").string());
    CHECK_THAT(refusal,
               Contains("this is the summary of another config: its fingerprint is "
                        "0123456789abcdef, and that of this config " +
                        config().fingerprint()));
    CHECK_THAT(refusal, Contains("--var and --set"));
}

TEST_CASE("what is no summary is refused by name", "[tools][only_failed]") {
    const TempDir folder;
    folder.write("s.json", "{}");
    folder.write("empty.json", "");
    folder.write("odd.json", summary_of(config().fingerprint(), {failure(9, "a", "decode")}));
    CHECK_THAT(refusal_of((folder / "s.json").string()), Contains("s.json: it has no \"config\""));
    CHECK_THAT(refusal_of((folder / "empty.json").string()),
               Contains("cannot read it: it is empty"));
    CHECK_THAT(refusal_of((folder / "absent.json").string()),
               Contains("cannot read it: No such file or directory"));
    CHECK_THAT(refusal_of((folder / "odd.json").string()),
               Contains("\"a\" was let in by \"decode\", which is no limiter"));
}

TEST_CASE("a config that gathers cannot be run for failed items alone", "[tools][only_failed]") {
    LimiterPlan plan;
    CHECK_NOTHROW(refuse_gathering({plan}));
    plan.name = "gate";
    plan.gathering_nodes = {"batch", "sheet"};
    CHECK_THROWS_WITH(refuse_gathering({plan}),
                      Contains("--only-failed: the limiter gate leads to batch and sheet, where "
                               "several items become one"));
}

TEST_CASE("the option --only-failed runs what failed, under the same numbers",
          "[tools][only_failed]") {
    Workplace place;
    REQUIRE(place.run({"--summary", "s.json"}).code == 1);
    CHECK(files_below(place.folder / "out") == std::vector<std::string>{"a-0.jpg", "c-2.jpg"});
    place.folder.write("photos/b.jpg", place.good);
    std::filesystem::remove_all(place.folder / "out");
    const ToolOutcome outcome = place.run({"--only-failed", "s.json", "--summary", "t.json"});
    CHECK(outcome.code == 0);
    CHECK(files_below(place.folder / "out") == std::vector<std::string>{"b-1.jpg"});
    const Value second = parsed_json(read_file(place.folder / "t.json"));
    CHECK(*second.find("items")->find("discovered") == Value{1});

    const ToolOutcome nothing = place.run({"--only-failed", "t.json"});
    CHECK(nothing.code == 0);
    CHECK(nothing.errors == "nothing failed in t.json: there is nothing to run\n");
    const ToolOutcome other = place.run({"--only-failed", "s.json", "--var", "quality=81"});
    CHECK(other.code == 2);
    CHECK_THAT(other.errors, Contains("this is the summary of another config"));
}

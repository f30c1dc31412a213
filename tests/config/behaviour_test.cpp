// SPDX-License-Identifier: Apache-2.0
#include "penstock/validated_config.hpp"

#include "config/sample_nodes.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <string>
#include <vector>

namespace penstock::test {
TEST_CASE("the sample config is understood without a warning", "[config]") {
    const ValidatedConfig config = valid(sample_config);
    CHECK(config.content().warnings.empty());
    REQUIRE(config.nodes().size() == 6);
    CHECK(config.nodes()[0].name == "frames");
    CHECK(config.nodes()[5].name == "write");
    CHECK(edges_of(config) == std::vector<std::string>{"frames.out -> gate.in",
                                                       "gate.out -> paint.in",
                                                       "paint.out -> blur.in",
                                                       "blur.out -> encode.in",
                                                       "encode.out -> write.in"});
}

TEST_CASE("nodes keep the order of the file", "[config]") {
    const std::string text =
        R"({"penstock": "1.0", "nodes": {"z": {"type": "null"}, "a": {"type": "limiter"},
            "m": {"type": "decode"}, "b": {"type": "numbers"}}, "edges": ["b -> a -> m -> z"]})";
    const ValidatedConfig config = valid(text);
    std::string names;
    for (const ValidatedNode& node : config.nodes())
        names += node.name;
    CHECK(names == "zamb");
}

TEST_CASE("a variable alone in its string keeps its type", "[config][variables]") {
    CHECK(param(valid(sample_config), "frames", "count") == Value{5});
    CHECK(mistakes_in(sample_with({{"\"count\": 5", "\"count\": \"5\""}})).find("found \"5\"") !=
          std::string::npos);
}

TEST_CASE("a variable inside a longer string is text", "[config][variables]") {
    const auto path = [](const std::string& value) {
        return param(
            valid(sample_with({{R"("out": "out")", "\"out\": " + value}})), "write", "path");
    };
    CHECK(path("\"a b\"") == Value{"a b/{seq:06}.{ext}"});
    CHECK(path("7") == Value{"7/{seq:06}.{ext}"});
    CHECK(path("2.50") == Value{"2.5/{seq:06}.{ext}"});
    CHECK(path("true") == Value{"true/{seq:06}.{ext}"});
}

TEST_CASE("a doubled dollar sign keeps a brace from being a variable", "[config][variables]") {
    const ValidatedConfig config =
        valid(sample_with({{R"("radius": 2.5)", R"("label": "$${count} costs $5, ${count}")"}}));
    CHECK(param(config, "blur", "label") == Value{"${count} costs $5, 5"});
}

TEST_CASE("a variable can use those that stand above it", "[config][variables]") {
    const ValidatedConfig config =
        valid(sample_with({{R"("out": "out")", R"("root": "r", "out": "${root}/o")"}}));
    CHECK(param(config, "write", "path") == Value{"r/o/{seq:06}.{ext}"});
}

TEST_CASE("lists and objects can be variables", "[config][variables]") {
    const ValidatedConfig config =
        valid(sample_with({{R"({"radius": 2.5})", R"("${blur}")"},
                           {R"("count": 5)", R"("count": 5, "blur": {"radius": 7})"}}));
    CHECK(param(config, "blur", "radius") == Value{7.0});
}

TEST_CASE("variables that double at each step are refused, not expanded", "[config][variables]") {
    std::string vars = R"("v0": "0123456789")";
    for (int i = 1; i < 60; ++i) {
        const std::string before = "${v" + std::to_string(i - 1) + "}";
        vars += ", \"v" + std::to_string(i) + "\": [\"" + before + "\", \"" + before + "\"]";
    }
    const std::string mistakes =
        mistakes_in(sample_with({{R"("count": 5)", "\"count\": 5, " + vars}}));
    CHECK(mistakes.find("variables make this config larger than 16MiB") != std::string::npos);
}

TEST_CASE("a variable that nothing uses is a warning", "[config][variables]") {
    const ValidatedConfig config =
        valid(sample_with({{R"("count": 5)", R"("count": 5, "old": 1)"}}));
    REQUIRE(config.content().warnings.size() == 1);
    CHECK(config.content().warnings[0].to_string() ==
          "graph.json:3:24: warning: vars.old: nothing uses this variable; write \"${old}\" where "
          "its value belongs, or remove it");
}

TEST_CASE("a newer minor version of the format is a warning", "[config]") {
    const ValidatedConfig config = valid(sample_with({{"\"1.0\"", "\"1.7\""}}));
    REQUIRE(config.content().warnings.size() == 1);
    CHECK(config.content().warnings[0].to_string() ==
          "graph.json:2:15: warning: penstock: found version \"1.7\" of the format; this program "
          "knows \"1.0\" and refuses what is new since");
}

TEST_CASE("comments are accepted", "[config]") {
    CHECK(mistakes_in("// first\n/* second\n */ " + sample_config + " // last") == "no mistake");
}

TEST_CASE("keys that begin with x- are free", "[config]") {
    CHECK(mistakes_in(sample_with({{R"("nodes": {)", R"("x-a": {"${no}": "${no}"}, "nodes": {)"},
                                   {R"("type": "paint")", R"("type": "paint", "x-b": 1)"},
                                   {R"("radius": 2.5)", R"("radius": 2.5, "x-c": null)"},
                                   {R"("threads")", R"("x-d": [], "threads")"}})) == "no mistake");
}

TEST_CASE("lists in edges join each on the left to each on the right", "[config][edges]") {
    const ValidatedConfig config = valid(
        R"({"penstock": "1.0", "nodes": {"s": {"type": "numbers"}, "l": {"type": "limiter"},
            "p": {"type": "paint"}, "a": {"type": "blur"}, "b": {"type": "blur"},
            "c": {"type": "null"}, "d": {"type": "null"}},
            "edges": ["s->l  ->p -> [ a,b ] -> [c.in , d]"]})");
    CHECK(edges_of(config) == std::vector<std::string>{"s.out -> l.in",
                                                       "l.out -> p.in",
                                                       "p.out -> a.in",
                                                       "p.out -> b.in",
                                                       "a.out -> c.in",
                                                       "a.out -> d.in",
                                                       "b.out -> c.in",
                                                       "b.out -> d.in"});
}

TEST_CASE("a node that passes everything on fits between nodes that fit", "[config][edges]") {
    const auto text = [](const std::string& edge) {
        return sample_with({{R"("blur":   {)", R"("pass": {"type": "pass"}, "blur":   {)"},
                            {R"("frames -> gate -> paint -> blur -> encode -> write")", edge}});
    };
    CHECK(mistakes_in(text(R"("frames -> gate -> paint -> pass -> blur -> encode -> write")")) ==
          "no mistake");
    CHECK(mistakes_in(text(R"("frames -> gate -> paint -> blur -> encode -> pass -> write")")) ==
          "no mistake");
    CHECK(
        mistakes_in(text(
            R"("frames -> gate -> paint -> blur -> pass -> write", "blur -> encode -> write")")) ==
        "graph.json:13:49: edges: \"pass\" gives images, but \"write\" takes encoded bytes; put "
        "encode between [F17]");
}

TEST_CASE("the dead letter of a node goes to a sink that takes everything", "[config][edges]") {
    const ValidatedConfig config = valid(
        sample_with({{R"({"type": "paint"})",
                      R"({"type": "paint", "on_error": {"*": "skip", "corrupt": "dead_letter"}})"},
                     {R"("blur":   {)", R"("log": {"type": "record"}, "blur":   {)"},
                     {R"(write"])", R"(write", "paint.dead_letter -> log"])"}}));
    CHECK(edges_of(config).back() == "paint.dead_letter -> log.in");
    const ErrorPolicy& policy = config.find("paint")->on_error;
    CHECK(policy.of(ErrorClass::corrupt).then == OnError::dead_letter);
    CHECK(policy.of(ErrorClass::io).then == OnError::skip);
    CHECK(policy.uses_dead_letter());
}

TEST_CASE("limits are read with their units", "[config][limits]") {
    const Limits limits =
        valid(sample_with({{R"({"threads": "auto", "memory": "1GiB"})",
                            R"({"threads": 3, "io_threads": 5, "memory": "1.5GiB", "open_files": 9,
                                "largest_item": "64Mpx"})"}}))
            .limits();
    CHECK(limits.threads == 3U);
    CHECK(limits.io_threads == 5U);
    CHECK(limits.memory == ByteSize{1'610'612'736});
    CHECK(limits.open_files == 9);
    CHECK(limits.largest_item == PixelCount{64'000'000});
    const Limits left_out =
        valid(sample_with({{R"("threads": "auto", "memory": "1GiB")", ""}})).limits();
    CHECK_FALSE(left_out.threads);
    CHECK_FALSE(left_out.memory);
    CHECK(left_out.open_files == 64);
}

TEST_CASE("concurrency comes from the config or else from the type", "[config]") {
    const auto limit = [](const std::string& node, const std::string& written) {
        return valid(sample_with({{R"("type": "paint")", R"("type": "paint")" + written}}))
            .find(node)
            ->concurrency.to_string();
    };
    CHECK(limit("paint", "") == "unlimited");
    CHECK(limit("write", "") == "serial");
    CHECK(limit("frames", "") == "serial");
    CHECK(limit("paint", R"(, "concurrency": "serial")") == "serial");
    CHECK(limit("paint", R"(, "concurrency": "unlimited")") == "unlimited");
    CHECK(limit("paint", R"(, "concurrency": 3)") == "3");
}

TEST_CASE("set gives attributes that templates may use", "[config]") {
    const ValidatedConfig config = valid(
        sample_with({{R"("type": "paint")", R"("type": "paint", "set": {"size": "small", "n": 3})"},
                     {"{seq:06}", "{size}-{n:02}-{{{seq}}}"}}));
    CHECK(*config.find("paint")->set.find("size") == Value{"small"});
    CHECK(param(config, "write", "path") == Value{"out/{size}-{n:02}-{{{seq}}}.{ext}"});
}

TEST_CASE("several mistakes are reported at once, in file order", "[config]") {
    const std::string mistakes =
        mistakes_in(sample_with({{"\"quality\": 80", "\"quality\": 101"},
                                 {"\"threads\": \"auto\"", "\"threads\": 0"},
                                 {"\"type\": \"blur\"", "\"type\": \"blurr\""},
                                 {"-> paint ->", "-> piant ->"}}));
    std::vector<std::string> starts;
    for (std::size_t at = 0; at < mistakes.size(); at = mistakes.find('\n', at) + 1) {
        starts.push_back(mistakes.substr(at, mistakes.find(": ", at) - at));
        if (mistakes.find('\n', at) == std::string::npos)
            break;
    }
    CHECK(starts ==
          std::vector<std::string>{
              "graph.json:4:25", "graph.json:9:24", "graph.json:10:74", "graph.json:13:32"});
}

TEST_CASE("a mistake knows its line for a caret", "[config]") {
    try {
        (void)valid(sample_with({{"\"quality\": 80", "\"quality\": 101"}}));
        FAIL("it was accepted");
    } catch (const ConfigError& error) {
        REQUIRE(error.issues().size() == 1);
        const ConfigIssue& issue = error.issues()[0];
        CHECK(issue.source_line.substr(issue.origin.column - 1, issue.origin.length) == "101");
    }
}

TEST_CASE("a place of the config can be blamed later", "[config]") {
    const ValidatedConfig config = valid(sample_config);
    CHECK(config.issue_at(config.find("gate")->origin, "nodes.gate", "too small").to_string() ==
          "graph.json:7:5: nodes.gate: too small");
}

TEST_CASE("a config file is read from its folder", "[config]") {
    const TempDir folder;
    const auto file = folder.write("graphs/sample.json", sample_config);
    const PipelineConfig config = load_config(file);
    CHECK(config.base == file.parent_path());
    CHECK(config.issues.empty());
    CHECK(config.sources.at(0).name == file.string());
}

TEST_CASE("a file that is not there names the one that was meant", "[config]") {
    const TempDir folder;
    const auto file = folder.write("sample.json", sample_config);
    const auto message = [](const std::filesystem::path& path) {
        try {
            (void)load_config(path);
        } catch (const ConfigError& error) {
            return std::string{error.what()};
        }
        return std::string{"no mistake"};
    };
    CHECK(message(folder / "smaple.json") ==
          (folder / "smaple.json").string() +
              ": there is no such file; expected a config in JSON; did you mean \"" +
              file.string() + "\"?");
    CHECK(message(folder.path()) ==
          folder.path().string() + ": this is a folder; expected a config in JSON");
    const auto large = folder.write("large.json", std::string(std::size_t{16 << 20} + 1, ' '));
    CHECK(message(large) == large.string() + ": this file has more than 16777216 bytes (16MiB); "
                                             "expected a config, which is shorter");
}

} // namespace penstock::test

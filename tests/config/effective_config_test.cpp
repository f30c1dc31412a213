// SPDX-License-Identifier: Apache-2.0
#include "penstock/effective_config.hpp"

#include "config/routing_nodes.hpp"
#include "config/sample_nodes.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

#include <algorithm>
#include <optional>
#include <regex>
#include <string>

using Catch::Matchers::Contains;

namespace penstock::test {
namespace {

std::string effective(const PipelineConfig& config) {
    return effective_config(config, validate(config, routing_nodes()));
}

std::string effective(const std::string& text, const ConfigOverrides& overrides = {}) {
    return effective(parse_config(text, "graph.json", overrides));
}

std::string without_comments(const std::string& text) {
    return std::regex_replace(text, std::regex{" // [^\n]*"}, "");
}

// All that an error policy says, to be compared.
std::string text_of(const ErrorRule& rule) {
    std::string text = std::to_string(static_cast<int>(rule.then));
    if (rule.retry)
        text += " after " + std::to_string(rule.retry->attempts) + " calls, " +
                std::to_string(rule.retry->first_delay.count()) + " to " +
                std::to_string(rule.retry->longest_delay.count());
    return text;
}

std::string text_of(const ErrorPolicy& policy) {
    std::string text = text_of(policy.otherwise);
    for (const auto& [error_class, rule] : policy.by_class)
        text += "; " + std::string{to_string(error_class)} + ": " + text_of(rule);
    return text;
}

void check_same_budget(const std::optional<ErrorBudget>& left,
                       const std::optional<ErrorBudget>& right) {
    REQUIRE(left.has_value() == right.has_value());
    if (!left)
        return;
    CHECK(left->share == right->share);
    CHECK(left->count == right->count);
    CHECK(left->min_items == right->min_items);
}

// What the effective config means is what the config meant, and printing it again changes nothing.
void check_means_the_same(const PipelineConfig& config) {
    const std::string text = effective(config);
    const ValidatedConfig before = validate(config, routing_nodes());
    const PipelineConfig again = parse_config(text, "effective.json");
    const ValidatedConfig after = validate(again, routing_nodes());
    CHECK(after.content().warnings.empty());
    CHECK(after.content().name == before.content().name);
    CHECK(after.content().description == before.content().description);
    CHECK(after.limits().threads == before.limits().threads);
    CHECK(after.limits().memory == before.limits().memory);
    CHECK(after.limits().open_files == before.limits().open_files);
    CHECK(after.limits().largest_item == before.limits().largest_item);
    check_same_budget(after.content().error_budget, before.content().error_budget);
    CHECK(after.fingerprint() == before.fingerprint());
    CHECK(edges_of(after) == edges_of(before));
    REQUIRE(nodes_of(after) == nodes_of(before));
    for (std::size_t i = 0; i < before.nodes().size(); ++i) {
        const ValidatedNode& left = before.nodes()[i];
        const ValidatedNode& right = after.nodes()[i];
        INFO(left.name);
        CHECK(left.type->descriptor.type == right.type->descriptor.type);
        CHECK(left.concurrency.limit == right.concurrency.limit);
        CHECK(left.params == right.params);
        CHECK(text_of(left.on_error) == text_of(right.on_error));
        CHECK(left.timeout == right.timeout);
        CHECK(left.set.entries() == right.set.entries());
    }
    CHECK(without_comments(effective(again)) == without_comments(text));
}

} // namespace

TEST_CASE("the effective config says where each value came from", "[config][effective]") {
    CHECK(effective(sample_config, {.vars = {"out=there"}, .sets = {"nodes.blur.concurrency=3"}}) ==
          R"({
  "penstock": "1.0", // graph.json:2:15
  "limits": {
    "threads": "auto", // graph.json:4:25
    "io_threads": "auto", // default
    "memory": "1GiB", // graph.json:4:43
    "open_files": 64 // default
  },
  "nodes": {
    "frames": { // graph.json:6:5
      "type": "numbers", // graph.json:6:24
      "concurrency": "serial", // default
      "params": { // graph.json:6:45
        "count": 5, // graph.json:3:21
        "start": 0 // default
      }
    },
    "gate": { // graph.json:7:5
      "type": "limiter", // graph.json:7:24
      "params": { // graph.json:7:45
        "max_images": 4 // graph.json:7:60
      }
    },
    "paint": { // graph.json:8:5
      "type": "paint", // graph.json:8:24
      "concurrency": "unlimited", // default
      "params": {
        "width": 640, // default
        "pattern": "checker" // default
      },
      "on_error": "fail" // default
    },
    "blur": { // graph.json:9:5
      "type": "blur", // graph.json:9:24
      "concurrency": 3, // --set nodes.blur.concurrency=3
      "params": { // graph.json:9:42
        "radius": 2.5, // graph.json:9:53
        "edges": true, // default
        "label": "" // default
      },
      "on_error": "fail" // default
    },
    "encode": { // graph.json:10:5
      "type": "encode", // graph.json:10:24
      "concurrency": "unlimited", // default
      "params": { // graph.json:10:44
        "format": "jpeg", // graph.json:10:55
        "quality": 80, // graph.json:10:74
        "timeout": "20s" // default
      },
      "on_error": "fail" // default
    },
    "write": { // graph.json:11:5
      "type": "write", // graph.json:11:24
      "concurrency": "serial", // default
      "params": { // graph.json:11:43
        "path": "there/{seq:06}.{ext}", // graph.json:11:52
        "order": "none" // default
      },
      "on_error": "fail" // default
    }
  },
  "edges": [
    "frames.out -> gate.in", // graph.json:13:14
    "gate.out -> paint.in", // graph.json:13:24
    "paint.out -> blur.in", // graph.json:13:32
    "blur.out -> encode.in", // graph.json:13:41
    "encode.out -> write.in" // graph.json:13:49
  ]
}
)");
}

TEST_CASE("the effective config can be run, and means the same", "[config][effective]") {
    check_means_the_same(parse_config(sample_config, "graph.json"));
    check_means_the_same(parse_config(subgraph_config, "graph.json"));
    check_means_the_same(parse_config(
        subgraph_config, "graph.json", {.vars = {}, .sets = {"nodes.sizes/1/blur.concurrency=2"}}));
    check_means_the_same(parse_config(
        sample_with(
            {{R"("nodes": {)", R"("name": "n $${x}", "description": "d", "nodes": {)"},
             {R"({"threads": "auto", "memory": "1GiB"})",
              R"({"threads": 3, "memory": "1.5GiB", "largest_item": "64Mpx", "x-a": 1})"},
             {R"({"type": "paint"})",
              R"({"type": "paint", "concurrency": 4, "on_error": {"*": "skip", "io": "fail"},
                          "set": {"a": 1, "b": 2.0, "c": "$${count}"}})"},
             {R"("radius": 2.5)",
              R"("label": "$${count} $$${ ${count} \" \n", "scratch": "1MiB", "x-b": 1)"},
             {R"({"type": "write", )", R"({"type": "write", "concurrency": "unlimited", )"}}),
        "graph.json"));
}

TEST_CASE("the effective config has what is done about errors", "[config][effective]") {
    const auto with_errors = [](const std::string& errors) {
        return sample_with({{R"("nodes": {)", R"("errors": )" + errors + R"(, "nodes": {)"},
                            {R"({"type": "paint"})",
                             R"({"type": "paint", "timeout": "20s", "on_error": "retry"})"},
                            {R"({"type": "blur", )",
                             R"({"type": "blur", "timeout": "1.5min", "on_error": {"*": "skip",
                  "io": {"retry": {"attempts": 5, "backoff": "1s..2s"}, "then": "skip"}}, )"}});
    };
    const std::string text = effective(with_errors(R"({"budget": {"max": "2.5%"}})"));
    CHECK_THAT(text,
               Contains("  \"errors\": { // graph.json:5:13\n"
                        "    \"budget\": { // graph.json:5:24\n"
                        "      \"max\": \"2.5%\", // graph.json:5:32\n"
                        "      \"min_items\": 100 // default\n"));
    CHECK_THAT(text,
               Contains("\"on_error\": \"retry\", // graph.json:8:63\n"
                        "      \"timeout\": \"20s\" // graph.json:8:44\n"));
    CHECK_THAT(without_comments(text),
               Contains("\"attempts\": 5,\n            \"backoff\": \"1s..2s\"\n"));
    CHECK_THAT(effective(sample_config),
               !Contains("errors") && !Contains("\"timeout\": \"20s\" // graph"));
    for (const char* errors : {"{}",
                               R"({"budget": {"max": "2.5%"}})",
                               R"({"budget": {"max": "0%", "min_items": 7, "x-a": 1}})",
                               R"({"budget": {"max": 12}, "x-b": 2})"})
        check_means_the_same(parse_config(with_errors(errors), "graph.json"));
}

TEST_CASE("the effective config has conditions and attributes as they were written",
          "[config][effective]") {
    const std::string text = with_changes(
        routing_config(
            R"("mark": {"type": "mark", "params": {"set": {"b": "${x}{stem}", "a": 2.0, "c": true}}},
               "keep": {"type": "keep", "params": {"if": {"x-why": 1, "attr": "width", "ge": 2}}},
               "sizes": {"use": "sorted", "args": {"least": 3}},
               "pair": {"type": "pair", "params": {"inputs": ["right", "left"]}},
               "end": {"type": "null"})",
            R"("paint -> mark -> keep -> sizes", "sizes.wide -> pair.left",
               "sizes.narrow -> pair.right", "pair -> end")"),
        {{R"("nodes": {)", R"("vars": {"x": "n"}, "subgraphs": {"sorted": {
            "args": {"least": {"type": "integer"}}, "inputs": {"in": "route"},
            "nodes": {"route": {"type": "route", "params": {"cases": {
                "wide": {"any": [{"attr": "width", "ge": "${least}"}, {"attr": "b", "eq": "$${y}"}]},
                "narrow": {"not": {"attr": "a", "exists": false}}}}}},
            "outputs": {"wide": "route.wide", "narrow": "route.narrow"}}}, "nodes": {)"}});
    const std::string printed = without_comments(effective(text));
    CHECK_THAT(printed, Contains(R"("b": "n{stem}",
          "a": 2.0,
          "c": true
)"));
    CHECK_THAT(printed, Contains(R"("if": {
          "x-why": 1,
          "attr": "width",
          "ge": 2
        })"));
    CHECK_THAT(printed, Contains(R"("wide": {
            "any": [
              {
                "attr": "width",
                "ge": 3
              },
              {
                "attr": "b",
                "eq": "$${y}"
              }
            ])"));
    CHECK_THAT(printed, Contains("\"sizes/route.wide -> pair.left\","));
    check_means_the_same(parse_config(text, "graph.json"));
}

TEST_CASE("the effective config of a short pipeline is a file", "[config][effective]") {
    const PipelineConfig config =
        parse_pipe("scan 'a b' c ! decode ! blur radius=3 label=\"x\" ! encode quality=7 ! null");
    check_means_the_same(config);
    CHECK_THAT(effective(config), Contains("\"radius\": 3, // --pipe:1:"));
}

TEST_CASE("the effective config names included files, profiles' places and flags",
          "[config][effective]") {
    const TempDir folder;
    folder.write("more.json", "{\n  \"limits\": {\"open_files\": 9}\n}");
    const auto file = folder.write(
        "main.json",
        sample_with(
            {{R"("nodes": {)",
              R"("include": "more.json", "profiles": {"p": {"vars": {"count": 9}}}, "nodes": {)"}}));
    const PipelineConfig config = load_config(
        file, {.vars = {}, .sets = {"nodes.write.params.path=a\n{seq}"}, .profiles = {"p"}});
    const std::string text = effective(config);
    CHECK_THAT(text,
               Contains("\"open_files\": 9 // " + (folder / "more.json").string() + ":2:28\n"));
    CHECK_THAT(text, Contains("\"count\": 9, // " + file.string() + ":5:"));
    CHECK_THAT(text, Contains(R"("path": "a\n{seq}", // --set nodes.write.params.path=a\n{seq})"));
    check_means_the_same(config);
}

TEST_CASE("the effective config tells the place inside of a subgraph", "[config][effective]") {
    const std::string text = effective(subgraph_config);
    CHECK_THAT(text, Contains("\"sizes/0/blur\": { // graph.json:9:9\n"));
    CHECK_THAT(text, Contains("\"radius\": 5, // graph.json:22:72\n"));
    CHECK_THAT(text, Contains("\"radius\": 3, // graph.json:6:101\n"));
    CHECK(std::count(text.begin(), text.end(), '$') == 0);
}

} // namespace penstock::test

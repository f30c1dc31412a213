// SPDX-License-Identifier: Apache-2.0
#include "config/sample_nodes.hpp"
#include "support/catch.hpp"

#include <chrono>
#include <string>

namespace penstock::test {
namespace {

// The sample config with two profiles.
std::string text_with_profiles() {
    return sample_with({{R"("nodes": {)", R"("profiles": {
    "quick": {"vars": {"count": 1}, "limits": {"threads": 2}},
    "fine": {"vars": {"count": 2}, "nodes": {"encode": {"params": {"quality": 99}}}}
  },
  "nodes": {)"}});
}

ConfigOverrides chosen(std::vector<std::string> profiles) {
    return {.vars = {}, .sets = {}, .profiles = std::move(profiles)};
}

std::string with_profile(const std::string& profile) {
    return sample_with({{R"("nodes": {)", R"("profiles": {"p": )" + profile + R"(}, "nodes": {)"}});
}

} // namespace

TEST_CASE("a profile that is not chosen changes nothing", "[config][profiles]") {
    const ValidatedConfig config = valid(text_with_profiles());
    CHECK(param(config, "frames", "count") == Value{5});
    CHECK_FALSE(config.limits().threads);
    CHECK(config.content().warnings.empty());
}

TEST_CASE("a chosen profile is put over the file", "[config][profiles]") {
    const ValidatedConfig config = valid(text_with_profiles(), chosen({"quick"}));
    CHECK(param(config, "frames", "count") == Value{1});
    CHECK(config.limits().threads == 2U);
    CHECK(config.limits().memory == ByteSize{std::uint64_t{1} << 30U});
    CHECK(param(config, "encode", "quality") == Value{80});
}

TEST_CASE("profiles are applied left to right", "[config][profiles]") {
    const auto count = [](std::vector<std::string> profiles) {
        return param(valid(text_with_profiles(), chosen(std::move(profiles))), "frames", "count");
    };
    CHECK(count({"quick", "fine"}) == Value{2});
    CHECK(count({"fine", "quick"}) == Value{1});
    CHECK(param(valid(text_with_profiles(), chosen({"fine", "quick"})), "encode", "quality") ==
          Value{99});
}

TEST_CASE("flags go over profiles", "[config][profiles]") {
    const auto count = [](std::vector<std::string> vars, std::vector<std::string> sets) {
        return param(
            valid(text_with_profiles(),
                  {.vars = std::move(vars), .sets = std::move(sets), .profiles = {"quick"}}),
            "frames",
            "count");
    };
    CHECK(count({"count=7"}, {}) == Value{7});
    CHECK(count({}, {"nodes.frames.params.count=8"}) == Value{8});
}

TEST_CASE("a profile can change what is done about errors", "[config][profiles]") {
    const std::string text = with_changes(
        with_profile(R"({"errors": {"budget": {"max": 3, "min_items": null}},
                         "nodes": {"paint": {"timeout": "5s"}, "blur": {"timeout": null}}})"),
        {{R"("profiles")", R"("errors": {"budget": {"max": "1%", "min_items": 7}}, "profiles")"},
         {R"({"type": "blur", )", R"({"type": "blur", "timeout": "9s", )"}});
    const ValidatedConfig without = valid(text);
    CHECK(without.content().error_budget->share == 0.01);
    CHECK(without.content().error_budget->min_items == 7);
    CHECK_FALSE(without.find("paint")->timeout);
    CHECK(without.find("blur")->timeout == Duration{std::chrono::seconds{9}});
    const ValidatedConfig with = valid(text, chosen({"p"}));
    CHECK(with.content().error_budget->count == 3U);
    CHECK(with.find("paint")->timeout == Duration{std::chrono::seconds{5}});
    CHECK_FALSE(with.find("blur")->timeout);
}

TEST_CASE("a profile can take away, add nodes and connect them", "[config][profiles]") {
    const ValidatedConfig config =
        valid(with_profile(R"({"nodes": {"write": {"type": "null", "params": null},
                                         "log": {"type": "record"}},
                               "vars": {"out": null},
                               "edges": ["encode -> log"]})"),
              chosen({"p"}));
    CHECK(config.find("write")->type->descriptor.type == "null");
    CHECK(edges_of(config).back() == "encode.out -> log.in");
    CHECK(config.content().warnings.empty());
}

TEST_CASE("a variable that only a profile uses is used", "[config][profiles]") {
    const std::string text = with_changes(with_profile(R"({"name": "${title}"})"),
                                          {{R"("count": 5)", R"("count": 5, "title": "t")"}});
    CHECK(valid(text).content().warnings.empty());
    CHECK(valid(text, chosen({"p"})).content().name == "t");
}

TEST_CASE("a mistake in a chosen profile is blamed on its place", "[config][profiles][messages]") {
    const std::string text = with_profile(R"({"nodes": {"encode": {"params": {"quality": 0}}}})");
    CHECK(mistakes_in(text) == "no mistake");
    CHECK(
        mistakes_in(text, chosen({"p"})) ==
        "graph.json:5:65: nodes.encode.params.quality: found 0; expected an integer from 1 to 100");
}

TEST_CASE("messages about profiles are whole sentences with a place",
          "[config][profiles][messages]") {
    CHECK(mistakes_in(text_with_profiles(), chosen({"quik"})) ==
          "--profile quik: there is no profile \"quik\"; expected one of quick, fine; did you mean "
          "\"quick\"?");
    CHECK(mistakes_in(sample_config, chosen({"quick"})) ==
          "--profile quick: there is no profile \"quick\"; this config has no \"profiles\"");
    CHECK(mistakes_in(with_profile("3")) ==
          "graph.json:5:21: profiles.p: found 3; expected an object with the parts of the config "
          "that this profile changes");
    CHECK(mistakes_in(with_profile(R"({"node": {}})")) ==
          "graph.json:5:22: profiles.p: unknown key \"node\"; expected one of name, description, "
          "vars, limits, errors, plugins, subgraphs, nodes, edges; did you mean \"nodes\"?");
    CHECK(mistakes_in(with_profile(R"({"include": "a.json"})")) ==
          "graph.json:5:22: profiles.p: unknown key \"include\"; expected one of name, "
          "description, vars, limits, errors, plugins, subgraphs, nodes, edges");
    CHECK(mistakes_in(sample_with({{R"("nodes": {)", R"("profiles": [], "nodes": {)"}})) ==
          "graph.json:5:15: profiles: found a list; expected an object of profiles, such as "
          "{\"quick\": {\"vars\": {\"count\": 10}}}");
    CHECK(mistakes_in(sample_with({{R"("nodes": {)", R"("profiles": {"a b": {}}, "nodes": {)"}})) ==
          "graph.json:5:16: profiles: \"a b\" is no name for a profile; expected letters, digits, "
          "_ and -");
}

TEST_CASE("a short pipeline has no profiles", "[config][profiles][messages]") {
    try {
        (void)validate(parse_pipe("scan a ! decode ! null", chosen({"x"})), sample_nodes());
        FAIL("it was accepted");
    } catch (const ConfigError& error) {
        CHECK(std::string{error.what()} ==
              "--profile x: there is no profile \"x\"; this config has no \"profiles\"");
    }
}

} // namespace penstock::test

// SPDX-License-Identifier: Apache-2.0
#include "penstock/validated_config.hpp"

#include "config/sample_nodes.hpp"
#include "support/catch.hpp"

#include <string>
#include <vector>

namespace penstock::test {
namespace {

Value param_with(const ConfigOverrides& overrides, std::string_view node, std::string_view name) {
    const ValidatedConfig config =
        validate(parse_config(sample_config, "graph.json", overrides), sample_nodes());
    for (const auto& [key, value] : config.find(node)->params)
        if (key == name)
            return value;
    return {};
}

std::string mistakes_with(const ConfigOverrides& overrides) {
    try {
        (void)validate(parse_config(sample_config, "graph.json", overrides), sample_nodes());
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "no mistake";
}

} // namespace

TEST_CASE("the option --var replaces the value of a variable, typed where it is JSON",
          "[config][overrides]") {
    CHECK(param_with({.vars = {"count=12"}, .sets = {}}, "frames", "count") == Value{12});
    CHECK(param_with({.vars = {"out=new=er"}, .sets = {}}, "write", "path") ==
          Value{"new=er/{seq:06}.{ext}"});
    CHECK(param_with({.vars = {"out="}, .sets = {}}, "write", "path") == Value{"/{seq:06}.{ext}"});
}

TEST_CASE("the last of several flags wins, and --set comes after --var", "[config][overrides]") {
    CHECK(param_with({.vars = {"count=1", "count=2"}, .sets = {}}, "frames", "count") == Value{2});
    CHECK(param_with({.vars = {"count=1"}, .sets = {"vars.count=3"}}, "frames", "count") ==
          Value{3});
    CHECK(param_with({.vars = {"count=1"},
                      .sets = {"nodes.frames.params.count=4", "nodes.frames.params.count=5"}},
                     "frames",
                     "count") == Value{5});
}

TEST_CASE("the option --set reaches everything that a config can hold", "[config][overrides]") {
    CHECK(param_with({.vars = {}, .sets = {"nodes.encode.params.quality=7"}},
                     "encode",
                     "quality") == Value{7});
    CHECK(param_with({.vars = {}, .sets = {"nodes.paint.params.width=9"}}, "paint", "width") ==
          Value{9});
    CHECK(param_with({.vars = {}, .sets = {"nodes.write.params.path=x/${out}-{seq}.{ext}"}},
                     "write",
                     "path") == Value{"x/out-{seq}.{ext}"});
    const ValidatedConfig config = validate(
        parse_config(sample_config,
                     "graph.json",
                     {.vars = {},
                      .sets = {"limits.threads=3",
                               "nodes.blur.concurrency=serial",
                               "edges[0]=frames -> gate -> paint -> [blur, encode]",
                               "nodes.write.type=null",
                               "nodes.write.params={\"x-out\": 1}",
                               "name=${out}",
                               "edges=[\"frames -> gate -> paint -> blur -> encode -> write\"]"}}),
        sample_nodes());
    CHECK(config.limits().threads == 3U);
    CHECK(config.find("blur")->concurrency.is_serial());
    CHECK(config.find("write")->type->descriptor.type == "null");
}

TEST_CASE("a flag that cannot be applied, or brings in a mistake, is named",
          "[config][overrides]") {
    struct Flag {
        ConfigOverrides flags;
        std::string message;
    };
    const auto var = [](const std::string& flag) { return ConfigOverrides{{flag}, {}}; };
    const auto set = [](const std::string& flag) { return ConfigOverrides{{}, {flag}}; };
    const std::vector<Flag> flags = {
        {var("cuont=3"),
         "--var cuont=3: there is no variable \"cuont\"; expected one of count, out; did you mean "
         "\"count\"?"},
        {var("count"), "--var count: expected NAME=VALUE, such as --var count=10"},
        {var("count=many"),
         "--var count=many: nodes.frames.params.count: found \"many\"; expected an integer of at "
         "least 0"},
        {set("nodes.encod.concurrency=4"),
         "--set nodes.encod.concurrency=4: nodes.encod: there is no node \"encod\"; expected one "
         "of "
         "frames, gate, paint, blur, encode, write; did you mean \"encode\"?"},
        {set("nodes.encode.params.quality=200"),
         "--set nodes.encode.params.quality=200: nodes.encode.params.quality: found 200; expected "
         "an integer from 1 to 100"},
        {set("nodes.encode.params.qualty=20"),
         "--set nodes.encode.params.qualty=20: nodes.encode.params: unknown parameter \"qualty\"; "
         "encode has format, quality, timeout; did you mean \"quality\"?"},
        {set("nodes.encode.paramz.quality=20"),
         "--set nodes.encode.paramz.quality=20: nodes.encode: unknown key \"paramz\"; expected one "
         "of type, concurrency, params, on_error, timeout, set; did you mean \"params\"?"},
        {set("limit.threads=2"),
         "--set limit.threads=2: limit: unknown key \"limit\"; expected one of $schema, penstock, "
         "name, description, include, vars, limits, errors, plugins, profiles, subgraphs, nodes, "
         "edges; "
         "did you mean \"limits\"?"},
        {set("edges[1]=a -> b"),
         "--set edges[1]=a -> b: edges: there is no entry 1; expected an index from 0 to 0"},
        {set("edges[0]=frames -> gat"),
         "--set edges[0]=frames -> gat: edges: there is no node \"gat\"; expected one of frames, "
         "gate, paint, blur, encode, write; did you mean \"gate\"?"},
        {set("nodes[0]=1"), "--set nodes[0]=1: nodes: found an object; expected a list"},
        {set("nodes.encode.type.x=1"),
         "--set nodes.encode.type.x=1: nodes.encode.type: found \"encode\"; expected an object"},
        {set("nodes..x=1"),
         "--set nodes..x=1: expected PATH=VALUE, such as --set nodes.encode.params.quality=80"},
        {set("include=other.json"),
         "--set include=other.json: include: \"include\" has done its work before a flag changes "
         "anything; expected the path of the value itself"},
        {set("profiles.ci.name=x"),
         "--set profiles.ci.name=x: profiles: \"profiles\" has done its work before a flag changes "
         "anything; expected the path of the value itself"},
        {set("quality"),
         "--set quality: expected PATH=VALUE, such as --set nodes.encode.params.quality=80"},
    };
    for (const Flag& flag : flags)
        CHECK(mistakes_with(flag.flags) == flag.message);
}

} // namespace penstock::test

// SPDX-License-Identifier: Apache-2.0
#include "penstock/config_builder.hpp"

#include "penstock/validated_config.hpp"

#include "config/sample_nodes.hpp"
#include "support/catch.hpp"

#include <stdexcept>

using namespace penstock;
using namespace penstock::test;
using Catch::Matchers::Contains;

namespace {

ConfigBuilder small_builder() {
    ConfigBuilder builder{"small"};
    builder.node("frames", "numbers", {{"count", 5}})
        .node("gate", "limiter", {{"max_images", 4}})
        .node("paint", "paint")
        .option("concurrency", 2)
        .option("set", Value::Object{{"kind", "plain"}})
        .node("end", "null")
        .edge("frames -> gate -> paint -> end");
    return builder;
}

} // namespace

TEST_CASE("a config that a program builds is the one that a file would be", "[config]") {
    ConfigBuilder builder = small_builder();
    builder.limit("threads", 3).entry("description", "Five pictures.");
    const ValidatedConfig config = validate(builder.config(), sample_nodes());
    CHECK(config.content().name == "small");
    CHECK(config.content().description == "Five pictures.");
    CHECK(config.limits().threads == 3U);
    REQUIRE(config.nodes().size() == 4);
    CHECK(config.nodes()[2].concurrency.limit == 2);
    CHECK(*config.nodes()[2].set.find("kind") == Value{"plain"});
    CHECK(config.edges().size() == 3);
    const ValidatedConfig read = validate(parse_config(builder.text(), "small"), sample_nodes());
    CHECK(read.fingerprint() == config.fingerprint());
}

TEST_CASE("mistakes of a built config are those of a file, with lines of its text", "[config]") {
    ConfigBuilder builder = small_builder();
    builder.node("frames", "numbers").edge("paint -> nowhere");
    try {
        (void)validate(builder.config(), sample_nodes());
        FAIL("it should have been refused");
    } catch (const ConfigError& error) {
        CHECK_THAT(error.what(), Contains("small:"));
        CHECK_THAT(error.what(), Contains("\"frames\""));
        CHECK_THAT(error.what(), Contains("there is no node \"nowhere\""));
    }
}

TEST_CASE("overrides apply to a built config too", "[config]") {
    ConfigOverrides overrides;
    overrides.sets = {"nodes.frames.params.count=7"};
    const ValidatedConfig config = validate(small_builder().config(overrides), sample_nodes());
    CHECK(config.nodes()[0].params[0].second == Value{7});
}

TEST_CASE("an option needs a node that it belongs to", "[config]") {
    CHECK_THROWS_AS((ConfigBuilder{"empty"}.option("concurrency", 2)), std::logic_error);
}

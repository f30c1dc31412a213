// SPDX-License-Identifier: Apache-2.0
#include "penstock/validated_config.hpp"

#include "config/param_value.hpp"
#include "config/sample_nodes.hpp"
#include "config/units.hpp"
#include "support/catch.hpp"

#include <string>

namespace penstock::test {
namespace {

Value::Object params_of(const std::string& node, const std::vector<Replacement>& changes) {
    return validate(parse_config(sample_with(changes), "graph.json"), sample_nodes())
        .find(node)
        ->params;
}

} // namespace

TEST_CASE("parameters that are left out have their defaults, normalised", "[config][params]") {
    CHECK(params_of("encode", {{R"("format": "jpeg", "quality": 80)", ""}}) ==
          Value::Object{{"format", "jpeg"}, {"quality", 90}, {"timeout", 20.0}});
    CHECK(params_of("paint", {{R"("type": "paint")", R"("type": "decode")"}}) ==
          Value::Object{{"max_pixels", 100'000'000}});
    CHECK(params_of("blur", {{R"("radius": 2.5)", ""}}) ==
          Value::Object{{"radius", 1.0}, {"edges", true}, {"label", ""}});
}

TEST_CASE("sizes become bytes, durations seconds, integers numbers where numbers are meant",
          "[config][params]") {
    CHECK(params_of("blur", {{R"("radius": 2.5)", R"("radius": 3, "scratch": "2MiB")"}}) ==
          Value::Object{
              {"radius", 3.0}, {"edges", true}, {"label", ""}, {"scratch", 2 * 1024 * 1024}});
    CHECK(params_of("encode", {{R"("quality": 80)", R"("timeout": "1500ms")"}})[2].second ==
          Value{1.5});
}

TEST_CASE("a lone string becomes a list of one", "[config][params]") {
    const std::string numbers = R"({"type": "numbers", "params": {"count": "${count}"}})";
    CHECK(params_of("frames", {{numbers, R"({"type": "scan", "params": {"paths": "a"}})"}}) ==
          Value::Object{{"paths", Value::Array{"a"}}});
}

TEST_CASE("numbers in a list are numbers, and a lone one becomes a list of one",
          "[config][params]") {
    const auto weights = [](const std::string& written) {
        return params_of("blur", {{R"("radius": 2.5)", "\"weights\": " + written}}).back();
    };
    CHECK(weights("[0, 0.25, 1]") == Value::Member{"weights", Value{Value::Array{0.0, 0.25, 1.0}}});
    CHECK(weights("1") == Value::Member{"weights", Value{Value::Array{1.0}}});
}

TEST_CASE("sizes are exact", "[config][units]") {
    const auto bytes = [](std::string_view text) { return config::parse_byte_size(text).amount; };
    CHECK(bytes("0B") == 0);
    CHECK(bytes("4096B") == 4096);
    CHECK(bytes("1kB") == 1000);
    CHECK(bytes("1KiB") == 1024);
    CHECK(bytes("2GB") == 2'000'000'000);
    CHECK(bytes("1.5KiB") == 1536);
    CHECK(bytes("9223372036854775807B") == 9'223'372'036'854'775'807);
    CHECK_FALSE(bytes("9223372036854775808B"));
    CHECK_FALSE(bytes("18446744073709551617B"));
    CHECK_FALSE(bytes("16777216TiB"));
    CHECK_FALSE(bytes("-1B"));
    CHECK_FALSE(bytes("1e3B"));
    CHECK_FALSE(bytes(".5MiB"));
    CHECK_FALSE(bytes("1.MiB"));
    CHECK_FALSE(bytes("1.2.3MiB"));
    CHECK_FALSE(bytes(""));
    CHECK(config::parse_pixel_count("64Mpx").amount == 64'000'000);
    CHECK(config::parse_pixel_count("0.5kpx").amount == 500);
    CHECK(config::parse_duration("250ms").amount == 250'000'000);
    CHECK(config::parse_duration("2h").amount == 7'200'000'000'000);
    CHECK(parse_byte_size("1.5GiB").bytes == 3ULL << 29U);
    CHECK(parse_byte_size("2GB").bytes == 2'000'000'000);
    CHECK(parse_byte_size("0B").bytes == 0);
    CHECK_THROWS_WITH(parse_byte_size("5"),
                      Catch::Matchers::Contains("found \"5\" without a unit"));
    CHECK(parse_duration("1.5s") == std::chrono::milliseconds{1500});
    CHECK_THROWS_WITH(parse_duration("5"),
                      "found \"5\" without a unit; expected one of ns, us, ms, s, min, h");
}

} // namespace penstock::test

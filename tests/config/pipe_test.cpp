// SPDX-License-Identifier: Apache-2.0
#include "penstock/validated_config.hpp"

#include "config/sample_nodes.hpp"
#include "support/catch.hpp"

#include <string>
#include <vector>

namespace penstock::test {
namespace {

ValidatedConfig valid_pipe(std::string_view pipe, const ConfigOverrides& overrides = {}) {
    return validate(parse_pipe(pipe, overrides), sample_nodes());
}

std::string mistakes_in_pipe(std::string_view pipe) {
    try {
        (void)valid_pipe(pipe);
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "no mistake";
}

Value first_param(const ValidatedConfig& config, std::string_view node) {
    REQUIRE(config.find(node) != nullptr);
    REQUIRE_FALSE(config.find(node)->params.empty());
    return config.find(node)->params.front().second;
}

} // namespace

TEST_CASE("a pipe becomes a chain with a limiter behind its source", "[config][pipe]") {
    const ValidatedConfig config = valid_pipe(
        "scan photos ! decode ! blur radius=3 ! blur ! encode format=png ! write out/{stem}.{ext}");
    std::string names;
    for (const ValidatedNode& node : config.nodes())
        names += node.name + " ";
    CHECK(names == "scan limiter decode blur blur-2 encode write ");
    REQUIRE(config.edges().size() == 6);
    for (std::size_t i = 0; i < 6; ++i) {
        CHECK(config.edges()[i].from == i);
        CHECK(config.edges()[i].to == i + 1);
    }
    CHECK(first_param(config, "blur") == Value{3.0});
    CHECK(first_param(config, "encode") == Value{"png"});
    CHECK(first_param(config, "write") == Value{"out/{stem}.{ext}"});
}

TEST_CASE("a limiter that a pipe names is the only one", "[config][pipe]") {
    const ValidatedConfig config = valid_pipe("numbers 3 ! limiter 2 ! paint ! null");
    CHECK(config.nodes().size() == 4);
    CHECK(first_param(config, "limiter") == Value{2});
    CHECK(first_param(config, "numbers") == Value{3});
}

TEST_CASE("several words without = become a list", "[config][pipe]") {
    CHECK(first_param(valid_pipe("scan a.jpg 'b c.jpg' d\\ e \"f=g\" ! decode ! null"), "scan") ==
          Value{Value::Array{"a.jpg", "b c.jpg", "d e", "f=g"}});
    CHECK(first_param(valid_pipe("scan 2024 ! decode ! null"), "scan") ==
          Value{Value::Array{"2024"}});
    CHECK(first_param(valid_pipe(R"(scan 'paths=["a", "b"]' ! decode ! null)"), "scan") ==
          Value{Value::Array{R"(paths=["a", "b"])"}});
    CHECK(first_param(valid_pipe(R"(scan paths='["a", "b"]' ! decode ! null)"), "scan") ==
          Value{Value::Array{"a", "b"}});
}

TEST_CASE("numbers in a pipe become a list of numbers", "[config][pipe]") {
    for (const char* written : {"weights=0.5", "weights=[0.5]", "weights='[ 0.5 ]'"}) {
        const ValidatedConfig config =
            valid_pipe(std::string{"numbers ! paint ! blur "} + written + " ! null");
        CHECK(config.find("blur")->params.back() ==
              Value::Member{"weights", Value{Value::Array{0.5}}});
    }
}

TEST_CASE("a text stays text in a pipe even where it looks like a number", "[config][pipe]") {
    const ValidatedConfig config = valid_pipe("numbers ! paint ! blur label=2024 ! null");
    CHECK(config.find("blur")->params.at(2).second == Value{"2024"});
}

TEST_CASE("the option --set works on a pipe", "[config][pipe]") {
    const ValidatedConfig config =
        valid_pipe("numbers ! paint ! null",
                   {.vars = {}, .sets = {"nodes.limiter.params.max_images=3", "limits.threads=2"}});
    CHECK(first_param(config, "limiter") == Value{3});
    CHECK(config.limits().threads == 2U);
}

TEST_CASE("mistakes in a pipe point into its text", "[config][pipe][messages]") {
    struct Mistake {
        std::string pipe;
        std::string message;
    };
    const std::vector<Mistake> mistakes = {
        {"  ",
         "--pipe:1:1: the pipe is empty; expected nodes, such as 'files photos/*.jpg ! decode ! "
         "encode format=jpeg ! write out/{stem}.jpg'"},
        {"numbers ! ! paint ! null",
         "--pipe:1:9: there is no node at this \"!\"; expected one before and one behind each "
         "\"!\""},
        {"numbers ! paint ! null 'a", "--pipe:1:24: this quote is not closed"},
        {"numbers ! paint ! null a",
         "--pipe:1:24: nodes.null.params: found \"a\"; null has no parameters; remove the word"},
        {"numbers ! piant ! null",
         "--pipe:1:11: nodes.piant.type: unknown node type \"piant\"; expected one of blur, "
         "count_up, decode, encode, join, limiter, null, numbers, paint, pass, record, scan, "
         "split, "
         "write; did you mean \"paint\"?"},
        {"numbers ! paint widht=3 ! null",
         "--pipe:1:17: nodes.paint.params: unknown parameter \"widht\"; paint has width, pattern; "
         "did you mean \"width\"?"},
        {"numbers ! paint width=big ! null",
         "--pipe:1:23: nodes.paint.params.width: found \"big\"; expected an integer from 1 to "
         "65535 "
         "px"},
        {"numbers ! paint 3 4 ! null",
         "--pipe:1:19: nodes.paint.params: found \"4\"; paint takes one word, its parameter "
         "\"width\"; write the others as name=value"},
        {"numbers ! paint 3 width=4 ! null",
         "--pipe:1:17: nodes.paint.params: found \"3\", which means \"width\", and width=...; "
         "expected one of them"},
        {"numbers ! paint width=3 width=4 ! null",
         "--pipe:1:25: nodes.paint: \"width\" stands twice; expected it once; remove one"},
        {"numbers !\n paint width=0\n ! null",
         "--pipe:2:14: nodes.paint.params.width: found 0; expected an integer from 1 to 65535 px"},
        {"numbers ! paint ! write a.jpg",
         "--pipe:1:19: edges: \"paint\" gives images, but \"write\" takes encoded bytes; put "
         "encode between [F17]"},
    };
    for (const Mistake& mistake : mistakes)
        CHECK(mistakes_in_pipe(mistake.pipe) == mistake.message);
}

} // namespace penstock::test

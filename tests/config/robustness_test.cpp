// SPDX-License-Identifier: Apache-2.0
#include "penstock/effective_config.hpp"
#include "penstock/validated_config.hpp"

#include "config/sample_nodes.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <random>
#include <string>

namespace penstock::test {
namespace {

// One change of a kind that typing, merging and broken disks make.
std::string mutated(std::string text, std::mt19937& random) {
    const auto below = [&random](std::size_t n) { return random() % std::max<std::size_t>(n, 1); };
    static const std::string pieces[] = {"{",  "}",  "[",  "]",    ",",     ":",  "\"",
                                         "->", "${", ".",  "null", "1e999", "\\", "/*",
                                         "//", "-1", "x-", "\xff", "\n",    " "};
    const std::size_t at = below(text.size());
    switch (below(5)) {
    case 0:
        text.erase(at, 1 + below(8));
        break;
    case 1:
        text.insert(at, pieces[below(std::size(pieces))]);
        break;
    case 2:
        text.insert(at, text.substr(below(text.size()), below(40)));
        break;
    case 3:
        text[at] = static_cast<char>(below(256));
        break;
    default:
        text.resize(at);
    }
    return text;
}

} // namespace

TEST_CASE("a damaged config is understood or refused with a place", "[config][robustness]") {
    std::mt19937 random{20240607};
    const NodeRegistry registry = sample_nodes();
    const std::string samples[] = {sample_config, subgraph_config};
    int accepted = 0;
    int refused = 0;
    for (int round = 0; round < 4000; ++round) {
        std::string text = samples[round % 2];
        for (std::size_t i = 0; i <= random() % 3; ++i)
            text = mutated(text, random);
        const auto lines = std::count(text.begin(), text.end(), '\n') + 1;
        try {
            const PipelineConfig config = parse_config(text, "graph.json");
            const ValidatedConfig right = validate(config, registry);
            CHECK(mistakes_in(effective_config(config, right)) == "no mistake");
            ++accepted;
        } catch (const ConfigError& error) {
            ++refused;
            INFO(text);
            INFO(error.what());
            REQUIRE_FALSE(error.issues().empty());
            for (const ConfigIssue& issue : error.issues()) {
                CHECK(issue.source == "graph.json");
                CHECK_FALSE(issue.message.empty());
                CHECK(issue.to_string().find('\n') == std::string::npos);
                CHECK(issue.origin.line <= lines);
                // Only what is absent has no place.
                const bool is_absent = issue.message.find("missing") != std::string::npos ||
                                       issue.message.find("there is no s") == 0;
                CHECK((issue.origin.is_known() || is_absent));
                for (const ConfigNote& note : issue.notes)
                    CHECK(note.origin.is_known());
            }
        }
    }
    CHECK(accepted > 20);
    CHECK(refused > 2000);
}

TEST_CASE("a damaged pipe is understood or refused", "[config][robustness]") {
    std::mt19937 random{7};
    const NodeRegistry registry = sample_nodes();
    for (int round = 0; round < 500; ++round) {
        std::string pipe = "scan 'a b' c ! decode ! blur radius=3 label=\"x\" ! null";
        for (std::size_t i = 0; i <= random() % 3; ++i)
            pipe = mutated(pipe, random);
        try {
            (void)validate(parse_pipe(pipe), registry);
        } catch (const ConfigError& error) {
            CHECK_FALSE(error.issues().empty());
        }
    }
}

TEST_CASE("huge graphs are refused in little time", "[config][robustness]") {
    std::string names = "a";
    for (int i = 0; i < 2000; ++i)
        names += ", a" + std::to_string(i);
    const std::string edge = "[" + names + "] -> [" + names + "] -> [" + names + "]";
    const std::string mistakes = mistakes_in(sample_with({{"frames -> gate", edge + " -> gate"}}));
    CHECK(mistakes.find("there are more than 100000 edges") != std::string::npos);
}

} // namespace penstock::test

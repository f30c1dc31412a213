// SPDX-License-Identifier: Apache-2.0
#include "config/sample_nodes.hpp"
#include "support/catch.hpp"

#include <string>
#include <vector>

namespace penstock::test {
namespace {

// A mistake that is made by changing the sample config.
struct Mistake {
    std::string what;
    std::vector<Replacement> changes;
    std::string message;
};

// clang-format off
const std::vector<Mistake> mistakes = {
{"bad node name",
 {{R"("blur":   {)", R"("a b": {"type": "null"}, "blur":   {)"}},
 R"(graph.json:9:5: nodes."a b": this is no name for a node; expected letters, digits, _ and -)"},
{"entry no object",
 {{R"({"type": "paint"})", R"("paint")"}},
 R"(graph.json:8:15: nodes.paint: found "paint"; expected an object with a "type")"},
{"missing type",
 {{R"({"type": "paint"})", "{}"}},
 R"(graph.json:8:5: nodes.paint: "type" is missing; expected the name of a node type, such as "type": "resize")"},
{"type no string",
 {{R"({"type": "paint"})", R"({"type": 5})"}},
 "graph.json:8:24: nodes.paint.type: found 5; expected the name of a node type"},
{"unknown type",
 {{R"("type": "blur")", R"("type": "blurr")"}},
 R"(graph.json:9:24: nodes.blur.type: unknown node type "blurr"; expected one of blur, count_up, decode, encode, join, limiter, null, numbers, paint, pass, record, scan, split, write; did you mean "blur"?)"},
{"unknown node key",
 {{R"("type": "paint")", R"("type": "paint", "concurency": 4)"}},
 R"(graph.json:8:33: nodes.paint: unknown key "concurency"; expected one of type, concurrency, params, on_error, timeout, set; did you mean "concurrency"?)"},
{"parameter outside params",
 {{R"({"type": "paint"})", R"({"type": "paint", "width": 100})"}},
 R"(graph.json:8:33: nodes.paint: unknown key "width"; expected one of type, concurrency, params, on_error, timeout, set; the parameters of a node stand in "params")"},
{"concurrency zero",
 {{R"({"type": "paint"})", R"({"type": "paint", "concurrency": 0})"}},
 R"(graph.json:8:48: nodes.paint.concurrency: found 0; expected "serial", "unlimited" or an integer from 1 to 4096)"},
{"concurrency misspelt",
 {{R"({"type": "paint"})", R"({"type": "paint", "concurrency": "seriell"})"}},
 R"(graph.json:8:48: nodes.paint.concurrency: found "seriell"; expected "serial", "unlimited" or an integer from 1 to 4096; did you mean "serial"?)"},
{"concurrency on a serial node",
 {{R"("type": "blur", "params": {"radius": 2.5})", R"("type": "count_up", "concurrency": 4)"}},
 R"(graph.json:9:51: nodes.blur.concurrency: found 4, but count_up is serial: its verb is not const, so it works on one item at a time; expected "serial")"},
{"concurrency on a source",
 {{R"("type": "numbers")", R"("type": "numbers", "concurrency": "unlimited")"}},
 R"(graph.json:6:50: nodes.frames.concurrency: found "unlimited", but numbers is serial: a source is read by one thread at a time; expected "serial")"},
{"concurrency on a limiter",
 {{R"("type": "limiter")", R"("type": "limiter", "concurrency": "serial")"}},
 "graph.json:7:50: nodes.gate.concurrency: a limiter works on nothing and has no concurrency; remove the key"},
{"timeout no duration",
 {{R"({"type": "paint"})", R"({"type": "paint", "timeout": 20})"}},
 R"(graph.json:8:44: nodes.paint.timeout: found 20; expected a duration with a unit, such as "20s")"},
{"timeout without a unit",
 {{R"({"type": "paint"})", R"({"type": "paint", "timeout": "20"})"}},
 R"(graph.json:8:44: nodes.paint.timeout: found "20" without a unit; expected one of ns, us, ms, s, min, h)"},
{"timeout of nothing",
 {{R"({"type": "paint"})", R"({"type": "paint", "timeout": "0s"})"}},
 R"(graph.json:8:44: nodes.paint.timeout: found "0s"; expected more than nothing; without "timeout", a call may take as long as it takes)"},
{"timeout on a source",
 {{R"("type": "numbers")", R"("type": "numbers", "timeout": "20s")"}},
 R"(graph.json:6:46: nodes.frames.timeout: a source has no timeout; expected "timeout" on loaders and the nodes behind them)"},
{"timeout on a limiter",
 {{R"("type": "limiter")", R"("type": "limiter", "timeout": "20s")"}},
 R"(graph.json:7:46: nodes.gate.timeout: a limiter has no timeout; expected "timeout" on loaders and the nodes behind them)"},
{"set no object",
 {{R"({"type": "paint"})", R"({"type": "paint", "set": "small"})"}},
 R"(graph.json:8:40: nodes.paint.set: found "small"; expected an object of attributes, such as {"size": "small"})"},
{"set of a list",
 {{R"({"type": "paint"})", R"({"type": "paint", "set": {"size": [1]}})"}},
 "graph.json:8:49: nodes.paint.set.size: found a list; expected a string, a number, true or false"},
{"set shadows",
 {{R"({"type": "paint"})", R"({"type": "paint", "set": {"stem": "x"}})"}},
 R"(graph.json:8:41: nodes.paint.set: every item has a "stem" already; expected another name; the names that are taken: seq, index, stem, dir, name, ext, source_ext, width, height, channels, format, frame, path, pixel_type, bytes)"},
{"set bad name",
 {{R"({"type": "paint"})", R"({"type": "paint", "set": {"my size": "x"}})"}},
 R"(graph.json:8:41: nodes.paint.set: "my size" is no name for an attribute; expected letters, digits, _ and -, a letter first)"},
};
// clang-format on

} // namespace

TEST_CASE("messages about a node are whole sentences with a place", "[config][messages]") {
    for (const Mistake& mistake : mistakes) {
        INFO(mistake.what);
        CHECK(mistakes_in(sample_with(mistake.changes)) == mistake.message);
    }
}

} // namespace penstock::test

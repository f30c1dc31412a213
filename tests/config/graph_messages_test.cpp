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
{"unknown node",
 {{R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"(["frames -> gate -> piant -> blur -> encode -> write"])"}},
 R"(graph.json:13:32: edges: there is no node "piant"; expected one of frames, gate, paint, blur, encode, write; did you mean "paint"?)"},
{"unknown output",
 {{R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"(["frames -> gate -> paint -> blur", "blur.oot -> encode -> write"])"}},
 R"(graph.json:13:49: edges: "blur" has no output "oot"; expected out or dead_letter; did you mean "out"?)"},
{"unknown input",
 {{R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"(["frames -> gate -> paint -> blur -> encode", "encode -> write.inn"])"}},
 R"(graph.json:13:69: edges: "write" has no input "inn"; expected in; did you mean "in"?)"},
{"port in the middle",
 {{R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"(["frames -> gate -> paint -> blur.out -> encode -> write"])"}},
 R"(graph.json:13:41: edges[0]: "blur.out" stands in the middle of a chain; expected ports at its ends only; make two strings of it)"},
{"no arrow",
 {{R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"(["frames gate -> paint"])"}},
 R"(graph.json:13:21: edges[0]: found "gate"; expected "->")"},
{"one name",
 {{R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"(["frames"])"}},
 R"(graph.json:13:14: edges[0]: "frames" leads nowhere; expected two names or more, such as "a -> b" or "a -> [b, c] -> d")"},
{"empty string",
 {{R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"([""])"}},
 R"(graph.json:13:14: edges[0]: found the end of the string; expected the name of a node, such as "a -> b" or "a -> [b, c] -> d")"},
{"ends with an arrow",
 {{R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"(["frames -> gate ->"])"}},
 R"(graph.json:13:31: edges[0]: found the end of the string; expected the name of a node, such as "a -> b" or "a -> [b, c] -> d")"},
{"unclosed list",
 {{R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"(["frames -> [gate, paint"])"}},
 R"(graph.json:13:36: edges[0]: found the end of the string; expected "," or "]")"},
{"empty list",
 {{R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"(["frames -> [] -> gate"])"}},
 R"(graph.json:13:25: edges[0]: found "]"; expected the name of a node, such as "a -> b" or "a -> [b, c] -> d")"},
{"port missing",
 {{R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"(["frames. -> gate"])"}},
 R"(graph.json:13:21: edges[0]: found " "; expected the name of a port of "frames")"},
{"edge no string",
 {{R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"([["frames", "gate"]])"}},
 R"(graph.json:13:13: edges[0]: found a list; expected a string, such as "a -> b" or "a -> [b, c] -> d")"},
{"duplicate edge",
 {{R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"(["frames -> gate -> paint -> blur -> encode -> write", "blur -> encode.in"])"}},
 R"(graph.json:13:68: edges: the edge "blur -> encode.in" stands twice; expected it once; remove one [F9])"},
{"edge to itself",
 {{R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"(["frames -> gate -> paint -> blur -> encode -> write", "blur -> blur"])"}},
 R"(graph.json:13:68: edges: "blur" leads to itself; expected an edge to another node; remove it [F8])"},
{"from a sink",
 {{R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"(["frames -> gate -> paint -> blur -> encode -> write -> encode"])"}},
 R"(graph.json:13:59: edges: "write" is a sink: nothing comes out of it; expected it at the end of a path [F10])"},
{"into a source",
 {{R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"(["frames -> gate -> paint -> blur -> encode -> write", "blur -> frames"])"}},
 R"(graph.json:13:76: edges: "frames" is a source: nothing goes into it; expected it at the beginning of a path [F10])"},
{"several outputs",
 {{R"("type": "blur", "params": {"radius": 2.5})", R"("type": "split")"}},
 R"(graph.json:13:41: edges: "blur" has several outputs; expected one of them by name: "blur.left", "blur.right")"},
{"several inputs",
 {{R"("type": "blur", "params": {"radius": 2.5})", R"("type": "join")"}},
 R"(graph.json:13:41: edges: "blur" has several inputs; expected one of them by name: "blur.a", "blur.b")"},
{"a writer that gets pixels",
 {{R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"(["frames -> gate -> paint -> blur -> [encode, write]", "encode -> write"])"}},
 R"(graph.json:13:41: edges: "blur" gives images, but "write" takes encoded bytes; put encode between [F17])"},
{"an encoder that gets encoded bytes",
 {{R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"(["frames -> gate -> paint -> blur -> encode -> again -> write"])"}, {R"("blur":   {)", R"("again": {"type": "encode"}, "blur":   {)"}},
 R"(graph.json:13:49: edges: "encode" gives encoded bytes, but "again" takes images; take the edge from a node that gives images [F17])"},
{"requests to a transform",
 {{R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"(["frames -> gate -> blur -> encode -> write", "gate -> paint -> encode"])"}},
 R"(graph.json:13:24: edges: "gate" gives requests, but "blur" takes images; put decode or paint between [F17])"},
{"a source at a transform",
 {{R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"(["frames -> [gate, blur]", "gate -> paint -> blur -> encode -> write"])"}},
 R"(graph.json:13:14: edges: the source "frames" goes to "gate" and to "blur"; expected one limiter and nothing else; branch behind the loader [F1])"},
{"a source without a limiter",
 {{R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"(["frames -> paint -> blur -> encode -> write"])"}},
 R"(graph.json:7:5: nodes.gate: no edge names this node; connect it or remove it [F13]
graph.json:13:14: edges: the source "frames" has no limiter on its way to "paint"; put a limiter between: "frames -> limiter -> paint" [F2])"},
{"a limiter behind a loader",
 {{R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"(["frames -> paint -> gate -> blur -> encode -> write"])"}},
 R"(graph.json:13:14: edges: the source "frames" has no limiter on its way to "paint"; put a limiter between: "frames -> limiter -> paint" [F2]
graph.json:13:24: edges: the limiter "gate" stands behind "paint"; expected it directly behind its sources, and one on each path; remove it here [F3])"},
{"two limiters on one path",
 {{R"("paint":  {)", R"("gate2": {"type": "limiter"}, "paint":  {)"}, {R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"(["frames -> gate -> gate2 -> paint -> blur -> encode -> write"])"}},
 R"(graph.json:13:24: edges: the limiter "gate2" stands behind the limiter "gate"; expected one on each path; remove one [F4])"},
{"a source at two limiters",
 {{R"("paint":  {)", R"("gate2": {"type": "limiter"}, "paint":  {)"}, {R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"(["frames -> gate -> paint -> blur -> encode -> write", "frames -> gate2 -> paint"])"}},
 R"(graph.json:13:68: edges: the source "frames" goes to "gate" and to "gate2"; expected one limiter and nothing else; branch behind the loader [F1])"},
{"a circle",
 {{R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"(["frames -> gate -> paint -> blur -> encode -> write", "paint -> [one, two]", "one -> two -> three -> one"])"}, {R"("blur":   {)", R"("one": {"type": "pass"}, "two": {"type": "pass"}, "three": {"type": "pass"}, "blur":   {)"}},
 "graph.json:13:105: edges: these edges lead in a circle: one -> two -> three -> one; expected every path to end; remove one of them [F7]"},
{"nothing reaches",
 {{R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"(["frames -> gate -> paint -> encode -> write", "blur -> encode"])"}},
 "graph.json:9:5: nodes.blur: no edge leads to this node; connect it or remove it [F14]"},
{"unused output",
 {{R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"(["frames -> gate -> paint -> blur", "paint -> encode -> write"])"}},
 "graph.json:9:5: nodes.blur: nothing takes what comes out of this node; connect it to null or record [F15]"},
{"not connected",
 {{R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"(["frames -> gate -> paint -> encode -> write"])"}},
 "graph.json:9:5: nodes.blur: no edge names this node; connect it or remove it [F13]"},
{"no source",
 {{R"("type": "numbers", "params": {"count": "${count}"})", R"("type": "blur")"}},
 R"(graph.json: nodes: there is no source, a node that names the images to load; expected every path to begin with one, such as numbers or scan [F11]
graph.json:3:12: warning: vars.count: nothing uses this variable; write "${count}" where its value belongs, or remove it
graph.json:13:14: edges: the limiter "gate" stands behind "frames"; expected it directly behind its sources, and one on each path; remove it here [F3])"},
{"no sink",
 {{"", R"({"penstock": "1.0", "nodes": {"s": {"type": "numbers"}, "l": {"type": "limiter"}, "p": {"type": "paint"}}, "edges": ["s -> l -> p"]})"}},
 "graph.json: nodes: there is no sink, a node that takes what was made; expected every path to end with one, such as null, record or write [F12]"},
{"dead letter without an edge",
 {{R"({"type": "paint"})", R"({"type": "paint", "on_error": "dead_letter"})"}},
 R"(graph.json:8:45: nodes.paint.on_error: "dead_letter" needs an edge that leaves through "paint.dead_letter", and there is none; add one, such as "paint.dead_letter -> rejected" [F18])"},
{"dead letter without on_error",
 {{R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"(["frames -> gate -> paint -> blur -> encode -> write", "paint.dead_letter -> log"])"}, {R"("blur":   {)", R"("log": {"type": "record"}, "blur":   {)"}},
 R"(graph.json:13:68: edges: nothing leaves through "paint.dead_letter"; expected "on_error": "dead_letter" in the node "paint"; add it or remove the edge [F19])"},
{"dead letter into a transform",
 {{R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"(["frames -> gate -> paint -> blur -> encode -> write", "paint.dead_letter -> blur"])"}, {R"({"type": "paint"})", R"({"type": "paint", "on_error": "dead_letter"})"}},
 R"(graph.json:13:68: edges: "paint.dead_letter" gives failed items, but "blur" takes images; connect it to null or record [F17])"},
{"dead letter of a source",
 {{R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"(["frames -> gate -> paint -> blur -> encode -> write", "frames.dead_letter -> log"])"}, {R"("blur":   {)", R"("log": {"type": "record"}, "blur":   {)"}},
 R"(graph.json:13:68: edges: "frames" has no output "dead_letter"; expected out)"},
{"one input of two",
 {{R"("blur":   {"type": "blur", "params": {"radius": 2.5}})", R"("blur": {"type": "join"})"}, {R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"(["frames -> gate -> paint -> blur.a", "blur -> encode -> write"])"}},
 R"(graph.json:9:5: nodes.blur: no edge leads to its input "b"; connect it [F14])"},
{"one output of two",
 {{R"("blur":   {"type": "blur", "params": {"radius": 2.5}})", R"("blur": {"type": "split"})"}, {R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"(["frames -> gate -> paint -> blur", "blur.left -> encode -> write"])"}},
 R"(graph.json:9:5: nodes.blur: nothing takes what comes out of its output "right"; connect it to null or record [F16])"},
};
// clang-format on

} // namespace

TEST_CASE("messages about edges and the graph that they make are whole sentences with a place",
          "[config][messages]") {
    for (const Mistake& mistake : mistakes) {
        INFO(mistake.what);
        CHECK(mistakes_in(sample_with(mistake.changes)) == mistake.message);
    }
}

} // namespace penstock::test

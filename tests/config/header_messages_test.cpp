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
{"duplicate key",
 {{R"("nodes": {)", R"("name": "a", "name": "b", "nodes": {)"}},
 R"(graph.json:5:16: name: the key "name" stands twice in this object, first at 5:3; expected it once; remove one)"},
{"an integer beyond 64 bits",
 {{R"("max_images": 4)", R"("max_images": 18446744073709551616)"}},
 "graph.json:7:60: nodes.gate.params.max_images: found 18446744073709551616; expected an integer from -9223372036854775808 to 9223372036854775807"},
{"missing version",
 {{R"("penstock": "1.0",
)", ""}},
 R"(graph.json: "penstock", the version of the format, is missing; add "penstock": "1.0")"},
{"version as a number",
 {{R"("penstock": "1.0")", R"("penstock": 1.0)"}},
 R"(graph.json:2:15: penstock: found 1.0; expected the version of the format as a string: "1.0")"},
{"newer major version",
 {{R"("penstock": "1.0")", R"("penstock": "2.0")"}},
 R"(graph.json:2:15: penstock: found version "2.0" of the format; this program reads 1.x; a newer penstock is needed)"},
{"unknown top-level key",
 {{R"("limits")", R"("limit")"}},
 R"(graph.json:4:3: unknown key "limit"; expected one of $schema, penstock, name, description, include, vars, limits, errors, plugins, profiles, subgraphs, nodes, edges; did you mean "limits"?)"},
{"name is no string",
 {{R"("nodes": {)", R"("name": 3, "nodes": {)"}},
 "graph.json:5:11: name: found 3; expected a string"},
{"plugins",
 {{R"("nodes": {)", R"("plugins": ["mine.so", 3, ""], "nodes": {)"}},
 R"(graph.json:5:26: plugins[1]: found 3; expected the name of a library, such as "./libtint.so")" "\n"
 R"(graph.json:5:29: plugins[2]: found ""; expected the name of a library, such as "./libtint.so")"},
{"plugins no list",
 {{R"("nodes": {)", R"("plugins": "mine.so", "nodes": {)"}},
 R"(graph.json:5:14: plugins: found "mine.so"; expected a list of libraries, such as ["./libtint.so"])"},
{"nodes is a list",
 {{"", R"({"penstock": "1.0", "nodes": [], "edges": []})"}},
 "graph.json:1:30: nodes: found a list; expected an object with an entry for each node"},
{"nodes missing",
 {{"", R"({"penstock": "1.0", "edges": []})"}},
 R"(graph.json: "nodes" is missing; expected an object with an entry for each node, such as "nodes": {"load": {"type": "files"}})"},
{"nodes empty",
 {{"", R"({"penstock": "1.0", "nodes": {}, "edges": []})"}},
 "graph.json:1:30: nodes: there are no nodes; expected a source at least"},
{"edges missing",
 {{R"(,
  "edges": ["frames -> gate -> paint -> blur -> encode -> write"])", ""}},
 R"(graph.json: "edges" is missing; expected a list of strings such as ["a -> b -> c"])"},
{"edges is a string",
 {{R"(["frames -> gate -> paint -> blur -> encode -> write"])", R"("frames -> gate")"}},
 R"(graph.json:13:12: edges: found "frames -> gate"; expected a list of strings such as ["a -> b -> c"])"},
{"unknown limit",
 {{R"("threads")", R"("thread")"}},
 R"(graph.json:4:14: limits: unknown key "thread"; expected one of threads, io_threads, memory, open_files, largest_item; did you mean "threads"?)"},
{"limits no object",
 {{R"({"threads": "auto", "memory": "1GiB"})", "4"}},
 "graph.json:4:13: limits: found 4; expected an object"},
{"threads zero",
 {{R"("threads": "auto")", R"("threads": 0)"}},
 R"(graph.json:4:25: limits.threads: found 0; expected "auto" or an integer from 1 to 4096)"},
{"memory without unit",
 {{R"("memory": "1GiB")", R"("memory": 1024)"}},
 R"(graph.json:4:43: limits.memory: found 1024; expected "auto" or a size with a unit, such as "2GiB")"},
{"memory zero",
 {{R"("memory": "1GiB")", R"("memory": "0B")"}},
 R"(graph.json:4:43: limits.memory: found "0B"; expected more than nothing)"},
{"open_files auto",
 {{R"("threads": "auto")", R"("open_files": "auto")"}},
 R"(graph.json:4:28: limits.open_files: found "auto"; expected an integer from 1 to 1000000)"},
{"largest_item in bytes",
 {{R"("threads": "auto")", R"("largest_item": "64MB")"}},
 R"(graph.json:4:30: limits.largest_item: found "64MB" with the unknown unit "MB"; expected one of px, kpx, Mpx, Gpx)"},
{"unknown variable",
 {{R"("${count}")", R"("${cuont}")"}},
 R"(graph.json:6:56: nodes.frames.params.count: unknown variable "cuont"; expected one of count, out; did you mean "count"?)"},
{"unclosed variable",
 {{R"("${count}")", R"("${count")"}},
 R"(graph.json:6:56: nodes.frames.params.count: found "${" without "}"; expected "${name}"; where "${" is meant as text, write "$${")"},
{"variable of the wrong type",
 {{R"("count": 5)", R"("count": "five")"}},
 R"(graph.json:3:21: nodes.frames.params.count: found "five"; expected an integer of at least 0)"},
{"list in text",
 {{R"("out": "out")", R"("out": ["a"])"}},
 "graph.json:11:53: nodes.write.params.path: found a list inside a text; expected a string, a number, true or false; a variable of another type stands alone in its string"},
{"variable uses itself",
 {{R"("out": "out")", R"("out": "${out}/a")"}},
 R"(graph.json:3:32: vars.out: the variable "out" cannot use itself; expected one that stands above)"},
{"variable name",
 {{R"("count": 5)", R"("count": 5, "a b": "${count}")"}},
 R"(graph.json:3:24: vars: "a b" is no name for a variable; expected letters, digits, _ and -, a letter first)"},
{"vars no object",
 {{R"({"count": 5, "out": "out"})", "[]"}},
 "graph.json:3:11: vars: found a list; expected an object of variables"},
};
// clang-format on

} // namespace

TEST_CASE("messages about version, limits, plugins and variables are whole sentences with a place",
          "[config][messages]") {
    for (const Mistake& mistake : mistakes) {
        INFO(mistake.what);
        CHECK(mistakes_in(sample_with(mistake.changes)) == mistake.message);
    }
}

} // namespace penstock::test

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
{"params no object",
 {{R"({"radius": 2.5})", "[2.5]"}},
 "graph.json:9:42: nodes.blur.params: found a list; expected an object of parameters"},
{"unknown parameter",
 {{R"("quality")", R"("qualty")"}},
 R"(graph.json:10:63: nodes.encode.params: unknown parameter "qualty"; encode has format, quality, timeout; did you mean "quality"?)"},
{"unknown parameter of a type without any",
 {{R"("type": "blur", "params")", R"("type": "count_up", "params")"}},
 R"(graph.json:9:47: nodes.blur.params: unknown parameter "radius"; count_up has no parameters; remove it)"},
{"string for an integer",
 {{R"("quality": 80)", R"("quality": "high")"}},
 R"(graph.json:10:74: nodes.encode.params.quality: found "high"; expected an integer from 1 to 100)"},
{"quoted integer",
 {{R"("quality": 80)", R"("quality": "80")"}},
 R"(graph.json:10:74: nodes.encode.params.quality: found "80"; expected an integer from 1 to 100; write it without quotes)"},
{"real for an integer",
 {{R"("quality": 80)", R"("quality": 80.5)"}},
 "graph.json:10:74: nodes.encode.params.quality: found 80.5; expected an integer from 1 to 100"},
{"whole real for an integer",
 {{R"("quality": 80)", R"("quality": 80.0)"}},
 "graph.json:10:74: nodes.encode.params.quality: found 80.0; expected an integer from 1 to 100; write 80"},
{"too large",
 {{R"("quality": 80)", R"("quality": 101)"}},
 "graph.json:10:74: nodes.encode.params.quality: found 101; expected an integer from 1 to 100"},
{"2^40 for 32 bits",
 {{R"("count": "${count}")", R"("start": 1099511627776)"}},
 R"(graph.json:3:12: warning: vars.count: nothing uses this variable; write "${count}" where its value belongs, or remove it
graph.json:6:55: nodes.frames.params.start: found 1099511627776; expected an integer from -2147483648 to 2147483647)"},
{"negative for unsigned",
 {{R"("count": 5)", R"("count": -5)"}},
 "graph.json:3:21: nodes.frames.params.count: found -5; expected an integer of at least 0"},
{"out of range with a unit",
 {{R"({"type": "paint"})", R"({"type": "paint", "params": {"width": 0}})"}},
 "graph.json:8:53: nodes.paint.params.width: found 0; expected an integer from 1 to 65535 px"},
{"number out of range",
 {{R"("radius": 2.5)", R"("radius": 100.5)"}},
 "graph.json:9:53: nodes.blur.params.radius: found 100.5; expected a number from 0 to 100"},
{"null",
 {{R"("radius": 2.5)", R"("radius": null)"}},
 "graph.json:9:53: nodes.blur.params.radius: found null; expected a number from 0 to 100"},
{"string for a boolean",
 {{R"("radius": 2.5)", R"("edges": "true")"}},
 R"(graph.json:9:52: nodes.blur.params.edges: found "true"; expected true or false; write it without quotes)"},
{"number for a boolean",
 {{R"("radius": 2.5)", R"("edges": 1)"}},
 "graph.json:9:52: nodes.blur.params.edges: found 1; expected true or false"},
{"number for a string",
 {{R"("radius": 2.5)", R"("label": 2024)"}},
 R"(graph.json:9:52: nodes.blur.params.label: found 2024; expected a string; write "2024")"},
{"unknown choice",
 {{R"("format": "jpeg")", R"("format": "jpg")"}},
 R"(graph.json:10:55: nodes.encode.params.format: found "jpg"; expected one of jpeg, png; did you mean "jpeg"?)"},
{"choice no string",
 {{R"("format": "jpeg")", R"("format": 1)"}},
 "graph.json:10:55: nodes.encode.params.format: found 1; expected one of jpeg, png"},
{"missing required",
 {{R"("path": "${out}/{seq:06}.{ext}")", R"("x-path": "${out}")"}},
 R"(graph.json:3:24: warning: vars.out: nothing uses this variable; write "${out}" where its value belongs, or remove it
graph.json:11:5: nodes.write: the parameter "path" is missing; write needs it; expected a string, for example "path": "out/{seq:06}.{ext}")"},
{"size as a number",
 {{R"("radius": 2.5)", R"("scratch": 512)"}},
 R"(graph.json:9:54: nodes.blur.params.scratch: found 512; expected a size with a unit, such as "512MiB", of at least 4KiB)"},
{"size without unit",
 {{R"("radius": 2.5)", R"("scratch": "512")"}},
 R"(graph.json:9:54: nodes.blur.params.scratch: found "512" without a unit; expected one of B, kB, KB, MB, GB, TB, KiB, MiB, GiB, TiB)"},
{"size with wrong unit",
 {{R"("radius": 2.5)", R"("scratch": "512mib")"}},
 R"(graph.json:9:54: nodes.blur.params.scratch: found "512mib" with the unknown unit "mib"; expected one of B, kB, KB, MB, GB, TB, KiB, MiB, GiB, TiB; did you mean "MiB"?)"},
{"size with space",
 {{R"("radius": 2.5)", R"("scratch": "512 MiB")"}},
 R"(graph.json:9:54: nodes.blur.params.scratch: found "512 MiB" with a space in it; expected "512MiB")"},
{"size too small",
 {{R"("radius": 2.5)", R"("scratch": "1KiB")"}},
 R"(graph.json:9:54: nodes.blur.params.scratch: found "1KiB"; expected a size with a unit, such as "512MiB", of at least 4KiB)"},
{"size too large",
 {{R"("radius": 2.5)", R"("scratch": "99999999999TiB")"}},
 R"(graph.json:9:54: nodes.blur.params.scratch: found "99999999999TiB", which is too large; expected at most 9223372036854775807 bytes)"},
{"size not whole",
 {{R"("radius": 2.5)", R"("scratch": "4096.5B")"}},
 R"(graph.json:9:54: nodes.blur.params.scratch: found "4096.5B", which is no whole number of bytes)"},
{"size no number",
 {{R"("radius": 2.5)", R"("scratch": "much")"}},
 R"(graph.json:9:54: nodes.blur.params.scratch: found "much"; expected a size with a unit such as "512MiB")"},
{"pixels",
 {{R"("type": "paint")", R"("type": "decode", "params": {"max_pixels": "64MB"})"}},
 R"(graph.json:8:59: nodes.paint.params.max_pixels: found "64MB" with the unknown unit "MB"; expected one of px, kpx, Mpx, Gpx)"},
{"duration",
 {{R"("quality": 80)", R"("timeout": "20sec")"}},
 R"(graph.json:10:74: nodes.encode.params.timeout: found "20sec" with the unknown unit "sec"; expected one of ns, us, ms, s, min, h)"},
{"duration too long",
 {{R"("quality": 80)", R"("timeout": "2h")"}},
 R"(graph.json:10:74: nodes.encode.params.timeout: found "2h"; expected a duration with a unit, such as "20s", of at most 1h)"},
{"list of the wrong type",
 {{R"({"type": "numbers", "params": {"count": "${count}"}})", R"({"type": "scan", "params": {"paths": 5}, "x-a": "${count}"})"}},
 R"(graph.json:3:12: warning: vars.count: nothing uses this variable; write "${count}" where its value belongs, or remove it
graph.json:6:52: nodes.frames.params.paths: found 5; expected a string or a list of strings)"},
{"list with a number in it",
 {{R"({"type": "numbers", "params": {"count": "${count}"}})", R"({"type": "scan", "params": {"paths": ["a", 5]}})"}},
 R"(graph.json:3:12: warning: vars.count: nothing uses this variable; write "${count}" where its value belongs, or remove it
graph.json:6:58: nodes.frames.params.paths[1]: found 5; expected a string; write "5")"},
{"empty required list",
 {{R"({"type": "numbers", "params": {"count": "${count}"}})", R"({"type": "scan", "params": {"paths": []}})"}},
 R"(graph.json:3:12: warning: vars.count: nothing uses this variable; write "${count}" where its value belongs, or remove it
graph.json:6:52: nodes.frames.params.paths: found an empty list; expected at least one entry, such as "photos")"},
{"no list of numbers",
 {{R"("radius": 2.5)", R"("weights": "0.5")"}},
 R"(graph.json:9:54: nodes.blur.params.weights: found "0.5"; expected a number or a list of numbers, each from 0 to 1; write it without quotes)"},
{"number out of range",
 {{R"("radius": 2.5)", R"("weights": 2)"}},
 R"(graph.json:9:54: nodes.blur.params.weights: found 2; expected a number or a list of numbers, each from 0 to 1)"},
{"number in a list out of range",
 {{R"("radius": 2.5)", R"("weights": [0.5, 1.5])"}},
 R"(graph.json:9:60: nodes.blur.params.weights[1]: found 1.5; expected a number from 0 to 1)"},
{"string in a list of numbers",
 {{R"("radius": 2.5)", R"("weights": [0.5, "1"])"}},
 R"(graph.json:9:60: nodes.blur.params.weights[1]: found "1"; expected a number from 0 to 1; write it without quotes)"},
{"empty list of numbers",
 {{R"("radius": 2.5)", R"("weights": [])"}},
 R"(graph.json:9:54: nodes.blur.params.weights: found an empty list; expected at least one number)"},
{"unknown field",
 {{"{seq:06}", "{sqe:06}"}},
 R"(graph.json:11:52: nodes.write.params.path: unknown field {sqe}; expected one of seq, index, stem, dir, name, ext, source_ext, width, height, channels, format, frame, or an attribute that "set" gives; did you mean "seq"?)"},
{"open brace",
 {{"{seq:06}", "{seq"}},
 R"(graph.json:11:52: nodes.write.params.path: found "{" without "}"; a brace that is meant as text is "{{")"},
{"lone closing brace",
 {{"{seq:06}", "seq}"}},
 R"(graph.json:11:52: nodes.write.params.path: found "}" without "{"; a brace that is meant as text is "}}")"},
{"bad width",
 {{"{seq:06}", "{seq:6}"}},
 R"(graph.json:11:52: nodes.write.params.path: found the width "6" in {seq:6}; expected a zero and a number of digits from 1 to 20, such as {seq:06})"},
{"width of text",
 {{"{seq:06}", "{stem:06}"}},
 "graph.json:11:52: nodes.write.params.path: {stem:06} has a width but is text; expected a width behind numbers only; write {stem}"},
};
// clang-format on

} // namespace

TEST_CASE("messages about parameters are whole sentences with a place", "[config][messages]") {
    for (const Mistake& mistake : mistakes) {
        INFO(mistake.what);
        CHECK(mistakes_in(sample_with(mistake.changes)) == mistake.message);
    }
}

} // namespace penstock::test

// SPDX-License-Identifier: Apache-2.0
#include "graph/lint/demonstrations.hpp"

#include "graph/run_config.hpp"

#include <iterator>

namespace penstock::test {
namespace {

// Ten items, and what stands behind their loader.
std::string ten(const std::string& nodes,
                const std::string& edges,
                const std::string& limits = "{}",
                const std::string& limiter = "") {
    return config_text(R"("n": {"type": "numbers", "params": {"count": 10}},
                          "g": {"type": "limiter")" +
                           limiter + R"(}, "b": {"type": "blank"}, )" + nodes,
                       R"("n -> g -> b", )" + edges,
                       limits);
}

bool gives_fewer(const Shown& bad, const Shown& good) {
    return bad.report.outputs < good.report.outputs;
}
bool fails_all(const Shown& bad, const Shown&) {
    return bad.report.items.failed == bad.report.items.discovered;
}
// What "pair" has joined is taken apart again, and noted by "e".
bool joins_nothing(const Shown& bad, const Shown&) {
    return bad.calls("p") > 0 && bad.calls("e") == bad.calls("p");
}
bool writes_over_itself(const Shown& bad, const Shown&) {
    const std::set<std::pair<std::string, std::string>> files(bad.outputs.begin(),
                                                              bad.outputs.end());
    std::set<std::string> names;
    for (const auto& [item, output] : bad.outputs)
        names.insert(output);
    return names.size() < bad.outputs.size() || bad.report.items.failed > 0;
}

std::vector<Demonstration> of_paths() {
    return {
        {.rule = "F1",
         .what = "each limiter gets the items that the other one did not get",
         .also_off = {},
         .bad = config_text(
             R"("n": {"type": "numbers"}, "g": {"type": "limiter"}, "h": {"type": "limiter"},
                "b": {"type": "blank"}, "c": {"type": "blank"}, "e": {"type": "collect"},
                "f": {"type": "collect"})",
             R"("n -> [g, h]", "g -> b -> e", "h -> c -> f")"),
         .good = ten(R"("e": {"type": "collect"}, "f": {"type": "collect"})", R"("b -> [e, f]")"),
         .is_wrong = gives_fewer},
        {.rule = "F2",
         .what = "nothing runs: what stands behind no limiter is no part of any run",
         .also_off = {},
         .bad = {},
         .good = {},
         .is_wrong = gives_fewer},
        {.rule = "F5",
         .what = "items of two limiters have the same numbers, and so the same files",
         .also_off = {},
         .bad = {},
         .good = {},
         .is_wrong = writes_over_itself},
        {.rule = "F9",
         .what = "each item is written twice",
         .also_off = {},
         .bad = ten(R"("e": {"type": "collect"})", R"("b -> e", "b -> e")"),
         .good = ten(R"("e": {"type": "collect"})", R"("b -> e")"),
         .is_wrong = [](const Shown& bad,
                        const Shown& good) { return bad.report.outputs > good.report.outputs; }},
        {.rule = "F11",
         .what = "nothing runs",
         .also_off = {},
         .bad = {},
         .good = {},
         .is_wrong = [](const Shown& bad,
                        const Shown&) { return bad.report.items.discovered == 0; }},
        {.rule = "F12",
         .what = "every item is worked on, and dropped",
         .also_off = {},
         .bad = {},
         .good = {},
         .is_wrong = [](const Shown& bad, const Shown&) { return bad.report.items.dropped == 9; }},
        {.rule = "F13",
         .what = "what that source would yield is not even counted",
         .also_off = {},
         .bad = ten(R"("m": {"type": "numbers"}, "e": {"type": "collect"})", R"("b -> e")"),
         .good =
             ten(R"("m": {"type": "numbers"}, "e": {"type": "collect"})", R"("m -> g", "b -> e")"),
         .is_wrong = gives_fewer},
        {.rule = "F14",
         .what = "the node is never called, nor does anything come from it",
         .also_off = {},
         .bad = {},
         .good = {},
         .is_wrong = [](const Shown& bad, const Shown&) { return bad.calls("small") == 0; }},
        {.rule = "F15",
         .what = "what the node makes is thrown away",
         .also_off = {},
         .bad = {},
         .good = {},
         .is_wrong =
             [](const Shown& bad, const Shown& good) {
                 return bad.calls("small") == good.calls("small") && gives_fewer(bad, good);
             }},
        {.rule = "F16",
         .what = "items that leave there are dropped",
         .also_off = {},
         .bad = {},
         .good = {},
         .is_wrong = [](const Shown& bad, const Shown&) { return bad.report.items.dropped == 9; }},
        {.rule = "F17",
         .what = "every item fails",
         .also_off = {},
         .bad = {},
         .good = {},
         .is_wrong = fails_all},
    };
}

// Items 1 and 9 are larger than all that there is room for.
std::string oversize(const std::string& what_then) {
    return config_text(R"("n": {"type": "numbers"}, "g": {"type": "limiter", "params":
                            {"max_images": 30, "max_bytes": "480KiB", "oversize": ")" +
                           what_then + R"("}},
                          "b": {"type": "blank_file", "params": {"side": 16, "growth": 50}},
                          "u": {"type": "bunch"}, "e": {"type": "collect"})",
                       R"("n -> g -> b -> u -> e")",
                       R"({"largest_item": "13kpx"})");
}

std::vector<Demonstration> of_errors_and_sizes() {
    const std::string fault = R"("f": {"type": "fault")";
    const std::string sinks = R"(}, "e": {"type": "collect"}, "k": {"type": "collect"})";
    const std::string ordered = R"("e": {"type": "collect_blocking", "params": {"order": "source",
                                                                      "milliseconds": 20})";
    return {
        {.rule = "F18",
         .what = "nothing takes the failed items",
         .also_off = {},
         .bad = ten(fault + R"(, "on_error": "dead_letter"}, "e": {"type": "collect"})",
                    R"("b -> f -> e")"),
         .good = ten(fault + R"(, "on_error": "dead_letter")" + sinks,
                     R"("b -> f -> e", "f.dead_letter -> k")"),
         .is_wrong = gives_fewer},
        {.rule = "F19",
         .what = "items fail, and the sink for them gets none",
         .also_off = {},
         .bad = ten(fault + sinks, R"("b -> f -> e", "f.dead_letter -> k")"),
         .good = ten(fault + R"(, "on_error": "dead_letter")" + sinks,
                     R"("b -> f -> e", "f.dead_letter -> k")"),
         .is_wrong =
             [](const Shown& bad, const Shown&) {
                 return bad.report.items.failed > 0 && bad.calls("k") == 0;
             }},
        {.rule = "F20",
         .what = "what has failed fills groups, with nothing in it",
         .also_off = {},
         .bad = ten(fault + R"(, "on_error": "dead_letter"}, "u": {"type": "bunch"},
                             "e": {"type": "collect"})",
                    R"("b -> f -> u -> e", "f.dead_letter -> u")"),
         .good = ten(fault + R"(, "on_error": "dead_letter"}, "u": {"type": "bunch"}, )" +
                         R"("e": {"type": "collect"}, "k": {"type": "collect"})",
                     R"("b -> f -> u -> e", "f.dead_letter -> k")"),
         .is_wrong = [](const Shown& bad,
                        const Shown& good) { return bad.calls("e") > good.calls("e"); }},
        {.rule = "F21",
         .what = "several calls are going on at once, and end in any order",
         .also_off = {},
         .bad = ten(ordered + R"(, "concurrency": 4})", R"("b -> e")"),
         .good = ten(ordered + "}", R"("b -> e")"),
         .is_wrong = [](const Shown& bad,
                        const Shown&) { return bad.report.nodes.back().peak_concurrency > 1; }},
        {.rule = "F23",
         .what = "no item is ever let in: each fails",
         .also_off = {},
         .bad = {},
         .good = {},
         .is_wrong = fails_all},
        {.rule = "F24",
         .what = "no item is ever let in: each fails",
         .also_off = {},
         .bad = {},
         .good = {},
         .is_wrong = fails_all},
        {.rule = "F25",
         .what = "more memory is used than limits.memory",
         .also_off = {},
         .bad = ten(R"("e": {"type": "collect"}, "c": {"type": "widen"})",
                    R"("b -> c -> e")",
                    R"({"memory": "12KiB"})",
                    R"(, "params": {"max_bytes": "64KiB"})"),
         .good = ten(R"("e": {"type": "collect"})",
                     R"("b -> e")",
                     R"({"memory": "12KiB"})",
                     R"(, "params": {"max_bytes": "12KiB"})"),
         .is_wrong = [](const Shown& bad,
                        const Shown&) { return bad.report.peak_bytes > 12 * 1024; }},
        {.rule = "F26",
         .what = "no item is ever let in: each fails",
         .also_off = {},
         .bad = {},
         .good = {},
         .is_wrong = fails_all},
        {.rule = "F27",
         .what = "an item that waits to be alone has groups made up before they are full",
         .also_off = {},
         .bad = oversize("alone"),
         .good = oversize("fail"),
         .is_wrong = [](const Shown& bad,
                        const Shown& good) { return bad.calls("e") > good.calls("e"); }},
    };
}

std::vector<Demonstration> of_joins() {
    const std::string pair = R"("p": {"type": "pair"}, "m": {"type": "members"},
                                "e": {"type": "collect"}, "c": {"type": "copy"})";
    const std::string tail = R"(, "p -> m -> e")";
    const std::string good = ten(pair, R"("b -> [c, p.in1]", "c -> p.in0")" + tail);
    return {
        {.rule = "F29",
         .what = "what has no partner comes out alone",
         .also_off = {},
         .bad = ten(pair + R"(, "s": {"type": "pieces"})",
                    R"("b -> [s, c]", "s -> p.in0", "c -> p.in1")" + tail),
         .good = good,
         .is_wrong = joins_nothing},
        {.rule = "F30",
         .what = "more is joined than there are inputs, and nobody can take it apart",
         .also_off = {},
         .bad = ten(pair + R"(, "i": {"type": "increment"})",
                    R"("b -> [c, i] -> p.in0", "b -> p.in1")" + tail),
         .good = good,
         .is_wrong = fails_all},
        {.rule = "F31",
         .what = "what was gathered and what was not come out alone",
         .also_off = {"F29"},
         .bad = ten(pair + R"(, "u": {"type": "sheet"})",
                    R"("b -> [u, c]", "u -> p.in0", "c -> p.in1")" + tail),
         .good = good,
         .is_wrong = joins_nothing},
        {.rule = "F32",
         .what = "what has no partner comes out alone",
         .also_off = {"F29", "F31"},
         .bad = ten(pair, R"("b -> c -> p.in0")" + tail),
         .good = good,
         .is_wrong = joins_nothing},
        {.rule = "F34",
         .what = "of two items of one number one is lost, and those behind it wait for ever",
         .also_off = {},
         .bad = {},
         .good = {},
         .is_wrong =
             [](const Shown& bad, const Shown&) {
                 return bad.report.items.ended() < bad.report.items.discovered &&
                        bad.report.claims_outstanding > 0;
             }},
    };
}

} // namespace

std::vector<Demonstration> demonstrations() {
    std::vector<Demonstration> all;
    for (const auto& part : {of_paths(), of_errors_and_sizes(), of_joins()})
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

std::vector<Undemonstrable> undemonstrable() {
    return {
        {"F3", "a limiter is the beginning of a region, and nothing that an item could enter"},
        {"F4", "a limiter is no source: it yields no requests that a second one could count"},
        {"F6", "what a loader needs was asked before the item was let in, of those at the limiter"},
        {"F7", "the ways of an item are followed to their ends, and there is none"},
        {"F8", "the ways of an item are followed to their ends, and there is none"},
        {"F10", "a sink has no output and a source no input that an edge could be tied to"},
        {"F22",
         "a graph a little larger runs right; but ways multiply, and no memory would hold "
         "the plan of 2^40 of them"},
        {"F28", "a way is planned for each piece, and there is no number of them"},
        {"F33", "what belongs together is known by the split that it came from"},
    };
}

} // namespace penstock::test

// SPDX-License-Identifier: Apache-2.0
#include "graph/lint/nasty_graphs.hpp"

#include <algorithm>
#include <iterator>

namespace penstock::test {
namespace {

std::vector<NastyGraph> of_joins() {
    return {
        {"one arm of a join is filtered",
         R"("d": {"type": "drop", "params": {"every": 2}}, "c": {"type": "copy"},
            "p": {"type": "pair", "params": {"drop": true}}, "l": {"type": "blend"},
            "e": {"type": "collect", "params": {"order": "source"}})",
         R"("b -> [d, c]", "d -> p.in0", "c -> p.in1", "p -> l -> e")"},
        {"a choice goes to both arms of a join, so that none is ever complete",
         R"("w": {"type": "choose"}, "p": {"type": "pair"}, "l": {"type": "blend"},
            "e": {"type": "collect", "params": {"order": "source"}})",
         R"("b -> w", "w.way0 -> p.in0", "w.way1 -> p.in1", "p -> l -> e")"},
        {"both ways of a choice meet again in one arm of a join",
         R"("w": {"type": "choose"}, "i": {"type": "increment"}, "c": {"type": "copy"},
            "p": {"type": "pair"}, "l": {"type": "blend"},
            "e": {"type": "collect", "params": {"order": "source"}})",
         R"("b -> [w, c]", "w.way0 -> i -> p.in0", "w.way1 -> p.in0", "c -> p.in1",
            "p -> l -> e")"},
        {"a join of joins over shared arms, with faults in one",
         R"("f": {"type": "fault", "params": {"every": 4}}, "i": {"type": "increment"},
            "p": {"type": "pair"}, "l": {"type": "blend"},
            "q": {"type": "pair", "params": {"inputs": 3, "drop": true}}, "m": {"type": "blend"},
            "e": {"type": "collect", "params": {"order": "source"}})",
         R"("b -> [f, i]", "f -> p.in0", "i -> p.in1", "p -> l", "l -> q.in0", "i -> q.in1",
            "b -> q.in2", "q -> m -> e")"},
        {"the members of a join become items, and one whole again",
         R"("i": {"type": "increment"}, "p": {"type": "pair", "params": {"drop": true}},
            "d": {"type": "drop", "params": {"every": 3}}, "m": {"type": "members"},
            "h": {"type": "whole"}, "e": {"type": "collect", "params": {"order": "source"}})",
         R"("b -> [i, d]", "i -> p.in0", "d -> p.in1", "p -> m -> h -> e")"},
        {"dead letters, tombstones and results in one ordered sink",
         R"("f": {"type": "fault", "params": {"every": 3}, "on_error": "dead_letter"},
            "w": {"type": "choose", "params": {"ways": 3}},
            "d": {"type": "drop", "params": {"every": 2}},
            "e": {"type": "collect", "params": {"order": "source"}})",
         R"("b -> f -> w", "w.way0 -> e", "w.way1 -> d -> e", "w.way2 -> e",
            "f.dead_letter -> e")"},
    };
}

std::vector<NastyGraph> of_pieces() {
    return {
        {"pieces that may be none, before an ordered sink",
         R"("s": {"type": "burst"}, "e": {"type": "collect", "params": {"order": "source"}})",
         R"("b -> s -> e")"},
        {"pieces that may be none, put together again",
         R"("s": {"type": "burst"}, "h": {"type": "whole", "params": {"drop": true}},
            "e": {"type": "collect", "params": {"order": "source"}})",
         R"("b -> s -> h -> e")"},
        {"pieces of pieces, filtered, put together twice",
         R"("s": {"type": "pieces", "params": {"most": 3}}, "t": {"type": "burst"},
            "d": {"type": "drop", "params": {"every": 5}},
            "h": {"type": "whole", "params": {"drop": true}},
            "k": {"type": "whole", "params": {"drop": true}},
            "e": {"type": "collect", "params": {"order": "source"}})",
         R"("b -> s -> t -> d -> h -> k -> e")"},
        {"pieces choose ways, and are put together behind them",
         R"("s": {"type": "pieces"}, "w": {"type": "choose"}, "i": {"type": "increment"},
            "h": {"type": "whole"}, "e": {"type": "collect", "params": {"order": "source"}})",
         R"("b -> s -> w", "w.way0 -> i -> h", "w.way1 -> h", "h -> e")"},
        {"pieces take two ways, are put together on each, and joined",
         R"("s": {"type": "pieces"}, "i": {"type": "increment"}, "c": {"type": "copy"},
            "h": {"type": "whole"}, "k": {"type": "whole"}, "p": {"type": "pair"},
            "l": {"type": "blend"}, "e": {"type": "collect", "params": {"order": "source"}})",
         R"("b -> s -> [i, c]", "i -> h -> p.in0", "c -> k -> p.in1", "p -> l -> e")"},
        {"pieces are joined piece by piece",
         R"("s": {"type": "burst"}, "i": {"type": "increment"}, "c": {"type": "copy"},
            "p": {"type": "pair", "params": {"drop": true}}, "l": {"type": "blend"},
            "e": {"type": "collect", "params": {"order": "source"}})",
         R"("b -> s -> [i, c]", "i -> p.in0", "c -> p.in1", "p -> l -> e")"},
    };
}

std::vector<NastyGraph> of_groups() {
    return {
        {"pieces are gathered across items",
         R"("s": {"type": "pieces", "params": {"most": 5}}, "u": {"type": "bunch"},
            "l": {"type": "blend"}, "e": {"type": "collect", "params": {"order": "source"}})",
         R"("b -> s -> u -> l -> e")"},
        {"several ways of one item into one group",
         R"("c": {"type": "copy"}, "i": {"type": "increment"},
            "k": {"type": "copy"}, "m": {"type": "copy"}, "o": {"type": "copy"},
            "u": {"type": "bunch", "params": {"size": 2}}, "l": {"type": "blend"},
            "e": {"type": "collect", "params": {"order": "source"}})",
         R"("b -> [c, i, k, m, o] -> u -> l -> e")"},
        {"joined pieces are gathered across items",
         R"("s": {"type": "pieces", "params": {"most": 5}}, "i": {"type": "increment"},
            "c": {"type": "copy"}, "p": {"type": "pair"}, "u": {"type": "bunch"},
            "e": {"type": "collect", "params": {"order": "source"}})",
         R"("b -> s -> [i, c]", "i -> p.in0", "c -> p.in1", "p -> u -> e")"},
        {"several lists of one item into one group",
         R"("c": {"type": "copy"}, "i": {"type": "increment"}, "p": {"type": "pair"},
            "q": {"type": "pair"}, "r": {"type": "pair"},
            "u": {"type": "bunch", "params": {"size": 2}},
            "e": {"type": "collect", "params": {"order": "source"}})",
         R"("b -> [c, i]", "c -> p.in0", "i -> p.in1", "c -> q.in0", "i -> q.in1",
            "c -> r.in0", "i -> r.in1", "[p, q, r] -> u -> e")"},
        {"pieces are gathered, taken apart, and gathered again",
         R"("s": {"type": "burst"}, "u": {"type": "bunch"}, "m": {"type": "members"},
            "v": {"type": "bunch", "params": {"size": 4}}, "l": {"type": "blend"},
            "e": {"type": "collect", "params": {"order": "source"}})",
         R"("b -> s -> u -> m -> v -> l -> e")"},
        {"the members of a group become one whole",
         R"("d": {"type": "drop"}, "u": {"type": "bunch"}, "m": {"type": "members"},
            "h": {"type": "whole", "params": {"drop": true}},
            "e": {"type": "collect", "params": {"order": "source"}})",
         R"("b -> d -> u -> m -> h -> e")"},
        {"nothing ever comes to be gathered",
         R"("d": {"type": "drop", "params": {"every": 1}}, "u": {"type": "bunch"},
            "e": {"type": "collect", "params": {"order": "source"}})",
         R"("b -> d -> u -> e")"},
        {"sheets of sheets, some of whose members do not get in",
         R"("u": {"type": "sheet"}, "v": {"type": "sheet"}, "e": {"type": "collect"})",
         R"("b -> u -> v -> e")"},
        {"a group and an ordered sink for the ways of a choice",
         R"("w": {"type": "choose", "params": {"ways": 3}}, "u": {"type": "bunch"},
            "l": {"type": "blend"}, "e": {"type": "collect", "params": {"order": "source"}},
            "k": {"type": "collect_blocking", "params": {"order": "source"}})",
         R"("b -> w", "w.way0 -> u", "w.way1 -> k", "w.way2 -> [u, k]", "u -> l -> e")"},
        {"dead letters of a group and of what comes before it in one sink",
         R"("f": {"type": "fault", "params": {"every": 5}, "on_error": "dead_letter"},
            "u": {"type": "sheet", "on_error": "dead_letter"},
            "k": {"type": "collect"}, "e": {"type": "collect", "params": {"order": "source"}})",
         R"("b -> f -> u -> e", "[f.dead_letter, u.dead_letter] -> k")"},
        {"what is held waits beside another branch",
         R"("c": {"type": "copy"}, "u": {"type": "bunch", "params": {"size": 5}},
            "l": {"type": "blend"}, "e": {"type": "collect", "params": {"order": "source"}},
            "k": {"type": "collect_blocking", "params": {"order": "source"}})",
         R"("b -> [u, c]", "c -> k", "u -> l -> e")"},
    };
}

std::vector<NastyGraph> of_dead_letters() {
    return {
        {"dead letters of a sink, in order",
         R"("e": {"type": "collect", "params": {"fail_every": 4}, "on_error": "dead_letter"},
            "k": {"type": "collect", "params": {"order": "source"}})",
         R"("b -> e", "e.dead_letter -> k")"},
        {"dead letters of dead letters, in order",
         R"("e": {"type": "collect", "params": {"fail_every": 2}, "on_error": "dead_letter"},
            "k": {"type": "collect", "params": {"fail_every": 4}, "on_error": "dead_letter"},
            "z": {"type": "collect", "params": {"order": "source"}})",
         R"("b -> e", "e.dead_letter -> k", "k.dead_letter -> z")"},
        {"dead letters of a node that splits, in order",
         R"("s": {"type": "burst", "params": {"fail_every": 4}, "on_error": "dead_letter"},
            "e": {"type": "collect", "params": {"order": "source"}},
            "k": {"type": "collect", "params": {"order": "source"}})",
         R"("b -> s -> e", "s.dead_letter -> k")"},
        {"dead letters of a join, in order",
         R"("f": {"type": "fault", "params": {"every": 3}}, "c": {"type": "copy"},
            "p": {"type": "pair", "on_error": "dead_letter"},
            "e": {"type": "collect", "params": {"order": "source"}},
            "k": {"type": "collect", "params": {"order": "source"}})",
         R"("b -> [f, c]", "f -> p.in0", "c -> p.in1", "p -> e", "p.dead_letter -> k")"},
        {"groups that do not begin, before an ordered sink",
         R"("u": {"type": "sulky"}, "e": {"type": "collect", "params": {"order": "source"}})",
         R"("b -> u -> e")"},
        {"groups that do not begin, before groups",
         R"("u": {"type": "sulky"}, "v": {"type": "bunch", "params": {"size": 2}},
            "l": {"type": "blend"}, "e": {"type": "collect", "params": {"order": "source"}})",
         R"("b -> u -> v -> l -> e")"},
    };
}

std::vector<NastyGraph> of_tries() {
    return {
        {"retries before a join, a group and an ordered sink that fails at first",
         R"("f": {"type": "flaky", "on_error": {"io": {"retry": {"attempts": 3,
                  "backoff": "10us..100us"}}}},
            "u": {"type": "bunch"}, "l": {"type": "blend"},
            "e": {"type": "collect_blocking",
                  "params": {"order": "source", "flaky_every": 3},
                  "on_error": {"io": {"retry": {"attempts": 3, "backoff": "10us..100us"}}}},
            "k": {"type": "collect", "params": {"order": "source"}})",
         R"("b -> [f, u]", "f -> e", "u -> l -> k")"},
        {"a loader that fails at first, before tiles and a sink that skips",
         R"("s": {"type": "burst"},
            "e": {"type": "collect", "params": {"order": "source", "fail_every": 4},
                  "on_error": "skip"})",
         R"("b -> s -> e")",
         R"({"type": "flaky_blank", "on_error": {"io": {"retry": {"attempts": 3,
             "backoff": "10us..100us"}}}})"},
        {"items of all sizes",
         R"("c": {"type": "copy"}, "i": {"type": "increment"}, "p": {"type": "pair"},
            "l": {"type": "blend"}, "e": {"type": "collect", "params": {"order": "source"}})",
         R"("b -> [c, i]", "c -> p.in0", "i -> p.in1", "p -> l -> e")",
         R"({"type": "blank_file", "params": {"side": 16, "growth": 50}})"},
        {"items of all sizes, gathered",
         R"("u": {"type": "bunch"}, "l": {"type": "blend"},
            "e": {"type": "collect", "params": {"order": "source"}})",
         R"("b -> u -> l -> e")",
         R"({"type": "blank_file", "params": {"side": 16, "growth": 50}})"},
    };
}

} // namespace

std::vector<NastyGraph> nasty_graphs() {
    std::vector<NastyGraph> all;
    for (const auto& part : {of_joins(), of_pieces(), of_groups(), of_dead_letters(), of_tries()})
        std::ranges::copy(part, std::back_inserter(all));
    return all;
}

} // namespace penstock::test

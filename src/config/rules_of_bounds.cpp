// SPDX-License-Identifier: Apache-2.0
#include "config/rule_sketch.hpp"
#include "config/rules.hpp"

#include <utility>

namespace penstock::config {
namespace {

constexpr std::string_view careful_decode =
    R"("decode": { "type": "decode", "on_error": { "corrupt": "dead_letter" } })";
constexpr std::string_view photos =
    R"("photos": { "type": "files", "params": { "paths": "photos" } })";
constexpr std::string_view decode = R"("decode": { "type": "decode" })";

std::vector<RuleText> rules_of_errors() {
    return {
        rule_text(rule::dead_letter_unconnected,
                  "A node that has a dead letter has somewhere to send it.",
                  "A failed item that leaves through a port that leads nowhere would be lost "
                  "without a word.",
                  {{"photos -> gate -> decode -> drop"}, {photos, careful_decode}},
                  "Connect the port \"dead_letter\" to a sink that takes everything, such as "
                  "record.",
                  {{"photos -> gate -> decode -> drop", "decode.dead_letter -> log"},
                   {photos, careful_decode}}),
        rule_text(
            rule::dead_letter_unused,
            "What is connected to a dead letter gets some.",
            "Without a rule that says \"dead_letter\", nothing ever leaves there: the list "
            "of damaged files would stay empty however many there are.",
            {{"photos -> gate -> decode -> drop", "decode.dead_letter -> log"}, {photos, decode}},
            "Say in the node's \"on_error\" for which errors it is, or remove the edge.",
            {{"photos -> gate -> decode -> drop", "decode.dead_letter -> log"},
             {photos, careful_decode}}),
        rule_text(rule::dead_letter_rejoins,
                  "A dead letter goes to a sink.",
                  "A failed item has nothing to work on, and has been counted: a node that gathers "
                  "or joins would wait for its pixels, or count it twice.",
                  {{"photos -> gate -> decode -> batch -> log", "decode.dead_letter -> batch"},
                   {photos, careful_decode}},
                  "Lead it to a sink that takes everything, such as record.",
                  {{"photos -> gate -> decode -> batch -> drop", "decode.dead_letter -> log"},
                   {photos, careful_decode}}),
        rule_text(rule::ordered_and_concurrent,
                  "A node that works in the order of the source works on one item at a time.",
                  "Two calls at once end in any order.",
                  {{"frames -> gate -> render -> encode -> write"},
                   {R"("write": { "type": "write", "concurrency": 4, )"
                    R"("params": { "path": "out/{seq:04}.{ext}", "order": "source" } })"}},
                  "Remove the \"concurrency\", or the \"order\".",
                  {{"frames -> gate -> render -> encode -> write"},
                   {R"("write": { "type": "write", )"
                    R"("params": { "path": "out/{seq:04}.{ext}", "order": "source" } })"}}),
    };
}

std::vector<RuleText> rules_of_sizes() {
    return {
        rule_text(rule::too_many_ways,
                  "An item takes at most 10,000 ways through a graph.",
                  "Branches that meet and branch again multiply. Nobody can say what so many "
                  "outputs of one item need together, so nothing could be promised.",
                  {{"frames -> gate -> render -> [a1, a2, a3] -> [b1, b2, b3] -> [c1, c2, c3] -> "
                    "[d1, d2, d3] "
                    "-> [e1, e2, e3] -> [f1, f2, f3] -> [g1, g2, g3] -> [h1, h2, h3] -> [i1, i2, "
                    "i3] -> drop"}},
                  "Take edges away; a list on both sides of an arrow stands for all pairs.",
                  {{"frames -> gate -> render -> [small, large] -> drop"}}),
        rule_text(rule::family_images,
                  "A limiter lets in as many images as one item needs.",
                  "An item is let in when everything that it can need fits. If that is never so, "
                  "none would ever be let in: every item would fail.",
                  {{"frames -> gate -> render -> [small, large] -> drop"},
                   {R"("gate": { "type": "limiter", "params": { "max_images": 1 } })"}},
                  "Raise max_images to what the message names; or let fewer branches hold pixels "
                  "at once.",
                  {{"frames -> gate -> render -> [small, large] -> drop"},
                   {R"("gate": { "type": "limiter", "params": { "max_images": 8 } })"}}),
        rule_text(rule::family_bytes,
                  "A limiter lets in as many bytes as one item needs.",
                  "An item is let in when everything that it can need fits. If that is never so, "
                  "none would ever be let in: every item would fail.",
                  {{"frames -> gate -> render -> drop"},
                   {R"("gate": { "type": "limiter", "params": { "max_bytes": "64KiB" } })"}},
                  "Raise max_bytes to what the message names, or work on smaller pictures.",
                  {{"frames -> gate -> render -> drop"},
                   {R"("gate": { "type": "limiter", "params": { "max_bytes": "64MiB" } })"}}),
        rule_text(rule::sum_of_limiters,
                  "What limiters allow fits into limits.memory together.",
                  "All limiters can use what they allow at the same time: the bound of the whole "
                  "run would be broken. And where they take all of it, nothing is left for a "
                  "limiter that has no max_bytes.",
                  {{"frames -> gate -> render -> drop"},
                   {R"("gate": { "type": "limiter", "params": { "max_bytes": "64MiB" } })"},
                   R"("memory": "32MiB")"},
                  "Raise limits.memory, lower a max_bytes, or leave max_bytes away: limiters "
                  "without it share what there is.",
                  {{"frames -> gate -> render -> drop"},
                   {R"("gate": { "type": "limiter", "params": { "max_bytes": "64MiB" } })"},
                   R"("memory": "128MiB")"}),
        rule_text(
            rule::large_batch,
            "What a gathering node keeps, and one item more, fit into its limiter.",
            "The node waits for the rest of its members. If those that it keeps could fill the "
            "limiter, the rest could never be let in: every item would fail, or the graph "
            "would hang.",
            {{"frames -> gate -> render -> batch -> drop"},
             {R"("gate": { "type": "limiter", "params": { "max_images": 3 } })"}},
            "Raise max_images and max_bytes to what the message names, or gather fewer.",
            {{"frames -> gate -> render -> batch -> drop"},
             {R"("gate": { "type": "limiter", "params": { "max_images": 8 } })"}}),
        rule_text(
            rule::oversize_and_gather,
            "Where a node gathers, no item runs alone.",
            "An item that is too large runs when nothing else is in flight. A gathering node "
            "keeps what it has until it is full, so that moment would not come before it gave "
            "out what is not full yet: what is gathered would depend on its size in memory.",
            {{"frames -> gate -> render -> batch -> drop"},
             {R"("gate": { "type": "limiter", "params": { "oversize": "alone" } })"}},
            "Remove \"oversize\": an item that is too large fails then. Or do not gather.",
            {{"frames -> gate -> render -> batch -> drop"}}),
    };
}

} // namespace

std::vector<RuleText> rules_of_bounds() {
    std::vector<RuleText> rules = rules_of_errors();
    for (RuleText& one : rules_of_sizes())
        rules.push_back(std::move(one));
    return rules;
}

} // namespace penstock::config

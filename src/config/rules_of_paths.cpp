// SPDX-License-Identifier: Apache-2.0
#include "config/rule_sketch.hpp"
#include "config/rules.hpp"

namespace penstock::config {
namespace {

std::vector<RuleText> rules_of_limiters() {
    return {
        rule_text(
            rule::source_elsewhere,
            "A source goes to one limiter, and to nothing else.",
            "The limiter counts every item of its sources and lets them in by their numbers. An "
            "item that leaves the source elsewhere is missing there, and the limiter would wait "
            "for it for ever.",
            {{"frames -> [gate, gate2]", "[gate, gate2] -> render -> drop"}},
            "Branch behind the loader: pixels are shared between branches, and loaded once.",
            {{"frames -> gate -> render -> [small, large] -> drop"}}),
        rule_text(rule::source_without_limiter,
                  "Between a source and a loader stands a limiter.",
                  "Nothing else bounds how many images exist. A source yields names faster than "
                  "pictures can be made of them, and memory would fill up.",
                  {{"frames -> render -> drop"}},
                  "Put a limiter behind the source.",
                  {{"frames -> gate -> render -> drop"}}),
        rule_text(rule::misplaced_limiter,
                  "A limiter stands directly behind its sources.",
                  "What comes out of a loader has its pixels already: a limiter there bounds "
                  "nothing, and an item that waits before it holds memory that those behind it "
                  "may need in order to end. The graph could hang.",
                  {{"frames -> gate -> render -> gate2 -> drop"}},
                  "Move the limiter to its source, or remove it.",
                  {{"frames -> gate -> render -> drop"}}),
        rule_text(rule::second_limiter,
                  "On each path there is one limiter.",
                  "An item would hold what the first limiter gave it while it waits for the "
                  "second, whose memory may be held by items that wait for the first. The graph "
                  "could hang.",
                  {{"frames -> gate -> gate2 -> render -> drop"}},
                  "Keep one of them, with the smaller of their bounds.",
                  {{"frames -> gate -> render -> drop"}}),
        rule_text(rule::joined_limiters,
                  "What two limiters let in never meets in one node.",
                  "Each limiter counts its items from 0, and pays for them alone. A node behind "
                  "both would get two items of each number, and memory of which nobody knows "
                  "whose it is: the bound could be broken.",
                  {{"frames -> gate -> render -> encode",
                    "more -> gate2 -> render2 -> encode",
                    "encode -> write"}},
                  "Let both sources go to one limiter, or give each limiter nodes of its own.",
                  {{"[frames, more] -> gate -> render -> encode -> write"}}),
        rule_text(rule::misplaced_loader,
                  "A loader stands directly behind a limiter.",
                  "The limiter asks its loaders how large an item will be, before it lets it in. "
                  "With something between, there is nobody to ask, and the bound could be broken.",
                  {{"frames -> gate -> render -> render2 -> drop"}},
                  "Put the loader directly behind the limiter, and everything else behind it.",
                  {{"frames -> gate -> render -> drop"}}),
    };
}

std::vector<RuleText> rules_of_edges() {
    return {
        rule_text(rule::circle,
                  "Edges do not lead in a circle.",
                  "An item would go round for ever, and the run would not end.",
                  {{"frames -> gate -> render -> small -> large -> drop", "large -> small"}},
                  "Remove the edge that leads back; what is to be done twice takes two nodes.",
                  {{"frames -> gate -> render -> small -> large -> drop"}}),
        rule_text(rule::self_edge,
                  "An edge leads from one node to another.",
                  "A node that feeds itself would never be done.",
                  {{"frames -> gate -> render -> small -> drop", "small -> small"}},
                  "Remove the edge.",
                  {{"frames -> gate -> render -> small -> drop"}}),
        rule_text(rule::double_edge,
                  "An edge stands once.",
                  "Each item would take the same way twice: the second file would overwrite the "
                  "first one, or be refused.",
                  {{"frames -> gate -> render -> [small, large] -> drop", "render -> small"}},
                  "Remove one of the two; lists such as \"a -> [b, c]\" stand for several edges.",
                  {{"frames -> gate -> render -> [small, large] -> drop"}}),
        rule_text(rule::wrong_end,
                  "Nothing goes into a source, and nothing comes out of a sink.",
                  "An edge there carries nothing, and what stands behind it would wait for items "
                  "that never come.",
                  {{"frames -> gate -> render -> encode -> write -> log"}},
                  "Let both branch off before the sink.",
                  {{"frames -> gate -> render -> encode -> [write, log]"}}),
        rule_text(rule::no_source,
                  "There is a source.",
                  "A graph without a source has nothing to do.",
                  {{"gate -> render -> drop"}},
                  "Begin with a source, such as files or generate.",
                  {{"frames -> gate -> render -> drop"}}),
        rule_text(rule::no_sink,
                  "There is a sink.",
                  "What was made would be thrown away: every item would be lost without a word.",
                  {{"frames -> gate -> render"}},
                  "End with a sink, such as write; null takes what nobody needs, and counts it.",
                  {{"frames -> gate -> render -> drop"}}),
        rule_text(rule::unconnected_node,
                  "Every node is part of a path.",
                  "A node that no edge names does nothing. Mostly an edge was forgotten.",
                  {{"frames -> gate -> render -> drop"},
                   {R"("small": { "type": "resize", "params": { "width": 64 } })"}},
                  "Put the node into an edge, or remove it.",
                  {{"frames -> gate -> render -> small -> drop"}}),
        rule_text(rule::unconnected_input,
                  "Something leads to every input.",
                  "A node that gets nothing does nothing, nor do those behind it. Mostly an edge "
                  "was forgotten.",
                  {{"frames -> gate -> render -> drop", "small -> drop"}},
                  "Lead an edge to the node, or remove it.",
                  {{"frames -> gate -> render -> [drop, small]", "small -> drop"}}),
        rule_text(rule::unconnected_output,
                  "Something takes every output.",
                  "What nobody takes would be lost without a word, and nobody could say how the "
                  "item ended.",
                  {{"frames -> gate -> render -> [drop, small]"}},
                  "Connect the node to another one; null takes what nobody needs, and counts it.",
                  {{"frames -> gate -> render -> [drop, small]", "small -> drop"}}),
        rule_text(
            rule::unconnected_branch,
            "Every output of a switch is connected.",
            "An item that leaves through an output that leads nowhere would be lost without "
            "a word.",
            {{"frames -> gate -> render -> size", "size.small -> drop"},
             {R"("size": { "type": "switch", "params": { "cases": { "small": { "attr": "width", "lt": 100 } }, )"
              R"("default": "other" } })"}},
            "Connect the output; null takes what nobody needs, and counts it.",
            {{"frames -> gate -> render -> size", "size.small -> log", "size.other -> drop"},
             {R"("size": { "type": "switch", "params": { "cases": { "small": { "attr": "width", "lt": 100 } }, )"
              R"("default": "other" } })"}}),
        rule_text(rule::unlike_payloads,
                  "An edge joins ports that carry the same.",
                  "A node cannot work on what it does not take: every item would fail there.",
                  {{"frames -> gate -> render -> write"}},
                  "Put a node between that makes the one of the other: an encoder between pixels "
                  "and a file, a loader between names and pixels.",
                  {{"frames -> gate -> render -> encode -> write"}}),
    };
}

} // namespace

std::vector<RuleText> rules_of_paths() {
    std::vector<RuleText> rules = rules_of_limiters();
    for (RuleText& one : rules_of_edges())
        rules.push_back(std::move(one));
    return rules;
}

} // namespace penstock::config

// SPDX-License-Identifier: Apache-2.0
#include "config/rule_sketch.hpp"
#include "config/rules.hpp"

namespace penstock::config {

std::vector<RuleText> rules_of_joins() {
    return {
        rule_text(
            rule::unbounded_split,
            "A node that splits says into how many pieces at most.",
            "Each piece needs memory, which is reserved before the item is let in. With no "
            "number of pieces, no bound could be promised.",
            {{"photos -> gate -> pages -> unbatch -> drop"},
             {R"("photos": { "type": "files", "params": { "paths": "photos" } })",
              R"("pages": { "type": "a_loader_of_lists_that_tells_no_length" })",
              R"("unbatch": { "type": "unbatch" })"}},
            "Take the lists from a node that says how long they are at most, such as batch or "
            "zip; whoever writes a node that gives lists tells it in the bound of the node.",
            {{"frames -> gate -> render -> batch -> unbatch -> drop"},
             {R"("unbatch": { "type": "unbatch" })"}}),
        rule_text(rule::unequal_pieces,
                  "All inputs of a zip get the same number of pieces.",
                  "A zip pairs the first piece with the first, the second with the second. Where "
                  "one input gets more, the rest would come out without a partner.",
                  {{"frames -> gate -> render -> [tile, small]",
                    "tile -> zip.a",
                    "small -> zip.b",
                    "zip -> drop"}},
                  "Zip before the split, or split both ways by the same node.",
                  {{"frames -> gate -> render -> tile -> [small, large]",
                    "small -> zip.a",
                    "large -> zip.b",
                    "zip -> drop"}}),
        rule_text(rule::several_at_one_input,
                  "At each input of a zip arrives one thing of each item.",
                  "Where two ways of one item lead to one input, nobody can say which of them is "
                  "the partner: the output would depend on what came first.",
                  {{"frames -> gate -> render -> [small, large] -> zip.a",
                    "render -> zip.b",
                    "zip -> drop"}},
                  "Give each way an input of its own.",
                  {{"frames -> gate -> render -> [small, large]",
                    "small -> zip.a",
                    "large -> zip.b",
                    "zip -> drop"}}),
        rule_text(rule::different_origins,
                  "All inputs of a zip get parts of the same items.",
                  "What comes out of a gathering node is a new item with a number of its own. It "
                  "has no partner among those that went in: both would wait for ever.",
                  {{"frames -> gate -> render -> [batch, small]",
                    "batch -> zip.a",
                    "small -> zip.b",
                    "zip -> drop"}},
                  "Zip first, and gather behind it.",
                  {{"frames -> gate -> render -> [small, large]",
                    "small -> zip.a",
                    "large -> zip.b",
                    "zip -> batch -> drop"}}),
        rule_text(rule::unfed_join_input,
                  "Something leads to every input of a zip.",
                  "A zip waits until every input has its part. One that never gets any makes all "
                  "the others wait for ever.",
                  {{"frames -> gate -> render -> zip.a", "zip -> drop"}},
                  "Lead an edge to the input, or take it out of the list of inputs.",
                  {{"frames -> gate -> render -> [small, large]",
                    "small -> zip.a",
                    "large -> zip.b",
                    "zip -> drop"}}),
        rule_text(rule::untile_without_split,
                  "What puts pieces together stands behind what has split them.",
                  "A picture that was never split has no pieces to wait for, and no place in a "
                  "whole.",
                  {{"frames -> gate -> render -> small -> untile -> drop"}},
                  "Put the node that splits before it, on the same path.",
                  {{"frames -> gate -> render -> tile -> untile -> drop"}}),
        rule_text(rule::mixed_order,
                  "What a node works through in order is counted by one numbering.",
                  "What comes out of a gathering node has numbers of its own. A node that gets "
                  "these and the numbers of single items cannot say which comes first: it would "
                  "wait for numbers that never come.",
                  {{"frames -> gate -> render -> [batch, write]", "batch -> write"},
                   {R"("write": { "type": "record", )"
                    R"("params": { "path": "out/log.jsonl", "order": "source" } })"}},
                  "Give each numbering a node of its own.",
                  {{"frames -> gate -> render -> [batch, write]", "batch -> drop"},
                   {R"("write": { "type": "record", )"
                    R"("params": { "path": "out/log.jsonl", "order": "source" } })"}}),
    };
}

} // namespace penstock::config

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Graphs that could hang, lose items or break their bound are refused, each by its rule. rules_test.py TOOL"""

import json
import re
import subprocess
import sys
import unittest
from pathlib import Path

from workplace import Workplace

BAD_GRAPHS = Path(__file__).with_name("bad_graphs")
FEWEST = 40
# It is broken by nodes that are not built in: their lists have a length that nobody knows beforehand.
WITHOUT_BUILT_IN = {"F28"}


class Rules(Workplace):
    def refusing_rules(self, config, name):
        """The numbers at the ends of all messages; a message without one counts as what it says."""
        result = subprocess.run([self.tool, "validate", "-"], cwd=self.folder, input=config, capture_output=True,
                                text=True, env={"NO_COLOR": "1"})
        self.assertIn(result.returncode, (0, 2), f"{name}: {result.stderr}")
        # A message begins at the margin; what stands below it shows the place.
        messages = [line for line in result.stderr.splitlines() if line and not line.startswith("  ")]
        found = set()
        for message in messages:
            if ": warning: " not in message:
                rule = re.search(r" \[(F\d+)\]$", message)
                found.add(rule.group(1) if rule else message)
        self.assertEqual(bool(found), result.returncode == 2, name)
        return found

    def rules(self):
        return [line.split()[0] for line in self.call("explain").stdout.splitlines()]

    def examples_of(self, rule):
        """The graph that it refuses, and the one that it accepts."""
        text = self.call("explain", rule).stdout
        examples = re.findall(r"^(?:Refused|Accepted):\n((?:    .*\n)+)", text, re.MULTILINE)
        self.assertEqual(2, len(examples), text)
        return examples

    def test_every_bad_graph_is_refused_by_the_rule_that_it_names(self):
        graphs = sorted(BAD_GRAPHS.glob("*.json"))
        self.assertGreaterEqual(len(graphs), FEWEST)
        for path in graphs:
            with self.subTest(path.stem):
                text = path.read_text()
                self.assertEqual(set(json.loads(text)["x-refused-by"].split()), self.refusing_rules(text, path.name))

    def test_every_rule_refuses_a_bad_graph(self):
        named = {rule for path in BAD_GRAPHS.glob("*.json")
                 for rule in json.loads(path.read_text())["x-refused-by"].split()}
        self.assertEqual(set(self.rules()) - WITHOUT_BUILT_IN, named)

    def test_every_rule_refuses_its_bad_example_and_accepts_its_good_one(self):
        for rule in self.rules():
            with self.subTest(rule):
                bad, good = self.examples_of(rule)
                if rule not in WITHOUT_BUILT_IN:
                    self.assertEqual({rule}, self.refusing_rules(bad, rule))
                self.assertEqual(set(), self.refusing_rules(good, rule))


if __name__ == "__main__":
    Workplace.tool = sys.argv.pop(1)
    unittest.main()

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The graphs of cases.py are graphs, and their changes can be made. cases_test.py TOOL PLUGIN"""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from cases import CASES

TOOL, PLUGIN = sys.argv[1:3]


class Cases(unittest.TestCase):
    def test_each_is_valid_before_and_after_its_change(self):
        self.assertEqual(30, len({case.name for case in CASES}))
        with tempfile.TemporaryDirectory() as folder:
            for case in CASES:
                file = Path(folder) / "graph.json"
                file.write_text(json.dumps(case.config()))
                for change in ([], case.arguments_of_run()):
                    with self.subTest(case.name, change=change):
                        result = subprocess.run(
                            [TOOL, "run", file, "--plugin", PLUGIN, "--dry-run", *change],
                            capture_output=True, text=True)
                        self.assertEqual(0, result.returncode, result.stderr)

    def test_each_runs_and_its_change_can_be_foretold(self):
        with tempfile.TemporaryDirectory() as folder:
            for case in CASES:
                file, summary = Path(folder) / "graph.json", Path(folder) / "s.json"
                case.items = 2
                file.write_text(json.dumps(case.config()))
                with self.subTest(case.name):
                    for arguments in (["run", file, "--plugin", PLUGIN, "--progress", "none", "--summary", summary],
                                      ["what-if", summary, *case.change, "--json"]):
                        result = subprocess.run([TOOL, *arguments], capture_output=True, text=True)
                        self.assertEqual(0, result.returncode, result.stderr)
                    self.assertEqual(["measured", "predicted"], list(json.loads(result.stdout)))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])

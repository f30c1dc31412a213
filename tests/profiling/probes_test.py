#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Static probes are in the library where the build has them, with their arguments, and a debugger follows items by them.
probes_test.py TOOL LIBRARY ON|OFF"""

import re
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "examples"))

from workplace import GRAPHS, Workplace

ARGUMENTS = {"call_begin": 2, "call_end": 4, "admitted": 2, "item_done": 3}
SCRIPT = """set debuginfod enabled off
set breakpoint pending on
handle all nostop noprint pass
"""
FORMATS = {
    "call_begin": '"begin %s %d\\n", (char*)$_probe_arg0, $_probe_arg1',
    "call_end": '"end %s %d %d\\n", (char*)$_probe_arg0, $_probe_arg1, $_probe_arg3',
    "admitted": '"admitted %s %d\\n", (char*)$_probe_arg0, $_probe_arg1',
    "item_done": '"done %s %d %d\\n", (char*)$_probe_arg0, $_probe_arg1, $_probe_arg2',
}


class Probes(Workplace):
    library, are_built = None, False

    def arguments(self):
        """By the name of the probe, how many arguments each of its places has."""
        notes = subprocess.run(["readelf", "-n", self.library], capture_output=True, text=True, check=True).stdout
        found = {}
        for name, arguments in re.findall(r"Provider: penstock\n +Name: (\w+)\n.*\n +Arguments: (.*)\n", notes):
            found.setdefault(name, set()).add(len(arguments.split()))
        return found

    def test_probes_are_there_as_built(self):
        expected = {name: {count} for name, count in ARGUMENTS.items()} if self.are_built else {}
        self.assertEqual(expected, self.arguments())

    def test_a_debugger_follows_items(self):
        if not self.are_built:
            self.skipTest("without probes")
        if shutil.which("gdb") is None:
            self.skipTest("without gdb")
        script = SCRIPT + "".join(f"break -probe-stap penstock:{name}\ncommands\nsilent\nprintf {text}\ncontinue\nend\n"
                                  for name, text in FORMATS.items()) + "run\n"
        (self.folder / "probes.gdb").write_text(script)
        command = ["gdb", "-nx", "-q", "-batch", "-x", "probes.gdb", "--args", self.tool, "run",
                   GRAPHS / "quickstart.json", "--var", "count=5", "--set", "nodes.render.params.width=64",
                   "--set", "nodes.render.params.height=48", "-j", "2", "--progress", "none"]
        result = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, timeout=120,
                                stdin=subprocess.DEVNULL)
        if "ptrace: Operation not permitted" in result.stderr:
            self.skipTest("gdb may not")
        lines = [line for line in result.stdout.splitlines() if re.match(r"(begin|end|admitted|done) ", line)]
        items, nodes = range(5), ("render", "encode", "write")
        self.assertEqual(sorted([f"begin {node} {item}" for node in nodes for item in items] +
                                [f"end {node} {item} 0" for node in nodes for item in items] +
                                [f"admitted gate {item}" for item in items] + [f"done gate {item} 0" for item in items]),
                         sorted(lines), result.stdout + result.stderr)


if __name__ == "__main__":
    Probes.tool, Probes.library, Probes.are_built = sys.argv[1], sys.argv[2], sys.argv[3] == "ON"
    unittest.main(argv=sys.argv[:1] + sys.argv[4:])

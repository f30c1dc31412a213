# SPDX-License-Identifier: Apache-2.0
"""What the acceptance tests share: configs as Python values, runs with their reports, checksums of folders."""

import hashlib
import json
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "examples"))
from workplace import PROJECT, STATES, Workplace  # noqa: E402

THREADS = (1, 2, 8)
CORPUS = PROJECT.parent / "shared/corpora/images"


class Proof(Workplace):
    def config(self, name, nodes, *edges, **limits):
        """Writes a config; nodes are (type, params, other keys)."""
        described = {key: {"type": node[0], "params": node[1], **(node[2] if len(node) > 2 else {})}
                     for key, node in nodes.items()}
        path = self.folder / name
        path.write_text(json.dumps({"penstock": "1.0", "vars": {"out": "out"}, "limits": limits, "nodes": described, "edges": edges}))
        return path

    def run_config(self, path, *arguments, expect=0):
        """Runs it and returns its summary, whose sums have been checked."""
        summary = self.folder / f"summary of {path.name}"
        self.call("run", path, "--summary", summary, "--progress", "none", *arguments, expect=expect)
        return self.checked(json.loads(summary.read_text()))

    def checked(self, report):
        self.assertTrue(report["balanced"])
        self.assertEqual(0, report["claims_outstanding"])
        self.assertEqual(report["items"]["discovered"], sum(report["items"][state] for state in STATES))
        for name, limiter in report["limits"]["limiters"].items():
            self.assertLessEqual(limiter["peak_images"], limiter["max_images"], name)
            self.assertLessEqual(limiter["peak_bytes"], limiter["max_bytes"], name)
        return report

    def checksums(self, folder):
        """SHA-256 of every file below, by its path."""
        root = self.folder / folder
        return {name: hashlib.sha256((root / name).read_bytes()).hexdigest() for name in self.outputs(folder)}

    def assert_whole(self, path):
        """A picture that the tool wrote has the end of its format."""
        data = path.read_bytes()
        whole = {".jpg": data[:2] == b"\xff\xd8" and data[-2:] == b"\xff\xd9",
                 ".png": data[:4] == b"\x89PNG" and data[-8:-4] == b"IEND",
                 ".webp": data[:4] == b"RIFF" and int.from_bytes(data[4:8], "little") + 8 == len(data)}
        self.assertTrue(whole.get(path.suffix), f"{path.name} is no whole picture ({len(data)} bytes)")


def total(checksums):
    """One number for a whole tree, short enough to be printed."""
    return hashlib.sha256(json.dumps(checksums, sort_keys=True).encode()).hexdigest()[:16]


def say(*words):
    print(*words, flush=True)


def works(*command):
    """Whether the system has that command, and permits it."""
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True).returncode == 0
    except OSError:
        return False


def main():
    Workplace.tool = sys.argv[1]
    unittest.main(module="__main__", argv=sys.argv[:1])

# SPDX-License-Identifier: Apache-2.0
"""A temporary folder in which the tool runs, and the pictures that it runs on."""

import json
import os
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
GRAPHS = PROJECT / "graphs"
STATES = ("written", "failed", "skipped", "dropped", "not_started")

ENCODE_OF = {".jpg": {"format": "jpeg"}, ".png": {"format": "png"}, ".tif": {"format": "tiff"}}


class Workplace(unittest.TestCase):
    """Each test gets a folder of its own, which is also the working directory of the tool."""

    tool = None  # set by the main of each test file

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def call(self, *arguments, expect=0):
        """Runs the tool, which must end with that exit code."""
        command = [self.tool, *map(str, arguments)]
        result = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, stdin=subprocess.DEVNULL,
                                env={**os.environ, "NO_COLOR": "1"})
        self.assertEqual(expect, result.returncode, f"{command}\n{result.stdout}{result.stderr}")
        return result

    def run_graph(self, graph, *arguments, expect=0):
        """Runs a shipped graph and returns its summary, whose ledger has been checked."""
        summary = self.folder / "summary.json"
        self.call("run", GRAPHS / graph, "--summary", summary, *arguments, expect=expect)
        report = json.loads(summary.read_text())
        summary.unlink()
        self.assertTrue(report["balanced"])
        self.assertEqual(report["items"]["discovered"], sum(report["items"][state] for state in STATES))
        return report

    def interrupt_run(self, option, file):
        """Interrupts a long run when it has written something; the file that the option names comes after that."""
        command = [self.tool, "run", GRAPHS / "quickstart.json", "--var", "count=100000", option, file, "--progress", "none"]
        tool = subprocess.Popen(command, cwd=self.folder, stderr=subprocess.PIPE, text=True)
        self.addCleanup(tool.kill)  # does nothing where it has ended
        while not any((self.folder / "out/quickstart").glob("*.jpg")):
            self.assertIsNone(tool.poll())
            time.sleep(0.01)
        self.assertFalse((self.folder / file).exists())
        tool.send_signal(signal.SIGINT)
        errors = tool.communicate()[1]
        self.assertEqual(75, tool.returncode, errors)

    def file(self, name, content):
        """Puts a file there."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def picture(self, name, width=64, height=48, pattern="photo"):
        """Has the tool make a picture; the end of the name says of which format."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        graph = {
            "penstock": "1.0",
            "nodes": {
                "one": {"type": "generate", "params": {"count": 1, "seed": len(name)}},
                "gate": {"type": "limiter"},
                "render": {"type": "render", "params": {"pattern": pattern, "width": width, "height": height}},
                "encode": {"type": "encode", "params": ENCODE_OF[path.suffix]},
                "write": {"type": "write", "params": {"path": str(path.with_suffix("")) + "{seq:01}.{ext}"}},
            },
            "edges": ["one -> gate -> render -> encode -> write"],
        }
        file = self.folder / "picture.json"
        file.write_text(json.dumps(graph))
        self.call("run", file)
        file.unlink()
        made = [found for found in path.parent.iterdir() if found.name.startswith(path.stem + "0.")]
        self.assertEqual(1, len(made))
        made[0].rename(path)
        return path

    def outputs(self, folder):
        """Paths of all files below, relative to it, sorted."""
        root = self.folder / folder
        return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def jpeg_size(path):
    """(width, height) as the frame header of a JPEG file states them."""
    data = path.read_bytes()
    if data[:2] != b"\xff\xd8" or data[-2:] != b"\xff\xd9":
        raise AssertionError(f"{path} is no whole JPEG file")
    at = 2
    while True:
        marker, length = data[at + 1], int.from_bytes(data[at + 2:at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(data[at + 7:at + 9], "big"), int.from_bytes(data[at + 5:at + 7], "big")
        at += 2 + length


def is_progressive(path):
    return b"\xff\xc2" in path.read_bytes()

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The progress bar on terminals of all widths: it never wraps, and is drawn in one piece. progress_terminal_test.py TOOL"""

import json
import signal
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "examples"))

from terminal import Screen, Terminal
from workplace import Workplace

CLEAR = "\r\x1b[K"


class ProgressBars(Workplace):
    def start(self, columns, *arguments, encode="encode", env=None):
        """A run that goes on until it is told to stop, with a node of that name that takes all of the time."""
        graph = {
            "penstock": "1.0", "name": "long",
            "nodes": {
                "frames": {"type": "generate", "params": {"count": 1000000}},
                "gate": {"type": "limiter", "params": {"max_images": 8, "max_bytes": "64MiB"}},
                "render": {"type": "render", "params": {"width": 96, "height": 96, "pattern": "gradient"}},
                encode: {"type": "blur", "concurrency": "serial", "params": {"sigma": 40}},
                "write": {"type": "null"},
            },
            "edges": [f"frames -> gate -> render -> {encode} -> write"],
        }
        self.file("long.json", json.dumps(graph).encode())
        terminal = Terminal([self.tool, "run", "long.json", *arguments], columns, cwd=self.folder, env=env or {})
        self.addCleanup(terminal.close)
        return terminal

    def stop(self, terminal):
        terminal.program.send_signal(signal.SIGINT)
        self.assertEqual(75, terminal.finish(), terminal.text()[-500:])

    def bars(self, terminal):
        """What was redrawn, and when; each has come in one piece."""
        found = []
        for when, piece in terminal.pieces:
            parts = piece.split(CLEAR)
            self.assertEqual("", parts[0], f"a piece begins in the middle of a line: {piece!r}")
            found += [(when, bar) for bar in parts[1:] if bar and "\n" not in bar]
        return found

    def test_it_never_wraps_and_keeps_what_matters(self):
        for columns in (40, 80, 200):
            with self.subTest(columns=columns):
                terminal = self.start(columns)
                self.assertTrue(terminal.read_until(lambda: terminal.text().count(" left") >= 12), terminal.text()[-500:])
                bars = self.bars(terminal)
                self.assertGreater(len(bars), 10)
                for _, bar in bars[2:]:
                    self.assertRegex(bar, r"^(\[[#-]+\] )?[0-9]+ of 1000000(   .* left)?")
                seconds = bars[-1][0]
                self.assertLessEqual(len(bars), seconds * 10 + 1)
                screen = Screen(columns)
                for _, bar in bars:
                    screen.feed(CLEAR + bar)
                self.assertEqual([], screen.faults)
                self.assertEqual(1, len(screen.lines))
                self.assertGreater(screen.widest, columns / 2 - 1 if columns <= 80 else 80)
                self.stop(terminal)

    def test_it_names_the_node_that_limits(self):
        terminal = self.start(80)
        self.assertTrue(terminal.read_until(lambda: "limited by encode" in terminal.text()), terminal.text()[-500:])
        self.stop(terminal)

    def test_it_follows_the_terminal_when_that_is_resized(self):
        terminal = self.start(200)
        self.assertTrue(terminal.read_until(lambda: len(self.bars(terminal)) >= 8), terminal.text()[-500:])
        before = len(self.bars(terminal))
        self.assertGreater(max(len(bar) for _, bar in self.bars(terminal)), 80)
        terminal.resize(40)
        self.assertTrue(terminal.read_until(lambda: len(self.bars(terminal)) >= before + 6), terminal.text()[-500:])
        for _, bar in self.bars(terminal)[before + 1:]:  # one can have been on its way
            self.assertLess(len(bar), 40)
        self.stop(terminal)

    def test_a_name_that_does_not_fit_is_left_out_and_not_cut(self):
        name = "the_node_that_has_a_name_of_forty_letters"
        for columns, has_name in ((80, False), (160, True)):
            with self.subTest(columns=columns):
                terminal = self.start(columns, encode=name)
                self.assertTrue(terminal.read_until(lambda: len(self.bars(terminal)) >= 20), terminal.text()[-500:])
                for _, bar in self.bars(terminal):
                    self.assertLess(len(bar), columns)
                    self.assertRegex(bar, f"limited by {name}" if "limited" in bar else "^")
                self.assertEqual(has_name, any(name in bar for _, bar in self.bars(terminal)))
                self.stop(terminal)

    def test_without_colours_it_still_redraws_and_on_a_dumb_terminal_it_does_not(self):
        terminal = self.start(80, env={"NO_COLOR": "1"})
        self.assertTrue(terminal.read_until(lambda: terminal.text().count(" left") >= 3), terminal.text()[-500:])
        self.stop(terminal)
        self.assertNotIn("\x1b[", terminal.text().replace(CLEAR, ""))
        terminal = self.start(80, env={"TERM": "dumb"})
        terminal.read(0.5)
        self.stop(terminal)
        self.assertNotIn("\x1b", terminal.text()[-500:])
        self.assertIn("   in flight ", terminal.text())

    def test_the_signal_that_asks_for_the_state_is_told_what_limits(self):
        terminal = self.start(200)
        self.assertTrue(terminal.read_until(lambda: "limited by encode" in terminal.text()), terminal.text()[-500:])
        terminal.program.send_signal(signal.SIGUSR1)
        self.assertTrue(terminal.read_until(lambda: "state: " in terminal.text()))
        state = next(line for line in terminal.text().split("\n") if "state: " in line)
        self.assertIn("limited by encode", state)
        self.stop(terminal)

    def test_lines_of_json_have_it_too(self):
        terminal = self.start(80, "--progress", "json")
        self.assertTrue(terminal.read_until(lambda: terminal.text().count("\n") >= 2))
        terminal.program.send_signal(signal.SIGUSR1)
        self.assertTrue(terminal.read_until(lambda: '"event":"state"' in terminal.text()))
        self.stop(terminal)
        events = [json.loads(line) for line in terminal.text().splitlines()]
        progress = [event for event in events if event["event"] == "progress"]
        self.assertEqual("encode", progress[-1]["limited_by"])
        state = next(event for event in events if event["event"] == "state")
        self.assertEqual("encode", state["progress"]["limited_by"])


if __name__ == "__main__":
    Workplace.tool = sys.argv.pop(1)
    unittest.main()

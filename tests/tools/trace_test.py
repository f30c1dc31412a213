#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Traces of shipped graphs hold what they promise, and the check of them notices what does not. trace_test.py TOOL"""

import json
import re
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "examples"))

from trace_check import faults_of
from workplace import GRAPHS, Workplace

RETRY = "nodes.decode.on_error=" + json.dumps(
    {"*": {"retry": {"attempts": 3, "backoff": "1ms"}, "then": "dead_letter"}})


class Traces(Workplace):
    def a_tree_of_photos(self):
        for number in range(5):
            self.picture(f"photos/{number}.jpg", 300 + 10 * number, 200)
        self.picture('photos/trip/day "two"/hill.png', 120, 90)

    def traced(self, graph, *arguments, expect=0):
        """The trace of a run as text, its summary and the graph."""
        report = self.run_graph(graph, "--trace", "trace.json", *arguments, expect=expect)
        self.assertEqual("", report["end_reason"])
        return (self.folder / "trace.json").read_text(), report, json.loads((GRAPHS / graph).read_text())

    def check(self, graph, *arguments, expect=0):
        """At one thread and at two."""
        for threads in ("1", "2"):
            with self.subTest(threads=threads):
                text, report, described = self.traced(graph, "-j", threads, *arguments, expect=expect)
                self.assertEqual([], faults_of(text, report, described))
        return text, report

    def test_a_fan_out(self):
        self.a_tree_of_photos()
        text, report = self.check("sizes_and_formats.json")
        self.assertEqual(36, report["outputs"])
        # Six arrows for each picture: one from the source, and one more for each further way.
        self.assertEqual(36, text.count('"ph":"s"'))

    def test_a_gathering_graph(self):
        self.a_tree_of_photos()
        self.check("contact_sheet.json")

    def test_tiles_that_are_joined_again(self):
        self.a_tree_of_photos()
        self.check("tiles.json", "--var", "tile=64")

    def test_errors(self):
        self.a_tree_of_photos()
        self.file("photos/odd.jpg", b"this is no picture")
        self.file("photos/short.jpg", (self.folder / "photos/0.jpg").read_bytes()[:700])
        text, report = self.check("dead_letter.json", expect=1)
        self.assertEqual(2, report["items"]["failed"])
        self.assertIn('"class":"unsupported"', text)
        self.assertIn('"class":"truncated"', text)

    def test_retries(self):
        self.a_tree_of_photos()
        self.file("photos/odd.jpg", b"this is no picture")
        self.file("photos/short.jpg", (self.folder / "photos/0.jpg").read_bytes()[:700])
        text, report = self.check("dead_letter.json", "--set", RETRY, expect=1)
        self.assertEqual(2, report["items"]["failed"])
        self.assertIn('"tries":3', text)

    def test_generated_pictures_on_threads_that_have_names(self):
        text, report = self.check("quickstart.json", "--var", "count=20", "--set", "nodes.render.params.width=64",
                                  "--set", "nodes.render.params.height=48")
        events = json.loads(text)["traceEvents"]
        names = {event["args"]["name"] for event in events if event["ph"] == "M" and event["name"] == "thread_name"}
        self.assertIn("compute 0", names)
        self.assertTrue(any(re.fullmatch("io[0-9]", name) for name in names), names)
        encoded = [event["args"] for event in events if event["ph"] == "X" and event["name"] == "encode"]
        self.assertEqual(set(range(20)), {one["seq"] for one in encoded})
        for one in encoded:
            self.assertEqual(("returned", 1), (one["outcome"], one["tries"]))
            self.assertGreater(one["bytes"], 0)
        written = [event["args"] for event in events if event["ph"] == "X" and event["name"] == "write"]
        self.assertEqual(sum(one["bytes"] for one in written), sum(one["bytes"] for one in encoded))
        self.assertTrue(any("cpu_us" in one for one in encoded))

    @staticmethod
    def number(line, key):
        return float(re.search(f'"{key}":([0-9.]+)', line).group(1))

    def test_the_check_notices_what_was_tampered_with(self):
        self.a_tree_of_photos()
        text, report, graph = self.traced("sizes_and_formats.json", "-j", "2")
        self.assertEqual([], faults_of(text, report, graph))
        lines = text.splitlines()

        def where(*parts):
            return next(i for i, line in enumerate(lines) if all(part in line for part in parts))

        def faults_without(*parts):
            at = where(*parts)
            return faults_of("\n".join(lines[:at] + lines[at + 1:]), report, graph)

        def faults_with(old, new, *parts):
            at = where(old, *parts)
            return faults_of("\n".join(lines[:at] + [lines[at].replace(old, new)] + lines[at + 1:]), report, graph)

        self.assertIn("was called", str(faults_without('"ph":"X"', '"name":"jpeg"')))
        self.assertIn("read 6 files", str(faults_without('"name":"decode/read"')))
        self.assertIn("requests in the trace", str(faults_without('"cat":"source"', '"seq":3')))
        self.assertIn("the arrows of", str(faults_without('"ph":"f"')))
        self.assertIn("the arrows of", str(faults_without('"ph":"s"')))
        self.assertIn("the arrows of", str(faults_with('"ph":"t"', '"ph":"f"')))
        self.assertIn("at no slice", str(faults_with('"tid":', '"tid":9999', '"ph":"t"')))
        at = where('"ph":"X"', '"name":"rgb"') + 1  # its arrow; those that follow it are gone
        number = re.search('"id":[0-9]+,', lines[at]).group()
        ended = [line.replace('"ph":"t"', '"ph":"f"') if line == lines[at] else line for line in lines
                 if number not in line or self.number(line, "ts") <= self.number(lines[at], "ts")]
        self.assertIn("end at rgb", str(faults_of("\n".join(ended), report, graph)))
        track = sorted(((self.number(line, "ts"), self.number(line, "dur"), line) for line in lines
                        if '"ph":"X"' in line and '"tid":1,' in line))
        (begin, duration, line), (other, its, _) = track[:2]
        longer = line.replace(f'"dur":{duration:.3f}', f'"dur":{other + its / 2 - begin:.3f}')
        self.assertIn("overlap", str(faults_of(text.replace(line, longer), report, graph)))
        self.assertIn("no name", str(faults_without('"thread_name"', '"compute 0"')))
        self.assertIn("gate counts", str(faults_with('"args":{"images":', '"args":{"images":9999', '"gate: images"')))
        last = max((i for i, line in enumerate(lines) if '"gate: bytes"' in line),
                   key=lambda i: self.number(lines[i], "ts"))
        changed = lines[:last] + [lines[last].replace('"bytes":0', '"bytes":7')] + lines[last + 1:]
        self.assertIn("at the end", str(faults_of("\n".join(changed), report, graph)))
        self.assertIn("dropped", str(faults_with('"dropped_events":0', '"dropped_events":1')))
        with self.assertRaises(ValueError):
            faults_of(text[:-20], report, graph)

    def test_a_stopped_run_has_its_trace(self):
        self.interrupt_run("--trace", "t.json")
        trace = json.loads((self.folder / "t.json").read_text())
        self.assertEqual(0, trace["otherData"]["dropped_events"])
        self.assertEqual(["t.json"], [path.name for path in self.folder.iterdir() if path.is_file()])

    def test_the_end_of_a_run_is_all_that_is_kept_where_that_is_asked_for(self):
        slow = ("--var", "count=400", "-j", "1", "--set", "nodes.render.params.width=320", "--set",
                "nodes.render.params.height=240")
        text, report, graph = self.traced("quickstart.json", "--trace-last", "1h", *slow)
        self.assertEqual([], faults_of(text, report, graph))
        of_all = text.count('"ph":"X"')
        text, report, graph = self.traced("quickstart.json", "--trace-last", "20ms", *slow)
        slices = [event for event in json.loads(text)["traceEvents"] if event["ph"] == "X"]
        end = max(event["ts"] + event["dur"] for event in slices)
        self.assertTrue(slices)
        # It is counted back from the last event of all, which can be a counter.
        self.assertGreaterEqual(min(event["ts"] + event["dur"] for event in slices), end - 20_000.001)
        self.assertLess(len(slices), of_all)

    def test_the_end_of_no_trace_is_refused(self):
        result = self.call("run", GRAPHS / "quickstart.json", "--trace-last", "1s", expect=2)
        self.assertIn("--trace-last: of what? expected --trace FILE, too", result.stderr)
        result = self.call("run", GRAPHS / "quickstart.json", "--trace", "t.json", "--trace-last", "0s", expect=2)
        self.assertIn("--trace-last: ", result.stderr)
        self.assertEqual([], list(self.folder.iterdir()))

    def test_a_disk_that_is_full_does_not_stop_the_run(self):
        report = self.run_graph("quickstart.json", "--var", "count=5", "--trace", "/dev/full", expect=5)
        self.assertEqual((5, "finished"), (report["items"]["written"], report["end"]))
        self.assertEqual(["there is no trace: cannot write \"/dev/full\": No space left on device"], report["notes"])
        errors = self.call("run", GRAPHS / "quickstart.json", "--var", "count=5", "--trace", "/dev/full",
                           expect=5).stderr
        self.assertIn("penstock: --trace: cannot write \"/dev/full\": No space left on device", errors)

    def test_where_no_trace_could_be_nothing_runs(self):
        for file, found in (("nowhere/t.json", "--trace: nowhere/t.json: there is no folder nowhere"),
                            (".", "--trace: .: this is a folder"), ("-", "--trace: expected a file")):
            result = self.call("run", GRAPHS / "quickstart.json", "--trace", file, expect=2)
            self.assertIn(found, result.stderr)
        self.assertEqual([], list(self.folder.iterdir()))


if __name__ == "__main__":
    Workplace.tool = sys.argv.pop(1)
    unittest.main()

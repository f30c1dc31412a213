#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The page of `penstock run --report` is whole, alone, and true. report_test.py TOOL"""

import base64
import hashlib
import json
import os
import re
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "examples"))

from workplace import GRAPHS, Workplace

SMALL = ("--set", "nodes.render.params.width=64", "--set", "nodes.render.params.height=48")


def data_of(page):
    """What the script of the page reads."""
    return json.loads(page.split('<script type="application/json" id="data">')[1].split("</script>")[0])


class Reports(Workplace):
    def reported(self, graph, *arguments, expect=0):
        """The page, its data, and the summary of the same run."""
        report = self.run_graph(graph, "--report", "r.html", "--progress", "none", *arguments, expect=expect)
        page = (self.folder / "r.html").read_text()
        return page, data_of(page), report

    def test_it_tells_what_the_summary_tells_and_how_it_came_about(self):
        page, data, report = self.reported("quickstart.json", "--var", "count=40", *SMALL)
        self.assertEqual(report, data["summary"])
        self.assertEqual(["frames", "gate", "render", "encode", "write"], data["graph"]["nodes"])
        history = data["history"]
        samples = history["samples"]
        self.assertEqual((0, 40), (samples["ended"][0], samples["ended"][-1]))
        self.assertLessEqual(max(samples["limiters"][0]["images"]), report["peak"]["images"])
        for node in data["nodes"]:
            self.assertEqual(report["nodes"][node["name"]]["count"], sum(bucket[2] for bucket in node["latencies"]))
            number = data["graph"]["nodes"].index(node["name"])
            calls = [i for i, which in enumerate(history["slices"]["node"])
                     if which == number and history["kinds"][history["slices"]["kind"][i]] == "call"]
            self.assertEqual(set(range(40)), {history["slices"]["seq"][i] for i in calls})
        self.assertIn('"count": 40', data["config"])
        self.assertIn("--var count=40", data["config"])
        self.assertIn("<svg", page)

    def test_only_its_own_script_may_run_and_nothing_is_asked_for(self):
        page, _, _ = self.reported("quickstart.json", "--var", "count=2", *SMALL)
        script = re.search(r"<script>(.*?)</script>", page, re.DOTALL).group(1)
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        self.assertIn(f"content=\"default-src 'none'; script-src 'sha256-{digest}';", page)
        self.assertEqual(2, page.count("<script"))
        self.assertNotIn("innerHTML", page)

    def test_hostile_names_are_text(self):
        name = "<img src=x onerror=alert(1)> \"'&\u202egnp.jpg"
        self.file(f"photos/{name}", b"this is no picture")
        self.file(b"photos/odd \xff\x01.jpg".decode(errors="surrogateescape"), b"nor is this")
        page, data, _ = self.reported("thumbnails.json", expect=1)
        self.assertNotIn("<img", page)
        names = {failure["name"] for failure in data["summary"]["failures"]}
        self.assertEqual({f"photos/{name}", "photos/odd \ufffd\x01.jpg"}, names)
        self.assertTrue(names <= set(data["history"]["slices"]["names"]))

    def test_beside_a_trace(self):
        _, data, _ = self.reported("quickstart.json", "--var", "count=20", "--trace", "t.json", *SMALL)
        trace = json.loads((self.folder / "t.json").read_text())["traceEvents"]
        self.assertEqual(sum(event["ph"] == "X" for event in trace), len(data["history"]["slices"]["thread"]))

    def test_a_run_that_is_not_asked_for_one_keeps_nothing(self):
        self.run_graph("quickstart.json", "--var", "count=2", *SMALL)
        self.assertEqual(["out"], os.listdir(self.folder))

    def test_on_standard_output(self):
        result = self.call("run", GRAPHS / "quickstart.json", "--var", "count=2", "--report", "-", "--progress", "none", *SMALL)
        self.assertTrue(result.stdout.startswith("<!DOCTYPE html>"))
        self.assertTrue(result.stdout.endswith("</html>\n"))
        errors = self.call("run", GRAPHS / "quickstart.json", "--report", "-", "--summary", "-", expect=2).stderr
        self.assertIn("--report: expected a file: standard output is for the summary", errors)

    def test_where_none_could_be_nothing_runs(self):
        for file, found in (("nowhere/r.html", "--report: nowhere/r.html: there is no folder nowhere"),
                            (".", "--report: .: this is a folder")):
            result = self.call("run", GRAPHS / "quickstart.json", "--report", file, expect=2)
            self.assertIn(found, result.stderr)
        self.assertEqual([], list(self.folder.iterdir()))

    def test_a_disk_that_is_full(self):
        arguments = ("run", GRAPHS / "quickstart.json", "--var", "count=2", "--progress", "none", *SMALL)
        errors = self.call(*arguments, "--report", "/dev/full", expect=5).stderr
        self.assertIn("2 in = 2 written", errors)
        self.assertIn("penstock: --report: /dev/full: cannot write: No space left on device", errors)
        self.call(*arguments, "--report", "r.html", "--summary", "/dev/full", expect=5)
        self.assertTrue((self.folder / "r.html").exists())

    def test_a_stopped_run_has_one(self):
        self.interrupt_run("--report", "r.html")
        data = data_of((self.folder / "r.html").read_text())
        self.assertEqual("interrupted", data["summary"]["end"])
        self.assertGreater(data["history"]["samples"]["ended"][-1], 0)

    def test_a_run_over_its_error_budget_has_one(self):
        for number in range(40):
            self.file(f"photos/{number}.jpg", b"this is no picture")
        graph = json.loads((GRAPHS / "thumbnails.json").read_text())
        del graph["$schema"]
        graph["errors"] = {"budget": {"max": 3}}
        (self.folder / "g.json").write_text(json.dumps(graph))
        self.call("run", "g.json", "--report", "r.html", "--progress", "none", expect=4)
        data = data_of((self.folder / "r.html").read_text())
        self.assertEqual("over_budget", data["summary"]["end"])

    def test_no_input_has_one(self):
        self.call("run", GRAPHS / "quickstart.json", "--var", "count=0", "--report", "r.html", expect=3)
        self.assertEqual(0, data_of((self.folder / "r.html").read_text())["summary"]["items"]["discovered"])

    def test_a_replaced_one_is_whole(self):
        self.file("r.html", b"x" * 1_000_000)
        page, _, _ = self.reported("quickstart.json", "--var", "count=2", *SMALL)
        self.assertTrue(page.endswith("</html>\n"))
        self.assertEqual(["out", "r.html"], sorted(os.listdir(self.folder)))


if __name__ == "__main__":
    Workplace.tool = sys.argv.pop(1)
    unittest.main()

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The file of `run --metrics`, read as Prometheus reads it. metrics_test.py TOOL"""

import os
import resource
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "examples"))

from prometheus_client.parser import text_string_to_metric_families

from workplace import GRAPHS, Workplace

NOTHING_KEPT = ("--pipe", "generate count=1000000 ! render width=64 height=64 ! null")


class Metrics(Workplace):
    def numbers(self, name="m.prom"):
        """By name and labels, but the pipeline's; all of it has been parsed."""
        found = {}
        for family in text_string_to_metric_families((self.folder / name).read_text()):
            for sample in family.samples:
                labels = {key: value for key, value in sample.labels.items() if key != "pipeline"}
                key = (sample.name, *sorted(labels.items()))
                self.assertNotIn(key, found)
                found[key] = sample.value
        return found

    def start(self, *arguments, **options):
        command = [self.tool, "run", *map(str, arguments), "--progress", "none"]
        tool = subprocess.Popen(command, cwd=self.folder, stderr=subprocess.PIPE, text=True, **options)
        self.addCleanup(tool.wait)
        self.addCleanup(tool.stderr.close)
        self.addCleanup(tool.kill)  # does nothing where it has ended
        return tool

    def wait_for(self, condition, tool):
        while not condition():
            self.assertIsNone(tool.poll())
            time.sleep(0.01)

    def stop(self, tool, expect=75):
        tool.send_signal(signal.SIGINT)
        errors = tool.communicate()[1]
        self.assertEqual(expect, tool.returncode, errors)
        return errors

    def test_the_last_state_of_a_run_agrees_with_its_summary(self):
        report = self.run_graph("quickstart.json", "--var", "count=12", "--metrics", "m.prom")
        numbers = self.numbers()
        self.assertEqual(1, numbers["penstock_run_ended",])
        self.assertEqual(12, numbers["penstock_items_total", ("state", "written")])
        self.assertEqual(12, numbers["penstock_items_discovered_total",])
        self.assertEqual(12, numbers["penstock_outputs_total",])
        self.assertEqual(report["wall_seconds"], numbers["penstock_run_seconds",])
        for name, node in report["nodes"].items():
            label = ("node", name)
            self.assertEqual(node["count"], numbers["penstock_node_call_seconds_count", label])
            self.assertEqual(node["busy_seconds"], numbers["penstock_node_call_seconds_sum", label])
            self.assertEqual(node["waiting_seconds"], numbers["penstock_node_waiting_seconds_total", label])
            self.assertAlmostEqual(node["p99_ms"] / 1e3,
                                   numbers["penstock_node_call_seconds", label, ("quantile", "0.99")])
        self.assertEqual(report["peak"]["images"], numbers["penstock_images_peak", ("limiter", "gate")])
        self.assertEqual(0, numbers["penstock_images", ("limiter", "gate")])
        text = (self.folder / "m.prom").read_text()
        self.assertIn('penstock_info{pipeline="quickstart",version=', text)
        self.assertEqual(["m.prom", "out"], sorted(path.name for path in self.folder.iterdir()))

    def test_while_it_runs_the_file_is_there_and_changes(self):
        begin = time.time()
        tool = self.start(*NOTHING_KEPT, "--metrics", "m.prom")
        self.wait_for((self.folder / "m.prom").exists, tool)
        self.assertEqual(0, self.numbers()["penstock_run_ended",])
        # Then there are items, too: but not the other way round.
        self.wait_for(lambda: self.numbers().get(("penstock_node_call_seconds_count", ("node", "render")), 0) > 0, tool)
        self.assertGreater(self.numbers()["penstock_items_discovered_total",], 0)
        numbers = self.numbers()
        self.assertEqual(0, numbers["penstock_run_ended",])
        self.assertEqual(1000000, numbers["penstock_items_expected",])
        self.assertGreater(numbers["penstock_resident_memory_bytes",], 1e6)
        self.assertGreater(numbers["penstock_node_call_seconds_count", ("node", "render")], 0)
        self.assertLess(begin - 1, numbers["penstock_run_start_time_seconds",])
        self.assertLess(numbers["penstock_run_start_time_seconds",],
                        numbers["penstock_last_update_timestamp_seconds",])
        self.stop(tool)
        after = self.numbers()
        self.assertEqual(1, after["penstock_run_ended",])
        self.assertGreater(after["penstock_items_total", ("state", "written")],
                           numbers["penstock_items_total", ("state", "written")])

    def test_a_killed_run_leaves_a_whole_file_and_the_next_one_cleans_up(self):
        for _ in range(3):
            tool = self.start(*NOTHING_KEPT, "--metrics", "m.prom")
            self.wait_for((self.folder / "m.prom").exists, tool)
            tool.kill()
            tool.communicate()
            self.assertEqual(0, self.numbers()["penstock_run_ended",])
            (self.folder / "m.prom").unlink()
        (self.folder / ".m.prom.part").write_text("the half of")
        self.run_graph("quickstart.json", "--var", "count=1", "--metrics", "m.prom")
        self.assertEqual(1, self.numbers()["penstock_run_ended",])
        self.assertEqual(["m.prom", "out"], sorted(path.name for path in self.folder.iterdir()))

    def test_two_runs_with_one_file(self):
        def begin():
            return self.numbers()["penstock_run_start_time_seconds",]

        tools = [self.start(*NOTHING_KEPT, "--metrics", "m.prom")]
        self.wait_for((self.folder / "m.prom").exists, tools[0])
        first = begin()
        tools.append(self.start(*NOTHING_KEPT, "--metrics", "m.prom"))
        self.wait_for(lambda: begin() > first, tools[1])  # its first state, which is that of a run that goes on
        for tool in tools:
            self.stop(tool)
            self.assertEqual(1, self.numbers()["penstock_run_ended",])
        self.assertEqual(["m.prom"], [path.name for path in self.folder.iterdir()])

    def start_on_a_full_disk(self, *arguments):
        """No file can have a byte, as far as the process is told: EFBIG instead of ENOSPC."""
        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        return self.start(*NOTHING_KEPT, "--metrics", "m.prom", *arguments, preexec_fn=limit)

    def test_a_full_disk_does_not_stop_the_run_and_is_said(self):
        tool = self.start_on_a_full_disk()
        line = tool.stderr.readline()
        self.assertRegex(line, r"^note: --metrics: .*m\.prom: cannot write: File too large; the run goes on\n$")
        errors = self.stop(tool, expect=5)
        self.assertIn("balanced", errors)
        self.assertRegex(errors, r"penstock: --metrics: .*m\.prom: cannot write: File too large\n")
        self.assertNotIn("note: --metrics", errors)
        self.assertEqual([], list(self.folder.iterdir()))

    def test_a_disk_that_has_room_again_has_the_end_of_the_run(self):
        tool = self.start_on_a_full_disk()
        self.assertIn("the run goes on", tool.stderr.readline())
        unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.prlimit(tool.pid, resource.RLIMIT_FSIZE, unlimited)
        self.stop(tool)
        self.assertEqual(1, self.numbers()["penstock_run_ended",])

    def test_where_no_file_could_be_nothing_runs(self):
        os.mkfifo(self.folder / "pipe")
        for file, found in (("nowhere/m.prom", "--metrics: nowhere/m.prom: there is no folder nowhere"),
                            (".", "--metrics: .: this is a folder"), ("-", "--metrics: -: expected the name of a file"),
                            ("/dev/null", "expected the name of a file"), ("pipe", "expected the name of a file")):
            result = self.call("run", GRAPHS / "quickstart.json", "--metrics", file, expect=2)
            self.assertIn(found, result.stderr)
        self.assertEqual(["pipe"], [path.name for path in self.folder.iterdir()])


if __name__ == "__main__":
    Workplace.tool = sys.argv.pop(1)
    unittest.main()
